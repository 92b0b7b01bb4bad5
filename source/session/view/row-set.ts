import {ChunkedTable} from '../../analysis/tables/chunked-table.ts';

const columns = {bits: Uint32Array};

/** A set of packet rows, one bit each, that another thread can read while it grows. */
export class RowSet extends ChunkedTable<typeof columns> {
	constructor() {
		// 2048 words are the bits of one chunk of the packet table.
		super(columns, 11);
	}

	/** Adds members among the 32 rows that `row` is one of: bit 0 is the first. Rows come in order. */
	add(row: number, members: number): void {
		const word = row >>> 5;
		const chunk = this.chunkFor(word);
		chunk.bits[word & 2047]! |= members;
		this.length = word + 1;
	}

	has(row: number): boolean {
		const word = row >>> 5;
		return word < this.length && (this.chunks[word >>> 11]!.bits[word & 2047]! & (1 << (row & 31))) !== 0;
	}
}
