import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {compile} from '../../source/session/compile-filter.ts';
import {FilterRun} from '../../source/session/view/filter-run.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {pcapngOf, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

/** One that looks at the bytes of each packet, and backtracks. */
const SLOW = 'frame matches "(a*)*\\\\1b|(.)\\\\2\\\\2\\\\2"';

test('a run that reads packets stops in the middle of a block when its time is over, and goes on from there', async () => {
	const {tables, reader} = await load(sample('mixed.pcap'));
	const whole = new FilterRun(tables, compile(SLOW, tables), reader);
	assert.equal(whole.advance(Number.POSITIVE_INFINITY), true);
	assert.ok(whole.packets > 0 && whole.packets < tables.packets.length);
	const pieces = new FilterRun(tables, compile(SLOW, tables), reader);
	assert.equal(pieces.advance(-1), false);
	assert.equal(pieces.done, 32, 'one word of the set of rows');
	while (!pieces.advance(-1));
	assert.equal(pieces.packets, whole.packets);
	for (let row = 0; row < tables.packets.length; row++) assert.equal(pieces.rows.has(row), whole.rows.has(row));
});

test('a run over columns alone looks at whole blocks, whatever the time', async () => {
	const {tables, reader} = await load(sample('mixed.pcap'));
	const run = new FilterRun(tables, compile('tcp.flags.reset == 1', tables), reader);
	run.advance(-1);
	assert.ok(run.done >= Math.min(1024, tables.packets.length));
});

test('times that are centuries apart, as damaged files have them, are compared as they are', async () => {
	const seconds = [0n, 4_000_000_000n, 10_000_000_000_000n, 5n];
	const file = join(scratchFolder(), 'far.pcapng');
	const frames = seconds.map(time => tcp({from: '10.0.0.1:1', to: '10.0.0.2:2', time: time * 1_000_000_000n}));
	writeFileSync(file, pcapngOf(frames));
	const {tables, reader} = await load(file);
	const passing = (filter: string) => {
		const run = new FilterRun(tables, compile(filter, tables), reader);
		run.advance(Number.POSITIVE_INFINITY);
		return seconds.flatMap((_, row) => (run.rows.has(row) ? [row + 1] : []));
	};
	assert.deepEqual(passing('tcp.time_delta > 0'), [2, 3]);
	assert.deepEqual(passing('tcp.time_delta < 0'), [4]);
	assert.deepEqual(passing('tcp.time_relative == 4000000000'), [2]);
});
