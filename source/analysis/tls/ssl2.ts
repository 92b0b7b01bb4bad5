import {ssl2HeaderLength} from '../../dissect/describe/tls/facts.ts';

/** Messages of SSL 2 (draft-hickman-netscape-ssl-00 5.5, 5.6), by their first byte. */
export const enum Ssl2Message {
	/** None, or one that is encrypted or makes no sense. */
	NONE = 0,
	CLIENT_HELLO = 1,
	CLIENT_MASTER_KEY = 2,
	SERVER_HELLO = 4,
}

/** Versions that a hello may have: SSL 2 and 3, TLS with its drafts, DTLS, GMTLS (measured with tshark 4.0.17). */
const VERSIONS: ReadonlySet<number> = new Set([
	...[0x0002, 0x0100, 0x0101, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0xfb17, 0xfb1a, 0xfefd, 0xfeff],
	// Drafts of TLS 1.3, and the values of RFC 8701 that mean nothing.
	...Array.from({length: 15}, (_, draft) => 0x7f0e + draft),
	...Array.from({length: 16}, (_, n) => 0x0a0a + n * 0x1010),
]);

/** Bytes of an SSL 2 record with its header. */
export function ssl2Size(bytes: Uint8Array, at: number): number {
	const word = (bytes[at]! << 8) | bytes[at + 1]!;
	const header = ssl2HeaderLength(bytes[at]!);
	return header + (header === 2 ? word & 0x7fff : word & 0x3fff);
}

/** The message in the content `bytes[at … end)` of a record, if it is plausible (spec 14.12). */
export function ssl2Message(bytes: Uint8Array, at: number, end: number): Ssl2Message {
	const type = bytes[at];
	const number = (offset: number) => (at + offset + 2 > end ? 0 : (bytes[at + offset]! << 8) | bytes[at + offset + 1]!);
	if (type === Ssl2Message.CLIENT_HELLO && VERSIONS.has(number(1))) return type;
	if (type === Ssl2Message.SERVER_HELLO && VERSIONS.has(number(3))) return type;
	const keys = number(4) + number(6) + number(8);
	return type === Ssl2Message.CLIENT_MASTER_KEY && at + 10 <= end && keys <= end - at ? type : Ssl2Message.NONE;
}
