import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {TlsBits} from '../../analysis/tables/packet-table.ts';
import {RecordFlag} from '../../analysis/tables/side-tables.ts';

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const APPLICATION_DATA = 23;
const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;
const TLS13 = 0x0304;
const CLOSE_NOTIFY = 0;
const USER_CANCELED = 90;
const FATAL = 2;

/** Lengths of a TLS 1.3 record (spec/diagnoses.md D.7, D.8): two bytes and a tag of 16 or 8; Finished of SHA-256, SHA-384. */
const HIDDEN_ALERT_LENGTHS = [19, 11];
const FINISHED_LENGTHS = [53, 69, 45, 61];
/** A Certificate message without certificates: 4 + 4 bytes, a type byte, a tag. */
const EMPTY_CERTIFICATE_LENGTHS = [25, 17];
/** The message itself is at most so long: an empty list, in TLS 1.3 behind an empty context (RFC 5246 7.4.6). */
const EMPTY_CERTIFICATE = 4;

/** TLS as one end spoke it. Rows are -1 for none. */
export class TlsEndFacts {
	helloRow = -1;
	/** Last packet in which a record ends, and that record's type and length. */
	lastRow = -1;
	lastType = 0;
	lastLength = 0;
	/** That record was decrypted: its type is the one inside. */
	lastIsDecrypted = false;
	/** Packets with application data records; in TLS 1.3 also those that hide handshake messages. */
	dataRows = 0;
	firstDataRow = -1;
	secondDataRow = -1;
	/** A readable alert that ends the session: packet, level and description. */
	alertRow = -1;
	alertLevel = 0;
	alertDescription = 0;
	/** It was encrypted, and read with the secrets of a key log. */
	alertIsDecrypted = false;
	/** Last alert that cannot be read. */
	encryptedAlertRow = -1;
	/** Readable close_notify. */
	closeNotifyRow = -1;
	certificateRequestRow = -1;
	/** Certificate message, and whether it was empty. */
	certificateRow = -1;
	certificateEmpty = false;
	/** Packets with records after the client's first encrypted ones. */
	rowsAfterFinished = 0;
	/** First packet with application data proper. */
	spokeRow = -1;

	reset(): void {
		this.helloRow = this.lastRow = this.firstDataRow = this.secondDataRow = this.alertRow = -1;
		this.encryptedAlertRow =
			this.closeNotifyRow =
			this.certificateRequestRow =
			this.certificateRow =
			this.spokeRow =
				-1;
		this.lastType =
			this.lastLength =
			this.dataRows =
			this.alertLevel =
			this.alertDescription =
			this.rowsAfterFinished =
				0;
		this.certificateEmpty = this.lastIsDecrypted = this.alertIsDecrypted = false;
	}
}

/** TLS milestones of a stream. */
export class TlsFacts {
	seen = false;
	/** Negotiated version, 0 while unknown. */
	version = 0;
	readonly client = new TlsEndFacts();
	readonly server = new TlsEndFacts();

	reset(): void {
		this.seen = false;
		this.version = 0;
		this.client.reset();
		this.server.reset();
	}

	get isTls13(): boolean {
		return this.version === TLS13;
	}

	/** Notes a packet with records. Packets that have nothing but application data are looked into later, if at all. */
	note(tables: CaptureTables, end: TlsEndFacts, row: number, bits: number): void {
		end.lastRow = row;
		if (this.client.firstDataRow >= 0) end.rowsAfterFinished++;
		if ((bits & TlsBits.APPLICATION_DATA) !== 0) {
			if (end.dataRows === 0) end.firstDataRow = row;
			else if (end.dataRows === 1) end.secondDataRow = row;
			end.dataRows++;
		}
		if ((bits & TlsBits.HANDSHAKE) !== 0) noteHandshake(tables, this, end, row);
		if ((bits & TlsBits.ALERT) !== 0) noteAlerts(tables, end, row);
	}

	/** Looks into the few packets whose record lengths tell something. */
	finish(tables: CaptureTables): void {
		for (const end of [this.client, this.server]) {
			if (end.lastRow < 0) continue;
			const {to} = tables.tlsRecords.rowsOf(end.lastRow);
			end.lastType = tables.tlsRecords.contentType(to - 1);
			end.lastLength = tables.tlsRecords.recordLength(to - 1);
			end.lastIsDecrypted = isDecrypted(tables, to - 1);
			if (!this.isTls13) end.spokeRow = end.firstDataRow;
		}
		if (this.isTls13 && this.client.firstDataRow >= 0) finishClient13(tables, this.client);
	}

	/** The last record of an end has the size of an alert in TLS 1.3. */
	endsWithHiddenAlert(end: TlsEndFacts): boolean {
		if (!this.isTls13 || end.lastType !== APPLICATION_DATA || end.lastIsDecrypted) return false;
		return HIDDEN_ALERT_LENGTHS.includes(end.lastLength);
	}

	/** The last record of an end is an alert of any kind but a readable fatal one: read or taken as close_notify. */
	endsWithGoodbye(end: TlsEndFacts): boolean {
		if (end.closeNotifyRow >= 0 && end.closeNotifyRow === end.lastRow) return true;
		if (end.encryptedAlertRow >= 0 && end.encryptedAlertRow === end.lastRow) return true;
		return this.endsWithHiddenAlert(end);
	}

	/** The last record of an end is application data, not an alert. */
	endsWithData(end: TlsEndFacts): boolean {
		return end.lastRow >= 0 && end.lastType === APPLICATION_DATA && !this.endsWithHiddenAlert(end);
	}
}

function noteHandshake(tables: CaptureTables, tls: TlsFacts, end: TlsEndFacts, row: number): void {
	const {tlsHandshakes} = tables;
	const {from, to} = tlsHandshakes.rowsOf(row);
	for (let i = from; i < to; i++) {
		const type = tlsHandshakes.type(i);
		const expected = end === tls.client ? CLIENT_HELLO : SERVER_HELLO;
		if (type === expected && end.helloRow < 0) end.helloRow = row;
		else if (type === CERTIFICATE_REQUEST) end.certificateRequestRow = row;
		else if (type === CERTIFICATE) {
			end.certificateRow = row;
			end.certificateEmpty = tlsHandshakes.messageLength(i) <= EMPTY_CERTIFICATE;
		}
	}
}

function noteAlerts(tables: CaptureTables, end: TlsEndFacts, row: number): void {
	const {tlsRecords} = tables;
	const {from, to} = tlsRecords.rowsOf(row);
	for (let i = from; i < to; i++) {
		if (tlsRecords.contentType(i) !== ALERT) continue;
		const flags = tlsRecords.flags(i);
		if ((flags & RecordFlag.ENCRYPTED_ALERT) !== 0) end.encryptedAlertRow = row;
		else if ((flags & RecordFlag.NO_CONTENT) === 0) {
			const description = tlsRecords.alertDescription(i);
			const level = tlsRecords.alertLevel(i);
			if (description === CLOSE_NOTIFY) end.closeNotifyRow = row;
			else if (level === FATAL || description !== USER_CANCELED) {
				if (end.alertRow >= 0 && end.alertLevel >= level) continue;
				end.alertRow = row;
				end.alertLevel = level;
				end.alertDescription = description;
				end.alertIsDecrypted = isDecrypted(tables, i);
			}
		}
	}
}

/** Whether an alert that ends in a packet was read with the secrets of a key log. */
export function hasDecryptedAlert(tables: CaptureTables, row: number): boolean {
	const {packets, tlsRecords} = tables;
	if ((packets.tls(row) & TlsBits.ALERT) === 0) return false;
	const {from, to} = tlsRecords.rowsOf(row);
	for (let record = from; record < to; record++)
		if (isDecrypted(tables, record) && tlsRecords.contentType(record) === ALERT) return true;
	return false;
}

function isDecrypted({tlsRecords}: CaptureTables, record: number): boolean {
	return (tlsRecords.flags(record) & RecordFlag.DECRYPTED) !== 0;
}

/** Tells the client's Finished from what it sends behind it, by record lengths. */
function finishClient13(tables: CaptureTables, client: TlsEndFacts): void {
	const {tlsRecords} = tables;
	const {from, to} = tlsRecords.rowsOf(client.firstDataRow);
	let hidden = 0;
	let isOpen = false;
	for (let i = from; i < to; i++) {
		if (tlsRecords.contentType(i) === CHANGE_CIPHER_SPEC) continue;
		if (isDecrypted(tables, i)) {
			isOpen = true;
			if (tlsRecords.contentType(i) === APPLICATION_DATA) client.spokeRow = client.firstDataRow;
			continue;
		}
		if (tlsRecords.contentType(i) !== APPLICATION_DATA) continue;
		const length = tlsRecords.recordLength(i);
		if (FINISHED_LENGTHS.includes(length)) {
			if (i + 1 < to) client.spokeRow = client.firstDataRow;
			else client.spokeRow = speaksAt(tables, client);
			if (hidden > 0) client.certificateRow = client.firstDataRow;
			return;
		}
		if (hidden === 0) client.certificateEmpty = EMPTY_CERTIFICATE_LENGTHS.includes(length);
		hidden++;
	}
	if (!isOpen) client.certificateEmpty = false;
	if (client.spokeRow < 0) client.spokeRow = speaksAt(tables, client);
}

/** The second packet with hidden records, unless all that it has is an alert. */
function speaksAt(tables: CaptureTables, client: TlsEndFacts): number {
	if (client.secondDataRow < 0) return -1;
	const {tlsRecords} = tables;
	const {from, to} = tlsRecords.rowsOf(client.secondDataRow);
	const isAlert = isDecrypted(tables, from)
		? tlsRecords.contentType(from) === ALERT
		: HIDDEN_ALERT_LENGTHS.includes(tlsRecords.recordLength(from));
	return to - from === 1 && isAlert ? -1 : client.secondDataRow;
}
