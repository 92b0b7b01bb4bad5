/** What an end's first payload looks like, by its first bytes; values from 100 on are HTTP status codes. */
export const enum FirstPayload {
	/** No payload yet, or none of it captured. */
	NONE = 0,
	/** A TLS record header with a handshake message or an alert. */
	TLS = 1,
	/** A method and a space, as an HTTP request starts. */
	HTTP_REQUEST = 2,
	/** Other printable ASCII. */
	TEXT = 3,
	BINARY = 4,
}

const LONGEST_METHOD = 10;

/** Classifies the payload `bytes[from … to)`, which has at least one byte. */
export function classifyFirstPayload(bytes: Uint8Array, from: number, to: number): number {
	const first = bytes[from]!;
	if (first === 0x16 || first === 0x15)
		return to - from < 2 || bytes[from + 1] === 3 ? FirstPayload.TLS : FirstPayload.BINARY;
	const status = httpStatus(bytes, from, to);
	if (status !== 0) return status;
	if (startsWithMethod(bytes, from, to)) return FirstPayload.HTTP_REQUEST;
	const end = Math.min(to, from + 4);
	for (let i = from; i < end; i++) if (!isText(bytes[i]!)) return FirstPayload.BINARY;
	return FirstPayload.TEXT;
}

/** Three digits behind `HTTP/x.y ` (RFC 9112 4), or 0. */
function httpStatus(bytes: Uint8Array, from: number, to: number): number {
	if (to - from < 12) return 0;
	const isHttp =
		bytes[from] === 0x48 && bytes[from + 1] === 0x54 && bytes[from + 2] === 0x54 && bytes[from + 3] === 0x50;
	if (!isHttp || bytes[from + 4] !== 0x2f || bytes[from + 8] !== 0x20) return 0;
	const status = (bytes[from + 9]! - 48) * 100 + (bytes[from + 10]! - 48) * 10 + (bytes[from + 11]! - 48);
	return status >= 100 && status <= 599 ? status : 0;
}

/** Capital letters, a space, then a target that starts with `/`, `*` or a letter (RFC 9112 3). */
function startsWithMethod(bytes: Uint8Array, from: number, to: number): boolean {
	const limit = Math.min(to - 1, from + LONGEST_METHOD);
	let at = from;
	while (at < limit && bytes[at]! >= 0x41 && bytes[at]! <= 0x5a) at++;
	if (at - from < 3 || bytes[at] !== 0x20) return false;
	const target = bytes[at + 1]! | 0x20;
	return bytes[at + 1] === 0x2f || bytes[at + 1] === 0x2a || (target >= 0x61 && target <= 0x7a);
}

function isText(byte: number): boolean {
	return (byte >= 0x20 && byte <= 0x7e) || byte === 0x0d || byte === 0x0a || byte === 0x09;
}
