import {type Joined, RECORD_HEADER} from '../../../dissect/describe/tls/facts.ts';
import type {CaptureTables} from '../../tables/capture-tables.ts';
import {Analysis, type PacketTable, TcpFlag} from '../../tables/packet-table.ts';
import {RecordFlag} from '../../tables/side-tables.ts';
import {PendingRecord} from '../../tls/record-store.ts';

/** Payload of a row's segment; undefined if it was not captured in full, or cannot be read. */
export type ReadPayload = (row: number) => Uint8Array | undefined;

/** Bytes of the header of an SSL 2 record whose message can be read. */
const SSL2_HEADER = 2;
/** More packets than these are not looked back through for one record, whichever side sent them. */
const FARTHEST = 20_000;
/** Nor more than these once a segment is found that may begin it, but was sent again: the first of them is looked for. */
const FARTHEST_FIRST = 1000;

/** Segments that the loading pass does not take bytes of a record from (spec/tcp-analysis.md 12.1, 12.2, 13.2). */
const UNUSED = Analysis.QUOTED | Analysis.LENGTH_UNKNOWN | Analysis.SPURIOUS_RETRANSMISSION;
/** Segments in which a record cannot begin: what is in them is not dissected (12.3). */
const GATED = Analysis.KEEP_ALIVE | Analysis.OUT_OF_ORDER;
/** Segments that are not the first with these bytes, or not in their place. */
const NOT_IN_ORDER = GATED | Analysis.RETRANSMITTED;

/**
 * The bytes of a record with its header, put together from the segments that brought it as the loading pass did it (spec
 * 13). Undefined if one of them cannot be read again, or is too far back.
 */
export function joinRecord(
	{packets, tlsRecords}: CaptureTables,
	record: number,
	readPayload: ReadPayload,
): Joined | undefined {
	const row = tlsRecords.packet(record);
	const offset = tlsRecords.offset(record);
	const header = (tlsRecords.flags(record) & RecordFlag.SSL2) === 0 ? RECORD_HEADER : SSL2_HEADER;
	const size = header + tlsRecords.recordLength(record);
	if (offset >= 0 && offset + size <= packets.payloadLength(row)) {
		const bytes = readPayload(row)?.subarray(offset, offset + size);
		return bytes?.length === size ? {bytes, frames: [packets.frameNumber(row)]} : undefined;
	}
	const start = firstByte(packets, row) + offset;
	const rows = segmentsWith(packets, row, start, size);
	const pending = new PendingRecord(start, start + size, row, true);
	const frames: number[] = [];
	for (const [index, each] of rows.entries()) {
		const place = (firstByte(packets, each) - start) | 0;
		const length = packets.payloadLength(each);
		// The first segment sent again.
		if (index > 0 && place <= 0) continue;
		const payload = readPayload(each);
		if (payload === undefined || payload.length < length) continue;
		if (place <= 0) pending.add(0, payload, -place, length + place, true);
		else pending.add(place, payload, 0, Math.min(length, size - place), place + length < size);
		frames.push(packets.frameNumber(each));
	}
	return pending.complete ? {bytes: pending.content.subarray(0, size), frames} : undefined;
}

/** Relative sequence number of the first byte of a segment's payload. */
function firstByte(packets: PacketTable, row: number): number {
	return packets.sequence(row) + ((packets.flags(row) & TcpFlag.SYN) === 0 ? 0 : 1);
}

/**
 * Rows, oldest first, of the segments that bring some of the `size` bytes from `start` on. The first is the one that the
 * record begins in; none if that is not found.
 */
function segmentsWith(packets: PacketTable, last: number, start: number, size: number): number[] {
	const side = packets.isFromB(last);
	const rows: number[] = [];
	let first = -1;
	let row = last;
	for (let left = FARTHEST; row >= 0 && left > 0; left--, row = packets.previous(row)) {
		const length = packets.payloadLength(row);
		if (length === 0 || packets.isFromB(row) !== side || !brings(packets, row)) continue;
		const place = (firstByte(packets, row) - start) | 0;
		if (place >= size) continue;
		const analysis = packets.analysis(row);
		if (place + length > 0) {
			rows.push(row);
			if (place <= 0 && (analysis & GATED) === 0) {
				first = rows.length;
				left = Math.min(left, FARTHEST_FIRST);
			}
		}
		if (place <= 0 && (analysis & NOT_IN_ORDER) === 0) break;
	}
	return first < 0 ? [] : rows.slice(0, first).reverse();
}

/** Whether the loading pass takes bytes of a segment that has some. */
function brings(packets: PacketTable, row: number): boolean {
	const analysis = packets.analysis(row);
	if ((analysis & UNUSED) !== 0 || (packets.flags(row) & TcpFlag.RST) !== 0) return false;
	return (analysis & Analysis.RETRANSMITTED) !== Analysis.RETRANSMISSION;
}
