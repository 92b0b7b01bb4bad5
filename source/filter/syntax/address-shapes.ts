/**
 * How much text an address takes (spec/display-filter.md 2.4). The shape only decides where a word ends: whether the
 * address is a fit value depends on the type that it meets.
 */
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const QUAD = `${OCTET}(?:\\.${OCTET}){3}`;
const IPV4 = new RegExp(`${QUAD}(?:/\\d{1,2})?`, 'y');
const IPV4_TAIL = new RegExp(QUAD, 'y');
const HEX_GROUP = /[0-9a-fA-F]{1,4}/y;
const PREFIX = /\/\d{1,3}/y;
const MAC_WORDS = /[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2}/y;
const BYTES = /:?[0-9a-fA-F]{2}([:.-])[0-9a-fA-F]{2}(?:\1[0-9a-fA-F]{2})*/y;
const COLON_HEX = /:[0-9a-fA-F]+/y;

function matchLength(pattern: RegExp, text: string, at: number): number {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0].length ?? 0;
}

/** Length of the longest MAC, IPv4 or IPv6 address at `at`, 0 for none. */
export function addressLength(text: string, at: number): number {
	return Math.max(matchLength(IPV4, text, at), ipv6Length(text, at), matchLength(MAC_WORDS, text, at));
}

/** Length of two or more two-digit bytes joined by one kind of separator, 0 for none. */
export function byteWordLength(text: string, at: number): number {
	return matchLength(BYTES, text, at);
}

/** Length of a colon and hex digits, 0 for none. */
export function colonHexLength(text: string, at: number): number {
	return matchLength(COLON_HEX, text, at);
}

/** Length of the longest IPv6 address (RFC 4291 2.2) with its prefix length, 0 for none. */
function ipv6Length(text: string, at: number): number {
	const end = ipv6End(text, at);
	return end === 0 ? 0 : end + matchLength(PREFIX, text, end) - at;
}

function ipv6End(text: string, at: number): number {
	let position = at;
	let groups = 0;
	let compressed = false;
	let best = 0;
	if (text.startsWith('::', at)) {
		compressed = true;
		position += 2;
		best = position;
	}
	for (;;) {
		const quad = matchLength(IPV4_TAIL, text, position);
		if (quad > 0 && (compressed ? groups <= 5 : groups === 6)) best = Math.max(best, position + quad);
		const digits = matchLength(HEX_GROUP, text, position);
		if (digits === 0) return best;
		groups++;
		position += digits;
		if (compressed || groups === 8) best = Math.max(best, position);
		if (groups === (compressed ? 7 : 8) || text[position] !== ':') return best;
		if (text[position + 1] !== ':') {
			position++;
			continue;
		}
		if (compressed) return best;
		compressed = true;
		position += 2;
		best = Math.max(best, position);
	}
}
