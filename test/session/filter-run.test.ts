import assert from 'node:assert/strict';
import test from 'node:test';
import {compile} from '../../source/session/compile-filter.ts';
import {FilterRun} from '../../source/session/view/filter-run.ts';
import {load} from '../support/loaded-capture.ts';
import {sample} from '../support/samples.ts';

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
