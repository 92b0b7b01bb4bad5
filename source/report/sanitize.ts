/**
 * What may not reach a terminal as it is: controls (C0, C1, DEL), escape, bidirectional and other format characters,
 * anything of no width, line and paragraph separators, lone surrogates, private and unassigned code points; combining
 * marks with nothing to stand on, and the third and later of a pile of them; and what terminals draw in different
 * widths, as they join it with its neighbours or not: halves of flags, skin tones, later parts of Hangul syllables, the
 * widest ligatures. The blank Braille pattern is no blank.
 */
const UNSAFE =
	/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Regional_Indicator}\p{Emoji_Modifier}\u1160-\u11ff\ud7b0-\ud7ff\u2800\ufdfd]|^\p{M}|(?<=\p{M}\p{M})\p{M}|(?<=\p{C})\p{M}/gu;

const PLAIN = /^[ -~]*$/;

/** Text of printable ASCII needs no second look, which takes ten times as long as this one. */
export function isPlain(text: string): boolean {
	return PLAIN.test(text);
}

const NAMED: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0'};

/**
 * Makes text of a capture, a file name or a comment safe to print: each character that could steer the terminal,
 * reorder the line or hide is written as an escape (`\x1b`, `\u{202e}`). The result has no line break and every
 * character of it is visible.
 */
export function sanitize(text: string): string {
	return isPlain(text) ? text : text.replace(UNSAFE, escapeCharacter);
}

/** The same for a terminal that shows only ASCII: every other character becomes a question mark. */
export function toAscii(text: string): string {
	return isPlain(text) ? text : text.replace(/[^ -~]/gu, '?');
}

function escapeCharacter(character: string): string {
	const code = character.codePointAt(0)!;
	return (
		NAMED[character] ??
		(code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16).padStart(4, '0')}}`)
	);
}
