import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {
	Analysis,
	type PacketChunk,
	PacketHalf,
	type PacketTable,
	PacketWord,
	TcpFlag,
} from '../../../analysis/tables/packet-table.ts';
import type {Side} from '../../../analysis/tables/stream-table.ts';

export type Count = 'resets' | 'fins' | 'retransmissions' | 'zeroWindow';

/**
 * Counts over the packets of all streams that the stream table does not keep. They are worked out when first asked for,
 * in one pass through the packet table, and counted on when that has grown.
 */
export class StreamTallies {
	private readonly tallies: Readonly<Record<Count, Tally>>;

	constructor(private readonly tables: CaptureTables) {
		this.tallies = {
			resets: new PacketTally(flagsOf, TcpFlag.RST),
			fins: new PacketTally(flagsOf, TcpFlag.FIN),
			retransmissions: new PacketTally(labelsOf, Analysis.RETRANSMITTED),
			zeroWindow: new ZeroWindowTally(),
		};
	}

	/** Packets, or for `zeroWindow` nanoseconds, of one side or of both. */
	count(stream: number, count: Count, side?: Side): number {
		const {tables} = this;
		const tally = this.tallies[count];
		tally.countOn(tables);
		if (side === undefined) return tally.values[stream * 2]! + tally.values[stream * 2 + 1]!;
		const isB = (side === 'client') === tables.streams.clientIsB(stream);
		return tally.values[stream * 2 + (isB ? 1 : 0)]!;
	}
}

/** Index of the packet's sender among the ends of all streams; -1 for none: what an ICMP error quotes was sent before. */
function endOf({words}: PacketChunk, at: number): number {
	const stream = words[at * PacketWord.COUNT + PacketWord.STREAM]!;
	const analysis = words[at * PacketWord.COUNT + PacketWord.ANALYSIS]!;
	if (stream < 0 || (analysis & Analysis.QUOTED) !== 0) return -1;
	return stream * 2 + ((analysis & Analysis.FROM_B) === 0 ? 0 : 1);
}

/** A number for both ends of each stream: A, the sender of the first packet, then B. */
abstract class Tally {
	values = new Float64Array(0);
	/** Packets before this one are counted. */
	private next = 0;

	countOn({packets, streams}: CaptureTables): void {
		if (this.next === packets.length) return;
		if (streams.length * 2 > this.values.length) this.grow(streams.length * 4);
		while (this.next < packets.length) {
			const from = this.next & packets.mask;
			const to = Math.min(packets.mask + 1, from + packets.length - this.next);
			this.count(packets, this.next - from, from, to);
			this.next += to - from;
		}
	}

	protected grow(length: number): void {
		const grown = new Float64Array(length);
		grown.set(this.values);
		this.values = grown;
	}

	/** Counts some packets of one chunk, by their index in it. `base` is the chunk's first row. */
	protected abstract count(packets: PacketTable, base: number, from: number, to: number): void;
}

const flagsOf = ({halves}: PacketChunk, at: number): number => halves[at * PacketHalf.COUNT + PacketHalf.FLAGS]!;
const labelsOf = ({words}: PacketChunk, at: number): number => words[at * PacketWord.COUNT + PacketWord.ANALYSIS]!;

/** Packets with one of some bits. */
class PacketTally extends Tally {
	constructor(
		private readonly bitsOf: (chunk: PacketChunk, at: number) => number,
		private readonly bits: number,
	) {
		super();
	}

	protected override count(packets: PacketTable, base: number, from: number, to: number): void {
		const {values, bits, bitsOf} = this;
		const chunk = packets.chunks[base >>> packets.shift]!;
		for (let i = from; i < to; i++) {
			if ((bitsOf(chunk, i) & bits) === 0) continue;
			const end = endOf(chunk, i);
			if (end >= 0) values[end]!++;
		}
	}
}

/** Nanoseconds during which the receive window was closed: from each packet that says so to the endpoint's next one. */
class ZeroWindowTally extends Tally {
	/** Row of the endpoint's last packet, plus one, if that closed its window; otherwise 0. */
	private closedSince = new Uint32Array(0);

	protected override grow(length: number): void {
		super.grow(length);
		const grown = new Uint32Array(length);
		grown.set(this.closedSince);
		this.closedSince = grown;
	}

	protected override count(packets: PacketTable, base: number, from: number, to: number): void {
		const {values, closedSince} = this;
		const chunk = packets.chunks[base >>> packets.shift]!;
		for (let i = from; i < to; i++) {
			const end = endOf(chunk, i);
			if (end < 0) continue;
			const closed = closedSince[end]!;
			if (closed > 0) values[end]! += Math.max(0, packets.nanosecondsBetween(closed - 1, base + i));
			closedSince[end] = (labelsOf(chunk, i) & Analysis.ZERO_WINDOW) === 0 ? 0 : base + i + 1;
		}
	}
}
