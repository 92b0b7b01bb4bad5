import {HandshakeBuffer} from './handshake-buffer.ts';
import type {ReassemblyMemory} from './reassembly-memory.ts';
import {MAX_SPAN, type RecordHome, RecordMap} from './record-store.ts';
import type {RecordDecryptor, Role} from './secrets/record-decryptor.ts';

/** Words of what is known of each connection that is dissected as TLS: there may be millions. */
const enum TlsWord {
	COUNT = 6,
	/** The version in the low 16 bits, then `TlsStateBit`s. */
	STATE = 0,
	/** Row of the first ChangeCipherSpec of the client and of the server, plus one; 0 before (spec/tcp-analysis.md 14.10). */
	CLIENT_CHANGE = 1,
	SERVER_CHANGE = 2,
	/** Relative sequence number behind the newest record of A and of B that was given up: what lies before belongs to it. */
	LOST_A = 3,
	LOST_B = 4,
	/** Place of its `TlsParts`, plus one; 0 for none. */
	PARTS = 5,
}

const enum TlsStateBit {
	VERSION = 0xffff,
	PLAIN = 1 << 16,
	/** A ClientHello has told who is the server, and that it is B. */
	ROLES_KNOWN = 1 << 17,
	SERVER_IS_B = 1 << 18,
	/** Shifted by one for B. */
	HAS_LOST_A = 1 << 19,
}

/** Connections of a chunk, as a power of two. */
const SHIFT = 12;
const MASK = 4095;

/** What few connections have at a time: bytes that wait for the rest of their record or message, and secrets. */
class TlsParts {
	recordsA: RecordMap | undefined;
	recordsB: RecordMap | undefined;
	clientHandshake: HandshakeBuffer | undefined;
	serverHandshake: HandshakeBuffer | undefined;
	decryptor: RecordDecryptor | undefined;

	get isEmpty(): boolean {
		return (
			this.recordsA === undefined &&
			this.recordsB === undefined &&
			this.clientHandshake === undefined &&
			this.serverHandshake === undefined &&
			this.decryptor === undefined
		);
	}
}

/**
 * The connections that are dissected as TLS (spec/tcp-analysis.md 14.5), by number from 0: some words each, and objects
 * only for those of which something waits.
 */
export class TlsStreams implements RecordHome {
	private readonly chunks: Int32Array[] = [];
	private readonly parts: (TlsParts | undefined)[] = [];
	private readonly freeParts: number[] = [];
	private readonly view: TlsStream;
	private length = 0;

	/** @param memory bounds what waits */
	constructor(private readonly memory: ReassemblyMemory) {
		this.view = new TlsStream(this);
	}

	/** Makes another connection; returns its number. */
	add(): number {
		if (this.length >>> SHIFT === this.chunks.length) this.chunks.push(new Int32Array(TlsWord.COUNT << SHIFT));
		return this.length++;
	}

	/** The connection with that number, until another is asked for: it is always the same object. */
	at(number: number): TlsStream {
		this.view.number = number;
		this.view.words = this.chunks[number >>> SHIFT]!;
		this.view.start = (number & MASK) * TlsWord.COUNT;
		return this.view;
	}

	/** Memory that the connections take, without what waits: it is bounded elsewhere. In bytes. */
	get bytes(): number {
		return this.chunks.length * ((TlsWord.COUNT * 4) << SHIFT) + this.parts.length * 8;
	}

	/** Connections of which something waits, or whose secrets are looked for. */
	get withParts(): number {
		return this.parts.length - this.freeParts.length;
	}

	get decryptors(): RecordDecryptor[] {
		return this.parts.flatMap(parts => parts?.decryptor ?? []);
	}

	/** What an endpoint has sent of records that span segments; undefined where there is none. */
	records(number: number, fromB: boolean): RecordMap | undefined {
		const parts = this.partsOf(number);
		return fromB ? parts?.recordsB : parts?.recordsA;
	}

	/** The same, made if need be. */
	recordsMade(number: number, fromB: boolean): RecordMap {
		const records = this.records(number, fromB) ?? new RecordMap(this.memory, this, number, fromB);
		const parts = this.partsMade(number);
		if (fromB) parts.recordsB = records;
		else parts.recordsA = records;
		return records;
	}

	dropRecords(number: number, fromB: boolean, records: RecordMap): void {
		const parts = this.partsOf(number);
		if (parts === undefined || this.records(number, fromB) !== records) return;
		if (fromB) parts.recordsB = undefined;
		else parts.recordsA = undefined;
		this.tidy(number, parts);
	}

	/** A role's handshake message that goes on in its next handshake record; undefined where there is none. */
	handshake(number: number, role: Role): HandshakeBuffer | undefined {
		const parts = this.partsOf(number);
		return role === 0 ? parts?.clientHandshake : parts?.serverHandshake;
	}

	/** The same, made if need be. */
	handshakeMade(number: number, role: Role): HandshakeBuffer {
		const handshake =
			this.handshake(number, role) ?? new HandshakeBuffer(this.memory, () => this.dropHandshake(number, role));
		const parts = this.partsMade(number);
		if (role === 0) parts.clientHandshake = handshake;
		else parts.serverHandshake = handshake;
		return handshake;
	}

	private dropHandshake(number: number, role: Role): void {
		const parts = this.partsOf(number);
		if (parts === undefined) return;
		if (role === 0) parts.clientHandshake = undefined;
		else parts.serverHandshake = undefined;
		this.tidy(number, parts);
	}

	decryptor(number: number): RecordDecryptor | undefined {
		return this.partsOf(number)?.decryptor;
	}

	setDecryptor(number: number, decryptor: RecordDecryptor): void {
		this.partsMade(number).decryptor = decryptor;
	}

	noteLost(number: number, fromB: boolean, end: number): void {
		const words = this.chunks[number >>> SHIFT]!;
		const start = (number & MASK) * TlsWord.COUNT;
		const word = start + (fromB ? TlsWord.LOST_B : TlsWord.LOST_A);
		const bit = TlsStateBit.HAS_LOST_A << (fromB ? 1 : 0);
		const isFirst = (words[start + TlsWord.STATE]! & bit) === 0;
		words[start + TlsWord.STATE]! |= bit;
		if (isFirst || ((end - words[word]!) | 0) > 0) words[word] = end;
	}

	private partsOf(number: number): TlsParts | undefined {
		const place = this.chunks[number >>> SHIFT]![(number & MASK) * TlsWord.COUNT + TlsWord.PARTS]!;
		return place === 0 ? undefined : this.parts[place - 1];
	}

	private partsMade(number: number): TlsParts {
		const known = this.partsOf(number);
		if (known !== undefined) return known;
		const parts = new TlsParts();
		const place = this.freeParts.pop() ?? this.parts.length;
		this.parts[place] = parts;
		this.chunks[number >>> SHIFT]![(number & MASK) * TlsWord.COUNT + TlsWord.PARTS] = place + 1;
		return parts;
	}

	/** Forgets that a connection has parts, once it has none. */
	private tidy(number: number, parts: TlsParts): void {
		if (!parts.isEmpty) return;
		const word = (number & MASK) * TlsWord.COUNT + TlsWord.PARTS;
		const words = this.chunks[number >>> SHIFT]!;
		const place = words[word]! - 1;
		words[word] = 0;
		this.parts[place] = undefined;
		this.freeParts.push(place);
	}
}

/** One connection of `TlsStreams`: the one that was asked for last. */
export class TlsStream {
	number = 0;
	words: Int32Array = new Int32Array(0);
	/** Where its words start. */
	start = 0;

	constructor(private readonly streams: TlsStreams) {}

	/** 0 unknown, 0x0002 SSL 2, 0x0300 … 0x0304, 0x0101 GMTLS. */
	get version(): number {
		return this.words[this.start + TlsWord.STATE]! & TlsStateBit.VERSION;
	}
	set version(version: number) {
		const state = this.words[this.start + TlsWord.STATE]!;
		this.words[this.start + TlsWord.STATE] = (state & ~TlsStateBit.VERSION) | version;
	}

	/** A cipher suite without encryption was chosen: what follows ChangeCipherSpec can be read. */
	get isPlain(): boolean {
		return (this.words[this.start + TlsWord.STATE]! & TlsStateBit.PLAIN) !== 0;
	}
	set isPlain(isPlain: boolean) {
		this.words[this.start + TlsWord.STATE]! &= ~TlsStateBit.PLAIN;
		if (isPlain) this.words[this.start + TlsWord.STATE]! |= TlsStateBit.PLAIN;
	}

	/** Whether endpoint B is the server, by the latest ClientHello; undefined before any. */
	get serverIsB(): boolean | undefined {
		const state = this.words[this.start + TlsWord.STATE]!;
		return (state & TlsStateBit.ROLES_KNOWN) === 0 ? undefined : (state & TlsStateBit.SERVER_IS_B) !== 0;
	}

	/** A ClientHello has told. */
	noteServer(isB: boolean): void {
		this.words[this.start + TlsWord.STATE]! &= ~TlsStateBit.SERVER_IS_B;
		this.words[this.start + TlsWord.STATE]! |= TlsStateBit.ROLES_KNOWN | (isB ? TlsStateBit.SERVER_IS_B : 0);
	}

	/** From the ClientHello on, where TLS secrets are known. */
	get decryptor(): RecordDecryptor | undefined {
		return this.streams.decryptor(this.number);
	}
	set decryptor(decryptor: RecordDecryptor) {
		this.streams.setDecryptor(this.number, decryptor);
	}

	/** What an endpoint has sent of records that span segments; undefined where there is none. */
	records(fromB: boolean): RecordMap | undefined {
		return this.words[this.start + TlsWord.PARTS] === 0 ? undefined : this.streams.records(this.number, fromB);
	}

	/** The same, made if need be. */
	recordsMade(fromB: boolean): RecordMap {
		return this.streams.recordsMade(this.number, fromB);
	}

	/** Bytes from a relative sequence number on that belong to a record of that endpoint which was given up. */
	lostAt(fromB: boolean, sequence: number): number {
		const {words, start} = this;
		if ((words[start + TlsWord.STATE]! & (TlsStateBit.HAS_LOST_A << (fromB ? 1 : 0))) === 0) return 0;
		const lost = (words[start + (fromB ? TlsWord.LOST_B : TlsWord.LOST_A)]! - sequence) | 0;
		return lost > 0 && lost <= MAX_SPAN ? lost : 0;
	}

	/** Whether a role's ChangeCipherSpec came in a packet before this one. */
	changedCipherSpecBefore(role: Role, row: number): boolean {
		const change = this.words[this.start + TlsWord.CLIENT_CHANGE + role]!;
		return change > 0 && change <= row;
	}

	/** The first of a role counts. */
	noteChangeCipherSpec(role: Role, row: number): void {
		const word = this.start + TlsWord.CLIENT_CHANGE + role;
		if (this.words[word] === 0) this.words[word] = row + 1;
	}

	/** A role's handshake message that goes on in its next handshake record; undefined where there is none. */
	handshake(role: Role): HandshakeBuffer | undefined {
		return this.words[this.start + TlsWord.PARTS] === 0 ? undefined : this.streams.handshake(this.number, role);
	}

	/** The same, made if need be. */
	handshakeMade(role: Role): HandshakeBuffer {
		return this.streams.handshakeMade(this.number, role);
	}
}
