import assert from 'node:assert/strict';
import test from 'node:test';
import {UNICODE} from '../../../source/report/ladder/drawing.ts';
import {ALL_FOLDED} from '../../../source/report/ladder/fold-view.ts';
import {layOutLadder} from '../../../source/report/ladder/ladder-layout.ts';
import {lineText} from '../../../source/report/spans.ts';
import {ladderModel} from '../../../source/screen/ladder/ladder-model.ts';
import {ladderPlaces} from '../../../source/screen/ladder/ladder-places.ts';
import {type LadderState, openLadder, reduceLadder} from '../../../source/screen/ladder/ladder-state.ts';
import {windowRows, windowTop} from '../../../source/screen/ladder/ladder-window.ts';
import {FIRST_OPEN, parentRow, treeRows} from '../../../source/screen/ladder/panes/details-tree.ts';
import {hexLine, hexTop} from '../../../source/screen/ladder/panes/hex-dump.ts';
import {paneLines} from '../../../source/screen/ladder/panes/pane-lines.ts';
import {verdictFoot, verdictLines} from '../../../source/screen/ladder/verdict-lines.ts';
import {sessionMemory} from '../../../source/screen/memory/user-memory.ts';
import {type Effect, type Facts, NO_PREFERENCES} from '../../../source/screen/screen.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import {FAKE_ACKNOWLEDGMENT_BASE, FAKE_SEQUENCE_BASE} from '../../support/captures/fake-details.ts';
import {FakeSession} from '../../support/captures/fake-session.ts';
import {IDLE_CLIENT, longSession, mixedSession, TLS_ALERT} from '../../support/frames/fake-captures.ts';
import {PLAIN, show} from '../../support/terminal/screen-under-test.tsx';

const factsOf = (session: FakeSession, rows = 23, columns = 100): Facts => ({
	session,
	appearance: PLAIN,
	columns,
	rows,
	history: [],
	own: sessionMemory(),
	preferences: NO_PREFERENCES,
});

function run(session: FakeSession, actions: readonly string[], from: LadderState = openLadder(0), count?: number) {
	let state = from;
	let effects: readonly Effect[] = [];
	for (const action of actions) {
		const step = reduceLadder(state, {action, count}, factsOf(session));
		state = step.state;
		effects = step.effects ?? [];
	}
	return {state, effects};
}

const message = (effects: readonly Effect[]) => effects.find(effect => effect.type === 'message')?.message.text;

test('n and N step from event to event, and say when there is none', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const at = (actions: string[]) => run(session, actions).state.index;
	assert.equal(at(['next-event']), 3);
	assert.equal(at(['next-event', 'next-event']), 5);
	assert.equal(at(['bottom', 'previous-event']), 7);
	assert.equal(run(session, ['next-event'], openLadder(0), 2).state.index, 5, 'with a count');
	const end = run(session, ['bottom', 'next-event']);
	assert.equal(end.state.index, 8);
	assert.equal(message(end.effects), 'no further event');
});

test('g and a letter jump to FIN, RST, handshake, last data and alert', () => {
	const session = new FakeSession().add(TLS_ALERT);
	const at = (action: string) => run(session, [action]).state.index;
	assert.deepEqual(['go-fin', 'go-reset', 'go-handshake', 'go-last-data', 'go-alert'].map(at), [8, 9, 2, 7, 7]);
	assert.equal(message(run(new FakeSession().add(IDLE_CLIENT), ['go-alert']).effects), 'no TLS alert in this stream');
});

test('Esc goes one step back: out of the pane, the pane away, to the list', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const inPane = run(session, ['inspect']).state;
	assert.deepEqual([inPane.pane, inPane.focused], ['details', true]);
	const out = run(session, ['pane'], inPane).state;
	assert.deepEqual([out.pane, out.focused], ['details', false]);
	const away = run(session, ['back'], out).state;
	assert.equal(away.pane, 'none');
	assert.deepEqual(run(session, ['back'], away).effects, [{type: 'close'}]);
});

test('the brackets go to the next stream of the list and take its cursor along', () => {
	const session = mixedSession(3);
	const next = run(session, ['next-stream']);
	assert.equal(next.state.stream, 1);
	assert.deepEqual(next.effects, [{type: 'select', stream: 1}]);
	assert.equal(message(run(session, ['previous-stream']).effects), 'this is the first stream of the list');
	session.answerFilter = () => [2];
	session.setFilter('x');
	assert.match(message(run(session, ['next-stream']).effects)!, /not in the list/);
});

test('time cycles through since start, since previous and clock', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const seen: string[] = [];
	let state = openLadder(0);
	for (let press = 0; press < 4; press++) {
		state = run(session, ['time'], state).state;
		seen.push(state.time);
	}
	assert.deepEqual(seen, ['delta', 'clock', 'scale', 'start']);
});

test('absolute numbers are those of the packets', () => {
	const model = ladderModel(new FakeSession().add(IDLE_CLIENT), 0)!;
	assert.deepEqual(model.bases.client, {sequence: FAKE_SEQUENCE_BASE, acknowledgment: FAKE_ACKNOWLEDGMENT_BASE});
});

test('a window shows all of the selected packet: its silence, itself, its sentence', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const model = ladderModel(session, 0)!;
	const look = {
		layout: layOutLadder(model.ladder, 100, UNICODE, 'start'),
		explanations: true,
		view: model.view(ALL_FOLDED),
	};
	for (let rows = 3; rows < 20; rows++) {
		for (let selected = 0; selected < 9; selected++) {
			const top = windowTop(model, 0, selected, rows, look);
			const shown = windowRows(model, top, rows, look, () => undefined).filter(({index}) => index === selected);
			const all = windowRows(model, selected, 99, look, () => undefined).filter(({index}) => index === selected);
			assert.equal(shown.length, Math.min(rows, all.length), `${rows} rows, packet ${selected}`);
		}
	}
});

test('the last packets do not leave the foot of the window empty', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const model = ladderModel(session, 0)!;
	const look = {
		layout: layOutLadder(model.ladder, 100, UNICODE, 'start'),
		explanations: false,
		view: model.view(ALL_FOLDED),
	};
	const top = windowTop(model, 8, 8, 6, look);
	assert.equal(windowRows(model, top, 6, look, () => undefined).length, 6);
});

test('the end of a stream of a million packets is in sight at once', () => {
	const session = longSession(1_000_000);
	let asked = 0;
	session.explain = () => {
		asked++;
		return undefined;
	};
	const {state} = run(session, ['bottom']);
	assert.equal(state.index, 999_999);
	assert.ok(asked < 200, `${asked} packets were looked at`);
});

test('the tree shows what is open, and remembers it by name from packet to packet', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const names = (open: ReadonlySet<string>) => treeRows(session.packetDetails(0), open).map(({path}) => path);
	assert.deepEqual(names(new Set()), ['frame', 'eth', 'ip', 'tcp']);
	assert.ok(names(FIRST_OPEN).includes('tcp/tcp.flags'));
	assert.ok(!names(FIRST_OPEN).includes('tcp/tcp.flags/tcp.flags.reset'));
	const rows = treeRows(session.packetDetails(0), new Set([...FIRST_OPEN, 'tcp/tcp.flags']));
	const reset = rows.findIndex(({path}) => path === 'tcp/tcp.flags/tcp.flags.reset');
	assert.equal(rows[parentRow(rows, reset)]!.path, 'tcp/tcp.flags');
});

test('keys in the details pane open, close and follow the field over packets', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	let {state} = run(session, ['inspect', 'down', 'down']);
	assert.equal(state.node, 'tcp/tcp.dstport');
	state = run(session, ['packet-down'], state).state;
	assert.deepEqual([state.index, state.node], [1, 'tcp/tcp.dstport']);
	state = run(session, ['collapse'], state).state;
	assert.equal(state.node, 'tcp', 'up to the layer');
	state = run(session, ['collapse'], state).state;
	assert.ok(!state.open.has('tcp'));
	state = run(session, ['toggle'], state).state;
	assert.ok(state.open.has('tcp'));
});

test('the bytes of the selected field are lit', () => {
	const bytes = Uint8Array.from({length: 20}, (_, at) => 0x41 + at);
	const line = hexLine(bytes, 0, 16, 2, 5);
	assert.equal(lineText(line), '0000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50 ABCDEFGHIJKLMNOP');
	assert.deepEqual(
		line.filter(({role}) => role === 'lit').map(({text}) => text),
		['43 44 45', 'CDE'],
	);
	assert.equal(
		lineText(hexLine(bytes, 1, 16, 0, 0))
			.trimEnd()
			.endsWith('QRST'),
		true,
	);
});

test('a dump scrolls to the lit bytes', () => {
	assert.equal(hexTop(0, 4, 1000, 16, 10), 0);
	assert.equal(hexTop(500, 4, 1000, 16, 10), 31);
	assert.equal(hexTop(990, 4, 1000, 16, 10), 53, 'the last rows fill the window');
});

test('the panel says who, why, by which frames, what not, what next and where to read', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const lines = verdictLines(session.diagnose(0), row => row + 1, 80, UNICODE);
	const text = lines.map(({line}) => lineText(line)).join('\n');
	for (const part of [
		'idle-client-reset',
		'ended by client',
		'certain',
		'Root cause',
		'frame 6: the server sends FIN',
		'Not',
		'Next',
		'RFC 9293 3.5.2',
		'Also        TLS was ended with close_notify',
	]) {
		assert.ok(text.includes(part), part);
	}
	assert.deepEqual(
		lines.filter(({row}) => row !== undefined).map(({row}) => row),
		[5, 7, 8],
	);
	for (const {line} of lines) assert.ok(lineText(line).length <= 80);
});

test('e opens the explanation at its first evidence, with the ladder at that packet', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const {state} = run(session, ['down', 'verdict']);
	assert.deepEqual([state.pane, state.focused, state.index, state.before], ['verdict', true, 5, 1]);
	assert.equal(run(session, ['evidence'], state).state.index, 5);
	const small = {...factsOf(session, 23, 80)};
	const lines = paneLines(state, small, ladderModel(session, 0)!, 9).lines.map(lineText);
	assert.ok(
		lines.some(line => line.includes('Root cause')),
		'the cause stands above the evidence at 80x24',
	);
	assert.ok(lines.some(line => line.includes('Evidence    frame 6: the server sends FIN')));
});

test('square brackets go to the next stream with the same verdict, round ones to the neighbour', () => {
	const session = mixedSession(9);
	const verdict = session.ending(0)!.verdict;
	const same = [...Array(9).keys()].filter(stream => session.ending(stream)?.verdict === verdict);
	const next = run(session, ['next-same']);
	assert.deepEqual([same[0], next.state.stream], [0, same[1]]);
	assert.deepEqual(next.effects, [{type: 'select', stream: same[1]}]);
	assert.equal(run(session, ['next-same', 'previous-same']).state.stream, 0);
	assert.equal(
		message(run(session, ['previous-same']).effects),
		`this is the first stream of the list with ${verdict}`,
	);
	assert.equal(run(session, ['next-same'], openLadder(0), 2).state.stream, same[2], 'with a count');
});

test('f and F go to the packets that pass the filter', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	assert.equal(message(run(session, ['next-passing']).effects), 'no further packet that passes');
	session.answerFilter = () => [0];
	session.setFilter('x');
	session.passes = row => row === 3 || row === 7;
	assert.equal(run(session, ['next-passing']).state.index, 3);
	assert.equal(run(session, ['next-passing', 'next-passing']).state.index, 7);
	assert.equal(run(session, ['bottom', 'previous-passing']).state.index, 7);
});

test('y v copies what the report says of the stream, y m the same as Markdown', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const copied = (action: string) => run(session, [action]).effects.find(({type}) => type === 'copy');
	const text = copied('copy-verdict');
	assert.ok(text?.type === 'copy' && /^fake\.pcap\n.*1 stream/.test(text.text));
	for (const part of ['idle-client-reset', 'frame 6: the server sends FIN', 'RFC 9293 3.5.2'])
		assert.ok(text.text.includes(part), part);
	const markdown = copied('copy-markdown');
	assert.ok(markdown?.type === 'copy' && markdown.text.includes('## Stream 0: idle-client-reset'));
	assert.match(
		message(run(session, ['copy-markdown']).effects)!,
		/^sent to the terminal's clipboard: verdict as Markdown, \d+ lines/,
	);
});

test('i shows the states where they fit, and hides them', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const model = ladderModel(session, 0)!;
	const gutter = (state: LadderState, columns: number) =>
		ladderPlaces(state, factsOf(session, 23, columns), model).layout.gutter;
	assert.equal(gutter(openLadder(0), 80), 0);
	const on = reduceLadder(openLadder(0), {action: 'states'}, factsOf(session, 23, 80)).state;
	assert.ok(gutter(on, 80) > 0);
	const off = reduceLadder(on, {action: 'states'}, factsOf(session, 23, 80)).state;
	assert.equal(gutter(off, 200), 0);
	const narrow = reduceLadder(openLadder(0), {action: 'states'}, factsOf(session, 23, 60));
	assert.equal(message(narrow.effects ?? []), 'there is no room for the states');
});

test('Enter on a line of evidence goes to its packet', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const lines = verdictLines(session.diagnose(0), row => row + 1, 100, UNICODE);
	const line = lines.findIndex(({row}) => row === 7);
	const {state} = run(session, ['evidence'], {...run(session, ['verdict']).state, line});
	assert.equal(state.index, 7);
	const head = {...run(session, ['verdict']).state, line: 0};
	assert.equal(message(run(session, ['evidence'], head).effects), 'this line names no packet of the stream');
});

test('the verdict at the foot is cut, not dropped, where it is long', () => {
	const [first, second] = verdictFoot(new FakeSession().add(IDLE_CLIENT).diagnose(0), 60, 2, UNICODE).map(lineText);
	assert.match(first!, /^• idle-client-reset {2}The server reset/);
	assert.match(second!, /…$/);
});

test('the ladder is drawn with client left, server right and the verdict in sight', async () => {
	const screen = show(mixedSession(3));
	await screen.type('\r');
	const lines = screen.lines();
	assert.match(lines[0]!, /^stream 0 .*9 packets · 81\.0 s · 53 B → · ← 0 B$/);
	assert.match(lines[1]!, /client 10\.1\.0\.2:45868 +server 10\.2\.0\.2:7005/);
	assert.match(lines[3]!, /0\.000000 │─+ SYN ─+▶│/);
	assert.match(lines[6]!, /┊·+ 61\.5 s of silence ·+┊/);
	assert.match(lines[9]!, /◀─+ FIN, ACK ─+│/);
	assert.match(lines[10]!, /╰ The server closes\./);
	assert.ok(lines.some(line => line.startsWith('• idle-client-reset')));
	assert.equal(lines.length, 24);
	await screen.type('gr');
	assert.match(screen.lines()[23]!, /frame 9 +9\/9$/);
	await screen.type('d');
	assert.ok(screen.lines().some(line => line.includes('── frame 9 ─')));
	assert.ok(screen.lines().some(line => line.includes('tcp.srcport')));
	await screen.type('x');
	assert.ok(!screen.lines().some(line => line.includes('╰')), 'explanations are switched off');
	screen.close();
});

test('packets that pass the filter are marked', async () => {
	const session = mixedSession(3);
	session.answerFilter = () => [0];
	session.setFilter('x');
	const screen = show(session, {screens: [STREAM_LIST, openLadder(0)]});
	assert.match(screen.lines()[1]!, /^filter x +◆ 9 of 9 packets pass \(f F\)$/);
	assert.match(screen.lines()[5]!, /^◆ {2}2 {2}0\.022000/);
	screen.close();
});

test('a stream that is not there yet is waited for, one that will never be is told', async () => {
	const session = mixedSession(2);
	session.progress = {...session.progress, phase: 'loading'};
	const screen = show(session, {screens: [STREAM_LIST, openLadder(5)]});
	assert.ok(screen.lines().some(line => line.includes('Waiting for stream 5: 2 streams')));
	session.progress = {...session.progress, phase: 'done'};
	await screen.type('j');
	assert.ok(screen.lines().some(line => line.includes('There is no stream 5')));
	await screen.type('\u{1B}');
	assert.match(screen.lines()[23]!, /Enter ladder/);
	screen.close();
});
