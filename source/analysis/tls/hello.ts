import {isShortServerHello} from '../../dissect/describe/tls/tls13-drafts.ts';
import {LONGEST_NAME} from '../tables/name-table.ts';

/** What matters of a ClientHello or ServerHello. */
export interface Hello {
	readonly version: number;
	/** Parts of the message, at most `LONGEST_NAME` bytes each. */
	readonly serverNames: readonly Uint8Array[];
	readonly earlyData: boolean;
	/** The cipher suite that a ServerHello chooses; 0 in a ClientHello. */
	readonly cipherSuite: number;
	/** Records are authenticated outside their encryption (RFC 7366), where the cipher suite is one of CBC. */
	readonly encryptThenMac: boolean;
	/** The version chosen by the supported_versions extension of a ServerHello; 0 without one. */
	readonly selectedVersion: number;
}

const enum Extension {
	SERVER_NAME = 0,
	ENCRYPT_THEN_MAC = 22,
	EARLY_DATA = 42,
	SUPPORTED_VERSIONS = 43,
}
/** Cipher suites that authenticate and do not encrypt (IANA tls-parameters, names with NULL). */
const PLAIN_SUITES: ReadonlySet<number> = new Set([
	0x0001, 0x0002, 0x002c, 0x002d, 0x002e, 0x003b, 0x00b0, 0x00b1, 0x00b4, 0x00b5, 0x00b8, 0x00b9, 0xc001, 0xc006,
	0xc00b, 0xc010, 0xc015, 0xc039, 0xc03a, 0xc03b,
]);

export function isPlainSuite(cipherSuite: number): boolean {
	return PLAIN_SUITES.has(cipherSuite);
}

/** A hello has one name (RFC 6066 3: one a type); a list of empty ones must not fill the tables. */
const MAX_NAMES = 64;

/**
 * Reads a hello message from behind its 4-byte handshake header (RFC 8446 4.1.2, 4.1.3; RFC 6066 3). What does not fit
 * into the message is left out.
 */
export function readHello(message: Uint8Array, isClient: boolean): Hello {
	const reader = new Bytes(message);
	const version = reader.u16();
	reader.skip(32);
	const isShort = !isClient && isShortServerHello(version);
	if (!isShort) reader.skip(reader.u8());
	let cipherSuite = 0;
	if (isClient) {
		reader.skip(reader.u16());
		reader.skip(reader.u8());
	} else {
		cipherSuite = reader.u16();
		if (!isShort) reader.skip(1);
	}
	const serverNames: Uint8Array[] = [];
	let earlyData = false;
	let encryptThenMac = false;
	let selectedVersion = 0;
	const extensionsEnd = Math.min(reader.at + 2 + peek16(message, reader.at), message.length);
	reader.skip(2);
	while (reader.at + 4 <= extensionsEnd) {
		const type = reader.u16();
		const length = reader.u16();
		const end = Math.min(reader.at + length, extensionsEnd);
		if (type === Extension.SERVER_NAME && isClient) readServerNames(message, reader.at, end, serverNames);
		else if (type === Extension.ENCRYPT_THEN_MAC) encryptThenMac = true;
		else if (type === Extension.EARLY_DATA) earlyData = true;
		else if (type === Extension.SUPPORTED_VERSIONS && !isClient && length === 2)
			selectedVersion = peek16(message, reader.at);
		reader.at = end;
	}
	return {version, serverNames, earlyData, cipherSuite, encryptThenMac, selectedVersion};
}

function readServerNames(message: Uint8Array, from: number, to: number, names: Uint8Array[]): void {
	let at = from + 2;
	while (at + 3 <= to && names.length < MAX_NAMES) {
		const length = peek16(message, at + 1);
		const end = Math.min(at + 3 + length, to);
		names.push(message.subarray(at + 3, Math.min(end, at + 3 + LONGEST_NAME)));
		at = end;
	}
}

/** Zero where the message is too short. */
function peek16(bytes: Uint8Array, at: number): number {
	return at + 2 <= bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : 0;
}

/** Reads forward; past the end everything is zero. */
class Bytes {
	at = 0;
	constructor(private readonly bytes: Uint8Array) {}
	u8(): number {
		return this.bytes[this.at++] ?? 0;
	}
	u16(): number {
		const value = peek16(this.bytes, this.at);
		this.at += 2;
		return value;
	}
	skip(count: number): void {
		this.at += count;
	}
}
