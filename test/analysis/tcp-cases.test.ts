import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {load} from '../support/captures/loaded-capture.ts';
import {compareWithOracle} from '../support/captures/oracle.ts';
import {capturesIn, parseTable, sharedPath} from '../support/captures/shared-files.ts';

/** Columns of Wireshark's packet list, and the size of reassembled data, which tcpwhy does not have as fields. */
const LEFT_OUT = new Set(['_ws.col.Protocol', '_ws.col.Info', 'tcp.reassembled.length']);

test('each rule of the TCP and TLS analysis is as its recorded case shows it', async t => {
	const folder = sharedPath(t, 'spec', 'tcp-cases');
	if (folder === undefined) return;
	for (const file of capturesIn(folder)) {
		await t.test(file.replace('.pcap', ''), async () => {
			const expected = parseTable(readFileSync(join(folder, file.replace('.pcap', '.expected.tsv')), 'utf8'));
			const capture = await load(join(folder, file));
			assert.deepEqual(compareWithOracle(capture, expected, LEFT_OUT), []);
		});
	}
});
