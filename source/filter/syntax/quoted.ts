import type {ProblemClass} from '../problems.ts';

/** What stands between quotes, and what is wrong with it; positions are offsets in the whole text. */
export interface Quoted {
	readonly end: number;
	readonly bytes: Uint8Array;
	readonly open: boolean;
	readonly problem?: {readonly id: ProblemClass; readonly from: number; readonly to: number; readonly message: string};
}

const SINGLE_ESCAPES: Readonly<Record<string, number>> = {
	a: 7,
	b: 8,
	f: 12,
	n: 10,
	r: 13,
	t: 9,
	v: 11,
	'\\': 92,
	"'": 39,
	'"': 34,
};
const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
const SHORT_UNIVERSAL = /\\[uU][0-9a-fA-F]*/y;

type Escape =
	| {readonly length: number; readonly code: number; readonly universal: boolean}
	| {readonly length: number; readonly id: 'E_STR_ESC' | 'E_STR_OCT' | 'E_UCN'};

/** Reads the escape at a backslash (spec 2.5). */
export function readEscape(text: string, at: number): Escape {
	ESCAPE.lastIndex = at;
	const found = ESCAPE.exec(text);
	if (found === null) {
		SHORT_UNIVERSAL.lastIndex = at;
		const short = SHORT_UNIVERSAL.exec(text);
		return short === null ? {length: 2, id: 'E_STR_ESC'} : {length: short[0].length, id: 'E_UCN'};
	}
	const [whole, single, octal, hex, short, long] = found;
	const length = whole.length;
	if (single !== undefined) return {length, code: SINGLE_ESCAPES[single]!, universal: false};
	if (hex !== undefined) return {length, code: Number.parseInt(hex, 16), universal: false};
	if (octal !== undefined) {
		const code = Number.parseInt(octal, 8);
		return code > 255 ? {length, id: 'E_STR_OCT'} : {length, code, universal: false};
	}
	const code = Number.parseInt(short ?? long!, 16);
	return isUniversalCharacter(code) ? {length, code, universal: true} : {length, id: 'E_UCN'};
}

/** C11 6.4.3: what \u and \U may stand for. */
function isUniversalCharacter(code: number): boolean {
	if (code < 0xa0) return code === 0x24 || code === 0x40 || code === 0x60;
	return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

const ESCAPE_MESSAGES = {
	E_STR_ESC: 'unknown escape in a string; for a pattern write r"…" or double the backslash',
	E_STR_OCT: 'an octal escape goes up to \\377',
	E_UCN: 'this universal character name stands for no character',
} as const;

/** Reads a string whose text starts at `at`, behind the opening quote. */
export function readString(text: string, at: number): Quoted {
	const parts: Uint8Array[] = [];
	let problem: Quoted['problem'];
	let start = at;
	let position = at;
	while (position < text.length && text[position] !== '"') {
		if (text[position] !== '\\') {
			position++;
			continue;
		}
		if (position + 1 === text.length) break;
		const sequence = readEscape(text, position);
		parts.push(Buffer.from(text.slice(start, position)));
		if ('id' in sequence)
			problem ??= {
				id: sequence.id,
				from: position,
				to: position + sequence.length,
				message: ESCAPE_MESSAGES[sequence.id],
			};
		else
			parts.push(sequence.universal ? Buffer.from(String.fromCodePoint(sequence.code)) : Uint8Array.of(sequence.code));
		position += sequence.length;
		start = position;
	}
	parts.push(Buffer.from(text.slice(start, position)));
	return closed(text, position, parts, problem);
}

/** Reads a raw string: every backslash is kept, and `\"` does not end it. */
export function readRawString(text: string, at: number): Quoted {
	let position = at;
	while (position < text.length && text[position] !== '"') {
		if (text[position] === '\\' && position + 1 === text.length) break;
		position += text[position] === '\\' ? 2 : 1;
	}
	return closed(text, position, [Buffer.from(text.slice(at, position))], undefined);
}

function closed(text: string, position: number, parts: readonly Uint8Array[], problem: Quoted['problem']): Quoted {
	const bytes = new Uint8Array(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
	if (text[position] === '"')
		return {end: position + 1, bytes, open: false, ...(problem === undefined ? {} : {problem})};
	// A backslash that ends the text is where Wireshark points; otherwise the end.
	const at = Math.min(position, text.length);
	const unterminated = {id: 'E_STR_UNTERM', from: at, to: at, message: 'the string needs its closing "'} as const;
	return {end: text.length, bytes, open: true, problem: problem ?? unterminated};
}

export interface Character {
	readonly end: number;
	readonly code: number;
	readonly open: boolean;
	readonly problem?: {readonly id: ProblemClass; readonly from: number; readonly to: number; readonly message: string};
}

/** Reads a character constant whose opening quote is at `at` (spec 2.6; '\n' is taken, as the manual says). */
export function readCharacter(text: string, at: number): Character {
	let position = at + 1;
	while (position < text.length && text[position] !== "'") {
		if (text[position] === '\\' && position + 1 === text.length) break;
		position += text[position] === '\\' ? 2 : 1;
	}
	if (text[position] !== "'") {
		const from = Math.min(position, text.length);
		const message = "the character constant needs its closing '";
		return {end: text.length, code: 0, open: true, problem: {id: 'E_CHR_UNTERM', from, to: from, message}};
	}
	const end = position + 1;
	const inside = text.slice(at + 1, position);
	const judged = judgeCharacter(inside);
	if (typeof judged === 'number') return {end, code: judged, open: false};
	return {end, code: 0, open: false, problem: {...judged, from: at, to: end}};
}

function judgeCharacter(inside: string): number | {readonly id: ProblemClass; readonly message: string} {
	if (inside === '') return {id: 'E_CHR_EMPTY', message: 'a character constant needs a character'};
	if (inside[0] !== '\\') {
		if (!/^[\x20-\x7e]+$/.test(inside))
			return {id: 'E_CHR_NONPRINT', message: 'a character constant is one printable ASCII character or an escape'};
		return inside.length === 1
			? inside.charCodeAt(0)
			: {id: 'E_CHR_LONG', message: "'…' holds one character; strings take double quotes"};
	}
	const sequence = readEscape(inside, 0);
	if ('id' in sequence) {
		if (sequence.id === 'E_STR_OCT') return {id: 'E_CHR_BIG', message: 'an octal character constant goes up to \\377'};
		if (sequence.id === 'E_UCN') return {id: 'E_UCN', message: 'this universal character name stands for no character'};
		return {id: 'E_CHR_BAD', message: 'unknown escape in a character constant'};
	}
	if (sequence.length < inside.length) return {id: 'E_CHR_LONG', message: "'…' holds one character"};
	return sequence.code;
}
