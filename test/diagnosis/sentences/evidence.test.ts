import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import type {Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import {explainPacket} from '../../../source/diagnosis/explain.ts';
import {gatherFacts} from '../../../source/diagnosis/facts/gather.ts';
import {Ladder} from '../../../source/report/ladder/ladder.ts';
import {relationsOf} from '../../../source/report/ladder/relations/relations.ts';
import {streamRows} from '../../../source/session/stream-rows.ts';
import {capturesIn, sharedPath} from '../../support/captures/shared-files.ts';
import {judge} from '../support.ts';

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
			if (provocation === undefined || !/the packet it answers|: the answer to|, in reply/.test(reset.text)) continue;
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

/** Frame of each piece of evidence with its words. */
async function evidenceOf(path: string): Promise<{found: Diagnosis; told: ReadonlyMap<number, string>}> {
	const {tables, diagnoses} = await judge(path);
	const found = diagnoses[0]!;
	return {found, told: new Map(found.evidence.map(({row, text}) => [tables.packets.frameNumber(row), text]))};
}

test('a reset that comes sooner after a FIN than the round trip, and does not acknowledge it, does not follow from it', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	const {found, told} = await evidenceOf(join(folder, 'defer_accept.pcap'));
	assert.match(told.get(9)!, /RST,ACK 10 ms after the FIN, where 20 ms is the least/);
	assert.ok(!found.notTheCause.some(text => text.includes('reset')));
	assert.match(found.caveats!.join(), /the two crossed, and the server aborted by itself/);
	const {tables, context} = await judge(join(folder, 'defer_accept.pcap'));
	assert.match(explainPacket(tables, tables.packets.rowOfFrame(9), context)!, /aborts by itself: .* crossed/);
});

test('a server that answers QUIT and closes did not close at the same moment as the client', async t => {
	const folder = sharedPath(t, 'corpus', 'public');
	if (folder === undefined) return;
	const {found, told} = await evidenceOf(join(folder, 'bug-3616-smtp.pcap'));
	assert.match(found.summary, /client 10\.10\.1\.4:1470 finished and closed, and server .* agreed/);
	assert.ok(!found.also.includes('simultaneous-close'));
	assert.equal(told.get(56), 'server payload after that FIN, 48 bytes');
});

test('the idle client is told with all its steps: silence, first bytes, FIN, late bytes', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	const {found, told} = await evidenceOf(join(folder, 'never_speaks.pcap'));
	assert.match(found.summary, /silent for 61\.5 s, then sent 31 bytes; server .* closed 521 ms later/);
	assert.match(found.summary, /without a FIN of its own, and the 22 bytes that it sent 19 s after the server's FIN/);
	assert.match(found.rootCause, /61\.5 s, and the 31 bytes/);
	assert.match(found.caveats!.join(), /because of the 31 bytes rather than of the silence/);
	assert.match(told.get(6)!, /^server FIN, 521 ms after the last payload$/);
	const notice = await evidenceOf(join(folder, 'never_speaks_server31.pcap'));
	assert.match(notice.found.summary, /silent for 62 s; server .* closed, with 31 bytes ahead of its FIN/);
	assert.deepEqual(notice.found.caveats, []);
});

test('a time in the evidence says from what it counts', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	const {told} = await evidenceOf(join(folder, 'keepalive_race_crossing.pcap'));
	assert.match(told.get(10)!, /^server RST, 21 ms after that payload: the answer to/);
	const {found} = await evidenceOf(join(folder, 'zero_window_then_rst.pcap'));
	assert.match(found.summary, /and it then reset the connection with data unread\.$/);
	for (const name of capturesIn(folder)) {
		for (const {evidence} of (await judge(join(folder, name))).diagnoses)
			for (const {text} of evidence) assert.doesNotMatch(text, /FIN after .* of silence/, name);
	}
});
