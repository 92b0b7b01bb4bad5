import type {FieldType} from '../../dissect/field.ts';
import type {ArithmeticOperator} from '../syntax/syntax-tree.ts';

/** Types that share their values and what can be done with them (spec/display-filter.md 7). */
export type Family =
	| 'integer'
	| 'boolean'
	| 'double'
	| 'ipv4'
	| 'ipv6'
	| 'bytes'
	| 'protocol'
	| 'string'
	| 'time'
	| 'duration'
	| 'label';

interface TypeFacts {
	readonly family: Family;
	/** For users: "tcp.port (a number of 16 bits)". */
	readonly words: string;
	/** Bytes of a value that always has as many: len() gives it. */
	readonly size: number;
	/** Of an integer: bits, and whether it has a sign. */
	readonly bits?: number;
	readonly signed?: boolean;
}

const integer = (bits: number, signed = false): TypeFacts => ({
	family: 'integer',
	words: `a ${signed ? 'signed number' : 'number'} of ${bits} bits`,
	size: bits / 8,
	bits,
	...(signed ? {signed} : {}),
});

export const TYPES: Readonly<Record<FieldType, TypeFacts>> = {
	FT_PROTOCOL: {family: 'protocol', words: 'a protocol', size: 0},
	FT_NONE: {family: 'label', words: 'a label without a value', size: 0},
	FT_BOOLEAN: {family: 'boolean', words: 'true or false', size: 0},
	FT_UINT8: integer(8),
	FT_UINT16: integer(16),
	FT_UINT24: integer(24),
	FT_UINT32: integer(32),
	FT_UINT56: integer(56),
	FT_UINT64: integer(64),
	FT_INT8: integer(8, true),
	FT_INT16: integer(16, true),
	FT_INT32: integer(32, true),
	FT_INT64: integer(64, true),
	FT_FRAMENUM: {family: 'integer', words: 'a frame number', size: 4, bits: 32},
	FT_DOUBLE: {family: 'double', words: 'a decimal number', size: 0},
	FT_IPv4: {family: 'ipv4', words: 'an IPv4 address', size: 4},
	FT_IPv6: {family: 'ipv6', words: 'an IPv6 address', size: 16},
	FT_ETHER: {family: 'bytes', words: 'an Ethernet address', size: 6},
	FT_BYTES: {family: 'bytes', words: 'bytes', size: 0},
	FT_STRING: {family: 'string', words: 'text', size: 0},
	FT_ABSOLUTE_TIME: {family: 'time', words: 'a point in time', size: 0},
	FT_RELATIVE_TIME: {family: 'duration', words: 'a time span', size: 0},
};

export type Operation = 'compare' | 'contains' | 'matches' | 'slice' | 'abs' | 'string' | 'negate' | ArithmeticOperator;

const SEARCHABLE: readonly Operation[] = ['compare', 'contains', 'matches', 'slice'];
/** What each family can do (spec 7.1). */
const OPERATIONS: Readonly<Record<Family, ReadonlySet<Operation>>> = {
	integer: new Set(['compare', '&', '+', '-', '*', '/', '%', 'negate', 'abs', 'string']),
	boolean: new Set(['compare', 'abs']),
	double: new Set(['compare', '+', '-', '*', '/', 'negate', 'abs', 'string']),
	ipv4: new Set(['compare', 'slice', '&', 'string']),
	ipv6: new Set(['compare', 'slice', '&', 'string']),
	bytes: new Set([...SEARCHABLE, '&']),
	protocol: new Set(SEARCHABLE),
	string: new Set(SEARCHABLE),
	time: new Set(['compare']),
	duration: new Set(['compare', '+', '-', 'negate', 'abs']),
	label: new Set(),
};

export function familyOf(type: FieldType): Family {
	return TYPES[type].family;
}

export function can(type: FieldType, operation: Operation): boolean {
	return OPERATIONS[familyOf(type)].has(operation) || (operation === 'string' && type === 'FT_ETHER');
}

/** May the right type stand beside the left one? Not symmetric (spec 7.2). */
export function compatible(left: FieldType, right: FieldType): boolean {
	const family = familyOf(left);
	return family === familyOf(right) || (family === 'integer' && right === 'FT_BOOLEAN');
}
