import type {HandshakeFacts, RecordFacts} from '../../../dissect/describe/tls/facts.ts';
import type {CaptureTables} from '../../tables/capture-tables.ts';
import {EMPTY_RECORD, RecordFlag} from '../../tables/side-tables.ts';
import {SERVER_NAME_ONLY} from '../../tls/tls-dissector.ts';
import {isTls} from '../frame-protocols.ts';
import {joinMessage} from './spanning-message.ts';
import {joinRecord, type ReadPayload} from './spanning-record.ts';

const ALERT = 21;

/** The TLS records that end in a packet; undefined where nothing was looked through for TLS. */
export function tlsFacts(tables: CaptureTables, row: number, readPayload: ReadPayload): RecordFacts[] | undefined {
	const {tlsRecords} = tables;
	if (!isTls(tables, row)) return undefined;
	const messages = messagesByRecord(tables, row, readPayload);
	const {from, to} = tlsRecords.rowsOf(row);
	const rows = Array.from({length: to - from}, (_, index) => from + index);
	return rows.flatMap(record => {
		const flags = tlsRecords.flags(record);
		const isReadableAlert =
			tlsRecords.contentType(record) === ALERT && (flags & (RecordFlag.ENCRYPTED_ALERT | RecordFlag.NO_CONTENT)) === 0;
		const facts: RecordFacts = {
			offset: tlsRecords.offset(record),
			contentType: tlsRecords.contentType(record),
			version: tlsRecords.version(record),
			length: tlsRecords.recordLength(record),
			isOpaque: (flags & RecordFlag.OPAQUE) !== 0,
			isDecrypted: (flags & RecordFlag.DECRYPTED) !== 0,
			isSsl2: (flags & RecordFlag.SSL2) !== 0,
			isEncryptedHandshake: (flags & RecordFlag.ENCRYPTED_HANDSHAKE) !== 0,
			isUnfinished: (flags & RecordFlag.UNFINISHED) !== 0,
			hasContent: (flags & RecordFlag.NO_CONTENT) === 0,
			alert: isReadableAlert
				? {level: tlsRecords.alertLevel(record), description: tlsRecords.alertDescription(record)}
				: undefined,
			messages: messages.get(record) ?? [],
			joined: () => joinRecord(tables, record, readPayload),
		};
		return Array.from({length: tlsRecords.repeats(record)}, (_, n) =>
			n === 0 ? facts : {...facts, offset: facts.offset + n * EMPTY_RECORD},
		);
	});
}

/** The messages that a packet's records complete, in order; a message with several server names has a row for each. */
function messagesByRecord(
	tables: CaptureTables,
	row: number,
	readPayload: ReadPayload,
): ReadonlyMap<number, readonly HandshakeFacts[]> {
	const {tlsHandshakes, names} = tables;
	const found = new Map<number, HandshakeFacts[]>();
	const {from, to} = tlsHandshakes.rowsOf(row);
	let serverNames: string[] = [];
	for (let message = from; message < to; message++) {
		const name = names.text(tlsHandshakes.serverName(message));
		const type = tlsHandshakes.type(message);
		if (type !== SERVER_NAME_ONLY) {
			serverNames = [];
			const record = tlsHandshakes.record(message);
			const list = found.get(record) ?? [];
			found.set(record, list);
			list.push({
				offset: tlsHandshakes.offset(message),
				type,
				length: tlsHandshakes.messageLength(message),
				serverNames,
				joined: () => joinMessage(tables, message, readPayload),
			});
		}
		if (name !== undefined) serverNames.push(name);
	}
	return found;
}
