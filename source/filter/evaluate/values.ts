import type {FieldType} from '../../dissect/field.ts';

/**
 * Values while a filter is evaluated. Numbers up to 32 bits, booleans (0 or 1) and doubles are numbers; 64-bit numbers
 * and times (nanoseconds) are bigints; bytes and strings (as UTF-8) are byte arrays.
 */
export type Value = number | bigint | Uint8Array | IpPrefix | ProtocolBytes;

/** An IPv4 or IPv6 address with its prefix length: 32 or 128 for a host. */
export class IpPrefix {
	constructor(
		/** 4 or 16 bytes, network order. */
		readonly address: Uint8Array,
		readonly bits: number,
	) {}
}

/** A protocol: its own header for comparisons and slices, everything up to the packet's end for searches (spec 7.4). */
export class ProtocolBytes {
	constructor(
		readonly header: Uint8Array,
		readonly searched: Uint8Array,
	) {}
}

/** Earlier than any time stamp: what `""` means as a time (spec 3.10). */
export const BEFORE_ALL_TIME = -(2n ** 95n);

export function ipv4Bytes(address: number): Uint8Array {
	return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
}

const encoder = new TextEncoder();

/** A text as filters compare it. Most are short and ASCII: to call the encoder for these takes longer than to copy them. */
export function utf8(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code > 0x7f) return encoder.encode(text);
		bytes[i] = code;
	}
	return bytes;
}

/** The address of one word, or of four. */
export function addressOf(words: readonly number[]): IpPrefix {
	return new IpPrefix(Uint8Array.from(words.flatMap(word => [...ipv4Bytes(word)])), words.length * 32);
}

/** Are the numbers of this type bigints here? */
export function isBig(type: FieldType): boolean {
	return type === 'FT_RELATIVE_TIME' || type === 'FT_UINT64';
}

/** The bytes of a value for slices, `len` and comparisons with slices; undefined for values without any. */
export function bytesOf(value: Value): Uint8Array | undefined {
	if (value instanceof Uint8Array) return value;
	if (value instanceof IpPrefix) return value.address;
	return value instanceof ProtocolBytes ? value.header : undefined;
}

/** The bytes that `contains` and `matches` look through. */
export function searchedBytes(value: Value): Uint8Array | undefined {
	return value instanceof ProtocolBytes ? value.searched : bytesOf(value);
}
