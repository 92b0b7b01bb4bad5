import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {Wanted} from '../../dissect/describe/layers.ts';
import type {PacketDetails} from '../../dissect/field.ts';
import {Answer} from '../../filter/columns/column.ts';
import type {TableAnswers} from '../../filter/compiler.ts';
import type {RawPackets} from '../../filter/evaluate/raw-fields.ts';
import {streamField} from '../../filter/stream-fields.ts';
import {RowSet} from './row-set.ts';

/** A filter that is ready to be asked about packets. */
export interface PacketTest {
	/** What the details have to describe. */
	readonly wanted: Wanted;
	/** What the tables say of a row and those behind it. */
	fromTables(row: number): TableAnswers;
	/**
	 * Settles a row of these that the tables leave open.
	 *
	 * @param details of the packet, dissected only when it is called
	 * @param raw bytes of packets, where these are enough
	 */
	settle(row: number, details: () => PacketDetails, raw: RawPackets): boolean;
}

/** Reads single packets of the capture. */
export interface PacketReader extends RawPackets {
	/** @param only what to describe; default: all */
	details(row: number, only?: Wanted): PacketDetails;
}

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
	private readonly details = (): PacketDetails => this.reader.details(this.row, this.filter.wanted);

	constructor(
		private readonly tables: CaptureTables,
		private readonly filter: PacketTest,
		private readonly reader: PacketReader,
	) {}

	/** The filter asks about whole connections: answers that were given while they went on may not hold any more. */
	get isAboutStreams(): boolean {
		return [...this.filter.wanted.fields].some(name => streamField(name) !== undefined);
	}

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
			this.lookAtBlock(this.filter.fromTables(this.done), end);
			if (performance.now() > end) break;
		}
		return this.done === packets.length;
	}

	/** Goes on to the end of the block that the next row is in; if packets are read, no longer than until that time. */
	private lookAtBlock({first, count, answers}: TableAnswers, time: number): void {
		const {rows} = this;
		const {packets} = this.tables;
		const end = first + count;
		let word = 0;
		let reads = false;
		for (let row = this.done; row < end; row++) {
			const answer = answers[row - first]!;
			reads ||= answer === Answer.ASK;
			if (answer === Answer.YES || (answer === Answer.ASK && this.settle(row))) {
				word |= 1 << (row & 31);
				if (!packets.isExtra(row)) this.packets++;
				const stream = packets.stream(row);
				if (stream >= 0) this.streams[stream] = 1;
			}
			if ((row & 31) === 31 || row === end - 1) {
				rows.add(row, word);
				word = 0;
				this.done = row + 1;
				// A pattern may take milliseconds for each packet: whoever gives up must not wait for the whole block.
				if (reads && performance.now() > time) return;
			}
		}
	}

	private settle(row: number): boolean {
		this.row = row;
		return this.filter.settle(row, this.details, this.reader);
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
