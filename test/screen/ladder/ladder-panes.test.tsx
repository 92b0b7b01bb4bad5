import assert from 'node:assert/strict';
import test from 'node:test';
import {conversation} from '../../../source/report/ladder/conversation.ts';
import {ASCII, UNICODE} from '../../../source/report/ladder/drawing.ts';
import {Ladder} from '../../../source/report/ladder/ladder.ts';
import {type Line, lineText, lineWidth} from '../../../source/report/spans.ts';
import {matchKey, NOTHING_PENDING} from '../../../source/screen/keys/key-table.ts';
import {LADDER_TABLES} from '../../../source/screen/ladder/ladder-keys.ts';
import {openLadder} from '../../../source/screen/ladder/ladder-state.ts';
import {comparedFields, compareLines} from '../../../source/screen/ladder/panes/compare-lines.ts';
import {followLines} from '../../../source/screen/ladder/panes/follow-lines.ts';
import {STREAM_LIST} from '../../../source/screen/streams/stream-list-state.ts';
import {streamRows} from '../../../source/session/stream-rows.ts';
import {type FakePacket, FakeSession} from '../../support/captures/fake-session.ts';
import {load} from '../../support/captures/loaded-capture.ts';
import {sample} from '../../support/captures/samples.ts';
import {CLEAN_CLOSE, IDLE_CLIENT, longSession} from '../../support/frames/fake-captures.ts';
import {PLAIN_ASCII, show} from '../../support/terminal/screen-under-test.tsx';

const data = (from: 'client' | 'server', sequence: number, length: number, acknowledgment = 1): FakePacket => ({
	at: 1 + sequence / 1000,
	from,
	flags: 'PA',
	sequence,
	acknowledgment,
	length,
});

function said(packets: readonly FakePacket[]): string[] {
	const session = new FakeSession().add({...CLEAN_CLOSE, packets});
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	return [...conversation(ladder)].map(({from, index, skip, length, isHole, offset}) =>
		isHole ? `${from} hole ${length} at ${offset}` : `${from} #${index} ${skip}+${length} at ${offset}`,
	);
}

test('what was said is in order, each byte once', () => {
	assert.deepEqual(
		said([
			data('client', 1, 10),
			data('client', 21, 10),
			data('client', 11, 10),
			data('client', 11, 10),
			data('client', 25, 10),
			data('server', 1, 5, 35),
		]),
		[
			'client #0 0+10 at 0',
			'client #2 0+10 at 10',
			'client #1 0+10 at 20',
			'client #4 6+4 at 30',
			'server #5 0+5 at 0',
		],
	);
});

test('bytes that the receiver acknowledges and nobody captured are a hole in their place', () => {
	assert.deepEqual(
		said([data('client', 1, 10), data('client', 31, 10), data('server', 1, 5, 41), data('client', 41, 2)]),
		[
			'client #0 0+10 at 0',
			'client hole 20 at 10',
			'client #1 0+10 at 30',
			'server #2 0+5 at 0',
			'client #3 0+2 at 40',
		],
	);
});

test('a hole that is never acknowledged is told at the end', () => {
	assert.deepEqual(said([data('client', 1, 10), data('client', 31, 10)]), [
		'client #0 0+10 at 0',
		'client hole 20 at 10',
		'client #1 0+10 at 30',
	]);
});

test('each side has its sign and its role, and what it says is made safe', () => {
	const session = new FakeSession().add({...CLEAN_CLOSE, packets: [data('client', 1, 30), data('server', 1, 9, 31)]});
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	const bytes = (index: number) => new TextEncoder().encode(index === 0 ? 'GET /\r\n\u{1B}[2J\u{202E}x\r\n' : '200 OK');
	const lines = followLines(ladder, bytes, false, 60, UNICODE).map(({line}) => line);
	assert.deepEqual(lines.slice(0, 2).map(lineText), ['→ GET /', '→ .[2J\\u{202e}x']);
	assert.deepEqual(
		lines[0]!.map(({role}) => role),
		['client', 'client'],
	);
	const answer = lines.find(line => line[0]!.role === 'server')!;
	assert.equal(lineText(answer), '← 200 OK');
	const hex = followLines(ladder, bytes, true, 80, ASCII).map(({line}) => lineText(line));
	assert.match(hex[0]!, /^> 00000000 {2}47 45 54 20 2f .*GET \//);
	for (const line of hex) assert.ok(line.length <= 80);
});

test('bytes that are no text are dots where they are not printable ASCII, whatever lines they seem to have', () => {
	const session = new FakeSession().add({...CLEAN_CLOSE, packets: [data('client', 1, 8), data('server', 1, 5, 9)]});
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	const payloads = [
		Uint8Array.of(0x16, 3, 1, 0x0a, 0x41, 0xc3, 0xa9, 0xff),
		Uint8Array.of(0xa9, 0x62, 0x0a, 0x63, 0xc3),
	];
	const lines = followLines(ladder, index => payloads[index]!, false, 60, UNICODE);
	assert.deepEqual(
		lines.map(({line}) => lineText(line)),
		// A segment of text may begin and end within a character.
		['→ ....A...', '← .b', '← c.'],
	);
});

test('what was said opens at the packet under the cursor', async () => {
	const session = longSession(60);
	const screen = show(session, {screens: [STREAM_LIST, {...openLadder(0), index: 40}], rows: 40});
	await screen.type('r');
	const {line, index} = screen.stack.top as ReturnType<typeof openLadder>;
	assert.ok(line > 0);
	assert.equal(index, 40);
});

test('bytes that the snap length cut off are told', () => {
	const session = new FakeSession().add({...CLEAN_CLOSE, packets: [data('client', 1, 30)]});
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	const lines = followLines(ladder, () => new Uint8Array(10).fill(0x41), false, 60, UNICODE);
	assert.deepEqual(
		lines.map(({line}) => lineText(line)),
		['→ AAAAAAAAAA', '→ [20 bytes cut off by the snap length]'],
	);
});

test('of a long stream no more is read than a person reads', () => {
	const session = longSession(30_000);
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	let read = 0;
	followLines(
		ladder,
		() => {
			read++;
			return new Uint8Array(1448);
		},
		true,
		80,
		UNICODE,
	);
	assert.ok(read < 5000, `${read} packets`);
});

test('what a recorded client asked and what the server answered can be read', async () => {
	const {tables, details} = await load(sample('http-408-idle.pcap'));
	const ladder = new Ladder(tables, 0, streamRows(tables, 0));
	const payload = (index: number) => {
		const tcp = details(ladder.rows[index]!).layers.find(({protocol}) => protocol.name === 'tcp')!;
		return tcp.bytes.subarray(tcp.headerEnd, tcp.packetEnd);
	};
	const text = followLines(ladder, payload, false, 80, UNICODE).map(({line}) => lineText(line));
	assert.ok(
		text.some(line => /^← HTTP\/1\.[01] 408/.test(line)),
		text.join('\n'),
	);
});

test('two packets are compared field by field, TCP first', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const fields = comparedFields(session.packetDetails(3), session.packetDetails(7));
	assert.equal(fields[0]!.name, 'tcp.srcport');
	const sequence = fields.find(({name}) => name === 'tcp.seq')!;
	assert.deepEqual(sequence, {name: 'tcp.seq', left: '1', right: '32', difference: 31});
	const text = (lines: readonly Line[]) => lines.map(lineText);
	const differing = text(compareLines(fields, ['frame 4', 'frame 8'], false, 80, UNICODE));
	assert.ok(differing.some(line => /^tcp\.seq +\*1 +32 \(\+31\)/.test(line)));
	assert.ok(!differing.some(line => line.includes('tcp.srcport')), 'fields that are the same are left out');
	const all = compareLines(fields, ['frame 4', 'frame 8'], true, 80, UNICODE);
	assert.ok(text(all).some(line => /^tcp\.srcport +45868 +45868/.test(line)));
	for (const line of all) assert.ok(lineWidth(line) <= 80);
});

test('only quantities have a difference, not ports', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const [left, right] = [session.packetDetails(3), session.packetDetails(7)];
	const isPort = (name: string) => name === 'tcp.srcport';
	const layers = right.layers.map(layer => ({
		...layer,
		fields: layer.fields.map(node => (isPort(node.field.name) ? {...node, value: 443} : node)),
	}));
	const port = comparedFields(left, {...right, layers}).find(({name}) => isPort(name))!;
	assert.deepEqual(port, {name: 'tcp.srcport', left: '45868', right: '443', difference: undefined});
});

test('a field that only one of the packets has stands in its place', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const [left, right] = [session.packetDetails(3), session.packetDetails(4)];
	const tcp = right.layers.at(-1)!;
	const without = {...right, layers: [...right.layers.slice(0, -1), {...tcp, fields: tcp.fields.slice(0, 2)}]};
	const fields = comparedFields(without, left);
	const names = fields.map(({name}) => name);
	assert.deepEqual(names.slice(0, 3), ['tcp.srcport', 'tcp.dstport', 'tcp.seq']);
	assert.equal(fields[2]!.left, '');
});

test('z opens the run under the cursor and folds it again; zM and zR do it with all', async () => {
	const session = longSession(60);
	const screen = show(session, {screens: [STREAM_LIST, openLadder(0)], rows: 40});
	const isFolded = () => screen.lines().some(line => / segments /.test(line));
	assert.ok(isFolded());
	await screen.type('z');
	assert.match(screen.lines().at(-1)!, /this packet is in no run/);
	// The place names the packets of a run from the first to the last.
	for (let row = 0; row < 4 && !/frames? \d+-\d+/.test(screen.lines().at(-1)!); row++) await screen.type('j');
	await screen.type('z');
	assert.ok(!isFolded());
	await screen.type('jjz');
	assert.ok(isFolded(), 'from inside it, too');
	await screen.type('\r');
	assert.ok(!isFolded(), 'Enter opens it as well');
	await screen.type('zM');
	assert.ok(isFolded());
	await screen.type('zR');
	assert.ok(!isFolded());
	for (const keys of ['zc', 'zc', 'zo', 'zo', 'za', 'za', 'zc']) {
		const before = isFolded();
		await screen.type(keys);
		assert.equal(isFolded(), keys === 'za' ? !before : keys === 'zc', keys);
	}
	assert.equal(screen.stack.top.kind, 'ladder', 'zo opens no overview');
	screen.close();
});

test('p goes to the packet that provoked this one, and two quotes come back', async () => {
	const screen = show(new FakeSession().add(IDLE_CLIENT), {screens: [STREAM_LIST, openLadder(0)]});
	const place = () => screen.lines().at(-1)!;
	await screen.type('grp');
	assert.match(place(), /frame 8 /);
	await screen.type("''");
	assert.match(place(), /frame 9 /);
	await screen.type("''");
	assert.match(place(), /frame 8 /);
	await screen.type('ggp');
	assert.match(place(), /no packet provoked this one/);
	screen.close();
});

test('a mark is come back to, and times count from it', async () => {
	const screen = show(new FakeSession().add(IDLE_CLIENT), {screens: [STREAM_LIST, openLadder(0)]});
	const place = () => screen.lines().at(-1)!;
	await screen.type('gfmaj');
	await screen.type('j');
	assert.match(place(), /\+18\.984116 s from a {2}frame 8/);
	assert.ok(screen.lines().some(line => /^a +6 62\.042884/.test(line)));
	await screen.type("'a");
	assert.match(place(), /frame 6 /);
	await screen.type("'b");
	assert.match(place(), /no mark b: mb sets it/);
	screen.close();
});

test('Space marks, Space on another packet compares the two', async () => {
	const screen = show(new FakeSession().add(IDLE_CLIENT), {
		screens: [STREAM_LIST, openLadder(0)],
		appearance: PLAIN_ASCII,
	});
	await screen.type(' jj ');
	const lines = screen.lines();
	assert.ok(lines.some(line => line.includes('comparison: fields that differ')));
	assert.ok(
		lines.some(line => /^tcp\.seq +\*0 +1 \(\+1\)/.test(line)),
		lines.join('\n'),
	);
	await screen.type('a');
	assert.ok(screen.lines().some(line => line.includes('comparison: all fields')));
	for (const line of screen.lines()) assert.match(line, /^[ -~]*$/);
	screen.close();
});

test('a run that holds packets which pass the filter is marked and counts them', async () => {
	const session = longSession(60);
	session.setFilter('x');
	const passing = new Set([20, 21, 22]);
	session.passes = row => passing.has(row);
	const screen = show(session, {screens: [STREAM_LIST, openLadder(0)]});
	assert.ok(
		screen.lines().some(line => /^◆.*segments.*3 pass/.test(line)),
		screen.lines().join('\n'),
	);
	screen.close();
});

test('each letter is a mark of its own', () => {
	const typed = (keys: readonly string[]) => {
		let pending = NOTHING_PENDING;
		let command: ReturnType<typeof matchKey>['command'];
		for (const key of keys) ({pending, command} = matchKey(LADDER_TABLES, pending, key));
		return command;
	};
	assert.deepEqual(typed(['m', 'q']), {action: 'mark', count: undefined, key: 'q'});
	assert.deepEqual(typed(["'", 'q']), {action: 'go-mark', count: undefined, key: 'q'});
	assert.equal(typed(["'", "'"])!.action, 'go-back');
});
