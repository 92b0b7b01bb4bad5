import assert from 'node:assert/strict';
import test from 'node:test';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import {streamFilter} from '../../source/filter/write/stream-filter.ts';
import {UNICODE} from '../../source/report/ladder/drawing.ts';
import {lineText, lineWidth} from '../../source/report/spans.ts';
import {endingPanes} from '../../source/screen/endings/endings-panes.ts';
import {reduceEndings} from '../../source/screen/endings/endings-reducer.ts';
import {ENDINGS, type EndingsState} from '../../source/screen/endings/endings-state.ts';
import {timelineLines} from '../../source/screen/endings/timeline-lines.ts';
import {sessionMemory} from '../../source/screen/memory/user-memory.ts';
import {type Effect, type Facts, NO_PREFERENCES} from '../../source/screen/screen.ts';
import {STREAM_LIST} from '../../source/screen/streams/stream-list-state.ts';
import {guideLines} from '../../source/screen/verdicts/guide-lines.ts';
import {openVerdict} from '../../source/screen/verdicts/verdict-state.ts';
import {check} from '../../source/session/compile-filter.ts';
import type {FakeSession} from '../support/captures/fake-session.ts';
import {mixedSession} from '../support/frames/fake-captures.ts';
import {PLAIN, PLAIN_ASCII, show, stackOf} from '../support/terminal/screen-under-test.tsx';

const factsOf = (session: FakeSession, columns = 100, rows = 39): Facts => ({
	session,
	appearance: PLAIN,
	columns,
	rows,
	history: [],
	own: sessionMemory(),
	preferences: NO_PREFERENCES,
});

function run(session: FakeSession, actions: readonly string[], from: EndingsState = ENDINGS) {
	let state = from;
	let effects: readonly Effect[] = [];
	for (const action of actions) {
		const step = reduceEndings(state, {action}, factsOf(session));
		state = step.state;
		effects = step.effects ?? [];
	}
	return {state, effects};
}

const filterOf = (effects: readonly Effect[]) =>
	effects.find((effect): effect is Extract<Effect, {type: 'filter'}> => effect.type === 'filter')?.expression;

test('the overview shows verdicts with their sign, how often, and where most', () => {
	const screen = show(mixedSession(30), {rows: 40, screens: [STREAM_LIST, ENDINGS]});
	const lines = screen.lines();
	assert.match(lines[1]!, /^! 10 abnormal {3}\? 0 unknown {3}• 10 info|^! \d+ abnormal/);
	assert.ok(lines.some(line => /^ ! tls-alert +█+ +10 +all at \[2001:db8::1\]:443$/.test(line)));
	assert.ok(lines.some(line => /^ ✓ clean-close +█+ +10 +all at /.test(line)));
	assert.ok(lines.some(line => /^OVER TIME {2}one bar is /.test(line)));
	screen.close();
});

test('what is abnormal stands above what is normal, however often either is', () => {
	const session = mixedSession(30);
	const keys = endingPanes(ENDINGS, factsOf(session)).verdicts.rows.map(({key}) => key);
	assert.deepEqual(keys.at(-1), 'clean-close');
	assert.equal(keys[0], 'all');
});

test('every row leads to its streams by a filter that is valid', () => {
	const session = mixedSession(30);
	const {addresses} = session.tables;
	for (const side of ['server', 'client'] as const) {
		for (const verdict of ['', 'tls-alert', 'clean-close']) {
			const state = {...ENDINGS, side, selected: {...ENDINGS.selected, verdicts: verdict}};
			for (const pane of Object.values(endingPanes(state, factsOf(session))))
				for (const {filter, key} of pane.rows) assert.ok(key === 'all' || check(filter).ok, filter);
		}
	}
	for (const {id} of VERDICTS) assert.ok(check(streamFilter({verdict: id}, addresses)).ok, id);
	const whole = streamFilter({client: {address: 0}, server: {address: 1, port: 80}, empty: true}, addresses);
	assert.ok(check(whole).ok, whole);
});

test('Enter puts the filter of the row in force and goes to the list', () => {
	const session = mixedSession(30);
	const {effects} = run(session, ['down', 'list']);
	const verdict = endingPanes(ENDINGS, factsOf(session)).verdicts.rows[1]!.key;
	assert.deepEqual(effects[0], {type: 'list'});
	assert.equal(filterOf(effects), `conn.verdict == "${verdict}"`);
});

test('a verdict and a server narrow together', () => {
	const session = mixedSession(30);
	const state = {...ENDINGS, selected: {...ENDINGS.selected, verdicts: 'tls-alert'}};
	const {effects} = run(session, ['next-pane', 'next-pane', 'list'], state);
	assert.equal(
		filterOf(effects),
		'conn.verdict == "tls-alert" && conn.server.address6 == 2001:db8::1 && conn.server.port == 443',
	);
	const clients = run(session, ['side', 'next-pane', 'next-pane', 'list'], state);
	assert.match(filterOf(clients.effects)!, /^conn\.verdict == "tls-alert" && conn\.client\.address6 == [\da-f:]+$/);
});

test('the streams that a filter in force left are narrowed further, not replaced', () => {
	const session = mixedSession(30);
	session.answerFilter = () => [1, 4, 7];
	session.setFilter('tcp.port == 443 or tcp.port == 80');
	const {effects} = run(session, ['down', 'list']);
	assert.equal(filterOf(effects), '(tcp.port == 443 or tcp.port == 80) && conn.verdict == "tls-alert"');
});

test('a filter in force is named with the streams that it leaves', () => {
	const session = mixedSession(30);
	session.answerFilter = () => [1, 4, 7];
	session.setFilter('tcp.port == 443');
	const screen = show(session, {rows: 40, screens: [STREAM_LIST, ENDINGS]});
	const lines = screen.lines();
	assert.match(lines[1]!, /3 of 30 streams pass the filter$/);
	assert.match(lines[2]!, /^filter tcp\.port == 443 /);
	assert.ok(!lines.some(line => line.includes('clean-close')));
	screen.close();
});

test('while the file loads, the overview says so and counts what is there', () => {
	const session = mixedSession(3);
	session.progress = {...session.progress, phase: 'loading', bytesRead: 250_000, bytesTotal: 1_000_000};
	const screen = show(session, {rows: 40, screens: [STREAM_LIST, ENDINGS]});
	const lines = screen.lines();
	assert.match(lines[2]!, /^loading /);
	assert.ok(lines.some(line => line.includes('told when the capture is read to its end')));
	screen.close();
});

test('the key of the overview opens it on the list and on a ladder, and Enter leaves both for the list', () => {
	const {stack} = stackOf(mixedSession(6), {columns: 100, rows: 40});
	const after = (...keys: string[]): string => {
		stack.press(keys);
		return stack.top.kind;
	};
	assert.equal(after('o'), 'endings');
	assert.equal(after('o'), 'streams');
	assert.equal(after('enter', 'o'), 'endings');
	assert.equal(after('j', 'enter'), 'streams');
});

test('K explains the verdict of the row, of the stream in the list, and of the ladder', () => {
	const {stack} = stackOf(mixedSession(6), {columns: 100, rows: 40});
	const shown = () => (stack.top.kind === 'verdict' ? stack.top.verdict : stack.top.kind);
	stack.press(['K']);
	assert.equal(shown(), 'idle-client-reset');
	stack.press(['escape', 'enter', 'K']);
	assert.equal(shown(), 'idle-client-reset');
	stack.press(['escape', 'o', 'j', 'j', 'K']);
	assert.equal(shown(), 'tls-alert');
	stack.press([']']);
	assert.equal(shown(), 'tls-client-certificate');
	stack.press(['K']);
	assert.equal(shown(), undefined, 'the list of all');
	stack.press(['G', 'enter']);
	assert.equal(shown(), 'one-sided');
});

test('the page of a verdict says who, what the packets show, what it is not and what to check', () => {
	const screen = show(mixedSession(3), {rows: 40, screens: [STREAM_LIST, openVerdict('idle-client-reset')]});
	const text = screen.lines().join('\n');
	for (const part of ['Meaning', 'Category', 'Ended by', 'Packets show', 'What it is not', 'Check next', 'References'])
		assert.match(text, new RegExp(`^${part}`, 'm'));
	assert.match(text, /^! idle-client-reset$/m);
	assert.match(text, /conn\.verdict == "idle-client-reset"/);
	screen.close();
});

test('no line is wider than the terminal, at any size, in either set of characters', () => {
	const session = mixedSession(60);
	for (const appearance of [PLAIN, PLAIN_ASCII]) {
		const {drawing} = appearance;
		for (const columns of [80, 120, 149, 150, 250]) {
			const facts = {...factsOf(session, columns, 40), appearance};
			for (const pane of Object.values(endingPanes(ENDINGS, facts)))
				for (const {lines} of pane.rows)
					for (const line of lines) assert.ok(lineWidth(line) <= pane.width, lineText(line));
			for (const line of timelineLines(session.endings().summary.timeline, columns, 2, drawing))
				assert.ok(lineWidth(line) <= columns, lineText(line));
			for (const {id} of VERDICTS)
				for (const line of guideLines(id, columns, drawing)) assert.ok(lineWidth(line) <= columns, lineText(line));
		}
	}
});

test('the strips of the timeline are as high as their counts, and the least of them is seen', () => {
	const timeline = {width: 1, start: 0, abnormal: Uint32Array.of(0, 1, 100), other: Uint32Array.of(4, 0, 2)};
	const [title, abnormal, other] = timelineLines(timeline, 24, 1, UNICODE).map(lineText);
	assert.match(title!, /one bar is 1 s, from 1970-01-01 00:00:00 to 00:00:03 UTC$/);
	assert.equal(abnormal, '! abnormal     ▁▁▁███  most 100');
	assert.equal(other, '✓ other     ███   ▄▄▄  most 4');
});
