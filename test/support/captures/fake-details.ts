import type {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import type {FieldDefinition, FieldNode, Layer, PacketDetails} from '../../../source/dissect/field.ts';
import {label, protocol, uint16, uint32} from '../../../source/dissect/fields/define.ts';

/** What raw sequence numbers are above relative ones in a fake packet. */
export const FAKE_SEQUENCE_BASE = 1_000_000;
export const FAKE_ACKNOWLEDGMENT_BASE = 2_000_000;

function node(
	field: FieldDefinition,
	value: number | undefined,
	at: number,
	length: number,
	children: FieldNode[] = [],
): FieldNode {
	return {field, value, at, length, children};
}

/** The layers of a packet as a dissector would give them, over bytes that count from 0. */
export function fakeDetails(tables: CaptureTables, row: number): PacketDetails {
	const {packets} = tables;
	const bytes = Uint8Array.from({length: 66 + packets.payloadLength(row)}, (_, index) => index & 255);
	const layer = (name: string, at: number, headerEnd: number, summary: string, fields: FieldNode[]): Layer => ({
		protocol: protocol(name, summary),
		bytes,
		at,
		headerEnd,
		packetEnd: bytes.length,
		occurrence: 1,
		summary,
		fields,
	});
	return {
		row,
		layers: [
			layer('frame', 0, bytes.length, `Frame ${packets.frameNumber(row)}: ${bytes.length} bytes`, [
				node(uint32('frame.number', 'Frame number'), packets.frameNumber(row), 0, 0),
			]),
			layer('eth', 0, 14, 'Ethernet', [node(uint16('eth.type', 'Type', 'hex'), 0x0800, 12, 2)]),
			layer('ip', 14, 34, 'Internet Protocol', [node(uint16('ip.len', 'Total length'), bytes.length - 14, 16, 2)]),
			layer('tcp', 34, 66, 'Transmission Control Protocol', [
				node(uint16('tcp.srcport', 'Source port'), 45868, 34, 2),
				node(uint16('tcp.dstport', 'Destination port'), 7005, 36, 2),
				node(uint32('tcp.seq', 'Sequence number'), packets.sequence(row), 38, 4),
				node(uint32('tcp.seq_raw', 'Sequence number (raw)'), packets.sequence(row) + FAKE_SEQUENCE_BASE, 38, 4),
				node(
					uint32('tcp.ack_raw', 'Acknowledgment number (raw)'),
					packets.acknowledgment(row) + FAKE_ACKNOWLEDGMENT_BASE,
					42,
					4,
				),
				node(uint16('tcp.flags', 'Flags', 'hex'), packets.flags(row), 46, 2, [
					node(label('tcp.flags.reset', 'Reset'), undefined, 47, 1),
				]),
			]),
		],
	};
}
