import type {CaptureTables} from '../analysis/tables/capture-tables.ts';

/** Rows of the packet table that belong to a stream, oldest first. */
export function streamRows({packets, streams}: CaptureTables, stream: number): Uint32Array {
	// While loading, the stream's last packet may not be visible yet; then one before it is its last visible.
	let last = streams.lastRow(stream);
	while (last >= 0 && packets.stream(last) !== stream) last--;
	let count = 0;
	for (let row = last; row >= 0; row = packets.previous(row)) count++;
	const rows = new Uint32Array(count);
	for (let row = last; row >= 0; row = packets.previous(row)) rows[--count] = row;
	return rows;
}

/** The same for several streams, one after the other. */
export function* rowsOfStreams(tables: CaptureTables, chosen: Iterable<number>): Generator<number> {
	for (const stream of chosen) yield* streamRows(tables, stream);
}
