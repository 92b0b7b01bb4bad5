import assert from 'node:assert/strict';
import test from 'node:test';
import {Marks} from '../../../source/screen/streams/marks.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import type {FakeSession} from '../../support/captures/fake-session.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {show, stackOf} from '../../support/terminal/screen-under-test.tsx';
import {run} from './list-support.ts';

const marked = (session: FakeSession, actions: readonly string[], from = STREAM_LIST) => [
	...run(session, actions, from).state.marks.streams(),
];

test('Space marks a stream and goes on to the next; on a marked one it takes the mark away', () => {
	const session = mixedSession(6);
	assert.deepEqual(marked(session, ['mark', 'mark', 'down', 'mark']), [0, 1, 3]);
	assert.deepEqual(marked(session, ['mark', 'mark', 'top', 'mark']), [1]);
});

test('a range is marked from where it was begun to the cursor, either way', () => {
	const session = mixedSession(9);
	assert.deepEqual(marked(session, ['down', 'range', 'down', 'down', 'range']), [1, 2, 3]);
	assert.deepEqual(marked(session, ['bottom', 'range', 'up', 'up', 'mark']), [6, 7, 8]);
	assert.deepEqual(marked(session, ['range', 'down', 'clear']), [], 'Esc gives it up');
});

test('all listed streams are marked, and unmarked by the same key; u takes all marks away', () => {
	const session = mixedSession(9);
	session.answerFilter = () => [2, 5];
	session.setFilter('x');
	const all = run(session, ['mark-all']).state;
	assert.deepEqual([...all.marks.streams()], [2, 5]);
	assert.deepEqual(marked(session, ['mark-all'], all), []);
	session.setFilter('');
	assert.deepEqual(marked(session, ['mark-all'], all), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
	assert.deepEqual(marked(session, ['unmark-all'], all), []);
});

test('marking a group marks its streams', () => {
	const session = mixedSession(9);
	assert.deepEqual(marked(session, ['group', 'mark']), [0, 3, 6]);
	assert.deepEqual(marked(session, ['group', 'mark', 'top', 'mark']), []);
});

test('a set of marks counts each stream once and leaves the older set as it was', () => {
	const some = Marks.NONE.with([5, 5, 2000], true);
	assert.equal(some.count, 2);
	const fewer = some.with([5, 7], false);
	assert.deepEqual([some.has(5), fewer.has(5), fewer.count], [true, false, 1]);
	assert.equal(fewer.with([2000], false), Marks.NONE);
});

test('w writes the marked streams, or the one under the cursor, and W what passes the filter', async () => {
	const session = mixedSession(6);
	session.answerFilter = () => [1, 2];
	const {stack} = stackOf(session);
	const write = async (...keys: string[]) => {
		stack.press([...keys, 'enter']);
		await new Promise(resolve => setImmediate(resolve));
		return session.written.at(-1);
	};
	assert.equal(await write('j', 'w'), '1 stream-1.pcap');
	assert.equal(await write(' ', ' ', 'w'), '1,2 marked-2.pcap');
	assert.equal(await write('W'), 'passing all.pcap');
	stack.startFilter('tcp');
	assert.equal(await write('W'), 'passing filtered.pcap');
	stack.dispose();
});

test('marked rows have a sign, the status line counts them, and the question tells what is written', async () => {
	const screen = show(mixedSession(6));
	await screen.type(' j ');
	assert.match(screen.lines()[1]!, /^no filter +2 marked$/);
	assert.match(screen.lines()[3]!, /^◆ +0 /);
	assert.match(screen.lines()[4]!, /^ +1 /);
	assert.match(screen.lines()[5]!, /^◆ +2 /);
	await screen.type('w');
	assert.match(screen.lines()[21]!, /^file: marked-2\.pcap/);
	assert.match(screen.lines()[22]!, /writes the packets of 2 marked streams to a new pcap/);
	screen.close();
});
