import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis, type PacketChunk, type PacketTable, PacketWord} from '../../analysis/tables/packet-table.ts';
import {Answer} from './column.ts';

/** Rows that a filter looks at in one go; a divisor of the packet table's chunk length. */
export const BLOCK_LENGTH = 1024;

/** Anything else than one whole TCP header behind one IP header. */
const KINDS =
	Analysis.ONE_IP_LAYER |
	Analysis.QUOTED |
	Analysis.EXTRA |
	Analysis.LENGTH_UNKNOWN |
	Analysis.SHORT_HEADER |
	Analysis.NO_TIMES |
	Analysis.FAR_TIME;

/**
 * A stretch of the packet table, all in one chunk: what the columns of a filter are read from. One object serves all
 * blocks; per-row work is loops over typed arrays, without a call for each row.
 */
export class Block {
	/** First row, and how many rows there are. */
	first = -1;
	count = 0;
	chunk!: PacketChunk;
	/** Index of the first row in the chunk. */
	at = 0;
	/** tcp.stream (-1 without TCP) and `Analysis` bits of each row: what nearly every test asks for. */
	readonly stream = new Int32Array(BLOCK_LENGTH);
	readonly analysis = new Int32Array(BLOCK_LENGTH);
	/**
	 * YES: one whole TCP header behind one IP header, and the columns say everything about both. NO: no TCP. ASK: any
	 * other packet.
	 */
	readonly plain = new Uint8Array(BLOCK_LENGTH);
	/** Changes when the tables grew since the last block: what was remembered of streams may be old. */
	generation = 0;
	private packets = 0;

	/** Moves to the block that `row` is in, as far as the table has rows. */
	load({packets}: CaptureTables, row: number): void {
		if (packets.length !== this.packets) this.generation++;
		this.packets = packets.length;
		this.first = row - (row % BLOCK_LENGTH);
		this.count = Math.min(BLOCK_LENGTH, packets.length - this.first);
		this.chunk = packets.chunks[row >>> packets.shift]!;
		this.at = this.first & packets.mask;
		const {words} = this.chunk;
		const {plain, stream, analysis} = this;
		for (let i = 0, word = this.at * PacketWord.COUNT; i < this.count; i++, word += PacketWord.COUNT) {
			stream[i] = words[word + PacketWord.STREAM]!;
			analysis[i] = words[word + PacketWord.ANALYSIS]!;
			const isPlain = (analysis[i]! & KINDS) === Analysis.ONE_IP_LAYER;
			plain[i] = stream[i]! < 0 ? Answer.NO : isPlain ? Answer.YES : Answer.ASK;
		}
		if (packets.extraRows.length > 0) this.markFirstRows(packets);
	}

	/** A frame with a second TCP header is no plain one; its further rows are marked, its first is not. */
	private markFirstRows(packets: PacketTable): void {
		const until = Math.min(this.first + this.count + 1, packets.length);
		for (let row = this.first + 1; row < until; row++)
			if ((packets.analysis(row) & Analysis.EXTRA) !== 0) this.plain[row - 1 - this.first] = Answer.ASK;
	}
}
