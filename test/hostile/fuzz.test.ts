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
import {concat} from '../support/capture-builder.ts';
import {hostileFile} from './hostile-file.ts';
import {foreignOutput} from './terminal-output.ts';

/** `npm run fuzz` asks for more, or for as many as FUZZ_RUNS says. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? (process.env['CI'] ? 400 : 100));
/** Milliseconds in which a capture of some kilobytes is reported on, however damaged. */
const PATIENCE = 20_000;

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));
const seeds = [
	hostileFile(),
	...readdirSync(SAMPLES)
		.filter(name => /\.pcap(ng)?$/.test(name))
		.map(name => new Uint8Array(readFileSync(join(SAMPLES, name))))
		.filter(({length}) => length < 40_000),
];

const place = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});
const edit = fc.record({
	kind: fc.constantFrom('flip', 'lie', 'cut', 'splice', 'repeat', 'fill'),
	at: place,
	from: place,
	length: fc.integer({min: 1, max: 2000}),
	value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x16, 0x15, 0x45, 0x60),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

/** Changes a capture; the structure around the place stays as it was, so that the damage gets deep. */
function spoil(bytes: Uint8Array, {kind, at, from, length, value}: Edit, other: Uint8Array): Uint8Array {
	const place = Math.floor(at * bytes.length);
	const source = Math.floor(from * other.length);
	const head = bytes.subarray(0, place);
	const changed = bytes.slice();
	switch (kind) {
		case 'flip':
			if (place < changed.length) changed[place]! ^= value || 1;
			return changed;
		case 'lie':
			return changed.fill(value, place, place + 1 + (length % 4));
		case 'fill':
			return changed.fill(value, place, place + (length % 64));
		case 'cut':
			return concat(head, bytes.subarray(place + length));
		case 'repeat':
			return concat(head, bytes.subarray(Math.max(0, place - length)));
		default:
			return concat(head, other.subarray(source, source + length), bytes.subarray(place));
	}
}

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
	const seed = fc.nat(seeds.length - 1);
	await fc.assert(
		fc.asyncProperty(seed, seed, fc.array(edit, {minLength: 1, maxLength: 6}), async (one, two, edits) => {
			const spoiled = edits.reduce((bytes, each) => spoil(bytes, each, seeds[two]!), seeds[one]!);
			writeFileSync(path, spoiled);
			const begun = performance.now();
			const text = await reportAll(path);
			assert.ok(performance.now() - begun < PATIENCE, 'it takes too long');
			assert.equal(foreignOutput(text.replaceAll('\t', ' ').replaceAll('\r', '\0')), undefined);
		}),
		{numRuns: RUNS},
	);
});
