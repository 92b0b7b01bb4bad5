/** Rows of a chunk, as a power of two. */
const SHIFT = 9;
const MASK = 511;

/**
 * Rows of some 32-bit words each, taken and given back in any order. It grows a chunk at a time: nothing is moved or
 * copied, and nothing of it is garbage.
 */
export class RowPool {
	/** Rows that are taken. */
	taken = 0;
	private readonly chunks: Int32Array[] = [];
	private made = 0;
	/** The row that was given back last, plus one: its first word is the one before. */
	private free = 0;

	constructor(readonly rowWords: number) {}

	/** A row, by its number; what stands in it is left from who had it before. */
	take(): number {
		this.taken++;
		const free = this.free - 1;
		if (free >= 0) {
			this.free = this.get(free, 0);
			return free;
		}
		if (this.made >>> SHIFT === this.chunks.length) this.chunks.push(new Int32Array(this.rowWords << SHIFT));
		return this.made++;
	}

	giveBack(row: number): void {
		this.taken--;
		this.set(row, 0, this.free);
		this.free = row + 1;
	}

	/** The words of the chunk that a row is in; its own start at `at(row)`. */
	chunk(row: number): Int32Array {
		return this.chunks[row >>> SHIFT]!;
	}

	at(row: number): number {
		return (row & MASK) * this.rowWords;
	}

	get(row: number, word: number): number {
		return this.chunks[row >>> SHIFT]![(row & MASK) * this.rowWords + word]!;
	}

	set(row: number, word: number, value: number): void {
		this.chunks[row >>> SHIFT]![(row & MASK) * this.rowWords + word] = value;
	}

	/** Bytes of the rows that are taken. */
	get bytes(): number {
		return this.taken * this.rowWords * 4;
	}
}
