import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import type {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {type EndingsSummary, summarizeEndings} from '../../source/diagnosis/endings/endings-summary.ts';
import {PairCounts} from '../../source/diagnosis/endings/pair-counts.ts';
import {bucketWidth, rebucket} from '../../source/diagnosis/endings/timeline.ts';
import {VerdictCells} from '../../source/diagnosis/endings/verdict-cells.ts';
import {VERDICTS, type VerdictId, verdictIndex} from '../../source/diagnosis/verdicts.ts';
import {findingText} from '../../source/report/endings/finding-text.ts';
import {endpointText} from '../../source/report/format.ts';
import type {Frame} from '../support/frames/capture-builder.ts';
import {conversation, exchange, type Line, OPENING} from './conversation.ts';
import {judge} from './support.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');

const all = (tables: CaptureTables) => Uint32Array.from({length: tables.streams.length}, (_, stream) => stream);

async function summaryOf(input: string | readonly Frame[]): Promise<{tables: CaptureTables; summary: EndingsSummary}> {
	const {tables} = await judge(input);
	return {tables, summary: summarizeEndings(tables, all(tables), true)};
}

function inTime(...conversations: readonly Frame[][]): Frame[] {
	return conversations.flat().sort((a, b) => Number((a.time as bigint) - (b.time as bigint)));
}

const REFUSED: readonly Line[] = [
	[0, 'c', 'S'],
	[0.02, 's', 'RA'],
];
const CHECK: readonly Line[] = [...OPENING, [0.03, 'c', 'FA'], [0.05, 's', 'FA'], [0.051, 'c', 'A']];
const CLEAN: readonly Line[] = [...OPENING, ...exchange(0.03), [1, 'c', 'FA'], [1.02, 's', 'FA'], [1.021, 'c', 'A']];

test('the overview counts every stream once, under the verdict that the stream has', async () => {
	const {tables, diagnoses} = await judge(join(SAMPLES, 'mixed.pcap'));
	const summary = summarizeEndings(tables, all(tables), true);
	const expected = new Map<string, number>();
	for (const {verdict} of diagnoses) expected.set(verdict, (expected.get(verdict) ?? 0) + 1);
	const counted = summary.verdicts.map(({verdict, streams}) => [VERDICTS[verdict]!.id, streams] as const);
	assert.deepEqual(new Map<string, number>(counted), expected);
	assert.equal(summary.streams, 215);
	const perServer = (id: VerdictId) => {
		const counts = new Map<string, number>();
		for (const [stream, {verdict}] of diagnoses.entries()) {
			if (verdict !== id) continue;
			const {addresses, streams} = tables;
			const server = endpointText(addresses, streams.address(stream, 'server'), streams.port(stream, 'server'));
			counts.set(server, (counts.get(server) ?? 0) + 1);
		}
		return counts;
	};
	for (const {verdict, servers} of summary.verdicts) {
		const found = servers.most.map(
			place => [endpointText(tables.addresses, place.address, place.port), place.matching] as const,
		);
		assert.deepEqual(new Map(found), perServer(VERDICTS[verdict]!.id));
		assert.equal(servers.count, found.length);
		const counts = found.map(([, count]) => count);
		assert.deepEqual(
			counts,
			counts.toSorted((a, b) => b - a),
			'where it is most frequent comes first',
		);
	}
});

test('endings over time are as many as streams that ended, each in its bucket', async () => {
	const {summary} = await summaryOf(
		inTime(
			conversation(CLEAN, {from: 10}),
			conversation(REFUSED, {from: 25, client: '10.1.0.3:40000'}),
			// Still open: it is no ending.
			conversation(OPENING, {from: 26, client: '10.1.0.4:40000'}),
		),
	);
	const {timeline} = summary;
	assert.equal(
		timeline.other.reduce((sum, each) => sum + each),
		1,
	);
	assert.equal(
		timeline.abnormal.reduce((sum, each) => sum + each),
		1,
	);
	// The capture begins at 10 s; the clean close ends 1.02 s later, the refusal 15.02 s.
	const bucket = (seconds: number) => Math.floor(seconds / timeline.width);
	assert.equal(timeline.other[bucket(1.021)], 1);
	assert.equal(timeline.abnormal[bucket(15.02)], 1);
});

test('buckets have widths that people count in, and never more of them than asked for', () => {
	assert.equal(bucketWidth(59, 60), 1);
	assert.equal(bucketWidth(61, 60), 2);
	assert.equal(bucketWidth(3600, 70), 60);
	assert.equal(bucketWidth(86_400 * 30, 100), 6 * 3600 * 2);
	for (const seconds of [0, 0.0004, 1, 77, 4000, 1e5, 1e7, 1e10])
		for (const count of [1, 10, 67, 1000]) {
			const width = bucketWidth(seconds, count);
			assert.ok(Math.floor(seconds / width) + 1 <= count, `${seconds} s in ${count}`);
		}
});

test('wider buckets hold what the narrow ones did', () => {
	const abnormal = Uint32Array.from({length: 957}, (_, index) => index % 7);
	const other = Uint32Array.from({length: 957}, (_, index) => index % 3);
	const sum = (buckets: Uint32Array) => buckets.reduce((total, each) => total + each, 0);
	for (const count of [1, 12, 64, 200, 957]) {
		const wider = rebucket({width: 2, start: 0, abnormal, other}, count);
		assert.ok(wider.abnormal.length <= count);
		assert.deepEqual([sum(wider.abnormal), sum(wider.other)], [sum(abnormal), sum(other)]);
		assert.equal(wider.width % 2, 0);
	}
});

test('a health check is told with its period, and a server that refuses with how often', async () => {
	const checks = [0, 5, 10, 15].map((from, index) =>
		conversation(CHECK, {from, client: `10.1.0.9:${50_000 + index}`, server: '10.2.0.2:80'}),
	);
	const refused = [3, 7].map((from, index) =>
		conversation(REFUSED, {from, client: `10.1.0.2:${41_000 + index}`, server: '10.2.0.2:7006'}),
	);
	const {tables, summary} = await summaryOf(inTime(...checks, ...refused));
	assert.deepEqual(
		summary.findings!.map(finding => findingText(finding, tables).replace(/\d\d:\d\d:\d\d/g, '…')),
		[
			'10.2.0.2:7006 refused both connections, from … to … UTC.',
			'10.1.0.9 checks 10.2.0.2:80 every 5 s: 4 connections without a byte.',
		],
	);
});

test('one client that tries many ports once and says nothing is a scan, not many checks', async () => {
	const ports = [21, 22, 23, 25, 80, 110, 143, 443, 3306];
	const {tables, summary} = await summaryOf(
		inTime(
			...ports.map((port, index) =>
				conversation(REFUSED, {from: index / 10, client: `10.9.9.9:${60_000 + index}`, server: `10.2.0.2:${port}`}),
			),
		),
	);
	assert.deepEqual(
		summary.findings!.map(finding => findingText(finding, tables)),
		['10.9.9.9 tried 9 ports of 1 host and never sent a byte: a port scan.'],
	);
});

test('connections that a server took with it are one finding', async () => {
	const died = [0, 0.1, 0.2].map((from, index) =>
		conversation([...OPENING, ...exchange(0.03), [5 - from, 's', 'RA']], {
			from,
			client: `10.1.0.${index + 2}:45000`,
			server: '10.2.0.2:7005',
		}),
	);
	const after = conversation(REFUSED, {from: 6, client: '10.1.0.9:45000', server: '10.2.0.2:7005'});
	const {tables, summary} = await summaryOf(inTime(...died, after));
	const [first] = summary.findings!;
	assert.equal(first!.verdict, verdictIndex('server-died'));
	assert.match(findingText(first!, tables), /^The process behind 10\.2\.0\.2:7005 ended at .* UTC; 3 connections fell/);
});

test('while the capture loads, streams without a verdict are counted apart and nothing is found across streams', async () => {
	const {tables} = await judge(conversation(CLEAN));
	tables.streams.setJudgement(0, 0, 0, 0);
	const loading = summarizeEndings(tables, all(tables), false);
	assert.deepEqual([loading.streams, loading.unjudged, loading.verdicts.length], [1, 1, 0]);
	assert.equal(loading.findings, undefined);
	const loaded = summarizeEndings(tables, all(tables), true);
	assert.deepEqual([loaded.unjudged, VERDICTS[loaded.verdicts[0]!.verdict]!.id], [0, 'unknown']);
});

test('an empty capture and a filter that nothing passes have an overview too', async () => {
	const {tables} = await judge(conversation(CLEAN));
	const nothing = summarizeEndings(tables, new Uint32Array(), true);
	assert.deepEqual([nothing.streams, nothing.verdicts, nothing.servers.count], [0, [], 0]);
});

test('pairs and cells count as a map does, through many growths', () => {
	const pairs = new PairCounts();
	const cells = new VerdictCells();
	const expected = new Map<string, number>();
	const seen = new Map<string, number>();
	for (let n = 0; n < 30_000; n++) {
		const one = (n * 7919) % 5003;
		const other = n % 4;
		const pair = pairs.add(one, other, n);
		cells.add(one, other, n);
		const key = `${one} ${other}`;
		assert.equal(seen.get(key) ?? pair, pair, 'a pair keeps its number');
		seen.set(key, pair);
		expected.set(key, (expected.get(key) ?? 0) + 1);
	}
	assert.equal(pairs.length, expected.size);
	for (let pair = 0; pair < pairs.length; pair++)
		assert.equal(pairs.count(pair), expected.get(`${pairs.one(pair)} ${pairs.other(pair)}`));
	assert.equal(cells.length, expected.size);
	for (let cell = 0; cell < cells.length; cell++)
		assert.equal(cells.count(cell), expected.get(`${cells.place(cell)} ${cells.verdict(cell)}`));
	assert.equal(pairs.find(5003, 0), -1);
});
