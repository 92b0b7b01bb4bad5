import {SharedChunks} from './shared-chunks.ts';

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

/**
 * A table of typed columns: rows are looked at a column at a time.
 *
 *   table ── chunk 0 ── column a │ column b │ column c …   (2^shift rows)
 *         ├─ chunk 1 ── …
 *         └─ …
 */
export class ChunkedTable<C extends Columns> extends SharedChunks<Chunk<C>> {
	constructor(
		readonly columns: C,
		shift: number,
	) {
		super(
			shift,
			Object.values(columns).reduce((sum, column) => sum + column.BYTES_PER_ELEMENT, 0),
		);
	}

	protected override views(buffer: SharedArrayBuffer): Chunk<C> {
		const views: [string, ColumnArray][] = [];
		let offset = 0;
		for (const [name, column] of Object.entries(this.columns)) {
			views.push([name, new column(buffer, offset, this.mask + 1)]);
			offset += column.BYTES_PER_ELEMENT * (this.mask + 1);
		}
		// Not property by property: with more than a dozen, V8 would make the object a slow dictionary.
		return Object.fromEntries(views) as Chunk<C>;
	}
}
