import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {PacketByte, TlsBits} from '../../../analysis/tables/packet-table.ts';
import {RecordFlag, type TlsHandshakeTable, type TlsRecordTable} from '../../../analysis/tables/side-tables.ts';
import {SERVER_NAME_ONLY} from '../../../analysis/tls/tls-dissector.ts';
import {Answer, type BlockTest, type MakeColumn, plainTcp, when} from '../column.ts';

/** Rows of which the TLS column says that they have one of these; NO where it has none. */
export function withTls(bits: number): BlockTest {
	return (block, answers) => {
		plainTcp(block, answers);
		const {bytes} = block.chunk;
		for (let i = 0, byte = block.at * PacketByte.COUNT + PacketByte.TLS; i < block.count; i++, byte += PacketByte.COUNT)
			if (answers[i] === Answer.YES && (bytes[byte]! & bits) === 0) answers[i] = Answer.NO;
	};
}

/** An SSLv2 record of which nothing but its version is known. */
const UNREAD_SSL2 = RecordFlag.SSL2 | RecordFlag.NO_CONTENT;
const ALERT = 21;
const APPLICATION_DATA = 23;
/** The type of the content is known: opaque records have to be decrypted for that. */
const isPlain = (flags: number) =>
	(flags & RecordFlag.SSL2) === 0 && (flags & (RecordFlag.OPAQUE | RecordFlag.DECRYPTED)) !== RecordFlag.OPAQUE;
const isOpaque = (flags: number) => (flags & RecordFlag.OPAQUE) !== 0;
const isAlert = (flags: number, type: number) =>
	type === ALERT && isPlain(flags) && (flags & RecordFlag.NO_CONTENT) === 0;
const isReadableAlert = (flags: number, type: number) =>
	isAlert(flags, type) && (flags & RecordFlag.ENCRYPTED_ALERT) === 0;

/** A column of the record table, for the records of a packet that have it. */
const records =
	(
		bits: number,
		has: (flags: number, type: number) => boolean,
		read: (table: TlsRecordTable, record: number) => number,
	): MakeColumn =>
	({tlsRecords}) => {
		const values = (row: number): readonly number[] => {
			const {from, to} = tlsRecords.rowsOf(row);
			const found: number[] = [];
			for (let record = from; record < to; record++) {
				if (!has(tlsRecords.flags(record), tlsRecords.contentType(record))) continue;
				for (let n = tlsRecords.repeats(record); n > 0; n--) found.push(read(tlsRecords, record));
			}
			return found;
		};
		return {kind: 'list', state: when(withTls(bits), row => values(row).length > 0), values};
	};

const contentType = (table: TlsRecordTable, record: number) => table.contentType(record);

type HasMessage = (tables: CaptureTables, message: number) => boolean;

/** Messages of SSL 2 have no length of their own. */
const hasLength: HasMessage = ({tlsHandshakes, tlsRecords}, message) =>
	(tlsRecords.flags(tlsHandshakes.record(message)) & RecordFlag.SSL2) === 0;

/** A column of the handshake table, for the messages of a packet that have it. */
const messages =
	(read: (table: TlsHandshakeTable, message: number) => number, has: HasMessage = () => true): MakeColumn =>
	tables => {
		const {tlsHandshakes} = tables;
		const values = (row: number): readonly number[] => {
			const {from, to} = tlsHandshakes.rowsOf(row);
			const found: number[] = [];
			for (let message = from; message < to; message++)
				if (tlsHandshakes.type(message) !== SERVER_NAME_ONLY && has(tables, message))
					found.push(read(tlsHandshakes, message));
			return found;
		};
		return {kind: 'list', state: when(withTls(TlsBits.HANDSHAKE), row => values(row).length > 0), values};
	};

/** Fields of TLS that the record and handshake tables hold. */
export const TLS_COLUMNS: Readonly<Record<string, MakeColumn>> = {
	tls: () => ({kind: 'label', state: withTls(TlsBits.DISSECTED)}),
	'tls.record.content_type': records(TlsBits.RECORDS, isPlain, contentType),
	'tls.record.opaque_type': records(TlsBits.RECORDS, isOpaque, () => APPLICATION_DATA),
	'tls.record.version': records(
		TlsBits.RECORDS,
		() => true,
		(table, record) => table.version(record),
	),
	'tls.record.length': records(
		TlsBits.RECORDS,
		flags => (flags & UNREAD_SSL2) !== UNREAD_SSL2,
		(table, record) => table.recordLength(record),
	),
	'tls.alert_message': tables => ({
		kind: 'label',
		state: records(TlsBits.ALERT, isAlert, contentType)(tables).state,
	}),
	'tls.alert_message.level': records(TlsBits.ALERT, isReadableAlert, (table, record) => table.alertLevel(record)),
	'tls.alert_message.desc': records(TlsBits.ALERT, isReadableAlert, (table, record) => table.alertDescription(record)),
	'tls.handshake.type': messages((table, message) => table.type(message)),
	'tls.handshake.length': messages((table, message) => table.messageLength(message), hasLength),
};
