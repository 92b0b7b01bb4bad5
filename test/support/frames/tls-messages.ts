/** Builds TLS records and handshake messages for tests (RFC 8446 4, 5.1). */
import {concat} from './packet-builder.ts';

export const HANDSHAKE = 22;
export const APPLICATION_DATA = 23;

function number(value: number, width: number): Uint8Array {
	return Uint8Array.from({length: width}, (_, index) => value >>> (8 * (width - 1 - index)));
}

/** Bytes behind their length, which takes so many bytes. */
export function vector(width: number, ...parts: readonly Uint8Array[]): Uint8Array {
	const content = concat(...parts);
	return concat(number(content.length, width), content);
}

const words = (values: readonly number[]) => concat(...values.map(value => number(value, 2)));
const text = (value: string) => new TextEncoder().encode(value);

/** A record of TLS 1.2 or 1.3. */
export function record(type: number, content: Uint8Array): Uint8Array {
	return concat(Uint8Array.of(type, 3, 3), vector(2, content));
}

/** Content as records of no more than `size` bytes. */
export function records(type: number, content: Uint8Array, size: number): Uint8Array {
	const pieces: Uint8Array[] = [];
	for (let at = 0; at < content.length; at += size) pieces.push(record(type, content.subarray(at, at + size)));
	return concat(...pieces);
}

export function message(type: number, body: Uint8Array): Uint8Array {
	return concat(Uint8Array.of(type), vector(3, body));
}

export function extension(type: number, content: Uint8Array): Uint8Array {
	return concat(number(type, 2), vector(2, content));
}

export interface HelloOptions {
	readonly serverName?: string;
	readonly suites?: readonly number[];
	readonly protocols?: readonly string[];
	/** Bytes of the key share: those of X25519MLKEM768 make the message longer than a segment. */
	readonly keyShare?: number;
}

/** A ClientHello of TLS 1.3. */
export function clientHello({
	serverName = 'example.com',
	suites = [0x1301, 0x1302, 0x1303],
	protocols = ['h2', 'http/1.1'],
	keyShare = 32,
}: HelloOptions = {}): Uint8Array {
	const share = concat(number(keyShare === 32 ? 29 : 0x11ec, 2), vector(2, filled(keyShare, 0xa5)));
	const extensions = [
		extension(0, vector(2, Uint8Array.of(0), vector(2, text(serverName)))),
		// A reserved value (RFC 8701), X25519 and secp256r1; uncompressed points.
		extension(10, vector(2, words([0x1a1a, 29, 23]))),
		extension(11, vector(1, Uint8Array.of(0))),
		extension(16, vector(2, ...protocols.map(protocol => vector(1, text(protocol))))),
		extension(43, vector(1, words([0x0304, 0x0303]))),
		extension(51, vector(2, share)),
	];
	return message(1, concat(hello(), vector(2, words(suites)), vector(1, Uint8Array.of(0)), vector(2, ...extensions)));
}

/** A ServerHello of TLS 1.2. */
export function serverHello(suite = 0xc02f): Uint8Array {
	const extensions = [extension(65_281, Uint8Array.of(0)), extension(16, vector(2, vector(1, text('h2'))))];
	return message(2, concat(hello(), number(suite, 2), Uint8Array.of(0), vector(2, ...extensions)));
}

/** Version, random and a session of 32 bytes. */
function hello(): Uint8Array {
	return concat(number(0x0303, 2), filled(32, 0x11), vector(1, filled(32, 0x22)));
}

/** A message whose content nobody reads: its length is what counts. */
export function filled(length: number, value: number): Uint8Array {
	return new Uint8Array(length).fill(value);
}

export const serverHelloDone = message(14, new Uint8Array(0));
