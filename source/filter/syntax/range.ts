import type {ProblemClass} from '../problems.ts';

/** A part of a slice or of a layer range: from `start`, to the end where `length` is missing. */
export interface ByteRange {
	/** Negative: from the end. */
	readonly start: number;
	/** Bytes, or layers. */
	readonly length?: number;
	/** Written as `i-j` with a negative j: as a layer range Wireshark never matches it (spec 10). */
	readonly negativeEnd?: boolean;
}

export type RangeResult = {readonly range: ByteRange} | {readonly id: ProblemClass; readonly message: string};

const NUMBER = /[ \t\n]*([+-]?(?:0[xX][0-9a-fA-F]+|[0-9]+))[ \t\n]*/y;
const LIMIT = 2 ** 31;

const OVERFLOW = {id: 'E_LIT_OVERFLOW', message: 'a slice position is a 32-bit number'} as const;
const SYNTAX = {id: 'E_RANGE_SYNTAX', message: 'expected i, i:length, i-j, :length or i:'} as const;

/** Parses the text between brackets (spec/display-filter.md 2.7). */
export function parseRange(text: string): RangeResult {
	if (text.startsWith(':')) return withLength(text, 1, 0);
	const start = readNumber(text, 0);
	if (start === undefined) return {id: 'E_LIT_NUM', message: 'expected a number'};
	if (start === 'overflow') return OVERFLOW;
	if (start.end === text.length) return {range: {start: start.value, length: 1}};
	if (text[start.end] === ':') return withLength(text, start.end + 1, start.value);
	if (text[start.end] === '-') return withLast(text, start.end + 1, start.value);
	return SYNTAX;
}

function withLength(text: string, at: number, start: number): RangeResult {
	if (at === text.length) return {range: {start}};
	const length = readNumber(text, at);
	if (length === 'overflow') return OVERFLOW;
	if (length === undefined || length.end !== text.length) return SYNTAX;
	if (length.value <= 0) return {id: 'E_RANGE_LEN', message: 'a slice is at least one byte long'};
	return {range: {start, length: length.value}};
}

function withLast(text: string, at: number, start: number): RangeResult {
	const last = readNumber(text, at);
	if (last === 'overflow') return OVERFLOW;
	if (last === undefined || last.end !== text.length) return SYNTAX;
	if ((start < 0 && last.value > 0) || (start > 0 && last.value < 0))
		return {id: 'E_RANGE_SIGN', message: 'both ends of i-j count from the same side'};
	if (last.value <= start) return {id: 'E_RANGE_ORDER', message: 'the end of i-j comes after its start'};
	const length = last.value - start + 1;
	return {range: last.value < 0 ? {start, length, negativeEnd: true} : {start, length}};
}

/** The layer number behind `#`. */
export function parseLayerNumber(text: string): RangeResult {
	const value = readNumber(text, 0);
	if (value === undefined) return {id: 'E_LIT_NUM', message: 'expected the number of a layer'};
	return value === 'overflow' ? OVERFLOW : {range: {start: value.value, length: 1}};
}

function readNumber(text: string, at: number): {readonly value: number; readonly end: number} | 'overflow' | undefined {
	NUMBER.lastIndex = at;
	const found = NUMBER.exec(text);
	if (found === null) return undefined;
	const [whole, digits] = found;
	const sign = digits!.startsWith('-') ? -1 : 1;
	const plain = digits!.replace(/^[+-]/, '');
	const octal = /^0[0-7]+$/.test(plain);
	const value = sign * (octal ? Number.parseInt(plain, 8) : Number(plain));
	if (/^0[0-9]*[89]/.test(plain)) return undefined;
	return value >= LIMIT || value < -LIMIT ? 'overflow' : {value, end: at + whole.length};
}
