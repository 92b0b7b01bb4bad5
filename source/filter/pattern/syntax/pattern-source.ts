/** A pattern that is wrong or not supported; the message is a sentence for the user. */
export class PatternError extends Error {
	override readonly name = 'PatternError';
}

/** A pattern as latin-1 text, and how far it was read. */
export interface Source {
	readonly text: string;
	position: number;
}

const SIMPLE: Readonly<Record<string, number>> = {a: 7, e: 27, f: 12, n: 10, r: 13, t: 9};
const HEX = /x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{0,2}))/y;
const OCTAL = /o\{([0-7]+)\}|0[0-7]{0,2}|[0-7]{2,3}/y;

/** Reads what follows a backslash and stands for one byte. */
export function readCode(source: Source): number {
	const {text} = source;
	HEX.lastIndex = OCTAL.lastIndex = source.position;
	const hex = HEX.exec(text);
	if (hex !== null) return advance(source, hex[0], Number.parseInt(hex[1] ?? (hex[2] || '0'), 16));
	const octal = OCTAL.exec(text);
	if (octal !== null) return advance(source, octal[0], Number.parseInt(octal[1] ?? octal[0], 8));
	const letter = text[source.position]!;
	if (letter === 'c') {
		const control = text.charCodeAt(source.position + 1);
		if (!(control >= 0x20 && control < 0x7f)) throw new PatternError('\\c takes a printable character');
		return advance(source, 'cX', (control >= 0x61 && control <= 0x7a ? control - 0x20 : control) ^ 0x40);
	}
	if (Object.hasOwn(SIMPLE, letter)) return advance(source, letter, SIMPLE[letter]!);
	if (/[A-Za-z0-9]/.test(letter)) throw new PatternError(`\\${letter} means nothing here`);
	return advance(source, letter, letter.charCodeAt(0));
}

function advance(source: Source, read: string, code: number): number {
	source.position += read.length;
	if (code > 255) throw new PatternError('patterns match bytes: no character above \\x{ff}');
	return code;
}
