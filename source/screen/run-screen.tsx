import {openSync} from 'node:fs';
import process from 'node:process';
import {isatty, ReadStream} from 'node:tty';
import {internalError} from '../report/internal-error.ts';
import type {Session} from '../session/session.ts';
import {App} from './app.tsx';
import {type AppearanceOptions, chooseAppearance} from './draw/appearance.ts';
import {clipboardSequence} from './draw/clipboard.ts';
import {enableFastOutput} from './draw/fast-output.ts';
import type {Leaving} from './effects.ts';
import {openLadder} from './ladder/ladder-state.ts';
import {userMemory} from './memory/user-memory.ts';
import {TerminalMouse} from './mouse/terminal-mouse.ts';
import type {LookChange, Preferences} from './screen.ts';
import {ScreenStack, type Size} from './screen-stack.ts';
import type {ListColumns} from './streams/columns/list-columns.ts';
import {STREAM_LIST} from './streams/stream-list-state.ts';
import {endBy, FullScreenApp} from './terminal/full-screen-app.tsx';

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
	let app: FullScreenApp | undefined;
	let left: Leaving = 'quit';
	const host = {
		quit(how: Leaving) {
			left = how;
			app?.leave();
		},
		suspend: () => app?.suspend(),
		redraw: () => app?.redraw(),
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
	let signal: NodeJS.Signals | undefined;
	try {
		const draw = (now: Size) => {
			stack.resize(now);
			return <App stack={stack} size={now} />;
		};
		app = new FullScreenApp(draw, input, mouse);
		signal = await app.ended();
		return {status: 0, left};
	} catch (error) {
		process.stderr.write(`tcpwhy: ${internalError(error)}\n`);
		return {status: 1, left};
	} finally {
		stack.dispose();
		session.close();
		if (input !== process.stdin) input.destroy();
		if (signal !== undefined) endBy(signal);
	}
}

/** The terminal's keys: standard input, or the terminal itself while standard input brings the capture. */
function keyboard(): NodeJS.ReadStream {
	return isatty(0) ? process.stdin : new ReadStream(openSync('/dev/tty', 'r'));
}
