/**
 * Growable storage that threads share: chunks of 2^shift rows, each one `SharedArrayBuffer`.
 *
 * A chunk never moves once it exists, so a reader on another thread keeps its views for ever; growing means one more
 * chunk. Pages of a chunk that were never written are not resident. Rows below `length` are complete: the writer
 * raises `length` last and tells the reader by message.
 */
export abstract class SharedChunks<Chunk> {
	readonly chunks: Chunk[] = [];
	readonly buffers: SharedArrayBuffer[] = [];
	/** Rows that may be read. */
	length = 0;
	/** Index of a row within its chunk: `row & mask`. */
	readonly mask: number;

	constructor(
		/** A chunk has 2^shift rows; a row's chunk is `row >>> shift`. */
		readonly shift: number,
		readonly rowBytes: number,
	) {
		this.mask = 2 ** shift - 1;
	}

	/** The views of a chunk's buffer. */
	protected abstract views(buffer: SharedArrayBuffer): Chunk;

	/** The chunk that holds `row`, made if the row is the first of a new one. For the writing thread. */
	chunkFor(row: number): Chunk {
		const index = row >>> this.shift;
		if (index === this.chunks.length) this.adopt(new SharedArrayBuffer(this.rowBytes * (this.mask + 1)));
		return this.chunks[index]!;
	}

	/** Adds a chunk over a buffer that another thread's table of the same kind made. */
	adopt(buffer: SharedArrayBuffer): void {
		this.buffers.push(buffer);
		this.chunks.push(this.views(buffer));
	}
}
