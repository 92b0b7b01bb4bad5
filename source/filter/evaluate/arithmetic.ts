import type {FieldType} from '../../dissect/field.ts';
import {familyOf, TYPES} from '../check/types.ts';
import type {ArithmeticOperator} from '../syntax/syntax-tree.ts';
import {IpPrefix, type Value} from './values.ts';

/**
 * Binary arithmetic on two values (spec/display-filter.md 8). `type` is the static type, that of the left side.
 * Undefined where there is no result: overflow, or a division by zero.
 */
export function calculate(operator: ArithmeticOperator, left: Value, right: Value, type: FieldType): Value | undefined {
	if (left instanceof IpPrefix && right instanceof IpPrefix) return maskAddress(left, right);
	if (left instanceof Uint8Array && right instanceof Uint8Array)
		return left.subarray(0, Math.min(left.length, right.length)).map((byte, index) => byte & right[index]!);
	const family = familyOf(type);
	if (family === 'double') return calculateDouble(operator, Number(left), Number(right));
	if (typeof left === 'object' || typeof right === 'object') return undefined;
	if (family === 'duration') return operator === '+' ? BigInt(left) + BigInt(right) : BigInt(left) - BigInt(right);
	const wide = TYPES[type].bits! > 32 || typeof left === 'bigint' || typeof right === 'bigint';
	const result = calculateInteger(operator, BigInt(left), BigInt(right));
	if (result === undefined || !fits(result, operator, BigInt(left), BigInt(right), TYPES[type].signed === true, wide))
		return undefined;
	return wide ? result : Number(result);
}

/** BigInt throughout: exact for 64 bits, and truncating as C does. */
function calculateInteger(operator: ArithmeticOperator, left: bigint, right: bigint): bigint | undefined {
	switch (operator) {
		case '+':
			return left + right;
		case '-':
			return left - right;
		case '*':
			return left * right;
		case '&':
			return BigInt.asUintN(64, left) & BigInt.asUintN(64, right);
		case '/':
			return right === 0n ? undefined : left / right;
		case '%':
			return right === 0n ? undefined : left % right;
	}
}

/** Results wider than the type are dropped; an unsigned difference below zero is one of two signed numbers. */
function fits(
	result: bigint,
	operator: ArithmeticOperator,
	left: bigint,
	right: bigint,
	signed: boolean,
	wide: boolean,
): boolean {
	const half = wide ? 2n ** 63n : 2n ** 31n;
	if (result < 0n) return result >= -half && (signed || operator !== '-' || (left < half && right < half));
	return result < (signed ? half : half * 2n);
}

function calculateDouble(operator: ArithmeticOperator, left: number, right: number): number | undefined {
	switch (operator) {
		case '+':
			return left + right;
		case '-':
			return left - right;
		case '*':
			return left * right;
		default:
			return right === 0 ? undefined : left / right;
	}
}

/** The bits of an address that an address as mask has, within the mask's prefix. */
function maskAddress(address: IpPrefix, mask: IpPrefix): IpPrefix {
	const bytes = address.address.map((byte, index) => {
		const covered = Math.max(0, Math.min(8, mask.bits - index * 8));
		return byte & mask.address[index]! & ((255 << (8 - covered)) & 255);
	});
	return new IpPrefix(bytes, address.bits);
}

/** Unary minus; undefined for an unsigned number that has no negative of its width. */
export function negate(value: Value, type: FieldType): Value | undefined {
	if (typeof value === 'bigint') {
		const tooLarge = familyOf(type) === 'integer' && TYPES[type].signed !== true && value >= 2n ** 63n;
		return tooLarge ? undefined : -value;
	}
	if (typeof value !== 'number') return undefined;
	const tooLarge = familyOf(type) === 'integer' && value >= 2 ** 31;
	return tooLarge ? undefined : 0 - value;
}

/** Is the result of an expression something other than zero? */
export function isNonZero(value: Value): boolean {
	if (value instanceof IpPrefix) return value.address.some(byte => byte !== 0);
	if (value instanceof Uint8Array) return value.some(byte => byte !== 0);
	return typeof value === 'bigint' ? value !== 0n : value !== 0;
}
