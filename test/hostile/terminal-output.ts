/** Sequences that the program writes; whatever is not among them must not reach a terminal. */
const ALLOWED: readonly RegExp[] = [
	// Colours and styles.
	/\u{1B}\[[\d;]*m/uy,
	// Cursor: up, down, right, left, next line, column, place.
	/\u{1B}\[\d*[ABCDEFG]/uy,
	/\u{1B}\[\d+;\d+H/uy,
	// Erasing to the end of the line or the screen.
	/\u{1B}\[[JK]/uy,
	// Alternate screen, cursor on and off, whole frames, pasted text.
	/\u{1B}\[\?(?:1049|25|2026|2004|1000|1006)[hl]/uy,
	/[\r\n]/uy,
];

/** A character that has a place of its own on the screen, or one of at most two marks on such a one. */
const VISIBLE = /[^\p{C}\p{Zl}\p{Zp}\p{M}\p{Default_Ignorable_Code_Point}]\p{M}{0,2}(?!\p{M})/uy;

/** What in the output of the program is none of that, with its surroundings; undefined if all of it is. */
export function foreignOutput(output: string): string | undefined {
	for (let at = 0; at < output.length; ) {
		const length = lengthOf(VISIBLE, output, at) || Math.max(...ALLOWED.map(each => lengthOf(each, output, at)));
		if (length === 0) return JSON.stringify(output.slice(Math.max(0, at - 30), at + 30));
		at += length;
	}
	return undefined;
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0].length ?? 0;
}
