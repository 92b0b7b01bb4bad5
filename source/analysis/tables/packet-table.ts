import {SharedChunks} from './shared-chunks.ts';

/**
 * The packet table: one row a frame, in file order. A frame that carries a second TCP header (an aggregate such as
 * sFlow, or 802.11 A-MSDU) has one more row for each, marked `EXTRA`, directly behind its first; `frameNumber()` and
 * `rowOfFrame()` convert. What few rows need (duplicate ACK number, RTO, TLS records) is in the side tables of
 * `capture-tables.ts`, and packet bytes stay in the file.
 *
 * A row is a record of 64 bytes, one cache line: what writes a packet, and what walks the packets of a stream (the
 * judgement, the ladder), touches one line for each, not one for each column. A chunk of 65,536 rows is three views of
 * one buffer, and its row `at` has
 *
 *   words[at * 16 + PacketWord.…]   12 numbers of 32 bits
 *   halves[at * 32 + PacketHalf.…]   6 of 16 bits
 *   bytes[at * 64 + PacketByte.…]    4 of 8 bits
 *
 * Rows without TCP have `stream` -1 and only what belongs to the frame is set.
 */
export interface PacketChunk {
	readonly words: Int32Array;
	readonly halves: Uint16Array;
	readonly bytes: Uint8Array;
}

export const enum PacketWord {
	/** Of a record. */
	COUNT = 16,
	/** Row of the previous packet of the same stream, or -1: the stream's rows as a list from its last row back. */
	PREVIOUS = 0,
	/** tcp.stream, or -1. */
	STREAM = 1,
	/** Time of capture: seconds since 1970 (the low 32 bits; see `Analysis.FAR_TIME`) and nanoseconds within the second. */
	SECONDS = 2,
	NANOSECONDS = 3,
	/** tcp.seq and tcp.ack as shown: relative where Wireshark shows them relative. Unsigned. */
	SEQUENCE = 4,
	ACKNOWLEDGMENT = 5,
	/** Bits of `Analysis`. */
	ANALYSIS = 6,
	/** Row whose segment this packet acknowledges exactly, plus one; 0 for none (tcp.analysis.acks_frame). */
	ACKS_ROW = 7,
	/** tcp.analysis.bytes_in_flight, 0 for none; tcp.analysis.push_bytes_sent goes with it. Unsigned. */
	BYTES_IN_FLIGHT = 8,
	PUSH_BYTES = 9,
	/** Bytes in the file. */
	CAPTURED_LENGTH = 10,
	/** Where the packet's bytes start in the (decompressed) file: 48 bits, the high 16 in a half. */
	OFFSET = 11,
}

export const enum PacketHalf {
	COUNT = 32,
	OFFSET_HIGH = 24,
	/** frame.len - frame.cap_len; `WIDE` when it does not fit, or is negative. */
	CUT = 25,
	/** tcp.len; `WIDE` when it does not fit. Zero where unknown (`Analysis.LENGTH_UNKNOWN`). */
	PAYLOAD_LENGTH = 26,
	/** Low 12 bits: tcp.flags. High 4 bits: window scale, see `scaleShift`. */
	FLAGS = 27,
	/** tcp.window_size_value. */
	WINDOW = 28,
	/** IPv4 identification; 0 for IPv6. */
	IP_ID = 29,
}

export const enum PacketByte {
	COUNT = 64,
	/** TTL or hop limit. */
	TTL = 60,
	/** tcp.completeness before this packet. */
	COMPLETENESS = 61,
	/** Index into `CaptureTables.interfaces`; `MANY_INTERFACES` when it does not fit. */
	INTERFACE = 62,
	/** Bits of `TlsBits`. */
	TLS = 63,
}

/** Rows of a chunk, as a power of two. */
const SHIFT = 16;
const MASK = 0xffff;

/** What the number of `PacketTable.wide` stands for. */
const enum Wide {
	LENGTH = 0,
	CUT = 1,
	SECONDS_HIGH = 2,
	KINDS = 4,
}

/** A 16-bit number that holds this value has its true value in the wide table. */
export const WIDE = 0xffff;
/** An interface byte that holds this value has its true value in `interfaceRuns`. */
export const MANY_INTERFACES = 0xff;

/** TCP flag bits of the `flags` column (RFC 9293 3.1). */
export const enum TcpFlag {
	FIN = 0x01,
	SYN = 0x02,
	RST = 0x04,
	PSH = 0x08,
	ACK = 0x10,
	URG = 0x20,
	ECE = 0x40,
	CWR = 0x80,
	AE = 0x100,
	ALL = 0xfff,
}

/** Bits of the `analysis` column. 0–17 are Wireshark's tcp.analysis.* labels (spec/tcp-analysis.md 9, 10). */
export const enum Analysis {
	RETRANSMISSION = 1 << 0,
	FAST_RETRANSMISSION = 1 << 1,
	SPURIOUS_RETRANSMISSION = 1 << 2,
	/** Sent again, in any of these ways. */
	RETRANSMITTED = RETRANSMISSION | FAST_RETRANSMISSION | SPURIOUS_RETRANSMISSION,
	OUT_OF_ORDER = 1 << 3,
	REUSED_PORTS = 1 << 4,
	LOST_SEGMENT = 1 << 5,
	ACK_LOST_SEGMENT = 1 << 6,
	WINDOW_UPDATE = 1 << 7,
	WINDOW_FULL = 1 << 8,
	KEEP_ALIVE = 1 << 9,
	KEEP_ALIVE_ACK = 1 << 10,
	ZERO_WINDOW_PROBE = 1 << 11,
	ZERO_WINDOW = 1 << 12,
	ZERO_WINDOW_PROBE_ACK = 1 << 13,
	DUPLICATE_ACK = 1 << 14,
	TFO_SYN = 1 << 15,
	TFO_ACK = 1 << 16,
	TFO_IGNORED = 1 << 17,
	/** The labels of TCP Fast Open. */
	FAST_OPEN = TFO_SYN | TFO_ACK | TFO_IGNORED,
	/** The labels that set tcp.analysis.flags. */
	LABELS = (1 << 15) - 1,
	/** tcp.analysis is shown. */
	SHOWN = 1 << 18,
	/** tcp.analysis.initial_rtt is shown. */
	INITIAL_RTT = 1 << 19,
	/** Sent by endpoint B of the stream. */
	FROM_B = 1 << 20,
	/** The TCP header quoted in an ICMP error, not a segment of its own. */
	QUOTED = 1 << 21,
	/** No tcp.len: a quote, a lone first fragment or a short segment (spec 2.6). */
	LENGTH_UNKNOWN = 1 << 22,
	/** tcp.time_relative and tcp.time_delta are not shown: the fixed header is cut (spec 2.7). */
	NO_TIMES = 1 << 23,
	/** With a scale nibble of `SCALE_NOT_KNOWN`: scaling is off (-2), rather than unknown (-1). */
	NO_SCALING = 1 << 24,
	/** A second TCP header of the frame of the row before. */
	EXTRA = 1 << 25,
	/** Exactly one IP layer, whose addresses are the stream's endpoints. */
	ONE_IP_LAYER = 1 << 26,
	/** The segment was put together from IP fragments. */
	REASSEMBLED = 1 << 27,
	/** Data offset below five words: no window, ack or next sequence number is shown (spec 2.8). */
	SHORT_HEADER = 1 << 28,
	/** The record has no time stamp (pcapng Simple Packet Block). */
	NO_TIMESTAMP = 1 << 29,
	/** The time is before 1970 or after 2106: the high bits of its seconds are in the wide table. */
	FAR_TIME = 1 << 30,
}

/** Bits of the `tls` column: what the frame's TLS records are (details in the TLS tables). */
export const enum TlsBits {
	/** At least one record ends in this frame. */
	RECORDS = 1,
	ALERT = 2,
	HANDSHAKE = 4,
	APPLICATION_DATA = 8,
	CHANGE_CIPHER_SPEC = 16,
	/** Payload of this frame, or what it completes, was dissected as TLS, whether or not a record ends in it. */
	DISSECTED = 32,
}

/** Value of the scale nibble where there is no shift count of 0–14; `Analysis.NO_SCALING` tells why. */
export const SCALE_NOT_KNOWN = 15;

export class PacketTable extends SharedChunks<PacketChunk> {
	/** Rows marked `EXTRA`, ascending. */
	readonly extraRows: number[] = [];
	/** Values that their places in the record cannot hold: row × 4 plus a `Wide` → value. */
	readonly wide = new Map<number, number>();

	/**
	 * Interfaces from `MANY_INTERFACES` on, as [row, interface]: it holds from that row on, for the rows whose column says
	 * so. Captures of that many interfaces are rotated sets, whose packets of one interface stand together.
	 */
	readonly interfaceRuns: (readonly [row: number, index: number])[] = [];

	constructor() {
		super(SHIFT, PacketByte.COUNT);
	}

	protected override views(buffer: SharedArrayBuffer): PacketChunk {
		return {words: new Int32Array(buffer), halves: new Uint16Array(buffer), bytes: new Uint8Array(buffer)};
	}

	/** Notes the interface of a row that is written; rows come in order. For the loading thread. */
	noteInterface(row: number, index: number): number {
		if (index < MANY_INTERFACES) return index;
		if (this.interfaceRuns.at(-1)?.[1] !== index) this.interfaceRuns.push([row, index]);
		return MANY_INTERFACES;
	}

	/** frame.number of a row, from 1. */
	frameNumber(row: number): number {
		if (this.extraRows.length === 0) return row + 1;
		return row + 1 - countAtMost(this.extraRows, row);
	}

	/** First row of a frame number. */
	rowOfFrame(frame: number): number {
		let row = frame - 1;
		if (this.extraRows.length === 0) return row;
		while (row + 1 - countAtMost(this.extraRows, row) < frame) row++;
		return row;
	}

	/** Notes a tcp.len that does not fit in its half, and returns what stands there. For the loading thread, as the two below. */
	noteLength(row: number, length: number): number {
		this.wide.set(row * Wide.KINDS + Wide.LENGTH, length);
		return WIDE;
	}
	noteCut(row: number, cut: number): number {
		this.wide.set(row * Wide.KINDS + Wide.CUT, cut);
		return WIDE;
	}
	noteSecondsHigh(row: number, high: number): void {
		this.wide.set(row * Wide.KINDS + Wide.SECONDS_HIGH, high);
	}

	offset(row: number): number {
		const {words, halves} = this.chunks[row >>> SHIFT]!;
		const at = row & MASK;
		return (
			halves[at * PacketHalf.COUNT + PacketHalf.OFFSET_HIGH]! * 0x1_0000_0000 +
			(words[at * PacketWord.COUNT + PacketWord.OFFSET]! >>> 0)
		);
	}
	seconds(row: number): number {
		const {words} = this.chunks[row >>> SHIFT]!;
		const at = (row & MASK) * PacketWord.COUNT;
		const low = words[at + PacketWord.SECONDS]! >>> 0;
		if ((words[at + PacketWord.ANALYSIS]! & Analysis.FAR_TIME) === 0) return low;
		return this.wide.get(row * Wide.KINDS + Wide.SECONDS_HIGH)! * 0x1_0000_0000 + low;
	}
	nanoseconds(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.NANOSECONDS]!;
	}
	capturedLength(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.CAPTURED_LENGTH]! >>> 0;
	}
	/** frame.len, in bytes. */
	wireLength(row: number): number {
		const cut = this.chunks[row >>> SHIFT]!.halves[(row & MASK) * PacketHalf.COUNT + PacketHalf.CUT]!;
		return this.capturedLength(row) + (cut === WIDE ? this.wide.get(row * Wide.KINDS + Wide.CUT)! : cut);
	}
	stream(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.STREAM]!;
	}
	previous(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.PREVIOUS]!;
	}
	sequence(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.SEQUENCE]! >>> 0;
	}
	acknowledgment(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.ACKNOWLEDGMENT]! >>> 0;
	}
	analysis(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.ANALYSIS]!;
	}
	/** A second TCP header of the frame of the row before. */
	isExtra(row: number): boolean {
		return (this.analysis(row) & Analysis.EXTRA) !== 0;
	}
	/** Sent by endpoint B of the stream, not A. */
	isFromB(row: number): boolean {
		return (this.analysis(row) & Analysis.FROM_B) !== 0;
	}
	acksRow(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.ACKS_ROW]! - 1;
	}
	bytesInFlight(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.BYTES_IN_FLIGHT]! >>> 0;
	}
	pushBytes(row: number): number {
		return this.chunks[row >>> SHIFT]!.words[(row & MASK) * PacketWord.COUNT + PacketWord.PUSH_BYTES]! >>> 0;
	}
	/** tcp.len, in bytes; 0 where unknown. */
	payloadLength(row: number): number {
		const length = this.chunks[row >>> SHIFT]!.halves[(row & MASK) * PacketHalf.COUNT + PacketHalf.PAYLOAD_LENGTH]!;
		return length === WIDE ? this.wide.get(row * Wide.KINDS + Wide.LENGTH)! : length;
	}
	/** tcp.flags, 12 bits. */
	flags(row: number): number {
		return this.chunks[row >>> SHIFT]!.halves[(row & MASK) * PacketHalf.COUNT + PacketHalf.FLAGS]! & TcpFlag.ALL;
	}
	/** Shift count of the sender's window scale; -1 unknown, -2 not in use (spec 6.1). */
	scaleShift(row: number): number {
		const nibble = this.chunks[row >>> SHIFT]!.halves[(row & MASK) * PacketHalf.COUNT + PacketHalf.FLAGS]! >>> 12;
		return nibble === SCALE_NOT_KNOWN ? ((this.analysis(row) & Analysis.NO_SCALING) !== 0 ? -2 : -1) : nibble;
	}
	/** tcp.window_size_value. */
	window(row: number): number {
		return this.chunks[row >>> SHIFT]!.halves[(row & MASK) * PacketHalf.COUNT + PacketHalf.WINDOW]!;
	}
	/** tcp.window_size, in bytes: scaled unless the packet is a SYN or the scale is not known (spec 6.4). */
	windowSize(row: number): number {
		const shift = this.scaleShift(row);
		const raw = this.window(row);
		if (shift < 0 || (this.flags(row) & TcpFlag.SYN) !== 0 || (this.analysis(row) & Analysis.LENGTH_UNKNOWN) !== 0)
			return raw;
		return raw * 2 ** shift;
	}
	ipId(row: number): number {
		return this.chunks[row >>> SHIFT]!.halves[(row & MASK) * PacketHalf.COUNT + PacketHalf.IP_ID]!;
	}
	ttl(row: number): number {
		return this.chunks[row >>> SHIFT]!.bytes[(row & MASK) * PacketByte.COUNT + PacketByte.TTL]!;
	}
	completeness(row: number): number {
		return this.chunks[row >>> SHIFT]!.bytes[(row & MASK) * PacketByte.COUNT + PacketByte.COMPLETENESS]!;
	}
	/** Index into `CaptureTables.interfaces`. */
	interface(row: number): number {
		const index = this.chunks[row >>> SHIFT]!.bytes[(row & MASK) * PacketByte.COUNT + PacketByte.INTERFACE]!;
		return index === MANY_INTERFACES ? this.runAt(row) : index;
	}
	tls(row: number): number {
		return this.chunks[row >>> SHIFT]!.bytes[(row & MASK) * PacketByte.COUNT + PacketByte.TLS]!;
	}
	/** Adds bits of `TlsBits` to a row. For the loading thread. */
	addTls(row: number, bits: number): void {
		this.chunks[row >>> SHIFT]!.bytes[(row & MASK) * PacketByte.COUNT + PacketByte.TLS]! |= bits;
	}

	/** Time of `row` minus time of `since`, in nanoseconds; exact below 104 days, negative where time went back. */
	nanosecondsBetween(since: number, row: number): number {
		return (this.seconds(row) - this.seconds(since)) * 1e9 + (this.nanoseconds(row) - this.nanoseconds(since));
	}

	private runAt(row: number): number {
		const runs = this.interfaceRuns;
		let low = 0;
		let high = runs.length;
		while (high - low > 1) {
			const middle = (low + high) >>> 1;
			if (runs[middle]![0] <= row) low = middle;
			else high = middle;
		}
		return runs[low]![1];
	}
}

/** Next sequence number as shown (tcp.nxtseq): one more for a SYN or FIN, once (spec 5.3). */
export function nextSequence(sequence: number, length: number, flags: number): number {
	return (sequence + length + ((flags & (TcpFlag.SYN | TcpFlag.FIN)) !== 0 ? 1 : 0)) >>> 0;
}

function countAtMost(sorted: readonly number[], value: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (sorted[middle]! <= value) low = middle + 1;
		else high = middle;
	}
	return low;
}
