import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {gatherFacts} from '../../source/diagnosis/facts/gather.ts';
import {Ladder} from '../../source/report/ladder/ladder.ts';
import {relationsOf} from '../../source/report/ladder/relations/relations.ts';
import {streamRows} from '../../source/session/stream-rows.ts';
import {capturesIn, sharedPath} from '../support/shared-files.ts';
import {judge} from './support.ts';

test('evidence names the packet that the ladder links the reset to, wherever it says how soon the reset came', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	let linked = 0;
	for (const name of capturesIn(folder)) {
		const {tables, context, diagnoses} = await judge(join(folder, name));
		for (const [stream, {evidence}] of diagnoses.entries()) {
			gatherFacts(tables, stream, context.facts);
			const {row} = context.facts.reset;
			const reset = evidence.find(entry => entry.row === row);
			if (row < 0 || reset === undefined) continue;
			const ladder = new Ladder(tables, stream, streamRows(tables, stream));
			const provocation = relationsOf(ladder).provocation(ladder.indexOf(row));
			if (provocation === undefined || !/the packet it answers|the answer to|in reply/.test(reset.text)) continue;
			linked++;
			const frame = ladder.frame(provocation.index);
			const frames = evidence.map(entry => tables.packets.frameNumber(entry.row));
			assert.ok(frames.includes(frame), `${name}: #${frame} is not among ${frames}: ${reset.text}`);
		}
	}
	assert.ok(linked >= 10, `${linked}`);
});

test('a forged reset answers the packet that triggered it, not the first of the burst', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	const expected = {injected_rst: [4, 5, /1\.2 ms after/], tls_server_silent_close_at_hello: [4, 5, /only 1 ms after/]};
	for (const [name, [provoker, reset, words]] of Object.entries(expected)) {
		const {tables, diagnoses} = await judge(join(folder, `${name}.pcap`));
		const [first, second] = diagnoses[0]!.evidence;
		assert.equal(tables.packets.frameNumber(first!.row), provoker);
		assert.match(first!.text, /that the reset answers/);
		assert.equal(tables.packets.frameNumber(second!.row), reset);
		assert.match(second!.text, words as RegExp);
	}
});
