import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {jsonReport} from '../../source/report/endings/json-report.ts';
import {judgeWhole} from '../../source/session/judging.ts';
import {WholeCapture} from '../../source/session/load/whole-capture.ts';
import {concat, hex, pcap, tcp} from '../support/frames/capture-builder.ts';

test('of a connection with thousands of alerts the first and the last are reported', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-alerts-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const alerts = concat(...Array<Uint8Array>(200).fill(hex('1503030002 0100')));
	const FRAMES = 30;
	const frames = Array.from({length: FRAMES}, (_, n) =>
		tcp({
			from: '10.0.0.1:40000',
			to: '10.0.0.2:443',
			flags: 'PA',
			seq: 1 + n * alerts.length,
			payload: n === FRAMES - 1 ? concat(alerts, hex('1503030002 0228')) : alerts,
		}),
	);
	const file = join(folder, 'alerts.pcap');
	writeFileSync(file, pcap(frames));
	const capture = new WholeCapture({files: [file]});
	await capture.load();
	judgeWhole(capture.tables, DEFAULT_OPTIONS);
	const {streams} = JSON.parse([...jsonReport(capture.source, [0])].join(''));
	capture.input.close();
	const reported: {frame: number; description: string}[] = streams[0].tls.alerts;
	assert.equal(reported.length, 1000);
	assert.equal(reported[0]!.frame, 1);
	assert.equal(reported.at(-1)!.frame, FRAMES);
	assert.equal(reported.at(-1)!.description, 'handshake_failure');
});
