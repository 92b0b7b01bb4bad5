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
	/** Row of the first ChangeCipherSpec of the client and of the server, -1 before (spec/tcp-analysis.md 14.10). */
	private clientChange = -1;
	private serverChange = -1;
	private clientHandshake: HandshakeBuffer | undefined;
	private serverHandshake: HandshakeBuffer | undefined;

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

	/** Whether a role's ChangeCipherSpec came in a packet before this one. */
	changedCipherSpecBefore(role: Role, row: number): boolean {
		const change = role === 0 ? this.clientChange : this.serverChange;
		return change >= 0 && change < row;
	}

	/** The first of a role counts. */
	noteChangeCipherSpec(role: Role, row: number): void {
		if (role === 0 && this.clientChange < 0) this.clientChange = row;
		else if (role === 1 && this.serverChange < 0) this.serverChange = row;
	}

	/** A role's handshake message that goes on in its next handshake record; undefined before the first such. */
	handshake(role: Role): HandshakeBuffer | undefined {
		return role === 0 ? this.clientHandshake : this.serverHandshake;
	}

	/** The same, made if need be. */
	handshakeOf(role: Role, memory: ReassemblyMemory): HandshakeBuffer {
		const handshake = this.handshake(role) ?? new HandshakeBuffer(memory);
		if (role === 0) this.clientHandshake = handshake;
		else this.serverHandshake = handshake;
		return handshake;
	}
}
