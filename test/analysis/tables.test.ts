import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {AddressTable} from '../../source/analysis/tables/address-table.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {applyDelta, TablesSender} from '../../source/analysis/tables/tables-delta.ts';
import {Direction, StreamStates, segmentsOf, Word} from '../../source/analysis/tcp/stream-state.ts';
import {UnackedSegments} from '../../source/analysis/tcp/unacked-segments.ts';
import {ReassemblyMemory} from '../../source/analysis/tls/reassembly-memory.ts';
import {PendingRecord} from '../../source/analysis/tls/record-store.ts';
import {TlsStreams} from '../../source/analysis/tls/tls-stream.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {quickly} from '../support/fuzz.ts';

test('an address has one row however often it is met, and growing keeps all', () => {
	const table = new AddressTable();
	const rows = Array.from({length: 5000}, (_, n) => table.intern(4, n * 65_537, 0, 0, 0));
	assert.deepEqual(rows, [...rows.keys()]);
	for (let n = 0; n < 5000; n++) assert.equal(table.intern(4, n * 65_537, 0, 0, 0), n);
	assert.notEqual(table.intern(6, 65_537, 0, 0, 0), 1);
	assert.deepEqual(table.words(3), [3 * 65_537]);
});

test('what one thread adds to the tables arrives in the other in pieces', async () => {
	const here = new CaptureTables();
	const there = new CaptureTables();
	const sender = new TablesSender(here);
	const reader = await openCapture(sample('mixed.pcap'));
	const analyzer = new CaptureAnalyzer(here);
	while (await reader.fill()) {
		while (analyzer.addAll(reader, 100)) {
			applyDelta(there, structuredClone(sender.take()));
			assert.equal(there.packets.length, here.packets.length);
		}
	}
	here.interfaces.push(...reader.interfaces);
	await reader.close();
	applyDelta(there, structuredClone(sender.take()));
	assert.ok(here.names.length > 0);
	assert.deepEqual(namesOf(there), namesOf(here));
	assert.deepEqual(there.interfaces, here.interfaces);
	assert.equal(there.streams.length, 215);
	for (let row = 0; row < here.packets.length; row++) {
		assert.equal(there.packets.sequence(row), here.packets.sequence(row));
		assert.equal(there.packets.stream(row), here.packets.stream(row));
	}
});

test('what one thread has not told of yet is not seen in rows that both share', async () => {
	const here = new CaptureTables();
	const there = new CaptureTables();
	const sender = new TablesSender(here);
	const reader = await openCapture(sample('mixed.pcap'));
	const analyzer = new CaptureAnalyzer(here);
	let hidden = 0;
	while (await reader.fill()) {
		while (analyzer.addAll(reader, 1)) {
			for (let stream = 0; stream < there.streams.length; stream++) {
				if (here.streams.serverName(stream) !== there.streams.serverName(stream)) hidden++;
				assert.ok(there.streams.serverName(stream) < there.names.length);
				assert.ok(there.streams.lastRow(stream) < there.packets.length);
			}
			applyDelta(there, structuredClone(sender.take()));
		}
	}
	await reader.close();
	assert.ok(hidden > 0, 'a name came with a later packet than its stream did');
});

/** The rules of spec/tcp-analysis.md 9.18 on a plain list, newest first. */
function acknowledgePlainly(list: {row: number; start: number; end: number}[], ack: number): number {
	let exact = -1;
	for (const entry of [...list]) {
		if (ack === entry.end) exact = entry.row;
		else {
			if (((entry.start - ack) | 0) < 0 && ((ack - entry.end) | 0) <= 0) entry.start = ack;
			if (((ack - entry.end) | 0) < 0) continue;
		}
		list.splice(list.indexOf(entry), 1);
	}
	return exact;
}

const segment = fc.record({start: fc.integer({min: -300, max: 300}), length: fc.integer({min: 1, max: 120})});
const step = fc.oneof(
	segment,
	fc.record({ack: fc.oneof(fc.integer({min: -300, max: 400}), fc.integer({min: -(2 ** 31), max: 2 ** 31 - 1}))}),
);

test('unacknowledged segments give the same answers as the rules on a plain list', () => {
	fc.assert(
		fc.property(fc.array(step, {maxLength: 80}), fc.constantFrom(0, 0x7fff_ff80, -100), (steps, base) => {
			const states = new StreamStates();
			states.add(0);
			const words = states.chunk(0);
			const segments = new UnackedSegments();
			const plain: {row: number; start: number; end: number}[] = [];
			for (const [row, move] of steps.entries()) {
				if ('ack' in move) {
					const ack = (base + move.ack) | 0;
					assert.equal(segments.acknowledge(words, Word.A, ack), acknowledgePlainly(plain, ack));
				} else {
					const start = (base + move.start) | 0;
					const end = (start + move.length) | 0;
					segments.push(words, Word.A, row, start, end);
					plain.unshift({row, start, end});
				}
				assert.equal(segmentsOf(words[Word.A + Direction.BITS]!), plain.length);
				assert.equal(segments.oldestRow(words, Word.A), plain.at(-1)?.row ?? -1);
				if (plain.length === 0) continue;
				segments.measure(words, Word.A, base - 500);
				assert.equal(segments.first, Math.min(...plain.map(entry => (entry.start - base + 500) >>> 0)));
				assert.equal(segments.last, Math.max(...plain.map(entry => (entry.end - base + 500) >>> 0)));
			}
		}),
	);
});

test('a pending record is complete when its last hole is filled, and where pieces overlap the first bytes stay', () => {
	const record = new PendingRecord(100, 110, 0, true);
	const piece = (text: string) => new Uint8Array(Buffer.from(text));
	assert.equal(record.add(0, piece('abc'), 0, 3, true), true);
	record.add(6, piece('ghij'), 0, 4, false);
	assert.equal(record.complete, false);
	record.add(1, piece('XXdef'), 0, 5, true);
	assert.equal(record.complete, true);
	assert.equal(record.length, 10);
	assert.equal(Buffer.from(record.content).toString().slice(0, 6), 'abcdef');
	assert.equal(record.add(0, piece('z'), 0, 1, true), false, 'nothing can be added to a complete record');
});

test('records are found by their start, or as the nearest before', () => {
	const streams = new TlsStreams(new ReassemblyMemory());
	const map = streams.recordsMade(streams.add(), false);
	const records = [10, 30, 20].map(start => new PendingRecord(start, start + 5, 0, false));
	for (const record of records) map.put(record);
	assert.equal(map.at(20), records[2]);
	assert.equal(map.at(21), undefined);
	assert.equal(map.before(30), records[2]);
	assert.equal(map.before(10), undefined);
	assert.equal(map.before(0), records[1], 'for 0 it is the greatest of all');
});

const namesOf = ({names}: CaptureTables) => Array.from({length: names.length}, (_, row) => names.text(row));

test('server names take 16 MiB and 32 bytes a stream, with 16 for each, and that some are missing is said once', () => {
	const tables = new CaptureTables();
	const LONG = 'n'.repeat(248);
	const MANY = 100_000;
	const nameOf = (n: number) => Buffer.from(`${n.toString().padStart(7, '0')}${LONG}`);
	for (let n = 0; n < MANY; n++) tables.internName(nameOf(n));
	const ROOM = 16 * 1024 * 1024;
	assert.ok(tables.names.length < MANY);
	assert.ok(tables.names.bytesTaken <= ROOM && tables.names.bytesTaken > ROOM - 2 * 271);
	assert.ok(tables.names.letters.buffers.length * 65_536 <= tables.names.bytesTaken);
	assert.equal(tables.internName(nameOf(0)), 0, 'those that are known stay known');
	assert.equal(tables.names.text(5), nameOf(5).toString());
	assert.equal(tables.internName(Buffer.from('a-rather-long-new-name.example'.repeat(8))), -1);
	assert.deepEqual(
		tables.problems.map(({kind}) => kind),
		['memory'],
	);
	const {length} = tables.names;
	tables.streams.length = 1000;
	while (tables.names.intern(nameOf(tables.names.length), 1000) >= 0);
	assert.ok(Math.abs(tables.names.length - length - 32_000 / 271) <= 2);
});

test('a million different names of an ordinary length fit where there are as many streams', () => {
	const tables = new CaptureTables();
	for (let n = 0; n < 1_000_000; n++) {
		tables.streams.length = n + 1;
		assert.equal(tables.internName(Buffer.from(`host${n}.service.example.com`)), n);
	}
	assert.ok(tables.names.bytesTaken < 48e6);
	assert.equal(tables.names.text(999_999), 'host999999.service.example.com');
});

test('addresses that would all fall into one slot of a hash that everybody knows do not slow a capture down', () => {
	const MANY = 100_000;
	const table = new AddressTable();
	quickly(() => {
		// The words cancel one another in the multiplicative mix of MurmurHash's constants.
		for (let n = 0; n < MANY; n++) table.intern(6, Math.imul(n, 0x9e3779b1) ^ 0x20010db8, n, 0, 0);
		for (let n = 0; n < MANY; n++) table.intern(6, Math.imul(n, 0x85ebca6b) ^ 0x20010db8, 0, n, 0);
	});
	assert.equal(table.length, 2 * MANY - 1);
});
