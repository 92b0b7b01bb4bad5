import {type Joined, RECORD_HEADER} from '../../../dissect/describe/tls/facts.ts';
import type {CaptureTables} from '../../tables/capture-tables.ts';
import {TlsBits} from '../../tables/packet-table.ts';
import {RecordFlag} from '../../tables/side-tables.ts';
import {joinRecord, type ReadPayload} from './spanning-record.ts';

const HANDSHAKE = 22;
const MESSAGE_HEADER = 4;
/** Handshake records of which no message could be taken, and those whose bytes are not those in the packets. */
const UNUSED =
	RecordFlag.OPAQUE | RecordFlag.SSL2 | RecordFlag.NO_CONTENT | RecordFlag.ENCRYPTED_HANDSHAKE | RecordFlag.DECRYPTED;
/** No more packets and records are looked back through for one message. */
const FARTHEST = 10_000;

/**
 * The bytes of a handshake message that began in an earlier record, with its header, put together from the contents of
 * the sender's handshake records (RFC 8446 5.1). Undefined if one of them cannot be read again, or is too far back.
 */
export function joinMessage(tables: CaptureTables, message: number, readPayload: ReadPayload): Joined | undefined {
	const {tlsHandshakes} = tables;
	const size = MESSAGE_HEADER + tlsHandshakes.messageLength(message);
	const bytes = new Uint8Array(size);
	const frames = new Set<number>();
	/** Bytes of the message that are still to be found: they are filled from its end. */
	let missing = size;
	let behind = tlsHandshakes.offset(message) + size;
	for (const record of recordsBackFrom(tables, tlsHandshakes.record(message))) {
		const joined = joinRecord(tables, record, readPayload);
		if (joined === undefined) return undefined;
		const content = joined.bytes.subarray(RECORD_HEADER);
		const end = Math.min(behind, content.length);
		const from = Math.max(0, end - missing);
		bytes.set(content.subarray(from, end), missing - (end - from));
		missing -= end - from;
		behind = Number.POSITIVE_INFINITY;
		for (const frame of joined.frames) frames.add(frame);
		if (missing === 0) return {bytes, frames: [...frames].sort((a, b) => a - b)};
	}
	return undefined;
}

/** A handshake record, and those that the same side sent before it, newest first. */
function* recordsBackFrom({packets, tlsRecords}: CaptureTables, newest: number): Generator<number> {
	const last = tlsRecords.packet(newest);
	const side = packets.isFromB(last);
	let left = FARTHEST;
	for (let row = last; row >= 0 && left > 0; row = packets.previous(row), left--) {
		if ((packets.tls(row) & TlsBits.RECORDS) === 0 || packets.isFromB(row) !== side) continue;
		const {from, to} = tlsRecords.rowsOf(row);
		for (let record = row === last ? newest : to - 1; record >= from && left > 0; record--, left--)
			if (tlsRecords.contentType(record) === HANDSHAKE && (tlsRecords.flags(record) & UNUSED) === 0) yield record;
	}
}
