import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {fileURLToPath} from 'node:url';
import fc from 'fast-check';
import {CaptureError} from '../../source/capture/problem.ts';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {jsonReport} from '../../source/report/endings/json-report.ts';
import {markdownReport} from '../../source/report/endings/markdown-report.ts';
import {textReport} from '../../source/report/endings/text-report.ts';
import {fieldLine, selectFields} from '../../source/report/field-output.ts';
import {judgeWhole} from '../../source/session/judging.ts';
import {WholeCapture} from '../../source/session/load/whole-capture.ts';
import {assertQuick, cases, spoilt} from '../support/fuzz.ts';
import {hostileFile} from './hostile-file.ts';
import {foreignOutput} from './terminal-output.ts';

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));
const seeds = [
	hostileFile(),
	...readdirSync(SAMPLES)
		.filter(name => /\.pcap(ng)?$/.test(name))
		.map(name => new Uint8Array(readFileSync(join(SAMPLES, name))))
		.filter(({length}) => length < 40_000),
];

const {fields} = selectFields([
	'frame.number',
	'frame.interface_name',
	'eth.src',
	'ip.src',
	'ipv6.src',
	'tcp.options',
	'tcp.payload',
	'tls.record.content_type',
	'tls.handshake.extensions_server_name',
	'tls.alert_message.desc',
]) as {fields: Parameters<typeof fieldLine>[0]};

/** Everything that is done with a capture without a screen. */
async function reportAll(path: string): Promise<string> {
	const capture = new WholeCapture({files: [path]});
	try {
		await capture.load();
		judgeWhole(capture.tables, DEFAULT_OPTIONS);
		const all = () => Array(capture.tables.streams.length).keys();
		const texts = [jsonReport, textReport, markdownReport].map(report => [...report(capture.source, all())].join(''));
		for (const row of capture.passingRows('', undefined)) texts.push(`${fieldLine(fields, capture.details(row))}\n`);
		const filter = 'tls matches "a+b" || frame contains 1b:5d || ip.addr == 10.0.0.0/8';
		texts.push([...capture.passingRows(filter, undefined)].join(' '));
		return texts.join('');
	} catch (error) {
		assert.ok(error instanceof CaptureError, (error as Error).stack);
		return '';
	} finally {
		capture.input.close();
	}
}

test('whatever is done to a capture, it is reported on: no failure, no delay, nothing that harms a terminal', {
	timeout: 3_600_000,
}, async t => {
	const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-fuzz-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const path = join(folder, 'capture');
	await fc.assert(
		fc.asyncProperty(spoilt(seeds), async ({bytes}) => {
			writeFileSync(path, bytes);
			const before = process.cpuUsage();
			const text = await reportAll(path);
			assertQuick(before);
			assert.equal(foreignOutput(text.replaceAll('\t', ' ').replaceAll('\r', '\0')), undefined);
		}),
		{numRuns: cases(2000)},
	);
});
