import assert from 'node:assert/strict';
import test from 'node:test';
import {Analysis, TlsBits} from '../../source/analysis/tables/packet-table.ts';
import {ASCII, UNICODE} from '../../source/report/ladder/drawing.ts';
import {ALL_FOLDED, FoldView} from '../../source/report/ladder/fold-view.ts';
import {Ladder} from '../../source/report/ladder/ladder.ts';
import {type LadderLayout, layOutLadder, TIME_MODES} from '../../source/report/ladder/ladder-layout.ts';
import {endpointLines, gapLines, headingLine, packetLine} from '../../source/report/ladder/ladder-lines.ts';
import {describePacket, flagsText} from '../../source/report/ladder/ladder-packet.ts';
import {ladderLines} from '../../source/report/ladder/ladder-text.ts';
import {LadderRuns} from '../../source/report/ladder/runs.ts';
import {lineText, lineWidth} from '../../source/report/spans.ts';
import {FakeSession, type FakeStream} from '../support/captures/fake-session.ts';
import {CLEAN_CLOSE, IDLE_CLIENT, longSession, TLS_ALERT} from '../support/frames/fake-captures.ts';

function ladderOf(stream: FakeStream): Ladder {
	const session = new FakeSession().add(stream);
	return new Ladder(session.tables, 0, session.streamRows(0));
}

const folded = (ladder: Ladder) => new FoldView(new LadderRuns(ladder), ALL_FOLDED);

const row = (ladder: Ladder, index: number, layout: LadderLayout) =>
	lineText(packetLine(ladder, index, layout)).trimEnd();

test('a silence of more than a second and twenty round trips has a row', () => {
	const ladder = ladderOf(IDLE_CLIENT);
	const gaps = Array.from({length: ladder.count}, (_, index) => Math.round(ladder.gapBefore(index) / 1e9));
	assert.deepEqual(gaps, [0, 0, 0, 62, 0, 0, 0, 19, 0]);
	const slow = ladderOf({
		...CLEAN_CLOSE,
		initialRtt: 0.1,
		packets: [
			{at: 0, from: 'client', flags: 'S'},
			{at: 1.9, from: 'client', flags: 'S'},
			{at: 3.95, from: 'client', flags: 'S'},
		],
	});
	assert.equal(slow.gapBefore(1), 0, '1.9 s are less than twenty round trips of 0.1 s');
	assert.equal(slow.gapBefore(2), 2.05e9);
});

test('events are FIN, RST, alert, retransmission, silence and zero window', () => {
	const ladder = ladderOf(TLS_ALERT);
	assert.deepEqual(
		Array.from({length: ladder.count}, (_, index) => ladder.event(index)),
		[undefined, undefined, undefined, undefined, 'retransmission', 'zero-window', undefined, 'alert', 'fin', 'reset'],
	);
	assert.equal(ladderOf(IDLE_CLIENT).event(3), 'gap');
});

test('a segment that an ICMP error quotes is no event of its own', () => {
	const ladder = ladderOf({
		...IDLE_CLIENT,
		packets: [
			{at: 0, from: 'client', flags: 'S'},
			{at: 0.1, from: 'client', flags: 'RF', analysis: Analysis.QUOTED},
		],
	});
	assert.equal(ladder.event(1), 'icmp');
	assert.equal(ladder.find('reset', 0), -1);
	const packet = describePacket(ladder, 1);
	assert.equal(packet.kind, 'icmp');
	assert.equal(packet.toServer, false, 'the error travels back to the client');
});

test('the handshake, the last data and the packet of a row are found', () => {
	const ladder = ladderOf(IDLE_CLIENT);
	assert.equal(ladder.findHandshake(), 2);
	assert.equal(ladder.findLastData(), 7);
	assert.equal(ladder.find('fin', 0), 5);
	assert.equal(ladder.indexOf(ladder.rows[4]!), 4);
	assert.equal(ladder.indexOf(4711), -1);
});

test('a stream without SYN or data has no handshake and no last data', () => {
	const ladder = ladderOf({...IDLE_CLIENT, packets: [{at: 0, from: 'client', flags: 'A'}]});
	assert.equal(ladder.findHandshake(), -1);
	assert.equal(ladder.findLastData(), -1);
	assert.equal(ladder.firstOf('server'), -1);
});

test('flags are named in the order of the wire', () => {
	assert.equal(flagsText(0x12), 'SYN, ACK');
	assert.equal(flagsText(0x11), 'FIN, ACK');
	assert.equal(flagsText(0), 'no flags');
});

test('the arrow says what the packet is', () => {
	const ladder = ladderOf(TLS_ALERT);
	ladder.tables.tlsRecords.append(7, 0, 21, 0x0303, 2, 0, 2, 48);
	const labels = Array.from({length: ladder.count}, (_, index) => describePacket(ladder, index).label);
	assert.deepEqual(labels, [
		'SYN',
		'SYN, ACK',
		'ACK',
		'data 517 B',
		'data 517 B',
		'ACK',
		'data 2.9 kB',
		'Alert: Unknown CA',
		'FIN, ACK',
		'RST',
	]);
});

test('a handshake message brings the name of the server along, made safe', () => {
	const ladder = ladderOf({
		...TLS_ALERT,
		packets: [{at: 0, from: 'client', flags: 'PA', length: 300, tls: TlsBits.RECORDS | TlsBits.HANDSHAKE}],
	});
	const {tables} = ladder;
	tables.tlsRecords.append(0, 0, 22, 0x0301, 295, 0, 0, 0);
	tables.tlsHandshakes.append(0, 0, 0, 1, 291, tables.internName(Buffer.from('a\u{1B}[2Jb')));
	assert.equal(describePacket(ladder, 0).label, 'Client Hello a\\x1b[2Jb');
});

test('beside the arrow stands what is remarkable', () => {
	const ladder = ladderOf(TLS_ALERT);
	const notes = (index: number) => describePacket(ladder, index).notes.map(({text}) => text);
	assert.deepEqual(notes(0), ['win 64240']);
	assert.deepEqual(notes(1), ['RTT 9.00 ms', 'win 64240']);
	assert.deepEqual(notes(4), ['retransmission (2nd try, first #4)']);
	assert.deepEqual(notes(5), ['zero window']);
	assert.deepEqual(notes(9), ['TTL 48, before 55'], 'a reset from a different distance');
});

test('a fast retransmission is not called a retransmission as well', () => {
	const ladder = ladderOf({
		...CLEAN_CLOSE,
		packets: [
			{at: 0, from: 'client', flags: 'A', length: 9, analysis: Analysis.RETRANSMISSION | Analysis.FAST_RETRANSMISSION},
		],
	});
	assert.deepEqual(
		describePacket(ladder, 0).notes.map(({text}) => text),
		['fast retransmission'],
	);
});

test('at 80 columns a row has its frame number, its time, both heads of its arrow, numbers and notes', () => {
	const ladder = ladderOf(TLS_ALERT);
	const layout = layOutLadder(ladder, 80, UNICODE, 'start');
	assert.match(row(ladder, 0, layout), /^ {3}1 {2}0\.000000 │─+ SYN ─+▶│ +0 +win 64240$/);
	assert.match(row(ladder, 4, layout), /^ {3}5 {2}0\.300000 │═+ data 517 B ═+▶▶▶│ +1 +1 +517 2nd try, first #4$/);
	assert.match(row(ladder, 9, layout), /^ {2}10 {2}0\.350000 │◀━+ RST ━+│ +2901 +└ after #8, TTL 48…$/);
});

test('without Unicode the arrows are ASCII', () => {
	const ladder = ladderOf(TLS_ALERT);
	const layout = layOutLadder(ladder, 80, ASCII, 'start');
	assert.match(row(ladder, 4, layout), /^ {3}5 {2}0\.300000 \|=+ data 517 B =+>>>\| +1 +1 +517 2nd try, first #4$/);
	for (const line of ladderLines(ladder, folded(ladder), layout, () => 'why')) assert.match(line, /^[ -~]*$/);
});

test('times count from the start, from the packet before, or are the clock', () => {
	const ladder = ladderOf(IDLE_CLIENT);
	const time = (mode: 'start' | 'delta' | 'clock') =>
		row(ladder, 3, layOutLadder(ladder, 100, UNICODE, mode))
			.trim()
			.split(/ +/)[1];
	assert.equal(time('start'), '61.522861');
	assert.equal(time('delta'), '+61.500811');
	assert.equal(time('clock'), '06:32:01.522861');
});

test('absolute numbers are the relative ones plus what each side began with', () => {
	const ladder = ladderOf(IDLE_CLIENT);
	const bases = {
		client: {sequence: 4_294_967_290, acknowledgment: 500},
		server: {sequence: 500, acknowledgment: 4_294_967_290},
	};
	const layout = layOutLadder(ladder, 120, UNICODE, 'start', bases);
	assert.match(row(ladder, 3, layout), /│ +4294967291 +501 +31/);
	assert.match(row(ladder, 7, layout), /│ +26 +502 +22/, 'sequence numbers wrap at 2^32');
});

test('the frame number gives way to the arrow where there is little room', () => {
	const ladder = ladderOf(TLS_ALERT);
	assert.match(row(ladder, 9, layOutLadder(ladder, 76, UNICODE, 'start')), /^ {2}0\.350000 │◀━+ RST/);
	assert.match(lineText(headingLine(layOutLadder(ladder, 80, UNICODE, 'start'))), /^ No\. start \(t\) │/);
});

test('a silence says how long it was', () => {
	const ladder = ladderOf(IDLE_CLIENT);
	const [line, ...more] = gapLines(ladder, 3, layOutLadder(ladder, 80, UNICODE, 'start'));
	assert.match(lineText(line!), /┊·+ 61\.5 s of silence ·+┊/);
	assert.equal(more.length, 0);
});

test('no row is wider than the terminal, from 60 columns to 250', () => {
	for (const stream of [IDLE_CLIENT, TLS_ALERT, CLEAN_CLOSE]) {
		const ladder = ladderOf(stream);
		for (const width of [60, 80, 100, 132, 200, 250]) {
			for (const mode of TIME_MODES) {
				const layout = layOutLadder(ladder, width, UNICODE, mode);
				for (let index = 0; index < ladder.count; index++)
					assert.ok(lineWidth(packetLine(ladder, index, layout)) <= width);
			}
		}
	}
});

test('two IPv6 endpoints stand on two lines where they do not fit on one, uncut', () => {
	const ladder = ladderOf(TLS_ALERT);
	const lines = (width: number) =>
		endpointLines(ladder, layOutLadder(ladder, width, UNICODE, 'start')).map(line => lineText(line).trim());
	assert.deepEqual(lines(80), ['client [2001:db8:1234:5678:abcd:ef01:2345:6789]:51234', 'server [2001:db8::1]:443']);
	assert.equal(lines(132).length, 1);
});

test('all of a ladder as text has endpoints, headings, packets, silences and sentences', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	const layout = layOutLadder(ladder, 100, UNICODE, 'start');
	const lines = [...ladderLines(ladder, folded(ladder), layout, packet => session.explain(packet))];
	assert.equal(lines.length, 1 + 1 + 9 + 2 + 1 + 2);
	assert.match(lines.at(-1)!, /RST \(RFC 9293 3\.5\.2\)/);
});

test('a sentence is made safe before it is drawn', () => {
	const ladder = ladderOf(CLEAN_CLOSE);
	const lines = [
		...ladderLines(ladder, folded(ladder), layOutLadder(ladder, 100, UNICODE, 'start'), () => 'bad \u{1B}[2J'),
	];
	assert.ok(lines.some(line => line.includes('bad \\x1b[2J')));
});

test('the events of a stream of 100,000 packets are found without a list of them', () => {
	const session = longSession(100_000);
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	assert.equal(ladder.find('reset', 0), 99_999);
});
