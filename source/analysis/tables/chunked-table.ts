/**
 * Growable tables of typed columns, shared between threads.
 *
 *   table ── chunk 0 ── one SharedArrayBuffer: column a │ column b │ column c …   (2^shift rows)
 *         ├─ chunk 1 ── …
 *         └─ …
 *
 * A chunk never moves once it exists, so a reader on another thread keeps its views for ever; growing means one more
 * chunk. Pages of a chunk that were never written are not resident. Rows below `length` are complete: the writer
 * raises `length` last and tells the reader by message.
 */
type ColumnArray =
	| Uint8Array
	| Int8Array
	| Uint16Array
	| Int16Array
	| Uint32Array
	| Int32Array
	| Float32Array
	| Float64Array;
interface ColumnConstructor {
	readonly BYTES_PER_ELEMENT: number;
	new (buffer: SharedArrayBuffer, byteOffset: number, length: number): ColumnArray;
}

/** Column name → typed array constructor. Wider columns first, so that every column is aligned. */
export type Columns = Readonly<Record<string, ColumnConstructor>>;

/** The views of one chunk: `chunk.column[row & mask]`. */
export type Chunk<C extends Columns> = {readonly [Name in keyof C]: InstanceType<C[Name]>};

export class ChunkedTable<C extends Columns> {
	readonly chunks: Chunk<C>[] = [];
	readonly buffers: SharedArrayBuffer[] = [];
	/** Rows that may be read. */
	length = 0;
	/** Index of a row within its chunk: `row & mask`. */
	readonly mask: number;

	constructor(
		readonly columns: C,
		/** A chunk has 2^shift rows; a row's chunk is `row >>> shift`. */
		readonly shift: number,
	) {
		this.mask = 2 ** shift - 1;
	}

	/** Bytes of one row over all columns. */
	get rowBytes(): number {
		return Object.values(this.columns).reduce((sum, column) => sum + column.BYTES_PER_ELEMENT, 0);
	}

	/** The chunk that holds `row`, made if the row is the first of a new one. For the writing thread. */
	chunkFor(row: number): Chunk<C> {
		const index = row >>> this.shift;
		if (index === this.chunks.length) this.adopt(new SharedArrayBuffer(this.rowBytes * (this.mask + 1)));
		return this.chunks[index]!;
	}

	/** Adds a chunk over a buffer that another thread's table of the same columns made. */
	adopt(buffer: SharedArrayBuffer): void {
		const views: [string, ColumnArray][] = [];
		let offset = 0;
		for (const [name, column] of Object.entries(this.columns)) {
			views.push([name, new column(buffer, offset, this.mask + 1)]);
			offset += column.BYTES_PER_ELEMENT * (this.mask + 1);
		}
		// Not property by property: with more than a dozen, V8 would make the object a slow dictionary.
		const chunk = Object.fromEntries(views);
		this.buffers.push(buffer);
		this.chunks.push(chunk as Chunk<C>);
	}
}
