import {formatEther, formatIpv4, formatIpv6} from '../../dissect/address.ts';
import type {FieldType} from '../../dissect/field.ts';
import {familyOf, TYPES} from '../check/types.ts';
import type {FunctionName} from '../functions.ts';
import {orderOf} from './compare.ts';
import {bytesOf, IpPrefix, utf8, type Value} from './values.ts';

/** Applies a function of one field to its values (spec/display-filter.md 9). */
export function callOnField(
	name: Exclude<FunctionName, 'max' | 'min' | 'abs'>,
	values: readonly Value[],
	type: FieldType,
): readonly Value[] {
	switch (name) {
		case 'count':
			return [values.length];
		case 'len':
			return values.map(value => TYPES[type].size || (bytesOf(value)?.length ?? 0));
		case 'upper':
			return values.map(value => bytesOf(value)!.map(byte => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)));
		case 'lower':
			return values.map(value => bytesOf(value)!.map(byte => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)));
		case 'string':
			return values.map(value => utf8(textOf(value)));
	}
}

/** A number in decimal whatever its usual base, an address in its usual form. */
function textOf(value: Value): string {
	if (value instanceof IpPrefix) {
		const [a = 0, b = 0, c = 0, d = 0] = value.address;
		return value.address.length === 4
			? formatIpv4(a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d)
			: formatIpv6(value.address);
	}
	return value instanceof Uint8Array ? formatEther(value) : String(value);
}

/** The largest or smallest of all values; undefined if there is none. */
export function extreme(name: 'max' | 'min', values: readonly Value[], type: FieldType): readonly Value[] | undefined {
	const order = orderOf(type);
	const sign = name === 'max' ? 1 : -1;
	let best: Value | undefined;
	for (const value of values) if (best === undefined || order(value, best) * sign > 0) best = value;
	return best === undefined ? undefined : [best];
}

/** Also right for a time span between -1 and 0 seconds, which Wireshark takes for positive. */
export function absolute(value: Value, type: FieldType): Value {
	if (familyOf(type) === 'boolean') return value;
	if (typeof value === 'bigint') return value < 0n ? -value : value;
	return typeof value === 'number' ? Math.abs(value) : value;
}
