import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis} from '../../analysis/tables/packet-table.ts';
import type {PacketDetails} from '../../dissect/field.ts';
import type {RawPackets} from '../../filter/evaluate/raw-fields.ts';
import {RowSet} from './row-set.ts';

/** A filter that is ready to be asked about packets. */
export interface PacketTest {
	/** Protocols that the details have to describe. */
	readonly protocols: ReadonlySet<string>;
	/**
	 * @param details of the packet, dissected only when it is called
	 * @param raw bytes of packets, where these are enough
	 */
	test(row: number, details: () => PacketDetails, raw: RawPackets): boolean;
}

/** Reads single packets of the capture. */
export interface PacketReader extends RawPackets {
	/** @param only protocols to describe; default: all */
	details(row: number, only?: ReadonlySet<string>): PacketDetails;
}

/** How many rows pass between two looks at the clock. */
const STRIDE = 1024;

/** Runs a filter over the packets of a capture, in pieces, while the capture grows. */
export class FilterRun {
	readonly rows = new RowSet();
	/** Packets that pass. */
	packets = 0;
	/** First row that was not looked at yet. */
	done = 0;
	/** Streams with a passing packet: one byte each. */
	private streams = new Uint8Array(1024);
	private row = 0;
	private readonly details = (): PacketDetails => this.reader.details(this.row, this.filter.protocols);

	constructor(
		private readonly tables: CaptureTables,
		private readonly filter: PacketTest,
		private readonly reader: PacketReader,
	) {}

	/** Goes on for some milliseconds; true when all packets so far were looked at. */
	advance(milliseconds: number): boolean {
		const {packets, streams} = this.tables;
		if (streams.length > this.streams.length) {
			const grown = new Uint8Array(Math.max(streams.length, this.streams.length * 2));
			grown.set(this.streams);
			this.streams = grown;
		}
		const end = performance.now() + milliseconds;
		while (this.done < packets.length) {
			const stop = Math.min(this.done + STRIDE, packets.length);
			while (this.done < stop) this.look(this.done++);
			if (performance.now() > end) break;
		}
		return this.done === packets.length;
	}

	private look(row: number): void {
		this.row = row;
		const passes = this.filter.test(row, this.details, this.reader);
		this.rows.put(row, passes);
		if (!passes) return;
		if ((this.tables.packets.analysis(row) & Analysis.EXTRA) === 0) this.packets++;
		const stream = this.tables.packets.stream(row);
		if (stream >= 0) this.streams[stream] = 1;
	}

	/** The streams with a passing packet, ascending. */
	passingStreams(): Uint32Array {
		let count = 0;
		for (const passes of this.streams) count += passes;
		const list = new Uint32Array(count);
		let next = 0;
		for (let stream = 0; next < count; stream++) if (this.streams[stream] === 1) list[next++] = stream;
		return list;
	}
}
