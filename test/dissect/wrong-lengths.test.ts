/** Lengths that do not fit: what tshark 4.0.17 prints of the same bytes. */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {fieldLine, selectFields} from '../../source/report/field-output.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {concat, type Frame, hex, pcap, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const folder = scratchFolder();
const PLACE = {from: '10.0.0.1:40000', to: '10.0.0.2:443', flags: 'PA', seq: 1, ack: 1} as const;
const RANDOM = '72'.repeat(32);

async function print(frame: Frame, ...fields: readonly string[]): Promise<string> {
	const file = join(folder, 'frame.pcap');
	writeFileSync(file, pcap([frame]));
	const {rows, details} = await load(file);
	return fieldLine(selectFields(fields).fields!, details(rows[0]!));
}

/** A TLS record with one handshake message. */
function helloRecord(type: number, body: Uint8Array): Uint8Array {
	const {length} = body;
	const record = [22, 3, 1, (length + 4) >> 8, (length + 4) & 0xff];
	return concat(Uint8Array.of(...record, type, 0, length >> 8, length & 0xff), body);
}

/** What stands behind the random of a ClientHello, and JA3, extensions and suites. */
const CLIENT_HELLOS: readonly (readonly [name: string, rest: string, printed: string])[] = [
	['no extensions', '00 0002002f 0100', '771,47,,,\t\t0x002f'],
	['an empty list of extensions', '00 0002002f 0100 0000', '771,47,,,\t\t0x002f'],
	['one extension', '00 0002002f 0100 0004 00170000', '771,47,23,,\t23\t0x002f'],
	['half of the length of its extensions', '00 0002002f 0100 00', '771,47,\t\t0x002f'],
	['extensions that are longer than the message', '00 0002002f 0100 0005 00170000', '771,47,\t\t0x002f'],
	['an extension that is longer than their list', '00 0002002f 0100 0008 00170000 00180001', '\t23\t0x002f'],
	['no suites', '00 0000 0100', '771,,,,\t\t'],
	['suites that are longer than the message', '00 0004002f', '\t\t'],
];

for (const [name, rest, printed] of CLIENT_HELLOS) {
	test(`a ClientHello with ${name} is shown as far as tshark shows it`, async () => {
		const payload = helloRecord(1, hex(`0303 ${RANDOM} ${rest}`));
		const fields = ['tls.handshake.ja3_full', 'tls.handshake.extension.type', 'tls.handshake.ciphersuite'];
		assert.equal(await print(tcp({...PLACE, payload}), ...fields), printed);
	});
}

test('an encrypted server name has a key share of its own', async () => {
	const payload = helloRecord(1, hex(`0303 ${RANDOM} 00 0002002f 0100 000c ffce0008 1301001d 0002abcd`));
	assert.equal(await print(tcp({...PLACE, payload}), 'tls.handshake.extensions_key_share_group'), '29');
});

test('an IPv4 length of 0 is that of what the frame holds', async () => {
	const frame = tcp({...PLACE, payload: 100});
	const ETHERNET = 14;
	frame.bytes.fill(0, ETHERNET + 2, ETHERNET + 4);
	assert.equal(await print(frame, 'ip.len', 'tcp.len'), '140\t100');
});
