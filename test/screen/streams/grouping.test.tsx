import assert from 'node:assert/strict';
import test from 'node:test';
import {listRows} from '../../../source/screen/streams/groups/list-rows.ts';
import {cursorIndex} from '../../../source/screen/streams/stream-list-state.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {show} from '../../support/terminal/screen-under-test.tsx';
import {run} from './list-support.ts';

/** Ten streams in turns of three verdicts: four of the first, three of each other. */
const ten = () => mixedSession(10);

test('t groups by verdict, by server, by client and not at all', () => {
	const session = ten();
	let {state} = run(session, []);
	const kinds: (string | undefined)[] = [];
	for (let presses = 0; presses < 4; presses++) {
		state = run(session, ['group'], state).state;
		kinds.push(session.view.groups?.by);
	}
	assert.deepEqual(kinds, ['verdict', 'server', 'client', undefined]);
});

test('groups stand by their number of streams, and hold each stream once', () => {
	const session = ten();
	run(session, ['group']);
	const groups = session.view.groups!;
	assert.deepEqual([groups.size(0), groups.size(1), groups.size(2)], [4, 3, 3]);
	const streams = Array.from({length: 10}, (_, place) => session.view.at(place));
	assert.deepEqual(
		streams.toSorted((a, b) => a - b),
		[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
	);
	assert.deepEqual(streams.slice(0, 4), [0, 3, 6, 9], 'in the order of the list within a group');
});

test('a group opens to its streams and closes again, from its heading or from within', () => {
	const session = ten();
	const rows = (state: Parameters<typeof run>[2]) => listRows(session.view, state!.open);
	const open = run(session, ['group', 'open']).state;
	assert.equal(rows(open).count, 3 + 4);
	assert.deepEqual(rows(open).at(0), {kind: 'group', group: 0, isOpen: true});
	assert.deepEqual(rows(open).at(4), {kind: 'stream', stream: 9});
	assert.deepEqual(rows(open).at(5), {kind: 'group', group: 1, isOpen: false});
	const within = run(session, ['down', 'down'], open).state;
	assert.equal(within.selected, 3);
	const closed = run(session, ['close-group'], within).state;
	assert.equal(rows(closed).count, 3);
	assert.equal(cursorIndex(closed, session.view), 0);
	assert.equal(rows(run(session, ['open'], open).state).count, 3, 'the same key closes it');
});

test('rows lie as they should with several open groups', () => {
	const session = ten();
	const {state} = run(session, ['group', 'bottom', 'open', 'top', 'open']);
	const list = listRows(session.view, state.open);
	const kinds = Array.from({length: list.count}, (_, row) => {
		const at = list.at(row);
		return at.kind === 'group' ? `g${at.group}` : String(at.stream);
	});
	const {view} = session;
	const inThird = [0, 1, 2].map(index => String(view.at(view.groups!.start(2) + index)));
	assert.deepEqual(kinds, ['g0', '0', '3', '6', '9', 'g1', 'g2', ...inThird]);
	for (let row = 0; row < list.count; row++) {
		const at = list.at(row);
		if (at.kind === 'stream') assert.equal(list.rowOf(at.stream), row);
		else assert.equal(list.headingOf(view.at(view.groups!.start(at.group))), row);
	}
});

test('the selected stream stays selected into groups and out of them', () => {
	const session = ten();
	const chosen = run(session, ['down', 'down', 'down', 'down']).state;
	assert.equal(chosen.selected, 4);
	const grouped = run(session, ['group'], chosen).state;
	const list = listRows(session.view, grouped.open);
	const at = list.at(cursorIndex(grouped, session.view));
	assert.equal(
		at.kind === 'group' && session.view.groups!.groupAt(session.view.indexOf(4)),
		at.kind === 'group' && at.group,
	);
	const opened = run(session, ['open', 'down', 'down'], grouped).state;
	const {selected} = opened;
	const {state} = run(session, ['group', 'group', 'group'], opened);
	assert.equal(session.view.groups, undefined);
	assert.equal(session.view.at(cursorIndex(state, session.view)), selected);
});

test('an open group stays open under a filter, and one whose streams are all gone is no row', () => {
	const session = ten();
	session.answerFilter = () => [0, 3, 1];
	const {state} = run(session, ['group', 'open']);
	session.setFilter('x');
	const list = listRows(session.view, state.open);
	assert.equal(list.count, 2 + 2);
	assert.deepEqual(list.at(0), {kind: 'group', group: 0, isOpen: true});
});

test('a group row tells how many streams, their share, how many are abnormal, and their bytes', async () => {
	const screen = show(ten());
	await screen.type('t');
	const lines = screen.lines();
	assert.match(lines[1]!, /3 groups by verdict$/);
	assert.match(lines[2]!, /^ +Verdict +▾Streams +Share +Abnormal +Bytes$/);
	assert.match(lines[3]!, /^▸ ▸ • idle-client-reset +4 streams +40% +4 abnormal +212 B$/);
	assert.match(lines[4]!, / ▸ .*3 streams +30%/);
	assert.match(lines[23]!, / 1\/3$/);
	await screen.type('\r');
	assert.match(screen.lines()[3]!, /^▸ ▾ /);
	assert.match(screen.lines()[2]!, /Stream .*Client .*Ending/, 'the headings of the streams that are in sight now');
	assert.match(screen.lines()[4]!, /^ +0 .*10\.1\.0\.2:45868/);
	await screen.type('j\r');
	assert.match(screen.lines()[0]!, /stream 0/);
	screen.close();
});

test('grouped by server a row names address and port, by client the address', async () => {
	const screen = show(ten());
	await screen.type('tt');
	assert.ok(screen.lines().some(line => /▸ 10\.2\.0\.2:7005 +4 streams/.test(line)));
	assert.ok(screen.lines().some(line => /▸ \[2001:db8::1\]:443 +3 streams/.test(line)));
	await screen.type('t');
	assert.ok(screen.lines().some(line => /▸ 10\.1\.0\.2 +4 streams/.test(line)));
	screen.close();
});
