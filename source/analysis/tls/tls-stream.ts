import {RecordMap} from './record-store.ts';
import type {RecordDecryptor} from './secrets/record-decryptor.ts';

/** One direction of a TLS connection. */
export class TlsDirection {
	readonly records = new RecordMap();
	/** Row of the first ChangeCipherSpec, -1 before (spec/tcp-analysis.md 14.10). */
	changeCipherSpecRow = -1;
	/** The bytes of a handshake message that goes on in the next handshake record. */
	handshake: Uint8Array | undefined;
}

/** What is known of a connection that is dissected as TLS (spec/tcp-analysis.md 14.5). */
export class TlsStream {
	/** 0 unknown, 0x0002 SSL 2, 0x0300 … 0x0304, 0x0101 GMTLS. */
	version = 0;
	/** A cipher suite without encryption was chosen: what follows ChangeCipherSpec can be read. */
	isPlain = false;
	/** Whether endpoint B is the server, by the latest ClientHello; undefined before any. */
	serverIsB: boolean | undefined;
	/** From the ClientHello on, where TLS secrets are known. */
	decryptor: RecordDecryptor | undefined;
	/** By endpoint: A, B. */
	readonly directions: readonly [TlsDirection, TlsDirection] = [new TlsDirection(), new TlsDirection()];
	/** By role, as handshake messages and ChangeCipherSpec count: client, server. */
	readonly roles: readonly [TlsDirection, TlsDirection] = [new TlsDirection(), new TlsDirection()];
}
