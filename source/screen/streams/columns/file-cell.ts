import {basename} from 'node:path';
import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {sanitize} from '../../../report/sanitize.ts';
import {type Span, textWidth} from '../../../report/spans.ts';
import type {Session} from '../../../session/session.ts';

/** Packets of a stream whose files are looked up: a longer one would be felt while the list scrolls. */
const MOST_PACKETS = 20_000;
/** The list shows some tens of streams at a time. */
const MOST_KEPT = 4096;

/** The files of a stream as they were when it had so many packets. */
interface Found {
	readonly packets: number;
	readonly files: readonly number[];
}
const known = new WeakMap<CaptureTables, Map<number, Found>>();

/** Names of the files that a stream's packets are from, in the order in which they were given. */
export function fileCell({tables, files}: Session, stream: number): Span {
	return {
		text: filesOf(tables, stream)
			.map(file => shownName(files[file] ?? ''))
			.join(', '),
	};
}

/** Cells of the longest file name; 0 where one file is read, which needs no column. */
export function longestFile({files}: Session): number {
	return files.length < 2 ? 0 : Math.max(...files.map(file => textWidth(shownName(file))));
}

function shownName(file: string): string {
	return sanitize(basename(file));
}

/** Indexes of a stream's files. Of a very long one only the newest packets and the first are looked at. */
function filesOf(tables: CaptureTables, stream: number): readonly number[] {
	let kept = known.get(tables);
	if (kept === undefined || kept.size > MOST_KEPT) {
		kept = new Map();
		known.set(tables, kept);
	}
	const {packets, streams, interfaces} = tables;
	const count = streams.packets(stream, 'client') + streams.packets(stream, 'server');
	const before = kept.get(stream);
	if (before?.packets === count) return before.files;
	const fileAt = (row: number) => interfaces[packets.interface(row)]?.file ?? 0;
	const found = new Set([fileAt(streams.firstRow(stream))]);
	let row = streams.lastRow(stream);
	for (let seen = 0; row >= 0 && seen < MOST_PACKETS; seen++, row = packets.previous(row)) found.add(fileAt(row));
	const files = [...found].sort((a, b) => a - b);
	kept.set(stream, {packets: count, files});
	return files;
}
