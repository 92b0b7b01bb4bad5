import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {fieldLine, selectFields} from '../../../source/report/field-output.ts';
import {load} from '../../support/captures/loaded-capture.ts';
import {concat, hex, pcap, tcp} from '../../support/frames/capture-builder.ts';
import {scratchFolder} from '../../support/scratch-folder.ts';

const folder = scratchFolder();

const FIELDS = ['tls.record.version', 'tls.record.length', 'tls.handshake.type', 'tls.handshake.version'];
const CHALLENGE = '43'.repeat(16);
const clientHello = (version: string) => hex(`801f 01 ${version} 0006 0000 0010 000039 0700c0 ${CHALLENGE}`);
const serverHello = (version: string) => hex(`8021 04 00 01 ${version} 0000 0006 0010 0700c0 000039 ${CHALLENGE}`);
/** With so many bytes of clear and encrypted key said to be in it, and 64 that are. */
const masterKey = (clear: string, encrypted: string) =>
	hex(`804a 02 0700c0 ${clear} ${encrypted} 0000 ${'78'.repeat(64)}`);
const ALERT = hex('1503010002 0228');

/** Port of the server, what the client sends, and what tshark 4.0.17 prints of it. */
const MESSAGES: readonly (readonly [name: string, port: number, payload: Uint8Array, printed: string])[] = [
	['a client hello for TLS 1.0', 443, clientHello('0301'), '0x0002\t31\t1\t0x0301'],
	['a client hello for SSL 2', 443, clientHello('0002'), '0x0002\t31\t1\t0x0002'],
	['a client hello for a draft of TLS 1.3', 443, clientHello('7f1c'), '0x0002\t31\t1\t0x7f1c'],
	['a client hello for a version that is none', 443, clientHello('0305'), '0x0002\t\t\t'],
	[
		'two client hellos',
		443,
		concat(clientHello('0301'), clientHello('0303')),
		'0x0002,0x0002\t31,31\t1,1\t0x0301,0x0303',
	],
	['a client hello and an alert', 443, concat(clientHello('0301'), ALERT), '0x0002,0x0301\t31,2\t1\t0x0301'],
	['a server hello', 443, serverHello('0002'), '0x0002\t33\t4\t0x0002'],
	['a server hello of a version that is none', 443, serverHello('0000'), '0x0002\t\t\t'],
	['a master key', 443, masterKey('0000', '0040'), '0x0002\t74\t2\t'],
	['a master key whose parts fill the record', 443, masterKey('000a', '0040'), '0x0002\t74\t2\t'],
	['a master key that is longer than the record', 443, masterKey('000b', '0040'), '0x0002\t\t\t'],
	['a client hello on a port that nobody owns', 9999, clientHello('0301'), '\t\t\t'],
];

for (const [name, port, payload, printed] of MESSAGES) {
	test(`SSL 2: ${name} is shown as tshark shows it`, async () => {
		assert.deepEqual(await print([{from: '10.0.0.1:40000', to: `10.0.0.2:${port}`, payload}]), [printed]);
	});
}

test('SSL 2: a hello that is split over two segments is shown with the second', async () => {
	const hello = clientHello('0301');
	const place = {from: '10.0.0.1:40000', to: '10.0.0.2:443'};
	for (const at of [3, 20]) {
		const printed = await print([
			{...place, payload: hello.subarray(0, at)},
			{...place, seq: 1 + at, payload: hello.subarray(at)},
		]);
		assert.deepEqual(printed, ['\t\t\t', '0x0002\t31\t1\t0x0301']);
	}
});

async function print(segments: readonly Partial<Parameters<typeof tcp>[0]>[]): Promise<string[]> {
	const file = join(folder, 'ssl2.pcap');
	writeFileSync(file, pcap(segments.map(segment => tcp({from: '', to: '', flags: 'PA', seq: 1, ack: 1, ...segment}))));
	const {rows, details} = await load(file);
	return rows.map(row => fieldLine(selectFields(FIELDS).fields!, details(row)));
}
