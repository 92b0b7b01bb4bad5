import type {TcpHeader} from '../../dissect/tcp-header.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {Analysis, PacketWord, TcpFlag} from '../tables/packet-table.ts';
import {Direction, DirectionBit, scaleOf, segmentsOf} from './stream-state.ts';
import type {StreamTracker} from './stream-tracker.ts';
import {MAX_SEGMENTS, UnackedSegments} from './unacked-segments.ts';

const CONTROL = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;
const LAST = DirectionBit.LAST_WAS_PROBE | DirectionBit.LAST_WAS_KEEP_ALIVE;
const OPENING_OR_CLOSING = TcpFlag.SYN | TcpFlag.FIN;
/** Limits of spec/tcp-analysis.md 9.13, in nanoseconds. */
const FAST_RETRANSMISSION = 20_000_000;
const OUT_OF_ORDER = 3_000_000;
const MAX_BYTES_IN_FLIGHT = 2_000_000_000;
/** Longest unacknowledged list of SACK blocks: three pairs and a count. */
const SACK_WORDS = 7;

/**
 * The rules of spec/tcp-analysis.md 9, in their order, on the state of one stream. All sequence arithmetic is on signed
 * 32-bit integers: `(a - b) | 0` compares serially as 1.1 defines it, and zero means "not set" as 1.2 says.
 */
export class SequenceAnalysis {
	/**
	 * Results for the last segment: number of a duplicate ACK, and the row (plus one) that it repeats or that a
	 * retransmission's time-out counts from.
	 */
	duplicateNumber = 0;
	reference = 0;

	/** Takes times and round-trip times from the rows that are written already. */
	constructor(
		private readonly tables: CaptureTables,
		private readonly tracker: StreamTracker,
	) {}

	private readonly segments = new UnackedSegments();
	private sackPool = new Int32Array(SACK_WORDS * 64);
	private sackUsed = 0;
	private sackFree = 0;

	/**
	 * Analyses a segment of the stream that the tracker has located, and writes into its record what it acknowledges and
	 * what is in flight.
	 *
	 * @param header the segment, with raw numbers
	 * @param length payload bytes
	 * @param row of the packet, whose time is written
	 * @param record words of the row's chunk, and where its own start: not written before but for what the frame says
	 * @returns `Analysis` labels, with `SHOWN` where Wireshark has an analysis record
	 */
	analyse(header: TcpHeader, length: number, row: number, record: Int32Array, at: number): number {
		const {words, forward: fwd, reverse: rev} = this.tracker;
		const {flags, acknowledgment} = header;
		const isAck = (flags & TcpFlag.ACK) !== 0;
		if (isAck) words[rev + Direction.BITS]! |= DirectionBit.VALID_BYTES_IN_FLIGHT;

		let labels = this.labelWindow(words, fwd, rev, header, length);
		if ((words[fwd + Direction.BITS]! & DirectionBit.NEW_MPTCP_SUBTYPE) !== 0)
			words[fwd + Direction.BITS]! &= ~DirectionBit.NEW_MPTCP_SUBTYPE;

		// 9.10
		if (acknowledgment !== words[fwd + Direction.LAST_ACK]) {
			words[fwd + Direction.LAST_NON_DUPLICATE] = row + 1;
			words[fwd + Direction.DUPLICATES] = 0;
		}
		if (isAck) labels |= acknowledgesUnseen(words, rev, acknowledgment);
		const takesSpace = length > 0 || (flags & OPENING_OR_CLOSING) !== 0;
		if (takesSpace && (labels & Analysis.KEEP_ALIVE) === 0) labels |= this.labelRepetition(header, length, row);

		this.advance(words, fwd, header, length, row, labels, takesSpace);

		if (words[rev + Direction.NEWEST_SEGMENT] !== 0) {
			const acksRow = this.segments.acknowledge(words, rev, acknowledgment);
			if (acksRow >= 0) {
				record[at + PacketWord.ACKS_ROW] = acksRow + 1;
				labels |= Analysis.SHOWN;
			}
		}
		if (
			length > 0 &&
			words[fwd + Direction.NEWEST_SEGMENT] !== 0 &&
			(words[fwd + Direction.BITS]! & DirectionBit.VALID_BYTES_IN_FLIGHT) !== 0
		) {
			record[at + PacketWord.BYTES_IN_FLIGHT] = this.bytesInFlight(words, fwd, rev, flags);
			record[at + PacketWord.PUSH_BYTES] = pushBytes(words, fwd, flags, length);
			labels |= Analysis.SHOWN;
		}
		return labels;
	}

	/** 9.2 to 9.9b: probes, windows, keep-alives and duplicate ACKs. */
	private labelWindow(words: Int32Array, fwd: number, rev: number, header: TcpHeader, length: number): number {
		const {flags, sequence, acknowledgment, window} = header;
		const nextSequence = words[fwd + Direction.NEXT_SEQUENCE]!;
		if (length === 1 && sequence === nextSequence && words[rev + Direction.WINDOW] === 0)
			return Analysis.ZERO_WINDOW_PROBE | Analysis.SHOWN;

		let labels = 0;
		const isControl = (flags & CONTROL) !== 0;
		if (window === 0 && !isControl) labels |= Analysis.ZERO_WINDOW | Analysis.SHOWN;
		if (nextSequence !== 0 && ((nextSequence - sequence) | 0) < 0 && (flags & TcpFlag.RST) === 0) {
			labels |= Analysis.LOST_SEGMENT | Analysis.SHOWN;
			words[fwd + Direction.BITS]! &= ~DirectionBit.VALID_BYTES_IN_FLIGHT;
		}
		if (isControl) return labels;
		if (length <= 1 && sequence === ((nextSequence - 1) | 0)) labels |= Analysis.KEEP_ALIVE | Analysis.SHOWN;
		if (length > 0) {
			if (fillsWindow(words, rev, sequence + length)) labels |= Analysis.WINDOW_FULL | Analysis.SHOWN;
			return labels;
		}
		if (sequence !== nextSequence || acknowledgment !== words[fwd + Direction.LAST_ACK]) return labels;
		return labels | this.labelRepeatedAck(words, fwd, rev, window);
	}

	/** An ACK that repeats the last one: what else it may be depends on the window. */
	private labelRepeatedAck(words: Int32Array, fwd: number, rev: number, window: number): number {
		const lastWindow = words[fwd + Direction.WINDOW];
		const peerBits = words[rev + Direction.BITS]!;
		if (window !== lastWindow) return window === 0 ? 0 : Analysis.WINDOW_UPDATE | Analysis.SHOWN;
		if (window === 0)
			return (peerBits & DirectionBit.LAST_WAS_PROBE) === 0 ? 0 : Analysis.ZERO_WINDOW_PROBE_ACK | Analysis.SHOWN;
		if ((peerBits & DirectionBit.LAST_WAS_KEEP_ALIVE) !== 0) return Analysis.KEEP_ALIVE_ACK | Analysis.SHOWN;
		if ((words[fwd + Direction.BITS]! & DirectionBit.NEW_MPTCP_SUBTYPE) !== 0) return 0;
		const duplicates = words[fwd + Direction.DUPLICATES]!;
		words[fwd + Direction.DUPLICATES] = duplicates === -1 ? 1 : duplicates + 1;
		this.duplicateNumber = words[fwd + Direction.DUPLICATES]! >>> 0;
		this.reference = words[fwd + Direction.LAST_NON_DUPLICATE]!;
		return Analysis.DUPLICATE_ACK | Analysis.SHOWN;
	}

	/** 9.13: whether the segment may bring nothing new. */
	private labelRepetition(header: TcpHeader, length: number, row: number): number {
		const {words, forward: fwd, reverse: rev} = this.tracker;
		const {sequence} = header;
		const nextSequence = words[fwd + Direction.NEXT_SEQUENCE]!;
		let notAdvanced = nextSequence !== 0 && ((sequence - nextSequence) | 0) < 0;
		if (length > 1 && sequence === ((nextSequence - 1) | 0)) notAdvanced = false;
		const peerAck = words[rev + Direction.LAST_ACK]!;
		this.reference = 0;
		if (length > 0 && peerAck !== 0 && ((sequence + length - peerAck) | 0) <= 0)
			return Analysis.RETRANSMISSION | Analysis.SPURIOUS_RETRANSMISSION | Analysis.SHOWN;
		return notAdvanced ? this.labelRetransmission(header, length, row) : 0;
	}

	/** 9.13: a segment that starts before the end of what its sender has sent. */
	private labelRetransmission(header: TcpHeader, length: number, row: number): number {
		const {words, forward: fwd, reverse: rev, stream} = this.tracker;
		const {sequence} = header;
		const nextSequence = words[fwd + Direction.NEXT_SEQUENCE]!;
		const peerAck = words[rev + Direction.LAST_ACK]!;
		const duplicates = words[rev + Direction.DUPLICATES]!;
		if ((duplicates === -1 || duplicates >= 2) && peerAck === sequence) {
			const age = this.tables.packets.nanosecondsBetween(words[rev + Direction.LAST_ROW]!, row);
			if (age >= 0 && age < FAST_RETRANSMISSION)
				return Analysis.RETRANSMISSION | Analysis.FAST_RETRANSMISSION | Analysis.SHOWN;
		}
		const end = (sequence + length + ((header.flags & OPENING_OR_CLOSING) !== 0 ? 1 : 0)) | 0;
		if (nextSequence !== end) {
			const age = this.tables.packets.nanosecondsBetween(words[fwd + Direction.NEXT_SEQUENCE_ROW]!, row);
			// Negative where time went back.
			const initialRtt = this.tables.streams.initialRtt(stream);
			if (isYounger(age, initialRtt === 0 ? OUT_OF_ORDER : initialRtt)) return Analysis.OUT_OF_ORDER | Analysis.SHOWN;
		}
		const oldest = this.segments.oldestRow(words, fwd);
		this.duplicateNumber = 0;
		this.reference = (oldest < 0 ? words[fwd + Direction.NEXT_SEQUENCE_ROW]! : oldest) + 1;
		return Analysis.RETRANSMISSION | Analysis.SHOWN;
	}

	/** 9.14 to 9.17: what this segment leaves behind. */
	private advance(
		words: Int32Array,
		fwd: number,
		header: TcpHeader,
		length: number,
		row: number,
		labels: number,
		takesSpace: boolean,
	): void {
		const {sequence} = header;
		let end = (sequence + length) | 0;
		if (takesSpace && segmentsOf(words[fwd + Direction.BITS]!) < MAX_SEGMENTS) {
			if ((header.flags & OPENING_OR_CLOSING) !== 0) end = (end + 1) | 0;
			this.segments.push(words, fwd, row, sequence, end);
		}
		if ((labels & Analysis.ZERO_WINDOW_PROBE) === 0) {
			const nextSequence = words[fwd + Direction.NEXT_SEQUENCE]!;
			if (nextSequence === 0 || ((nextSequence - end) | 0) < 0) {
				words[fwd + Direction.NEXT_SEQUENCE] = end;
				words[fwd + Direction.NEXT_SEQUENCE_ROW] = row;
			}
			const maxAck = words[fwd + Direction.MAX_ACK];
			if (maxAck === 0 || sequence === maxAck) words[fwd + Direction.MAX_ACK] = words[fwd + Direction.NEXT_SEQUENCE]!;
		}
		words[fwd + Direction.WINDOW] = header.window;
		words[fwd + Direction.LAST_ACK] = header.acknowledgment;
		const last =
			((labels & Analysis.ZERO_WINDOW_PROBE) === 0 ? 0 : DirectionBit.LAST_WAS_PROBE) |
			((labels & Analysis.KEEP_ALIVE) === 0 ? 0 : DirectionBit.LAST_WAS_KEEP_ALIVE);
		words[fwd + Direction.BITS] = (words[fwd + Direction.BITS]! & ~LAST) | last;
		words[fwd + Direction.LAST_ROW] = row;
	}

	/** 9.19, tcp.analysis.bytes_in_flight. */
	private bytesInFlight(words: Int32Array, fwd: number, rev: number, flags: number): number {
		this.segments.measure(words, fwd, words[fwd + Direction.BASE]!);
		let inFlight = this.segments.last - this.segments.first;
		if (words[rev + Direction.SACK] !== 0) inFlight -= this.sackedBytes(words[rev + Direction.SACK]!);
		inFlight >>>= 0;
		if (inFlight === 0 || inFlight >= MAX_BYTES_IN_FLIGHT) return 0;
		return inFlight - ((flags & OPENING_OR_CLOSING) !== 0 ? 1 : 0);
	}

	private sackedBytes(entry: number): number {
		const at = (entry - 1) * SACK_WORDS;
		let sacked = 0;
		for (let i = 0; i < this.sackPool[at]!; i++)
			sacked += (this.sackPool[at + 2 + i * 2]! - this.sackPool[at + 1 + i * 2]!) | 0;
		return sacked;
	}

	/** The list is emptied at the start of each packet of its direction (section 4, step 3). */
	clearSack(): void {
		const {words, forward} = this.tracker;
		if (words[forward + Direction.SACK] !== 0) this.freeSack(words, forward);
	}

	private freeSack(words: Int32Array, fwd: number): void {
		const entry = words[fwd + Direction.SACK]!;
		this.sackPool[(entry - 1) * SACK_WORDS] = this.sackFree;
		this.sackFree = entry;
		words[fwd + Direction.SACK] = 0;
	}

	/** 9.12: keeps the SACK blocks of the header's options. */
	keepSack(header: TcpHeader): void {
		this.clearSack();
		const {words, forward} = this.tracker;
		let entry = this.sackFree;
		if (entry !== 0) this.sackFree = this.sackPool[(entry - 1) * SACK_WORDS]!;
		else {
			entry = ++this.sackUsed;
			if (entry * SACK_WORDS > this.sackPool.length) {
				const pool = new Int32Array(this.sackPool.length * 2);
				pool.set(this.sackPool);
				this.sackPool = pool;
			}
		}
		const at = (entry - 1) * SACK_WORDS;
		this.sackPool[at] = header.sackBlocks;
		for (let i = 0; i < header.sackBlocks * 2; i++) this.sackPool[at + 1 + i] = header.sack[i]!;
		words[forward + Direction.SACK] = entry;
	}
}

/** 9.7: the segment ends exactly where the peer's window does. */
function fillsWindow(words: Int32Array, rev: number, end: number): boolean {
	const scale = scaleOf(words[rev + Direction.BITS]!);
	if (scale === -1) return false;
	const unscaled = scale === -2 || (words[rev + Direction.BITS]! & DirectionBit.SYN_WINDOW) !== 0;
	const window = words[rev + Direction.WINDOW]! << (unscaled ? 0 : scale);
	return ((words[rev + Direction.LAST_ACK]! + window - end) | 0) === 0;
}

/** 9.11: an ACK for something that the capture does not have. */
function acknowledgesUnseen(words: Int32Array, rev: number, acknowledgment: number): number {
	const maxAck = words[rev + Direction.MAX_ACK]!;
	if (maxAck === 0 || ((maxAck - acknowledgment) | 0) >= 0) return 0;
	const nextSequence = words[rev + Direction.NEXT_SEQUENCE]!;
	if (((maxAck - nextSequence) | 0) < 0) {
		words[rev + Direction.MAX_ACK] = nextSequence;
		return Analysis.ACK_LOST_SEGMENT | Analysis.SHOWN;
	}
	const first = words[rev + Direction.DUPLICATES] === 0;
	words[rev + Direction.DUPLICATES] = -1;
	return first ? Analysis.ACK_LOST_SEGMENT | Analysis.SHOWN : Analysis.SHOWN;
}

/** An age compared as unsigned 64-bit numbers are: a negative one is enormous. */
function isYounger(age: number, limit: number): boolean {
	return limit > 0 ? age >= 0 && age < limit : age >= 0 || age < limit;
}

/** 9.19: bytes since the last PSH, with this segment's. */
function pushBytes(words: Int32Array, fwd: number, flags: number, length: number): number {
	const bits = words[fwd + Direction.BITS]!;
	const before = (bits & DirectionBit.PUSH_WAS_LAST) === 0 ? words[fwd + Direction.PUSH_BYTES]! : 0;
	const pushed = (before + length) | 0;
	words[fwd + Direction.PUSH_BYTES] = pushed;
	const isPush = (flags & TcpFlag.PSH) !== 0;
	words[fwd + Direction.BITS] = isPush ? bits | DirectionBit.PUSH_WAS_LAST : bits & ~DirectionBit.PUSH_WAS_LAST;
	return pushed;
}
