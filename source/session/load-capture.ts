import type {Readable} from 'node:stream';
import {CaptureAnalyzer} from '../analysis/capture-analyzer.ts';
import type {CaptureTables} from '../analysis/capture-tables.ts';
import type {CaptureReader} from '../capture/capture-reader.ts';
import {openCapture} from '../capture/open-capture.ts';
import type {Spool} from '../capture/spool.ts';

/** Packets after which a long buffer is left for a moment, so that whoever waits sees progress. */
const SLICE = 65_536;

export interface LoadOptions {
	/** Keeps the decoded bytes of what cannot be read again by offset. */
	readonly spool?: Spool;
	/** Called every few megabytes, with the reader for its counters. May wait; loading goes on when it is done. */
	readonly onSlice?: (reader: CaptureReader) => Promise<void> | void;
}

/** Reads a whole capture into the tables. Throws `CaptureError` when there is nothing to be read. */
export async function loadCapture(
	input: string | Readable,
	tables: CaptureTables,
	options: LoadOptions = {},
): Promise<void> {
	const reader = await openCapture(input, options.spool === undefined ? {} : {spool: options.spool});
	tables.format = reader.format;
	const analyzer = new CaptureAnalyzer(tables);
	try {
		while (await reader.fill()) {
			while (analyzer.addAll(reader, SLICE)) await options.onSlice?.(reader);
			copyNew(reader, tables);
			await options.onSlice?.(reader);
		}
	} finally {
		copyNew(reader, tables);
		tables.bytes = reader.bytesDecoded;
		await reader.close();
	}
}

function copyNew(reader: CaptureReader, tables: CaptureTables): void {
	tables.interfaces.push(...reader.interfaces.slice(tables.interfaces.length));
	tables.problems.push(...reader.problems.slice(tables.problems.length));
}
