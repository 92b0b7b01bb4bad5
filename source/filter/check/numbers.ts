import type {FieldType} from '../../dissect/field.ts';
import type {ProblemClass} from '../problems.ts';
import {TYPES} from './types.ts';

/** A literal's value, or why it has none. */
export type LiteralResult<T> =
	| {readonly value: T}
	| {readonly id: ProblemClass; readonly message: string; readonly suggestion?: string};

const INTEGER = /^(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]*)|(0[0-7]*)|([1-9][0-9]*))$/;

/** An unsigned number of any size: decimal, 0x, leading-0 octal or 0b (spec/display-filter.md 3.1). */
export function parseUnsigned(text: string): bigint | undefined {
	const found = INTEGER.exec(text);
	if (found === null) return undefined;
	const [, hex, binary, octal, decimal] = found;
	if (hex !== undefined) return BigInt(`0x${hex}`);
	if (binary !== undefined) return BigInt(`0b${binary || '0'}`);
	if (octal !== undefined) return BigInt(`0o${octal}`);
	return BigInt(decimal!);
}

/** An integer that fits the type. A sign is an operator, so the smallest signed value cannot be written. */
export function parseInteger(text: string, type: FieldType): LiteralResult<number | bigint> {
	const value = parseUnsigned(text);
	if (value === undefined) return {id: 'E_LIT_NUM', message: `${text} is not a number`, ...numberHint(text)};
	if (value >= 2n ** 64n) return {id: 'E_LIT_OVERFLOW', message: `${text} is more than 64 bits can hold`};
	const {bits = 32, signed = false} = TYPES[type];
	const most = 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
	if (value > most) return {id: 'E_LIT_RANGE', message: `${text} is too large; the largest value here is ${most}`};
	return {value: bits > 32 ? value : Number(value)};
}

function numberHint(text: string): {readonly suggestion?: string} {
	const range = /^(\d+)-(\d+)$/.exec(text);
	if (range !== null) return {suggestion: `${range[1]} - ${range[2]}, or ${range[1]}..${range[2]} in a set`};
	const prefixed = /^0o([0-7]+)$/.exec(text);
	if (prefixed !== null) return {suggestion: `0${prefixed[1]}`};
	return /^0[0-9]+$/.test(text) ? {suggestion: String(Number(text))} : {};
}

const DECIMAL = /^(?:[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|0[xX][0-9a-fA-F]+|inf|infinity|nan)$/i;

/** A decimal number in C notation (spec 3.9). */
export function parseDouble(text: string): LiteralResult<number> {
	if (!DECIMAL.test(text)) return {id: 'E_LIT_FLOAT', message: `${text} is not a decimal number`};
	if (/^inf/i.test(text)) return {value: Number.POSITIVE_INFINITY};
	return {value: /^nan/i.test(text) ? Number.NaN : Number(text)};
}
