import {CaptureAnalyzer} from '../../../source/analysis/capture-analyzer.ts';
import {packetDetails} from '../../../source/analysis/details/packet-details.ts';
import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../../source/capture/open-capture.ts';
import type {PacketDetails} from '../../../source/dissect/field.ts';
import {FragmentStore} from '../../../source/dissect/fragments/fragment-store.ts';
import {walkFrame} from '../../../source/dissect/frame.ts';
import {Walk} from '../../../source/dissect/walk.ts';

export interface LoadedCapture {
	readonly tables: CaptureTables;
	readonly rows: number;
	details(row: number): PacketDetails;
}

/** Loads a small capture whole: tables, and the details of every frame. */
export async function loadCapture(path: string): Promise<LoadedCapture> {
	const tables = new CaptureTables();
	const analyzer = new CaptureAnalyzer(tables);
	const reader = await openCapture(path);
	const frames: {row: number; linkType: number; bytes: Uint8Array; wireLength: number}[] = [];
	while (await reader.fill())
		while (reader.next()) {
			const bytes = reader.bytes.slice(reader.at, reader.at + reader.capturedLength);
			const {linkType} = reader.interfaces[reader.interface]!;
			frames.push({row: tables.packets.length, linkType, bytes, wireLength: reader.wireLength});
			analyzer.add(reader);
		}
	tables.interfaces.push(...reader.interfaces.slice(tables.interfaces.length));
	await reader.close();
	const walk = new Walk();
	const fragments = new FragmentStore();
	const details: PacketDetails[] = [];
	for (const {row, linkType, bytes, wireLength} of frames) {
		fragments.packet = row;
		walkFrame(walk, fragments, linkType, bytes, 0, bytes.length, wireLength);
		details[row] = packetDetails(tables, row, walk);
	}
	const {packets} = tables;
	return {
		tables,
		rows: packets.length,
		details: row => details[packets.rowOfFrame(packets.frameNumber(row))]!,
	};
}
