import {IpPrefix} from '../evaluate/values.ts';
import type {LiteralResult} from './numbers.ts';

const OCTET = /^(?:0|[1-9][0-9]{0,2})$/;

/** Four octets, or undefined. */
function parseQuad(text: string): readonly number[] | undefined {
	const octets = text.split('.');
	if (octets.length !== 4 || !octets.every(octet => OCTET.test(octet) && Number(octet) <= 255)) return undefined;
	return octets.map(Number);
}

/** Splits off `/bits`; bits are -1 where what follows the slash is no number. */
function splitPrefix(text: string, most: number): {readonly address: string; readonly bits: number} {
	const slash = text.indexOf('/');
	if (slash < 0) return {address: text, bits: most};
	const bits = text.slice(slash + 1);
	return {address: text.slice(0, slash), bits: /^\d{1,3}$/.test(bits) ? Number(bits) : -1};
}

/** An IPv4 address with an optional prefix length. Host names are not looked up. */
export function parseIpv4(text: string): LiteralResult<IpPrefix> {
	const {address, bits} = splitPrefix(text, 32);
	const octets = parseQuad(address);
	if (octets === undefined || bits < 0)
		return {id: 'E_LIT_IP4', message: `${text} is not an IPv4 address such as 10.0.0.1 or 10.0.0.0/8`};
	if (bits > 32) return {id: 'E_LIT_MASK4', message: 'an IPv4 prefix is at most 32 bits long'};
	return {value: new IpPrefix(Uint8Array.from(octets), bits)};
}

/** An IPv6 address (RFC 4291 2.2) with an optional prefix length. */
export function parseIpv6(text: string): LiteralResult<IpPrefix> {
	const {address, bits} = splitPrefix(text, 128);
	const bytes = parseIpv6Bytes(address);
	if (bytes === undefined || bits < 0)
		return {id: 'E_LIT_IP6', message: `${text} is not an IPv6 address such as fe80::1 or 2001:db8::/32`};
	if (bits > 128) return {id: 'E_LIT_MASK6', message: 'an IPv6 prefix is at most 128 bits long'};
	return {value: new IpPrefix(bytes, bits)};
}

function parseIpv6Bytes(text: string): Uint8Array | undefined {
	const halves = text.split('::');
	if (halves.length > 2) return undefined;
	const sides = halves.map(half => (half === '' ? [] : groupBytes(half.split(':'))));
	const head = sides[0];
	const tail = sides.length === 2 ? sides[1] : [];
	if (head === undefined || tail === undefined) return undefined;
	const known = head.length + tail.length;
	if (halves.length === 2 ? known > 14 : known !== 16) return undefined;
	const bytes = new Uint8Array(16);
	bytes.set(head);
	bytes.set(tail, 16 - tail.length);
	return bytes;
}

function groupBytes(groups: readonly string[]): readonly number[] | undefined {
	const bytes: number[] = [];
	for (const [index, group] of groups.entries()) {
		const quad = index === groups.length - 1 ? parseQuad(group) : undefined;
		if (quad !== undefined) bytes.push(...quad);
		else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
			const value = Number.parseInt(group, 16);
			bytes.push(value >> 8, value & 255);
		} else return undefined;
	}
	return bytes;
}

const GROUPS = /([0-9a-fA-F]{4}|[0-9a-fA-F]{2}|[0-9a-fA-F](?=[:.-]|$))([:.-]?)/y;

/**
 * Hexadecimal bytes, left to right in groups of four, two or one digit (spec/display-filter.md 3.8). Decimal is never
 * understood: 21 is 0x21.
 */
export function parseBytes(text: string): Uint8Array | undefined {
	const prefixed = /^0[xX]([0-9a-fA-F]{2})$/.exec(text);
	if (prefixed !== null) return Uint8Array.of(Number.parseInt(prefixed[1]!, 16));
	const binary = /^0[bB]([01]{8})$/.exec(text);
	if (binary !== null) return Uint8Array.of(Number.parseInt(binary[1]!, 2));
	const bytes: number[] = [];
	let position = text.startsWith(':') ? 1 : 0;
	while (position < text.length) {
		GROUPS.lastIndex = position;
		const found = GROUPS.exec(text);
		if (found === null) return undefined;
		const value = Number.parseInt(found[1]!, 16);
		if (found[1]!.length === 4) bytes.push(value >> 8);
		bytes.push(value & 255);
		position += found[0].length;
	}
	return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}
