import {HandshakeBuffer} from './handshake-buffer.ts';
import type {ReassemblyMemory} from './reassembly-memory.ts';
import {RecordMap} from './record-store.ts';
import type {RecordDecryptor, Role} from './secrets/record-decryptor.ts';

/** What is known of a connection that is dissected as TLS (spec/tcp-analysis.md 14.5). There may be millions. */
export class TlsStream {
	/** 0 unknown, 0x0002 SSL 2, 0x0300 … 0x0304, 0x0101 GMTLS. */
	version = 0;
	/** A cipher suite without encryption was chosen: what follows ChangeCipherSpec can be read. */
	isPlain = false;
	/** Whether endpoint B is the server, by the latest ClientHello; undefined before any. */
	serverIsB: boolean | undefined;
	/** From the ClientHello on, where TLS secrets are known. */
	decryptor: RecordDecryptor | undefined;
	private recordsA: RecordMap | undefined;
	private recordsB: RecordMap | undefined;
	private clientRole: TlsRole | undefined;
	private serverRole: TlsRole | undefined;

	/** What an endpoint has sent of records that span segments; undefined before the first. */
	records(fromB: boolean): RecordMap | undefined {
		return fromB ? this.recordsB : this.recordsA;
	}

	/** The same, made if need be. */
	recordsOf(fromB: boolean, memory: ReassemblyMemory): RecordMap {
		const records = this.records(fromB) ?? new RecordMap(memory);
		if (fromB) this.recordsB = records;
		else this.recordsA = records;
		return records;
	}

	role(role: Role, memory: ReassemblyMemory): TlsRole {
		const isClient = role === 0;
		const known = (isClient ? this.clientRole : this.serverRole) ?? new TlsRole(memory);
		if (isClient) this.clientRole = known;
		else this.serverRole = known;
		return known;
	}
}

/** One role of a TLS connection, as handshake messages and ChangeCipherSpec count. */
export class TlsRole {
	/** Row of the first ChangeCipherSpec, -1 before (spec/tcp-analysis.md 14.10). */
	changeCipherSpecRow = -1;
	/** A handshake message that goes on in the next handshake record. */
	readonly handshake: HandshakeBuffer;

	constructor(memory: ReassemblyMemory) {
		this.handshake = new HandshakeBuffer(memory);
	}
}
