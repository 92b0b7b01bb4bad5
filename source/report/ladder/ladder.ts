import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag, TlsBits} from '../../analysis/tables/packet-table.ts';
import type {Side} from '../../analysis/tables/stream-table.ts';
import {isEcho} from '../../diagnosis/facts/reset-provoker.ts';

export type {Side};

/** What makes a packet worth stopping at, in the order in which one that is several of them is called. */
export const EVENTS = ['reset', 'alert', 'fin', 'icmp', 'retransmission', 'zero-window', 'gap'] as const;
export type LadderEvent = (typeof EVENTS)[number];

const NO_BYTES = new Uint8Array(0);

/**
 * One stream as a ladder: what stands where, worked out from the tables when it is asked for. Nothing is kept per
 * packet but the stream's row numbers, so that a stream of a million packets opens at once.
 *
 * Packets are counted from 0 within the stream (`index`); `row` is the row of the packet table.
 */
export class Ladder {
	/** A silence from here on gets a row of its own, in nanoseconds (spec/terminal-ux.md E.8). */
	readonly gapThreshold: number;

	constructor(
		readonly tables: CaptureTables,
		readonly stream: number,
		/** The stream's packets, oldest first. */
		readonly rows: Uint32Array,
		/** Captured payload of a packet by its index, where the bytes can be had: read for packets in sight only. */
		readonly payload: (index: number) => Uint8Array = () => NO_BYTES,
	) {
		this.gapThreshold = Math.max(1e9, 20 * tables.streams.initialRtt(stream));
	}

	get count(): number {
		return this.rows.length;
	}

	/** Index of a packet table's row, -1 if it is not of this stream. */
	indexOf(row: number): number {
		let low = 0;
		let high = this.rows.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.rows[middle]! < row) low = middle + 1;
			else high = middle;
		}
		return this.rows[low] === row ? low : -1;
	}

	/** frame.number of a packet. */
	frame(index: number): number {
		return this.tables.packets.frameNumber(this.rows[index]!);
	}

	/** Who sent the packet; for a segment quoted by an ICMP error, who had sent that segment. */
	sender(index: number): Side {
		const fromB = (this.tables.packets.analysis(this.rows[index]!) & Analysis.FROM_B) !== 0;
		return fromB === this.tables.streams.clientIsB(this.stream) ? 'client' : 'server';
	}

	/** Whether the packet has a meaningful acknowledgment number. */
	acknowledges(index: number): boolean {
		const row = this.rows[index]!;
		const {packets} = this.tables;
		return (packets.flags(row) & TcpFlag.ACK) !== 0 && (packets.analysis(row) & Analysis.QUOTED) === 0;
	}

	/** Nanoseconds since the packet before; 0 for the first. */
	delta(index: number): number {
		return index === 0 ? 0 : this.tables.packets.nanosecondsBetween(this.rows[index - 1]!, this.rows[index]!);
	}

	/** Nanoseconds since the stream's first packet. */
	elapsed(index: number): number {
		return this.tables.packets.nanosecondsBetween(this.rows[0]!, this.rows[index]!);
	}

	/** Nanoseconds of silence before the packet where they earn a row, else 0. */
	gapBefore(index: number): number {
		const delta = this.delta(index);
		return delta > this.gapThreshold ? delta : 0;
	}

	is(index: number, event: LadderEvent): boolean {
		const {packets} = this.tables;
		const row = this.rows[index]!;
		const analysis = packets.analysis(row);
		if ((analysis & Analysis.QUOTED) !== 0) return event === 'icmp' || (event === 'gap' && this.gapBefore(index) > 0);
		switch (event) {
			case 'reset':
				return (packets.flags(row) & TcpFlag.RST) !== 0;
			case 'fin':
				return (packets.flags(row) & TcpFlag.FIN) !== 0;
			case 'alert':
				return (packets.tls(row) & TlsBits.ALERT) !== 0;
			case 'retransmission':
				return (analysis & Analysis.RETRANSMITTED) !== 0;
			case 'zero-window':
				return (analysis & Analysis.ZERO_WINDOW) !== 0;
			case 'gap':
				return this.gapBefore(index) > 0;
			case 'icmp':
				return false;
		}
	}

	/** The foremost event of a packet, or undefined. */
	event(index: number): LadderEvent | undefined {
		return EVENTS.find(event => this.is(index, event));
	}

	/** The next packet from `index` on, itself included, that is this event; -1 if there is none. */
	find(event: LadderEvent, index: number): number {
		for (let at = index; at < this.count; at++) {
			if (this.is(at, event)) return at;
		}
		return -1;
	}

	/** The packet that completes the handshake, else the first SYN; -1 without a SYN. */
	findHandshake(): number {
		const {packets} = this.tables;
		let syn = -1;
		// A handshake stands at the head of its stream: looking through all of a long stream would tell nothing more.
		for (let at = 0; at < Math.min(this.count, 1000); at++) {
			const row = this.rows[at]!;
			if ((packets.analysis(row) & Analysis.QUOTED) !== 0) continue;
			const flags = packets.flags(row);
			if ((flags & TcpFlag.SYN) !== 0) {
				if ((flags & TcpFlag.ACK) !== 0 || syn < 0) syn = at;
			} else if (syn >= 0 && (flags & (TcpFlag.ACK | TcpFlag.RST)) === TcpFlag.ACK && this.sender(at) === 'client') {
				return at;
			}
		}
		return syn;
	}

	/** The last packet with payload; -1 where no packet brings payload. */
	findLastData(): number {
		for (let at = this.count - 1; at >= 0; at--) {
			if (this.tables.packets.payloadLength(this.rows[at]!) > 0) return at;
		}
		return -1;
	}

	/** A reset directly behind another one of the same side from the same distance: an echo of the first of them. */
	isEcho(index: number): boolean {
		return index > 0 && isEcho(this.tables.packets, this.rows[index - 1]!, this.rows[index]!);
	}

	/** TTL or hop limit of a side's first packet: an injected packet often differs. -1 if that side sent nothing. */
	baselineTtl(side: Side): number {
		const first = this.firstOf(side);
		return first < 0 ? -1 : this.tables.packets.ttl(this.rows[first]!);
	}

	/** First packet of a side, whose TTL its later packets are held against; -1 if that side sent nothing. */
	firstOf(side: Side): number {
		const known = this.first[side];
		if (known !== undefined) return known;
		let at = 0;
		while (at < this.count && (this.sender(at) !== side || this.is(at, 'icmp'))) at++;
		const found = at === this.count ? -1 : at;
		this.first[side] = found;
		return found;
	}

	private readonly first: Partial<Record<Side, number>> = {};
}
