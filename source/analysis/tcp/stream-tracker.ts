import type {TcpHeader} from '../../dissect/tcp-header.ts';
import {SegmentWord, type Walk} from '../../dissect/walk.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {TcpFlag} from '../tables/packet-table.ts';
import {StreamFlag} from '../tables/stream-table.ts';
import {StreamIndex} from './stream-index.ts';
import {
	COMPLETENESS_SHIFT,
	Direction,
	DirectionBit,
	MPTCP_SHIFT,
	StateBit,
	StreamStates,
	Word,
} from './stream-state.ts';

/** Bits of tcp.completeness (spec/tcp-analysis.md 7.1). */
const enum Completeness {
	SYN = 1,
	SYN_ACK = 2,
	ACK = 4,
	DATA = 8,
	FIN = 16,
	RST = 32,
}

/** Where a handshake waits for its last ACK, only the first is set. */
const HANDSHAKE = StateBit.SYN_ACK | StateBit.HANDSHAKE_COMPLETE;
const CONTROL = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;
/** Longer payloads, which only a false length gives, could overflow the counters between two flushes. */
const MOST_PAYLOAD = 0xffff;

/** Gives each TCP segment its stream (spec/tcp-analysis.md 3) and keeps the streams' rows. */
export class StreamTracker {
	readonly states = new StreamStates();
	/** Results of the last `locate`. */
	stream = -1;
	/** Sent by endpoint B. */
	fromB = false;
	/** This segment made the stream. */
	isNew = false;
	/** A port pair, or a server's first sequence number, is used anew (3.3, 3.5). */
	reusesPorts = false;
	/** A SYN with the sequence number of the one before (3.4). */
	repeatsSyn = false;

	/** The located stream's state: its chunk of words, and where its record and the two directions in it start. */
	words: Int32Array = new Int32Array(0);
	record = 0;
	/** Of the segment's sender, and of its receiver. */
	forward = 0;
	reverse = 0;

	/** Keys of an IPv4 address are its word, of any other its row in the address table. */
	private readonly ipv4 = new StreamIndex();
	private readonly ipv6 = new StreamIndex();
	/** The endpoints' index and their keys. */
	private index = this.ipv4;
	private source = 0;
	private destination = 0;
	/** Streams whose rows are behind their counters. */
	private readonly behind: number[] = [];
	/** Endpoints that another connection has announced (spec 3.8): address × 65536 + port. */
	private readonly announced = new Set<number>();

	constructor(private readonly tables: CaptureTables) {}

	/** An endpoint that will take a connection, as FTP's PASV and PORT announce it. */
	announce(address: number, port: number): void {
		if (this.announced.size < 65_536) this.announced.add(address * 65_536 + port);
	}

	/**
	 * The newest stream between two endpoints, or -1.
	 *
	 * @param version of IP
	 * @param addresses words of the source address from `at` on, of the destination from `at + 4` on
	 */
	find(version: number, addresses: Int32Array, at: number, sourcePort: number, destinationPort: number): number {
		const {addresses: known} = this.tables;
		this.index = version === 4 ? this.ipv4 : this.ipv6;
		this.source = version === 4 ? addresses[at]! : known.internWords(6, addresses, at);
		this.destination = version === 4 ? addresses[at + 4]! : known.internWords(6, addresses, at + 4);
		return this.index.find(this.source, sourcePort, this.destination, destinationPort);
	}

	/** Finds or makes the stream of the n-th segment of a walk. */
	locate(walk: Walk, n: number, header: TcpHeader, row: number): void {
		const {sourcePort, destinationPort} = header;
		const {segments} = walk;
		const word = n * SegmentWord.COUNT;
		this.reusesPorts = false;
		this.repeatsSyn = false;
		this.isNew = false;
		const version = segments[word + SegmentWord.VERSION]!;
		const stream = this.find(version, segments, word + SegmentWord.SOURCE, sourcePort, destinationPort);
		if (stream < 0) {
			this.create(header, row);
			this.isNew = !this.wasAnnounced(sourcePort, destinationPort);
		} else {
			this.enter(stream, this.index.isReversed);
			if ((header.flags & TcpFlag.SYN) !== 0) this.locateSyn(header, row);
		}
	}

	/** A SYN between the endpoints of a stream may be another stream's (3.3 to 3.5). */
	private locateSyn(header: TcpHeader, row: number): void {
		const {flags, sequence} = header;
		const {words, forward: fwd} = this;
		if ((words[fwd + Direction.BITS]! & DirectionBit.BASE_SET) === 0) return;
		const sameStart = words[fwd + Direction.BASE] === sequence;
		if ((flags & TcpFlag.ACK) !== 0) {
			if (sameStart) return;
			words[fwd + Direction.BASE] = sequence;
			this.reusesPorts = true;
		} else if (sameStart) {
			words[fwd + Direction.NEXT_SEQUENCE] = words[fwd + Direction.MAX_ACK]!;
			this.repeatsSyn = true;
		} else {
			this.create(header, row);
			this.words[this.record + Word.BITS]! |= Completeness.SYN << COMPLETENESS_SHIFT;
			this.reusesPorts = true;
		}
	}

	/** Whether the stream that was just made was announced. */
	private wasAnnounced(sourcePort: number, destinationPort: number): boolean {
		if (this.announced.size === 0) return false;
		return (
			this.announced.delete(this.addressRow(this.destination) * 65_536 + destinationPort) ||
			this.announced.delete(this.addressRow(this.source) * 65_536 + sourcePort)
		);
	}

	/** Makes a stream of the endpoints that were looked for last. */
	private create(header: TcpHeader, row: number): void {
		const {streams} = this.tables;
		const {index, source, destination} = this;
		const {sourcePort, destinationPort} = header;
		const stream = streams.length;
		const chunk = streams.chunkFor(stream);
		const at = stream & 8191;
		chunk.addressA[at] = this.addressRow(source);
		chunk.addressB[at] = this.addressRow(destination);
		chunk.portA[at] = sourcePort;
		chunk.portB[at] = destinationPort;
		chunk.firstRow[at] = row;
		chunk.lastRow[at] = row;
		chunk.flags[at] = firstRoles(header.flags, sourcePort, destinationPort);
		streams.length = stream + 1;
		this.states.add(stream);
		index.put(stream, source, sourcePort, destination, destinationPort);
		this.enter(stream, false);
	}

	private addressRow(key: number): number {
		return this.index === this.ipv4 ? this.tables.addresses.intern(4, key, 0, 0, 0) : key;
	}

	private enter(stream: number, fromB: boolean): void {
		this.stream = stream;
		this.fromB = fromB;
		this.words = this.states.chunk(stream);
		const record = this.states.offset(stream);
		this.record = record;
		this.forward = record + (fromB ? Word.B : Word.A);
		this.reverse = record + (fromB ? Word.A : Word.B);
	}

	/** Counts a segment in tcp.completeness (spec 7.2, 7.3). */
	complete({flags}: TcpHeader, length: number): void {
		if (this.isNew || (flags & CONTROL) !== 0) this.completeControl(flags, length);
		else if ((flags & TcpFlag.ACK) !== 0)
			this.words[this.record + Word.BITS]! |= (length > 0 ? Completeness.DATA : Completeness.ACK) << COMPLETENESS_SHIFT;
	}

	/** A segment that opens, ends or is a stream's first. */
	private completeControl(flags: number, length: number): void {
		const opening = flags & (TcpFlag.SYN | TcpFlag.ACK);
		if (this.isNew) {
			this.noteSeen(opening === TcpFlag.SYN ? Completeness.SYN | (length > 0 ? Completeness.DATA : 0) : 0);
			return;
		}
		let seen = 0;
		if (opening === (TcpFlag.SYN | TcpFlag.ACK)) seen |= Completeness.SYN_ACK;
		if (opening === TcpFlag.ACK) seen |= length > 0 ? Completeness.DATA : Completeness.ACK;
		if ((flags & TcpFlag.FIN) !== 0 && (flags & TcpFlag.ACK) !== 0) seen |= Completeness.FIN;
		if ((flags & TcpFlag.RST) !== 0) seen |= Completeness.RST;
		this.noteSeen(seen);
	}

	private noteSeen(seen: number): void {
		this.words[this.record + Word.BITS]! |= seen << COMPLETENESS_SHIFT;
	}

	/**
	 * Row of the last packet of the stream, -1 before its first; `row` is the last from now on.
	 *
	 * @param seconds time of the packet at `row`
	 */
	follow(row: number, seconds: number, nanoseconds: number): number {
		const {words, record} = this;
		const previous = words[record + Word.LAST_ROW]! - 1;
		if (previous >= 0) {
			const silence =
				((seconds - words[record + Word.LAST_SECONDS]!) | 0) +
				(nanoseconds - words[record + Word.LAST_NANOSECONDS]!) * 1e-9;
			const floats = this.states.floats(this.stream);
			if (silence > floats[record + Word.SILENCE]!) floats[record + Word.SILENCE] = silence;
		}
		words[record + Word.LAST_ROW] = row + 1;
		words[record + Word.LAST_SECONDS] = seconds;
		words[record + Word.LAST_NANOSECONDS] = nanoseconds;
		if ((words[record + Word.BITS]! & StateBit.BEHIND) === 0) {
			words[record + Word.BITS]! |= StateBit.BEHIND;
			this.behind.push(this.stream);
		}
		return previous;
	}

	/** Counts a segment of the stream. */
	count(header: TcpHeader, length: number): void {
		const {words, record} = this;
		const side = this.fromB ? 1 : 0;
		words[record + Word.PACKETS_A + side]!++;
		words[record + Word.PAYLOAD_A + side]! += length;
		if (length > MOST_PAYLOAD) this.flush();
		const {flags} = header;
		if ((flags & CONTROL) !== 0) this.noteControl(flags);
		else if ((words[record + Word.BITS]! & HANDSHAKE) === StateBit.SYN_ACK && (flags & TcpFlag.ACK) !== 0)
			this.noteHandshake(words, record);
	}

	/** Brings the rows of the streams that had packets since the last time up to date. At most 65,536 packets may lie between. */
	flush(): void {
		for (const stream of this.behind) {
			const words = this.states.chunk(stream);
			const record = this.states.offset(stream);
			const chunk = this.tables.streams.chunks[stream >>> 13]!;
			const at = stream & 8191;
			chunk.lastRow[at] = words[record + Word.LAST_ROW]! - 1;
			chunk.longestSilence[at] = this.states.floats(stream)[record + Word.SILENCE]!;
			chunk.packetsA[at]! += words[record + Word.PACKETS_A]!;
			chunk.packetsB[at]! += words[record + Word.PACKETS_B]!;
			chunk.payloadA[at]! += words[record + Word.PAYLOAD_A]! >>> 0;
			chunk.payloadB[at]! += words[record + Word.PAYLOAD_B]! >>> 0;
			words[record + Word.PACKETS_A] = 0;
			words[record + Word.PACKETS_B] = 0;
			words[record + Word.PAYLOAD_A] = 0;
			words[record + Word.PAYLOAD_B] = 0;
			words[record + Word.BITS]! &= ~StateBit.BEHIND;
		}
		this.behind.length = 0;
	}

	/** The ACK of a SYN/ACK that answered a SYN completes the handshake. */
	private noteHandshake(words: Int32Array, record: number): void {
		const chunk = this.tables.streams.chunks[this.stream >>> 13]!;
		const at = this.stream & 8191;
		const answered = this.fromB ? StreamFlag.SYN_ACK_A : StreamFlag.SYN_ACK_B;
		const opened = this.fromB ? StreamFlag.SYN_B : StreamFlag.SYN_A;
		if ((chunk.flags[at]! & answered) === 0 || (chunk.flags[at]! & opened) === 0) return;
		chunk.flags[at]! |= StreamFlag.HANDSHAKE_COMPLETE;
		words[record + Word.BITS]! |= StateBit.HANDSHAKE_COMPLETE;
	}

	/** Notes MPTCP subtypes, as bits: a new one stays unanswered until each direction's next packet (spec 9.9b). */
	noteMptcp(subtypes: number): void {
		const {words, record} = this;
		const seen = subtypes << MPTCP_SHIFT;
		if ((words[record + Word.BITS]! & seen) === seen) return;
		words[record + Word.BITS]! |= seen;
		words[this.forward + Direction.BITS]! |= DirectionBit.NEW_MPTCP_SUBTYPE;
		words[this.reverse + Direction.BITS]! |= DirectionBit.NEW_MPTCP_SUBTYPE;
	}

	private noteControl(flags: number): void {
		const chunk = this.tables.streams.chunks[this.stream >>> 13]!;
		chunk.flags[this.stream & 8191] = this.withControl(chunk.flags[this.stream & 8191]!, flags);
	}

	private withControl(before: number, flags: number): number {
		let noted = before;
		if ((flags & TcpFlag.FIN) !== 0) noted |= this.fromB ? StreamFlag.FIN_B : StreamFlag.FIN_A;
		if ((flags & TcpFlag.RST) !== 0) noted |= this.fromB ? StreamFlag.RST_B : StreamFlag.RST_A;
		if ((flags & TcpFlag.SYN) === 0) return noted;
		const isAnswer = (flags & TcpFlag.ACK) !== 0;
		if (isAnswer) noted |= this.fromB ? StreamFlag.SYN_ACK_B : StreamFlag.SYN_ACK_A;
		else noted |= this.fromB ? StreamFlag.SYN_B : StreamFlag.SYN_A;
		if (isAnswer) this.words[this.record + Word.BITS]! |= StateBit.SYN_ACK;
		if ((noted & StreamFlag.ROLES_GUESSED) === 0) return noted;
		noted &= ~(StreamFlag.ROLES_GUESSED | StreamFlag.CLIENT_IS_B);
		return isAnswer === this.fromB ? noted : noted | StreamFlag.CLIENT_IS_B;
	}
}

/** Who is the client, by the first packet: the sender of a SYN, the receiver of a SYN/ACK, else the higher port. */
function firstRoles(flags: number, sourcePort: number, destinationPort: number): number {
	const opening = flags & (TcpFlag.SYN | TcpFlag.ACK);
	if (opening === TcpFlag.SYN) return 0;
	if (opening === (TcpFlag.SYN | TcpFlag.ACK)) return StreamFlag.CLIENT_IS_B;
	return sourcePort < destinationPort ? StreamFlag.CLIENT_IS_B | StreamFlag.ROLES_GUESSED : StreamFlag.ROLES_GUESSED;
}
