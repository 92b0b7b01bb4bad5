import {TlsBits} from '../tables/packet-table.ts';

export const enum ContentType {
	CHANGE_CIPHER_SPEC = 20,
	ALERT = 21,
	HANDSHAKE = 22,
	APPLICATION_DATA = 23,
	HEARTBEAT = 24,
	CONNECTION_ID = 25,
}

export const enum HandshakeType {
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	END_OF_EARLY_DATA = 5,
	FINISHED = 20,
	KEY_UPDATE = 24,
}

export const enum Version {
	SSL2 = 0x0002,
	GMTLS = 0x0101,
	SSL3 = 0x0300,
	TLS1 = 0x0301,
	TLS12 = 0x0303,
	TLS13 = 0x0304,
}

export const HANDSHAKE_TYPES = new Set([0, 1, 2, 4, 5, 6, 8, 11, 12, 13, 14, 15, 16, 20, 21, 22, 23, 24, 25, 67]);

export function isContentType(type: number): boolean {
	return type >= ContentType.CHANGE_CIPHER_SPEC && type <= ContentType.CONNECTION_ID;
}

export function isRecordVersion(version: number): boolean {
	return (version >= Version.SSL3 && version <= Version.TLS12) || version === Version.GMTLS;
}

export function isKnownVersion(version: number): boolean {
	return isRecordVersion(version) || version === Version.TLS13;
}

/** Step 5 of spec 14.7: whether a record's version may be taken for the session's. */
export function isAuthoritative(contentType: number, firstByte: number): boolean {
	if (contentType !== ContentType.HANDSHAKE) return true;
	return firstByte !== HandshakeType.CLIENT_HELLO && HANDSHAKE_TYPES.has(firstByte);
}

export function bitOf(contentType: number): number {
	if (contentType === ContentType.APPLICATION_DATA) return TlsBits.APPLICATION_DATA;
	if (contentType === ContentType.ALERT) return TlsBits.ALERT;
	return contentType === ContentType.CHANGE_CIPHER_SPEC ? TlsBits.CHANGE_CIPHER_SPEC : 0;
}

/** Drafts of TLS 1.3 count as TLS 1.3 (spec 14.11). */
export function finalVersion(version: number): number {
	return version >>> 8 === 0x7f || version === 0xfb17 || version === 0xfb1a ? Version.TLS13 : version;
}

/** A request or response whose payload length (RFC 6520 4) is behind the end of its record: measured with tshark 4.0.17. */
export function isCutHeartbeat(type: number, length: number): boolean {
	const REQUEST = 1;
	const RESPONSE = 2;
	return (type === REQUEST || type === RESPONSE) && (length === 1 || length === 2);
}
