import {stripVTControlCharacters} from 'node:util';
import {render} from 'ink-testing-library';
import {ASCII, type Drawing, UNICODE} from '../../../source/report/ladder/drawing.ts';
import {App} from '../../../source/screen/app.tsx';
import {chooseAppearance} from '../../../source/screen/draw/appearance.ts';
import {type Appearance, THEMES} from '../../../source/screen/draw/theme.ts';
import type {UserMemory} from '../../../source/screen/memory/user-memory.ts';
import type {LookChange, ScreenState} from '../../../source/screen/screen.ts';
import {ScreenStack, type Size} from '../../../source/screen/screen-stack.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import type {Session} from '../../../source/session/session.ts';

export const PLAIN: Appearance = {theme: {}, drawing: UNICODE};

/** An appearance of a theme of the program. */
export function appearanceOf(theme: string, drawing: Drawing = UNICODE): Appearance {
	return {theme: THEMES[theme]!, drawing};
}

export const PLAIN_ASCII: Appearance = {theme: {}, drawing: ASCII};

/** The look that the program gives a terminal with colours and Unicode. */
function restyled(change: LookChange): Appearance {
	return chooseAppearance({color: true, ...change}, {LC_ALL: 'C.UTF-8'});
}

/** A host that does nothing but note what it is asked for. */
function hostOf(asked: string[]) {
	return {
		quit: (how: string) => asked.push(how),
		suspend: () => asked.push('suspend'),
		redraw: () => asked.push('redraw'),
		copy: (text: string) => asked.push(`copy ${text}`),
		restyle: restyled,
		reportMouse: (on: boolean) => asked.push(`mouse ${on ? 'on' : 'off'}`),
	};
}

/** A stack of screens without React or terminal: what it asked of its host is in `asked`. */
export function stackOf(
	session: Session,
	size: Size = {columns: 100, rows: 24},
	screens: readonly ScreenState[] = [STREAM_LIST],
	memory?: UserMemory,
) {
	const asked: string[] = [];
	return {stack: new ScreenStack(session, PLAIN, size, hostOf(asked), screens, memory), asked};
}

/** The app in ink-testing-library, whose terminal is 100 columns wide. */
export function show(
	session: Session,
	{rows = 24, appearance = PLAIN, screens = [STREAM_LIST] as readonly ScreenState[]} = {},
) {
	const size = {columns: 100, rows};
	const asked: string[] = [];
	const stack = new ScreenStack(session, appearance, size, hostOf(asked), screens);
	const app = render(<App stack={stack} size={size} />);
	return {
		stack,
		asked,
		/** Types text or an escape sequence, as one chunk. */
		async type(keys: string) {
			app.stdin.write(keys);
			// Ink waits for the rest of an escape sequence before it takes a lone Esc for itself.
			await new Promise(resolve => setTimeout(resolve, keys.endsWith('\u{1B}') ? 40 : 5));
		},
		/** The rows of the screen as text, without blanks at their ends. */
		lines: () =>
			app
				.lastFrame()!
				.split('\n')
				.map(line => stripVTControlCharacters(line).trimEnd()),
		close() {
			app.unmount();
			stack.dispose();
		},
	};
}
