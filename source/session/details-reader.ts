import type {CaptureTables} from '../analysis/capture-tables.ts';
import {packetDetails} from '../analysis/packet-details.ts';
import type {PacketBytes} from '../capture/capture-reader.ts';
import type {PacketDetails} from '../dissect/field.ts';
import {FragmentStore} from '../dissect/fragments.ts';
import {walkFrame} from '../dissect/frame.ts';
import {Walk} from '../dissect/walk.ts';

/** Dissects single packets of a loaded capture, from their bytes in the file. */
export class DetailsReader {
	private readonly walk = new Walk();

	constructor(
		private readonly tables: CaptureTables,
		private readonly bytes: PacketBytes,
	) {}

	/** The packet of a row; all TCP headers of its frame are in it. */
	details(row: number): PacketDetails {
		const {packets, fragmentRows} = this.tables;
		const first = packets.rowOfFrame(packets.frameNumber(row));
		const fragments = new FragmentStore();
		for (const part of fragmentRows.get(first) ?? []) if (part !== first) this.visit(part, fragments);
		this.visit(first, fragments);
		return packetDetails(this.tables, first, this.walk);
	}

	/** The packet's bytes as they were captured. */
	frame(row: number): Uint8Array {
		const {packets} = this.tables;
		return this.bytes.read(packets.offset(row), packets.capturedLength(row));
	}

	private visit(row: number, fragments: FragmentStore): void {
		const {packets, interfaces} = this.tables;
		const frame = this.frame(row);
		const {linkType} = interfaces[packets.interface(row)]!;
		fragments.packet = row;
		walkFrame(this.walk, fragments, linkType, frame, 0, frame.length, packets.wireLength(row));
	}
}
