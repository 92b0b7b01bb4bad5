import {openSync} from 'node:fs';
import process from 'node:process';
import {isatty, ReadStream} from 'node:tty';
import {type Instance, render, useApp, useWindowSize} from 'ink';
import {useEffect, useLayoutEffect} from 'react';
import {sanitize} from '../report/sanitize.ts';
import type {Session} from '../session/session.ts';
import {App} from './app.tsx';
import {type AppearanceOptions, chooseAppearance} from './draw/appearance.ts';
import {clipboardSequence} from './draw/clipboard.ts';
import {enableFastOutput} from './draw/fast-output.ts';
import {openLadder} from './ladder/ladder-state.ts';
import {userMemory} from './memory/user-memory.ts';
import {TerminalMouse} from './mouse/terminal-mouse.ts';
import type {LookChange, Preferences} from './screen.ts';
import {type Leaving, ScreenStack} from './screen-stack.ts';
import type {ListColumns} from './streams/columns/list-columns.ts';
import {STREAM_LIST} from './streams/stream-list-state.ts';

export interface ScreenOptions extends AppearanceOptions {
	/** Display filter to start with; a wrong one opens the prompt on it. */
	readonly initialFilter?: string;
	/** tcp.stream whose ladder is open at first. */
	readonly initialStream?: number;
	/** Columns of the stream list, where other ones than the default are wanted. */
	readonly columns?: ListColumns;
	readonly preferences?: Preferences;
	/** The terminal reports the mouse, unless `:set nomouse` says otherwise. */
	readonly mouse?: boolean;
}

/** What only a mounted app can do. */
interface Controls {
	quit(): void;
	suspend(): void;
}

/**
 * Shows the session on the whole terminal until the user leaves, then closes it. The terminal is as it was afterwards,
 * whatever happened; an error is printed then.
 *
 * @returns the exit status (0, or 1 after an error), and how the user left
 */
export async function runScreen(session: Session, options: ScreenOptions): Promise<{status: number; left: Leaving}> {
	enableFastOutput();
	const input = keyboard();
	let style: AppearanceOptions = options;
	const controls: Controls = {quit() {}, suspend() {}};
	let app: Instance | undefined;
	let left: Leaving = 'quit';
	const host = {
		quit(how: Leaving) {
			left = how;
			controls.quit();
		},
		suspend: () => controls.suspend(),
		redraw() {
			app?.clear();
			process.stdout.write('\u{1B}[2J\u{1B}[H');
		},
		restyle(change: LookChange) {
			style = {...style, ...change};
			return chooseAppearance(style, process.env);
		},
		reportMouse: (on: boolean) => mouse.want(on),
		copy(text: string) {
			process.stdout.write(clipboardSequence(text));
		},
	};
	const list = options.columns === undefined ? STREAM_LIST : {...STREAM_LIST, columns: options.columns};
	const screens = options.initialStream === undefined ? [list] : [list, openLadder(options.initialStream)];
	const size = {columns: process.stdout.columns ?? 80, rows: process.stdout.rows ?? 24};
	const appearance = chooseAppearance(style, process.env);
	const stack = new ScreenStack(session, appearance, size, host, screens, userMemory(process.env), options.preferences);
	if (options.initialFilter !== undefined) stack.startFilter(options.initialFilter);
	const mouse = new TerminalMouse(input, process.stdout, options.mouse === true, event => stack.mouse(event));
	const fail = (error: unknown) => app?.unmount(error instanceof Error ? error : new Error(String(error)));
	const leave = () => controls.quit();
	process.on('uncaughtException', fail);
	process.on('unhandledRejection', fail);
	// Without its terminal the program has no reason to go on (and would spin on a dead input).
	input.once('end', leave);
	input.once('error', leave);
	try {
		app = render(<Root stack={stack} controls={controls} mouse={mouse} />, {
			stdin: input,
			alternateScreen: true,
			incrementalRendering: true,
			interactive: true,
			exitOnCtrlC: false,
			maxFps: 60,
		});
		await app.waitUntilExit();
		return {status: 0, left};
	} catch (error) {
		const text = error instanceof Error ? error.message : String(error);
		process.stderr.write(`tcpwhy: ${sanitize(text)}\n`);
		return {status: 1, left};
	} finally {
		stack.dispose();
		session.close();
		process.off('uncaughtException', fail);
		process.off('unhandledRejection', fail);
		input.off('end', leave);
		input.off('error', leave);
		if (input !== process.stdin) input.destroy();
	}
}

/** The terminal's keys: standard input, or the terminal itself while standard input brings the capture. */
function keyboard(): NodeJS.ReadStream {
	return isatty(0) ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));
}

interface RootProps {
	readonly stack: ScreenStack;
	readonly controls: Controls;
	readonly mouse: TerminalMouse;
}

/** Gives the app the terminal's size, and the stack's host what only a mounted app can do. */
function Root({stack, controls, mouse}: RootProps) {
	const size = useWindowSize();
	const {exit, suspendTerminal} = useApp();
	useEffect(() => {
		controls.quit = () => exit();
		controls.suspend = () => {
			mouse.hide();
			void suspendTerminal(stopProcess).then(() => {
				mouse.show();
				stack.redraw();
			});
		};
	}, [controls, exit, suspendTerminal, stack, mouse]);
	// Unlike other effects this one ends before the process does, however it ends: a shell must not get the reports.
	useLayoutEffect(() => {
		mouse.show();
		return () => mouse.hide();
	}, [mouse]);
	return <App stack={stack} size={size} />;
}

/**
 * Stops the whole job, as the terminal does on ^Z outside raw mode, and returns when it is continued. Where nobody
 * could continue it (no job control) the system does not stop it and the pause simply ends.
 */
async function stopProcess(): Promise<void> {
	process.kill(0, 'SIGTSTP');
	await new Promise(resolve => setTimeout(resolve, 50));
}
