import {CaptureTables} from '../../source/analysis/capture-tables.ts';
import {openPacketBytes} from '../../source/capture/packet-bytes.ts';
import {Spool} from '../../source/capture/spool.ts';
import type {PacketDetails} from '../../source/dissect/field.ts';
import {DetailsReader} from '../../source/session/details-reader.ts';
import {loadCapture} from '../../source/session/load-capture.ts';

export interface LoadedCapture {
	readonly tables: CaptureTables;
	/** Rows of the packet table, one a frame. */
	readonly rows: readonly number[];
	details(row: number): PacketDetails;
}

/** Loads a capture in this thread, as the program does without a screen. */
export async function load(path: string): Promise<LoadedCapture> {
	const tables = new CaptureTables();
	const spool = new Spool();
	await loadCapture(path, tables, {spool});
	const reader = new DetailsReader(tables, openPacketBytes(path, spool));
	const rows = [...Array(tables.packets.length).keys()].filter(row => !tables.packets.isExtra(row));
	return {tables, rows, details: row => reader.details(row)};
}
