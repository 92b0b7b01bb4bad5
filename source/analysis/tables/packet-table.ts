import {ChunkedTable} from './chunked-table.ts';

/**
 * The packet table: one row a frame, in file order. A frame that carries a second TCP header (an aggregate such as
 * sFlow, or 802.11 A-MSDU) has one more row for each, marked `EXTRA`, directly behind its first; `frameNumber()` and
 * `rowOfFrame()` convert. 68 bytes a row; what few rows need (duplicate ACK number, RTO, TLS records) is in the side
 * tables of `capture-tables.ts`, and packet bytes stay in the file.
 *
 * Rows without TCP have `stream` -1 and only the frame columns are set.
 */
const columns = {
	/** Where the packet's bytes start in the (decompressed) file. Up to 2^53. */
	offset: Float64Array,
	/** Time of capture: seconds since 1970 (48 bits with sign, the high ones below) and nanoseconds within the second. */
	seconds: Uint32Array,
	nanoseconds: Uint32Array,
	/** Bytes in the file. */
	capturedLength: Uint32Array,
	/** tcp.stream, or -1. */
	stream: Int32Array,
	/** Row of the previous packet of the same stream, or -1: the stream's rows as a list from its last row back. */
	previous: Int32Array,
	/** tcp.seq and tcp.ack as shown: relative where Wireshark shows them relative. */
	sequence: Uint32Array,
	acknowledgment: Uint32Array,
	/** Bits of `Analysis`. */
	analysis: Uint32Array,
	/** Row whose segment this packet acknowledges exactly, plus one; 0 for none (tcp.analysis.acks_frame). */
	acksRow: Uint32Array,
	/** tcp.analysis.bytes_in_flight, 0 for none; tcp.analysis.push_bytes_sent goes with it. */
	bytesInFlight: Uint32Array,
	pushBytes: Uint32Array,
	secondsHigh: Int16Array,
	/** frame.len - frame.cap_len; `WIDE` when it does not fit, or is negative. */
	cut: Uint16Array,
	/** tcp.len; `WIDE` when it does not fit. Zero where unknown (`Analysis.LENGTH_UNKNOWN`). */
	payloadLength: Uint16Array,
	/** Low 12 bits: tcp.flags. High 4 bits: window scale, see `scaleShift`. */
	flags: Uint16Array,
	/** tcp.window_size_value. */
	window: Uint16Array,
	/** IPv4 identification; 0 for IPv6. */
	ipId: Uint16Array,
	/** TTL or hop limit. */
	ttl: Uint8Array,
	/** tcp.completeness before this packet. */
	completeness: Uint8Array,
	/** Index into `CaptureTables.interfaces`; `MANY_INTERFACES` when it does not fit. */
	interface: Uint8Array,
	/** Bits of `TlsBits`. */
	tls: Uint8Array,
};

/** A 16-bit column that holds this value has its true value in the wide table. */
export const WIDE = 0xffff;
/** An interface column that holds this value has its true value in `interfaceRuns`. */
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

export class PacketTable extends ChunkedTable<typeof columns> {
	/** Rows marked `EXTRA`, ascending. */
	readonly extraRows: number[] = [];
	/** `WIDE` values: row × 2 (+1 for `cut`) → value. */
	readonly wide = new Map<number, number>();

	/**
	 * Interfaces from `MANY_INTERFACES` on, as [row, interface]: it holds from that row on, for the rows whose column says
	 * so. Captures of that many interfaces are rotated sets, whose packets of one interface stand together.
	 */
	readonly interfaceRuns: (readonly [row: number, index: number])[] = [];

	constructor() {
		super(columns, 16);
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

	offset(row: number): number {
		return this.chunks[row >>> 16]!.offset[row & 0xffff]!;
	}
	seconds(row: number): number {
		const chunk = this.chunks[row >>> 16]!;
		return chunk.secondsHigh[row & 0xffff]! * 2 ** 32 + chunk.seconds[row & 0xffff]!;
	}
	nanoseconds(row: number): number {
		return this.chunks[row >>> 16]!.nanoseconds[row & 0xffff]!;
	}
	capturedLength(row: number): number {
		return this.chunks[row >>> 16]!.capturedLength[row & 0xffff]!;
	}
	/** frame.len, in bytes. */
	wireLength(row: number): number {
		const cut = this.chunks[row >>> 16]!.cut[row & 0xffff]!;
		return this.capturedLength(row) + (cut === WIDE ? this.wide.get(row * 2 + 1)! : cut);
	}
	stream(row: number): number {
		return this.chunks[row >>> 16]!.stream[row & 0xffff]!;
	}
	previous(row: number): number {
		return this.chunks[row >>> 16]!.previous[row & 0xffff]!;
	}
	sequence(row: number): number {
		return this.chunks[row >>> 16]!.sequence[row & 0xffff]!;
	}
	acknowledgment(row: number): number {
		return this.chunks[row >>> 16]!.acknowledgment[row & 0xffff]!;
	}
	analysis(row: number): number {
		return this.chunks[row >>> 16]!.analysis[row & 0xffff]!;
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
		return this.chunks[row >>> 16]!.acksRow[row & 0xffff]! - 1;
	}
	bytesInFlight(row: number): number {
		return this.chunks[row >>> 16]!.bytesInFlight[row & 0xffff]!;
	}
	pushBytes(row: number): number {
		return this.chunks[row >>> 16]!.pushBytes[row & 0xffff]!;
	}
	/** tcp.len, in bytes; 0 where unknown. */
	payloadLength(row: number): number {
		const length = this.chunks[row >>> 16]!.payloadLength[row & 0xffff]!;
		return length === WIDE ? this.wide.get(row * 2)! : length;
	}
	/** tcp.flags, 12 bits. */
	flags(row: number): number {
		return this.chunks[row >>> 16]!.flags[row & 0xffff]! & TcpFlag.ALL;
	}
	/** Shift count of the sender's window scale; -1 unknown, -2 not in use (spec 6.1). */
	scaleShift(row: number): number {
		const nibble = this.chunks[row >>> 16]!.flags[row & 0xffff]! >>> 12;
		return nibble === SCALE_NOT_KNOWN ? ((this.analysis(row) & Analysis.NO_SCALING) !== 0 ? -2 : -1) : nibble;
	}
	/** tcp.window_size_value. */
	window(row: number): number {
		return this.chunks[row >>> 16]!.window[row & 0xffff]!;
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
		return this.chunks[row >>> 16]!.ipId[row & 0xffff]!;
	}
	ttl(row: number): number {
		return this.chunks[row >>> 16]!.ttl[row & 0xffff]!;
	}
	completeness(row: number): number {
		return this.chunks[row >>> 16]!.completeness[row & 0xffff]!;
	}
	/** Index into `CaptureTables.interfaces`. */
	interface(row: number): number {
		const index = this.chunks[row >>> 16]!.interface[row & 0xffff]!;
		return index === MANY_INTERFACES ? this.runAt(row) : index;
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

	tls(row: number): number {
		return this.chunks[row >>> 16]!.tls[row & 0xffff]!;
	}

	/** Time of `row` minus time of `since`, in nanoseconds; exact below 104 days, negative where time went back. */
	nanosecondsBetween(since: number, row: number): number {
		return (this.seconds(row) - this.seconds(since)) * 1e9 + (this.nanoseconds(row) - this.nanoseconds(since));
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
