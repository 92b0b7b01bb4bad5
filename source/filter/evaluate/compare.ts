import type {FieldType} from '../../dissect/field.ts';
import {familyOf} from '../check/types.ts';
import type {Quantifier} from '../syntax/syntax-tree.ts';
import type {ComparisonOperator} from '../syntax/token.ts';
import {bytesOf, IpPrefix, searchedBytes, type Value} from './values.ts';

/** Negative, 0 or positive; NaN where two values have no order. */
export type Order = (left: Value, right: Value) => number;

/** The order of a type's values (spec/display-filter.md 6.5), by the type of the left side. */
export function orderOf(type: FieldType): Order {
	switch (familyOf(type)) {
		case 'ipv4':
		case 'ipv6':
			return compareAddresses;
		case 'bytes':
		case 'protocol':
			return (left, right) => compareByLength(bytesOf(left)!, bytesOf(right)!);
		case 'string':
			return (left, right) => Buffer.compare(bytesOf(left)!, bytesOf(right)!);
		case 'boolean':
			return (left, right) => Number(Boolean(left)) - Number(Boolean(right));
		default:
			return compareNumbers;
	}
}

/** Numbers and bigints compare by what they are worth, also with each other. */
function compareNumbers(left: Value, right: Value): number {
	if (left < right) return -1;
	if (left > right) return 1;
	return Number.isNaN(left) || Number.isNaN(right) ? Number.NaN : 0;
}

/** Addresses compare by the bits that both prefixes cover. */
function compareAddresses(left: Value, right: Value): number {
	if (!(left instanceof IpPrefix && right instanceof IpPrefix)) return Number.NaN;
	let bits = Math.min(left.bits, right.bits);
	for (let index = 0; bits > 0; index++, bits -= 8) {
		const mask = bits >= 8 ? 255 : (255 << (8 - bits)) & 255;
		const difference = (left.address[index]! & mask) - (right.address[index]! & mask);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Of bytes the shorter are smaller; of as many, the first difference decides. */
function compareByLength(left: Uint8Array, right: Uint8Array): number {
	return left.length - right.length || Buffer.compare(left, right);
}

/** Does the operator hold for two values of this order? */
export function holds(operator: ComparisonOperator, order: number): boolean {
	switch (operator) {
		case '==':
		case '===':
			return order === 0;
		case '!=':
		case '!==':
			return order !== 0;
		case '<':
			return order < 0;
		case '<=':
			return order <= 0;
		case '>':
			return order > 0;
		case '>=':
			return order >= 0;
	}
}

/** Must all pairs of values fit, or is one enough? A quantifier overrides the operator's own rule (spec 6.2). */
export function needsAll(operator: ComparisonOperator, quantifier: Quantifier | undefined): boolean {
	return quantifier === undefined ? operator === '===' || operator === '!=' : quantifier === 'all';
}

/** Are the bytes of `right` somewhere in `left`? Nothing is in bytes, but not in a string, a protocol or in nothing (spec 7.4). */
export function contains(left: Value, right: Value, type: FieldType): boolean {
	const haystack = searchedBytes(left)!;
	const needle = bytesOf(right)!;
	if (needle.length === 0) return haystack.length > 0 && familyOf(type) === 'bytes';
	return buffer(haystack).includes(buffer(needle));
}

/** The same bytes, with more methods. */
function buffer({buffer: memory, byteOffset, length}: Uint8Array): Buffer {
	return Buffer.from(memory, byteOffset, length);
}
