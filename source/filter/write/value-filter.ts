import type {FieldDefinition, FieldNode} from '../../dissect/field.ts';
import {formatValue} from '../../dissect/format.ts';
import type {FieldRegistry} from '../registry.ts';

/** Bytes of a long value that are compared: enough to tell it from others, and still to be read. */
const MOST_BYTES = 32;

/**
 * The filter that packets with this value of the field pass, as a user would type it: for a field without a value, and
 * for a protocol, that it is there. Undefined for what no filter knows.
 */
export function valueFilter(
	{field, value}: Pick<FieldNode, 'field' | 'value'>,
	registry: FieldRegistry,
): string | undefined {
	const {name, type} = field;
	if (registry.fieldNamed(name) === undefined) return undefined;
	if (type === 'FT_NONE' || type === 'FT_PROTOCOL' || value === undefined) return name;
	if (type === 'FT_BOOLEAN') return `${name} == ${Number(value) === 0 ? 0 : 1}`;
	if (typeof value === 'string') return `${name} == "${value.replace(UNQUOTED, escaped)}"`;
	if (type === 'FT_ABSOLUTE_TIME' && typeof value === 'bigint') return timeFilter(name, value);
	if (type === 'FT_BYTES' && value instanceof Uint8Array) return bytesFilter(field, value);
	return `${name} == ${formatValue(field, value)}`;
}

/** Adds a test to a filter: packets must pass both, or the filter and not the test. */
export function extended(filter: string, test: string, exclude: boolean): string {
	const added = exclude ? `not ${test}` : test;
	if (filter.trim() === '') return added;
	// A macro may stand for several tests.
	const isJoined = /\|\||\bor\b|\$\{/.test(filter);
	return `${isJoined ? `(${filter})` : filter} && ${added}`;
}

function bytesFilter({name}: FieldDefinition, value: Uint8Array): string {
	const hex = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(':');
	if (value.length === 0) return name;
	if (value.length <= MOST_BYTES) return `${name} == ${hex(value)}`;
	return `${name}[0:${MOST_BYTES}] == ${hex(value.subarray(0, MOST_BYTES))}`;
}

const UNQUOTED = /["\\\p{Cc}]/gu;

function escaped(character: string): string {
	return character === '"' || character === '\\'
		? `\\${character}`
		: `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

const SECOND = 1_000_000_000n;
/** The years 100 to 9999, in nanoseconds since 1970: filters have four digits for one, of which `Date` reads 00xx as 19xx. */
const FIRST_TIME = BigInt(Date.UTC(100, 0)) * 1_000_000n;
const END_OF_TIMES = BigInt(Date.UTC(10_000, 0)) * 1_000_000n;

/** With the zone, which no reader can take for local time. Undefined for a time that filters cannot write. */
function timeFilter(name: string, nanoseconds: bigint): string | undefined {
	if (nanoseconds < FIRST_TIME || nanoseconds >= END_OF_TIMES) return undefined;
	const fraction = ((nanoseconds % SECOND) + SECOND) % SECOND;
	const date = new Date(Number((nanoseconds - fraction) / 1_000_000n)).toISOString().slice(0, 19);
	return `${name} == "${date}.${String(fraction).padStart(9, '0')}Z"`;
}
