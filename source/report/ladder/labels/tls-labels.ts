import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {TlsBits} from '../../../analysis/tables/packet-table.ts';
import {RecordFlag} from '../../../analysis/tables/side-tables.ts';
import {ALERT_DESCRIPTION_NAMES, CONTENT_TYPE_NAMES, HANDSHAKE_TYPE_NAMES} from '../../../dissect/fields/names/tls.ts';
import {sanitize} from '../../sanitize.ts';

const ALERT = 21;
const HANDSHAKE = 22;

/** The TLS records that end in a packet: `Client Hello example.com, Change Cipher Spec`; empty without any. */
export function recordsText(tables: CaptureTables, row: number): string {
	const {packets, tlsRecords} = tables;
	if ((packets.tls(row) & TlsBits.RECORDS) === 0) return '';
	const {from, to} = tlsRecords.rowsOf(row);
	const names: string[] = [];
	for (let record = from; record < to; record++) {
		for (const name of recordNames(tables, row, record)) if (names.at(-1) !== name) names.push(name);
	}
	return names.join(', ');
}

function recordNames(tables: CaptureTables, row: number, record: number): string[] {
	const type = tables.tlsRecords.contentType(record);
	if ((tables.tlsRecords.flags(record) & RecordFlag.SSL2) !== 0) return ['SSLv2 record'];
	if (type === HANDSHAKE) return handshakeNames(tables, row, record);
	if (type === ALERT) return [alertName(tables, record)];
	return [CONTENT_TYPE_NAMES.get(type) ?? `TLS record ${type}`];
}

function alertName({tlsRecords}: CaptureTables, record: number): string {
	if ((tlsRecords.flags(record) & RecordFlag.ENCRYPTED_ALERT) !== 0) return 'Encrypted Alert';
	const description = tlsRecords.alertDescription(record);
	return `Alert: ${ALERT_DESCRIPTION_NAMES.get(description) ?? `unknown (${description})`}`;
}

/** The handshake messages that a record completes, or that they cannot be read. */
function handshakeNames({tlsRecords, tlsHandshakes, names}: CaptureTables, row: number, record: number): string[] {
	if ((tlsRecords.flags(record) & RecordFlag.ENCRYPTED_HANDSHAKE) !== 0) return ['Encrypted Handshake Message'];
	const {from, to} = tlsHandshakes.rowsOf(row);
	const texts: string[] = [];
	for (let message = from; message < to; message++) {
		if (tlsHandshakes.record(message) !== record) continue;
		const type = tlsHandshakes.type(message);
		const name = HANDSHAKE_TYPE_NAMES.get(type) ?? `Handshake ${type}`;
		const serverName = names.text(tlsHandshakes.serverName(message));
		texts.push(serverName === undefined ? name : `${name} ${sanitize(serverName)}`);
	}
	return texts.length === 0 ? ['Handshake (goes on in the next record)'] : texts;
}
