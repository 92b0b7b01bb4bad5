import assert from 'node:assert/strict';
import test from 'node:test';
import {FAMILIES} from '../../../source/diagnosis/families.ts';
import {VERDICTS} from '../../../source/diagnosis/verdicts.ts';
import {verdictsTest, verdictTest, withOutcome} from '../../../source/screen/streams/list-filter.ts';
import {cursorIndex} from '../../../source/screen/streams/stream-list-state.ts';
import {check} from '../../../source/session/compile-filter.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {show, stackOf} from '../../support/terminal/screen-under-test.tsx';
import {run} from './list-support.ts';

test('every verdict is in one family', () => {
	const inFamilies = FAMILIES.flatMap(({verdicts}) => verdicts).sort();
	assert.deepEqual(inFamilies, VERDICTS.map(({id}) => id).sort());
});

test('the tests of outcomes are display filters', () => {
	for (const {verdicts} of FAMILIES) assert.deepEqual(check(verdictsTest(verdicts)), {ok: true});
	for (const {id} of VERDICTS) assert.deepEqual(check(verdictTest(id)), {ok: true});
});

test('an outcome takes the place of the one in the filter, and nothing else of it', () => {
	const one = verdictTest('clean-close');
	assert.equal(withOutcome('', one), one);
	assert.equal(withOutcome('tcp.port == 80', one), `tcp.port == 80 && ${one}`);
	assert.equal(withOutcome('tcp.port == 80 || tcp.port == 81', one), `(tcp.port == 80 || tcp.port == 81) && ${one}`);
	for (const {verdicts} of FAMILIES) {
		for (const filter of ['', 'ip.addr == 10.0.0.1', 'tcp.port == 80 || tcp.port == 81']) {
			const filtered = withOutcome(filter, verdictsTest(verdicts));
			assert.deepEqual(check(filtered), {ok: true});
			assert.equal(withOutcome(filtered, one), withOutcome(filter, one));
			assert.equal(withOutcome(filtered, ''), filter);
		}
	}
	const own = 'conn.verdict == "x" || tcp';
	assert.equal(withOutcome(own, one), `(${own}) && ${one}`);
});

test('f counts the endings, and a letter filters by one', async () => {
	const session = mixedSession(7);
	session.answerFilter = () => [1, 4];
	const screen = show(session);
	await screen.type('f');
	const lines = screen.lines();
	assert.ok(lines.some(line => /^▸a {2}all +7 {2}any ending$/.test(line)));
	assert.ok(lines.some(line => /^ c {2}client +3 /.test(line)));
	assert.ok(lines.some(line => /idle-client-reset +3 {2}client never spoke/.test(line)));
	assert.ok(lines.some(line => /^ t {2}tls +2 {2}TLS failed$/.test(line)));
	await screen.type('t');
	assert.equal(session.filters.at(-1), 'conn.verdict == "tls-alert"');
	assert.match(screen.lines()[1]!, /^filter conn\.verdict == "tls-alert" +2 of 7 streams/);
	await screen.type('f');
	assert.ok(
		screen.lines().some(line => /^ t {2}tls +2 +2 {2}TLS failed$/.test(line)),
		'listed, and of all',
	);
	await screen.type('a');
	assert.equal(session.view.filter, undefined);
	screen.close();
});

test('Enter in the menu filters by the verdict under the cursor', () => {
	const session = mixedSession(7);
	const {stack} = stackOf(session);
	stack.press(['f', 'j', 'j', 'j', 'enter']);
	assert.equal(session.filters.at(-1), 'conn.verdict == "idle-client-reset"');
	stack.dispose();
});

test('x leaves the verdict of the row out, X keeps only it, both beside the filter in force', () => {
	const session = mixedSession(7);
	session.answerFilter = () => [0, 1, 2];
	session.setFilter('tcp.port == 443');
	run(session, ['down', 'exclude']);
	assert.equal(session.filters.at(-1), 'tcp.port == 443 && not conn.verdict == "tls-alert"');
	session.setFilter('tcp.port == 443');
	const {state} = run(session, ['down', 'only']);
	assert.equal(session.filters.at(-1), 'tcp.port == 443 && conn.verdict == "tls-alert"');
	const before = session.filters.length;
	run(session, ['only'], state);
	assert.equal(session.filters.length, before, 'what the filter says already is not added');
});

test('x and X of a group speak of what its streams have in common', () => {
	const session = mixedSession(7);
	session.answerFilter = () => [0, 1, 2];
	const {state} = run(session, ['group', 'group']);
	run(session, ['only'], state);
	assert.equal(session.filters.at(-1), 'conn.server.address == 10.2.0.2 && conn.server.port == 7005');
	session.setFilter('');
	run(session, ['exclude'], state);
	assert.equal(session.filters.at(-1), 'not (conn.server.address == 10.2.0.2 && conn.server.port == 7005)');
	assert.deepEqual(check(session.filters.at(-1)!), {ok: true});
});

test('] and [ go to the next and previous stream of the same verdict', () => {
	const session = mixedSession(9);
	const {state} = run(session, ['down', 'next-alike']);
	assert.equal(state.selected, 4);
	assert.equal(run(session, ['next-alike', 'next-alike'], state).state.selected, 7, 'the last stays');
	const back = run(session, ['previous-alike'], state).state;
	assert.equal(cursorIndex(back, session.view), 1);
	assert.equal(run(session, ['previous-alike'], back).effects?.[0]?.type, 'message');
});
