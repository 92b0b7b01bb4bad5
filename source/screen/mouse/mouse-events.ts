/** Something that was done with the mouse, at a cell counted from 0 at the upper left. */
export interface MouseEvent {
	readonly kind: 'press' | 'wheel-up' | 'wheel-down';
	readonly column: number;
	readonly row: number;
}

/**
 * What asks a terminal to report presses and the wheel (mode 1000) with decimal numbers (SGR, mode 1006), and what
 * takes that back; xterm's control sequences, "Mouse Tracking". While it reports them, the terminal selects text only
 * with Shift held.
 */
export const REPORT_MOUSE = '\u{1B}[?1000h\u{1B}[?1006h';
export const KEEP_MOUSE = '\u{1B}[?1006l\u{1B}[?1000l';

/** `CSI < button ; column ; row M`, `m` at the end when a button is let go. */
const REPORT = /\u{1B}\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])/gu;
/** A report that the next piece of input goes on with. */
const BEGUN = /\u{1B}(?:\[(?:<[\d;]{0,16})?)?$/u;

const KINDS: Readonly<Record<number, MouseEvent['kind']>> = {0: 'press', 64: 'wheel-up', 65: 'wheel-down'};
/** Bits of Shift, Meta and Control, which make no difference. */
const MODIFIERS = 4 | 8 | 16;

/** Finds the mouse's reports among what a terminal sends, in whatever pieces it arrives. */
export class MouseReports {
	private begun = '';

	events(input: string): MouseEvent[] {
		const text = this.begun + input;
		this.begun = BEGUN.exec(text)?.[0] ?? '';
		return Array.from(text.matchAll(REPORT)).flatMap(([, button, column, row, end]) => {
			const kind = KINDS[Number(button) & ~MODIFIERS];
			return kind === undefined || end === 'm' ? [] : [{kind, column: Number(column) - 1, row: Number(row) - 1}];
		});
	}
}
