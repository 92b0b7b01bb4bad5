import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {PendingRecord} from '../../../source/analysis/tls/record-store.ts';
import {collectGarbage} from '../../support/garbage.ts';

test('a piece far behind a hole takes the memory of its own bytes, not of the hole', () => {
	collectGarbage();
	const before = process.memoryUsage().arrayBuffers;
	const records = Array.from({length: 2000}, () => new PendingRecord(0, 60_000, 0, true));
	for (const record of records) {
		record.add(0, new Uint8Array(40), 0, 40, true);
		record.add(59_000, new Uint8Array(1), 0, 1, true);
	}
	collectGarbage();
	assert.ok(process.memoryUsage().arrayBuffers - before < 2000 * 4096);
	assert.equal(records.at(-1)!.length, 40);
});

test('pieces that come in any order make the record', () => {
	const content = Uint8Array.from({length: 3000}, (_, n) => (n * 7) & 0xff);
	const cuts = fc.uniqueArray(fc.integer({min: 1, max: 2999}), {maxLength: 12});
	fc.assert(
		fc.property(cuts, fc.array(fc.nat()), (places, order) => {
			const bounds = [0, ...places.sort((a, b) => a - b), 3000];
			const pieces = bounds.slice(1).map((to, n) => ({from: bounds[n]!, to, rank: order[n] ?? n}));
			const record = new PendingRecord(0, 3000, 0, true);
			for (const {from, to} of pieces.sort((a, b) => a.rank - b.rank))
				record.add(from, content, from, to - from, to < 3000);
			assert.equal(record.complete, true);
			assert.deepEqual(record.content, content);
		}),
	);
});
