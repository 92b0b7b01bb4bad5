/** Records that cannot be right, and where tshark 4.0.17 stops to show what follows in the segment. */
import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../../source/capture/open-capture.ts';
import {loadCapture} from '../../../source/session/load/load-capture.ts';
import {concat, hex, pcap, tcp} from '../../support/frames/capture-builder.ts';

const ALERT = hex('1503030002 0228');

const RECORDS: readonly (readonly [name: string, records: Uint8Array, types: readonly number[]])[] = [
	['a heartbeat without content', hex('1803030000'), [24, 21]],
	['a heartbeat request of one byte', hex('1803030001 01'), [24]],
	['a heartbeat response of two bytes', hex('1803030002 0200'), [24]],
	['a heartbeat request of three bytes', hex('1803030003 010000'), [24, 21]],
	['a short heartbeat of no known type', hex('1803030002 0300'), [24, 21]],
	['an empty handshake record', hex('1603030000'), [22, 21]],
	['an empty handshake record in the middle of a message', hex('1603030005 0b00000900 1603030000'), [22, 22]],
];

for (const [name, records, types] of RECORDS) {
	test(`behind ${name} an alert is ${types.includes(21) ? 'shown' : 'not shown'}`, async () => {
		const payload = concat(records, ALERT);
		const frame = tcp({from: '10.0.0.1:40000', to: '10.0.0.2:443', flags: 'PA', seq: 1, ack: 1, payload});
		const tables = new CaptureTables();
		await loadCapture(await openCapture(Readable.from([pcap([frame])])), tables);
		const {tlsRecords} = tables;
		assert.deepEqual(
			Array.from({length: tlsRecords.length}, (_, record) => tlsRecords.contentType(record)),
			types,
		);
	});
}
