/**
 * What a terminal takes for a text on the clipboard of the machine that it runs on, also over SSH: OSC 52 of xterm's
 * control sequences. A terminal that does not know it, or may not do it, ignores it.
 */
export function clipboardSequence(text: string): string {
	return `\u{1B}]52;c;${Buffer.from(text).toString('base64')}\u{7}`;
}
