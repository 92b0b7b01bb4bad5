/** Dotted-quad text of an IPv4 address, given as an integer of 32 bits, signed or not. */
export function formatIpv4(address: number): string {
	return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/**
 * Text of an IPv6 address as the C library prints it, which is RFC 5952 with two additions: the last 32 bits of an
 * IPv4-mapped or IPv4-compatible address are dotted.
 *
 * @param address 16 bytes, or four 32-bit words with the most significant first
 */
export function formatIpv6(address: Uint8Array | readonly number[]): string {
	const groups = address.length === 16 ? groupsOfBytes(address) : groupsOfWords(address);
	const zeros = longestZeroRun(groups);
	const isDotted = zeros.from === 0 && (zeros.length === 6 || (zeros.length === 5 && groups[5] === 0xffff));
	const last = isDotted ? 6 : 8;
	let text = '';
	for (let i = 0; i < last; i++) {
		if (zeros.length >= 2 && i === zeros.from) {
			text += '::';
			i += zeros.length - 1;
			continue;
		}
		if (text !== '' && !text.endsWith(':')) text += ':';
		text += groups[i]!.toString(16);
	}
	if (!isDotted) return text;
	const dotted = formatIpv4((groups[6]! << 16) | groups[7]!);
	return text.endsWith(':') ? text + dotted : `${text}:${dotted}`;
}

/** Text of an IP address of the address table: one 32-bit word for IPv4, four for IPv6. */
export function formatAddress(words: readonly number[]): string {
	return words.length === 1 ? formatIpv4(words[0]!) : formatIpv6(words);
}

/** Text of a MAC address: six bytes, joined by colons. */
export function formatEther(address: Uint8Array): string {
	return hexBytes(address, ':');
}

/** Two hexadecimal digits for each byte. */
export function hexBytes(bytes: Uint8Array, separator = ''): string {
	let text = '';
	for (let i = 0; i < bytes.length; i++) text += (i > 0 ? separator : '') + HEX[bytes[i]!];
	return text;
}

const HEX = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'));

function groupsOfBytes(bytes: Uint8Array | readonly number[]): number[] {
	return Array.from({length: 8}, (_, i) => (bytes[i * 2]! << 8) | bytes[i * 2 + 1]!);
}

function groupsOfWords(words: Uint8Array | readonly number[]): number[] {
	return Array.from({length: 8}, (_, i) => (words[i >> 1]! >>> (i % 2 === 0 ? 16 : 0)) & 0xffff);
}

/** The first of the longest runs of zero groups. */
function longestZeroRun(groups: readonly number[]): {from: number; length: number} {
	let best = {from: -1, length: 0};
	let from = 0;
	while (from < groups.length) {
		let to = from;
		while (to < groups.length && groups[to] === 0) to++;
		if (to - from > best.length) best = {from, length: to - from};
		from = to + 1;
	}
	return best;
}
