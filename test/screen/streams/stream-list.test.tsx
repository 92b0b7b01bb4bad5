import assert from 'node:assert/strict';
import test from 'node:test';
import {ASCII, UNICODE} from '../../../source/report/ladder/drawing.ts';
import {lineText, lineWidth} from '../../../source/report/spans.ts';
import {Keymap} from '../../../source/screen/keys/keymap.ts';
import {DEFAULT_COLUMNS} from '../../../source/screen/streams/columns/list-columns.ts';
import {emptyLines, progressLine, statusLine, titleLine} from '../../../source/screen/streams/status-lines.ts';
import {cursorIndex, STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import {FakeSession} from '../../support/captures/fake-session.ts';
import {hugeSession, mixedSession} from '../../support/frames/fake-captures.ts';
import {PLAIN_ASCII, show} from '../../support/terminal/screen-under-test.tsx';
import {run} from './list-support.ts';

test('the cursor moves over the streams and opens the ladder of its own', () => {
	const session = mixedSession(30);
	const {state} = run(session, ['down', 'down', 'page-down']);
	assert.equal(state.selected, 21);
	assert.equal(run(session, ['open'], state).effects?.[0]?.type, 'open');
	assert.equal(run(session, ['bottom'], state).state.selected, 29);
});

test('the selected stream stays selected in another order and under a filter', () => {
	const session = mixedSession(30);
	session.answerFilter = () => [3, 6, 9];
	const chosen = run(session, ['down', 'down', 'down', 'down', 'down', 'down']).state;
	assert.equal(chosen.selected, 6);
	const reversed = run(session, ['reverse'], chosen).state;
	assert.equal(session.view.at(cursorIndex(reversed, session.view)), 6);
	session.setFilter('x');
	assert.equal(session.view.at(cursorIndex(reversed, session.view)), 6);
});

test('a stream that is filtered away is selected again when the filter goes', () => {
	const session = mixedSession(30);
	session.answerFilter = () => [1, 2];
	const {state} = run(session, ['bottom']);
	session.setFilter('x');
	assert.equal(cursorIndex(state, session.view), 1, 'the cursor stays in the list');
	session.setFilter('');
	assert.equal(cursorIndex(state, session.view), 29);
});

test('a cursor that was never moved stays on the first row', () => {
	const session = mixedSession(30);
	const {state} = run(session, ['reverse']);
	assert.equal(session.view.at(cursorIndex(state, session.view)), 29);
});

test('every column that is shown sorts both ways', () => {
	const session = mixedSession(3);
	const shown = DEFAULT_COLUMNS.map(({id}) => id);
	let {state} = run(session, []);
	for (const column of shown) {
		assert.equal(state.sort, column);
		state = run(session, ['reverse', 'reverse', 'sort-next'], state).state;
	}
	assert.equal(state.sort, shown[0], 'the next column of the last is the first');
	for (const column of shown) {
		for (const direction of ['ascending', 'descending'])
			assert.ok(session.orders.includes(`${column} ${direction}`), `${column} ${direction}`);
	}
});

test('amounts are sorted from the greatest at first, and the same key reverses', () => {
	const session = mixedSession(3);
	run(session, ['sort-duration', 'sort-duration', 'sort-ending']);
	assert.deepEqual(session.orders, ['duration descending', 'duration ascending', 'ending ascending']);
});

test('the key of the bytes goes from one direction to the other', () => {
	const session = mixedSession(3);
	run(session, ['sort-bytes', 'sort-bytes', 'sort-bytes']);
	assert.deepEqual(session.orders, ['clientBytes descending', 'serverBytes descending', 'clientBytes descending']);
});

test('Esc takes the filter off and never quits', () => {
	const session = mixedSession(3);
	session.answerFilter = () => [1];
	session.setFilter('x');
	const step = run(session, ['clear']);
	assert.equal(session.view.filter, undefined);
	assert.ok(step.effects?.some(({type}) => type === 'message'));
	assert.equal(run(session, ['clear']).effects, undefined);
});

test('an empty list takes every key', () => {
	const session = new FakeSession();
	const {state} = run(session, ['down', 'bottom', 'page-down', 'open', 'top']);
	assert.deepEqual(state, STREAM_LIST);
});

test('the list shows who talked to whom and how it ended', () => {
	const screen = show(mixedSession(3));
	const lines = screen.lines();
	assert.match(lines[0]!, /^tcpwhy {2}fake\.pcap +3 streams · 27 packets · /);
	assert.match(lines[2]!, /^▴Stream +Duration +Client +→ +Server +Packets +← Bytes +Ending$|Client/);
	assert.match(lines[3]!, /^▸ +0 +81\.0 s +10\.1\.0\.2:45868 → 10\.2\.0\.2:7005 .*• idle-client-reset$/);
	assert.match(lines[4]!, /\[2001:db8.*…?.*6789\]:51234 → \[2001:db8::1\]:443 .*! tls-alert$/);
	assert.match(lines[5]!, /✓ clean-close$/);
	assert.equal(lines.length, 24);
	assert.match(lines[23]!, /^Enter ladder .* 1\/3$/);
	screen.close();
});

test('keys typed at once are all obeyed', async () => {
	const screen = show(mixedSession(50));
	await screen.type('5jjk');
	assert.match(screen.lines()[23]!, / 6\/50$/);
	await screen.type('10gg');
	assert.match(screen.lines()[23]!, / 10\/50$/);
	await screen.type('\u{1B}[B\u{1B}[B');
	assert.match(screen.lines()[23]!, / 12\/50$/);
	screen.close();
});

test('a count that is being typed is shown', async () => {
	const screen = show(mixedSession(50));
	await screen.type('12');
	assert.match(screen.lines()[23]!, /12 1\/50$/);
	screen.close();
});

test('a million streams are listed by the rows in sight', async () => {
	const session = hugeSession(1_000_000);
	let built = 0;
	const {ending} = session;
	session.ending = stream => {
		built++;
		return ending.call(session, stream);
	};
	const screen = show(session);
	assert.ok(built <= 60, `${built} rows were built for a screen of 20`);
	await screen.type('G');
	assert.match(screen.lines()[22]!, /^▸999999 /);
	assert.match(screen.lines()[23]!, / 1,000,000\/1,000,000$/);
	screen.close();
});

test('rows appear while the file loads', async () => {
	const session = mixedSession(2);
	session.progress = {...session.progress, phase: 'loading', bytesRead: 250_000, bytesTotal: 1_000_000};
	const screen = show(session);
	assert.match(screen.lines()[1]!, /^loading █+░+ +25%/);
	assert.match(screen.lines()[23]!, / 1\/2$/);
	session.add({client: '10.9.9.9:1', server: '10.9.9.8:2', packets: [{at: 400, from: 'client', flags: 'S'}]});
	session.notify();
	await new Promise(resolve => setTimeout(resolve, 300));
	assert.match(screen.lines()[23]!, / 1\/3$/);
	screen.close();
});

test('progress tells bytes, packets a second and the time left', () => {
	const progress = {
		phase: 'loading' as const,
		bytesRead: 25_000_000,
		bytesTotal: 100_000_000,
		packets: 500_000,
		tcpPackets: 500_000,
		elapsedMilliseconds: 2000,
	};
	assert.match(
		lineText(progressLine(progress, 80, UNICODE)),
		/25% {2}25\.0 MB of 100 MB · 250k packets\/s · 6\.00 s left/,
	);
	const pipe = {...progress, bytesTotal: 0};
	assert.equal(lineText(progressLine(pipe, 80, UNICODE)).trimEnd(), 'loading 25.0 MB · 250k packets/s');
	for (const width of [40, 80, 250]) assert.ok(lineWidth(progressLine(progress, width, ASCII)) <= width);
});

test('the filter in force and what passes it are shown', () => {
	const session = mixedSession(30);
	session.answerFilter = () => [3, 6];
	session.setFilter('tcp.flags.reset == 1');
	assert.match(
		lineText(statusLine(session, 80, UNICODE)),
		/^filter tcp\.flags\.reset == 1 +2 of 30 streams · 2 packets$/,
	);
});

const text = (session: FakeSession) => emptyLines(session, 80, UNICODE, new Keymap()).map(lineText).join('\n');

test('a capture that cannot be read, one without TCP and a filter that nothing passes say so', () => {
	const failed = new FakeSession();
	failed.progress = {...failed.progress, phase: 'failed', message: 'notes.txt is not a capture.'};
	assert.match(text(failed), /could not be read[\s\S]*notes\.txt is not a capture/);
	assert.match(text(new FakeSession()), /^\s*There are no packets in this capture\.\s+Press q to leave\.$/);
	const other = new FakeSession();
	other.progress = {...other.progress, packets: 12};
	other.tables.unknownLinkTypes.set(147, 12);
	assert.match(text(other), /no TCP in this capture[\s\S]*12 packets[\s\S]*12 packets of link type 147/);
	other.tables.problems.push({kind: 'truncated', message: 'The capture is cut short.'});
	assert.match(text(other), /^\s*· The capture is cut short\.\s+There is no TCP in what could be read/);
	const filtered = mixedSession(3);
	filtered.setFilter('x');
	assert.match(text(filtered), /No stream has a packet that passes/);
});

test('names from outside are made safe before they are drawn', () => {
	const session = mixedSession(1);
	session.files[0] = '/tmp/evil\u{1B}[2J.pcap';
	assert.match(lineText(titleLine(session, 100, UNICODE)), /evil\\x1b\[2J\.pcap/);
	session.tables.problems.push({kind: 'damaged', message: 'bad \u{202E}block'});
	assert.match(lineText(statusLine(session, 100, UNICODE)), /bad \\u\{202e\}block/);
});

test('without Unicode the whole screen is ASCII', async () => {
	const screen = show(mixedSession(10), {appearance: PLAIN_ASCII});
	for (const keys of ['j', '\r', 'd', 'e', '\u{1B}\u{1B}\u{1B}', '?']) {
		await screen.type(keys);
		for (const line of screen.lines()) assert.match(line, /^[ -~]*$/);
	}
	screen.close();
});
