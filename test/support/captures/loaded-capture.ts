import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import type {PacketDetails} from '../../../source/dissect/field.ts';
import {DetailsReader} from '../../../source/session/details-reader.ts';
import {CaptureInput} from '../../../source/session/load/capture-input.ts';
import type {CaptureRequest} from '../../../source/session/load/capture-request.ts';
import {loadCapture} from '../../../source/session/load/load-capture.ts';

export interface LoadedCapture {
	readonly tables: CaptureTables;
	/** Rows of the packet table, one a frame. */
	readonly rows: readonly number[];
	readonly reader: DetailsReader;
	details(row: number): PacketDetails;
}

/** Loads captures in this thread, as the program does without a screen. */
export function load(...files: readonly string[]): Promise<LoadedCapture> {
	return loadRequest({files});
}

/** Loads a capture with the TLS secrets of a key log. */
export function loadWithKeyLog(file: string, keyLog: string | undefined): Promise<LoadedCapture> {
	return loadRequest({files: [file], ...(keyLog === undefined ? {} : {keyLog})});
}

async function loadRequest(request: CaptureRequest): Promise<LoadedCapture> {
	const tables = new CaptureTables();
	const input = new CaptureInput(request);
	const keyLogFile = input.openKeyLog();
	await loadCapture(await input.open(), tables, {spools: input.spools, keyLogFile});
	const reader = new DetailsReader(tables, input.bytes);
	const rows = [...Array(tables.packets.length).keys()].filter(row => !tables.packets.isExtra(row));
	return {tables, rows, reader, details: row => reader.details(row)};
}
