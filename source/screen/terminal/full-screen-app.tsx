import process from 'node:process';
import {type Instance, render, useApp} from 'ink';
import {type ReactNode, useLayoutEffect} from 'react';
import type {Size} from '../screen-stack.ts';

/** Signals that ask the program to end. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const ERASE = '\u{1B}[H\u{1B}[2J';

/** Milliseconds for a signal that a process sends itself to arrive. */
const DELIVERY = 50;

/** What else is asked of the terminal, and taken back, while the app has it: the mouse. */
export interface TerminalMode {
	show(): void;
	hide(): void;
}

/**
 * Ink on the whole terminal, which it gives back as it was however the program ends or pauses: left, failed, ended or
 * stopped by a signal, or without its terminal.
 */
export class FullScreenApp {
	private readonly app: Instance;
	private suspendTerminal: ReturnType<typeof useApp>['suspendTerminal'] | undefined;
	private isAway = false;
	private hasEnded = false;
	private error: unknown;
	private signal: NodeJS.Signals | undefined;

	/** @param draw what the terminal shows at a size */
	constructor(
		private readonly draw: (size: Size) => ReactNode,
		private readonly input: NodeJS.ReadStream = process.stdin,
		private readonly mode?: TerminalMode,
	) {
		// Keys typed before the screen is there would be echoed into it, and move where it is drawn from.
		input.setRawMode(true);
		process.stdout.write('\r');
		// Before there is a screen that they could leave standing; none is told of before this constructor has ended.
		for (const signal of ENDING) process.on(signal, this.end);
		process.on('SIGTSTP', this.suspend);
		process.on('SIGCONT', this.takeBack);
		this.app = render(this.root(), {
			stdin: input,
			alternateScreen: true,
			incrementalRendering: true,
			interactive: true,
			exitOnCtrlC: false,
			maxFps: 60,
		});
		process.on('uncaughtException', this.fail);
		// Without its terminal the program has no reason to go on (and would spin on a dead input).
		input.once('end', this.leave);
		input.once('error', this.leave);
		// Ink then draws the frame that is there, whose rows no longer fit: one of the right size has to be there before.
		process.stdout.prependListener('resize', this.prepare);
		// A size that changes and changes back is no other size, yet what was cut off the terminal is gone.
		process.on('SIGWINCH', this.redraw);
	}

	/** Draws everything again, whatever stands on the terminal: what Ink does at once only when the size has changed. */
	readonly redraw = (): void => {
		process.stdout.emit('resize');
	};

	private readonly prepare = (): void => {
		if (this.isAway || this.hasEnded) return;
		this.app.clear();
		process.stdout.write(ERASE);
		this.app.rerender(this.root());
	};

	/** Stops the whole job, as the terminal does on ^Z outside raw mode, and takes the terminal back afterwards. */
	readonly suspend = (): void => this.giveAway(stopJob);

	readonly leave = (): void => this.app.unmount();

	/**
	 * Waits until the app has ended and the terminal is as it was. Throws what the app failed with.
	 *
	 * @returns the signal that asked for the end, if one did: `endBy` ends the process by it
	 */
	async ended(): Promise<NodeJS.Signals | undefined> {
		try {
			await this.app.waitUntilExit();
		} finally {
			this.hasEnded = true;
			process.off('uncaughtException', this.fail);
			for (const signal of ENDING) process.off(signal, this.end);
			process.off('SIGTSTP', this.suspend);
			process.off('SIGCONT', this.takeBack);
			this.input.off('end', this.leave);
			this.input.off('error', this.leave);
			process.stdout.off('resize', this.prepare);
			process.off('SIGWINCH', this.redraw);
		}
		if (this.error !== undefined) throw this.error;
		return this.signal;
	}

	private root(): ReactNode {
		const size = {columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24};
		return <Root content={this.draw(size)} mode={this.mode} onMount={suspend => (this.suspendTerminal = suspend)} />;
	}

	/** Whoever stopped the program without asking it may have left the terminal in any state. */
	private readonly takeBack = (): void => this.giveAway(async () => {});

	private giveAway(use: () => Promise<void>): void {
		if (this.isAway || this.hasEnded || this.suspendTerminal === undefined) return;
		this.isAway = true;
		this.mode?.hide();
		const whileAway = async () => {
			process.off('SIGTSTP', this.suspend);
			await use();
			process.on('SIGTSTP', this.suspend);
		};
		void this.suspendTerminal(whileAway).then(() => {
			this.isAway = false;
			if (this.hasEnded) return;
			this.mode?.show();
			// Whoever is stopped is not told of a new size: Node looks at the size now, and everything is drawn again.
			process.emit('SIGWINCH', 'SIGWINCH');
		});
	}

	private readonly fail = (error: unknown): void => {
		this.error ??= error;
		this.leave();
	};

	private readonly end = (signal: NodeJS.Signals): void => {
		this.signal ??= signal;
		this.leave();
	};
}

/** Ends the process by a signal that it had caught, so that whoever started it sees why it ended. */
export function endBy(signal: NodeJS.Signals): void {
	// As long as a library listens (for the cursor, which is shown again), the signal is only noted, and the program may
	// come to its own end, with status 0, before anybody is told.
	process.removeAllListeners(signal);
	process.kill(process.pid, signal);
}

/** Returns when the job is continued. Where nobody could continue it (no job control) it is not stopped at all. */
async function stopJob(): Promise<void> {
	process.kill(0, 'SIGTSTP');
	await new Promise(resolve => setTimeout(resolve, DELIVERY));
}

interface RootProps {
	readonly content: ReactNode;
	readonly mode: TerminalMode | undefined;
	readonly onMount: (suspend: ReturnType<typeof useApp>['suspendTerminal']) => void;
}

function Root({content, mode, onMount}: RootProps) {
	const {suspendTerminal} = useApp();
	// Unlike other effects this one ends before the process does, however it ends: a shell must not get the reports.
	useLayoutEffect(() => {
		onMount(suspendTerminal);
		mode?.show();
		return () => mode?.hide();
	}, [mode]);
	return content;
}
