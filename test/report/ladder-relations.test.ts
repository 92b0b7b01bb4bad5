import assert from 'node:assert/strict';
import test from 'node:test';
import {Analysis} from '../../source/analysis/tables/packet-table.ts';
import {ASCII, UNICODE} from '../../source/report/ladder/drawing.ts';
import {Ladder} from '../../source/report/ladder/ladder.ts';
import {layOutLadder} from '../../source/report/ladder/ladder-layout.ts';
import {gapLines, holeLines, packetLine} from '../../source/report/ladder/ladder-lines.ts';
import {describePacket} from '../../source/report/ladder/ladder-packet.ts';
import {relationsOf} from '../../source/report/ladder/relations/relations.ts';
import {statesOf} from '../../source/report/ladder/states.ts';
import {lineText} from '../../source/report/spans.ts';
import {streamRows} from '../../source/session/stream-rows.ts';
import {type FakePacket, FakeSession} from '../support/captures/fake-session.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {CLEAN_CLOSE, IDLE_CLIENT} from '../support/frames/fake-captures.ts';
import {writeRow} from '../support/frames/packet-rows.ts';

function ladderOf(packets: readonly FakePacket[]): Ladder {
	const session = new FakeSession().add({...CLEAN_CLOSE, packets});
	return new Ladder(session.tables, 0, session.streamRows(0));
}

async function ladderOfSample(file: string, stream = 0): Promise<Ladder> {
	const {tables} = await load(sample(file));
	return new Ladder(tables, stream, streamRows(tables, stream));
}

const OPENING: readonly FakePacket[] = [
	{at: 0, from: 'client', flags: 'S', ttl: 64},
	{at: 0.01, from: 'server', flags: 'SA', acknowledgment: 1, ttl: 55},
	{at: 0.02, from: 'client', flags: 'A', sequence: 1, acknowledgment: 1, ttl: 64},
];
const client = (at: number, sequence: number, length: number, more: Partial<FakePacket> = {}): FakePacket => ({
	at,
	from: 'client',
	flags: 'PA',
	sequence,
	acknowledgment: 1,
	length,
	...more,
});
const server = (at: number, flags: string, more: Partial<FakePacket> = {}): FakePacket => ({
	at,
	from: 'server',
	flags,
	sequence: 1,
	ttl: 55,
	...more,
});

test('a reset without ACK answers the segment whose acknowledgment number it has', () => {
	const ladder = ladderOf(IDLE_CLIENT.packets);
	assert.deepEqual(relationsOf(ladder).provocation(8), {index: 7, isAnswer: true});
	assert.equal(describePacket(ladder, 8).link, 'answers #8');
});

test('a FIN after silence answers nothing; one that acknowledges payload for the first time answers that', () => {
	const idle = ladderOf(IDLE_CLIENT.packets);
	const fin = idle.rows.findIndex((_, index) => idle.is(index, 'fin'));
	assert.equal(relationsOf(idle).provoker(fin), -1);
	const prompt = ladderOf([...OPENING, client(1, 1, 100), server(1.1, 'FA', {acknowledgment: 101})]);
	assert.equal(relationsOf(prompt).provoker(4), 3);
});

test('of a burst the first segment is answered first, and each echo answers its own', () => {
	const ladder = ladderOf([
		...OPENING,
		...[0, 1, 2].map(n => client(1 + n / 1000, 1 + n * 100, 100)),
		...[0, 1, 2].map(n => server(1.1 + n / 1000, 'R')),
	]);
	assert.deepEqual(
		[6, 7, 8].map(index => relationsOf(ladder).provoker(index)),
		[3, 4, 5],
	);
	assert.equal(describePacket(ladder, 8).link, 'echo of #7');
});

test('a reset with ACK answers a SYN that it acknowledges, and otherwise only came after what it has seen', () => {
	const refused = ladderOf([OPENING[0]!, server(0.01, 'RA', {acknowledgment: 1})]);
	assert.deepEqual(relationsOf(refused).provocation(1), {index: 0, isAnswer: true});
	const abort = ladderOf([...OPENING, client(1, 1, 100), server(5, 'RA', {acknowledgment: 101})]);
	assert.deepEqual(relationsOf(abort).provocation(4), {index: 3, isAnswer: false});
	assert.equal(describePacket(abort, 4).link, 'after #4');
});

test('a reset from another distance is not called an answer', () => {
	const ladder = ladderOf([...OPENING, client(1, 1, 100), server(1.1, 'R', {ttl: 40})]);
	assert.equal(relationsOf(ladder).provocation(4)!.isAnswer, false);
	const line = lineText(packetLine(ladder, 4, layOutLadder(ladder, 80, UNICODE, 'start')));
	assert.match(line, /└ after #4, TTL 40/, 'what it follows is told first');
});

test('the ladder of a recorded reset names what it answers', async () => {
	const ladder = await ladderOfSample('never-speaks.pcap');
	assert.equal(describePacket(ladder, 8).link, 'answers #8');
});

test('an ACK leads to the data that it acknowledges, a retransmission to its first try', () => {
	const ladder = ladderOf([
		...OPENING,
		client(1, 1, 100),
		client(1.3, 1, 100, {analysis: Analysis.RETRANSMISSION}),
		client(1.9, 1, 100, {analysis: Analysis.RETRANSMISSION}),
		server(2, 'A', {acknowledgment: 101}),
	]);
	const {provoker, attempt} = relationsOf(ladder);
	assert.equal(relationsOf(ladder).provoker(5), 3);
	assert.deepEqual(attempt(5), {number: 3, first: 3});
	assert.equal(provoker.call(relationsOf(ladder), 6), 5);
	assert.equal(describePacket(ladder, 5).notes[0]!.text, 'retransmission (3rd try, first #4)');
});

test('the retransmission of a SYN counts as a further try', async () => {
	const ladder = await ladderOfSample('syn-blackhole.pcap');
	assert.match(describePacket(ladder, 2).notes[0]!.text, /^retransmission \(3rd try, first #1\)$/);
});

test('a hole is told by its bytes and by what became of them', () => {
	const lost = Analysis.LOST_SEGMENT;
	const hole = (more: readonly FakePacket[]) => {
		const ladder = ladderOf([...OPENING, client(1, 1, 100), client(1.1, 301, 100, {analysis: lost}), ...more]);
		return relationsOf(ladder).hole(4);
	};
	assert.deepEqual(hole([]), {from: 101, length: 200, fate: 'lost', settledBy: -1});
	assert.deepEqual(hole([client(2, 101, 200)]), {from: 101, length: 200, fate: 'resent', settledBy: 5});
	assert.deepEqual(hole([server(2, 'A', {acknowledgment: 401})]), {
		from: 101,
		length: 200,
		fate: 'uncaptured',
		settledBy: 5,
	});
	assert.equal(relationsOf(ladderOf([...OPENING, client(1, 1, 100)])).hole(3), undefined);
});

test('the lost segment of a recorded transfer is drawn with the packet that brings it again', async () => {
	const ladder = await ladderOfSample('lossy-then-ok.pcap');
	const lines = (width: number, drawing = UNICODE) =>
		Array.from({length: ladder.count}, (_, index) =>
			holeLines(ladder, index, layOutLadder(ladder, width, drawing, 'start')).map(lineText),
		).flat();
	// tshark: frame 11 is "TCP Previous segment not captured", frame 44 the fast retransmission of 4297.
	assert.equal(lines(120).length, 1);
	assert.match(lines(120)[0]!, /│ +╳─── 1448 B missing ───│ +4297-5745 +resent in #44/);
	assert.match(lines(80, ASCII)[0]!, /\| +X--- 1448 B missing ---\| +4297-5745 +resent in #44/);
});

test('a reset in front of what is acknowledged and data behind the window are outside it', () => {
	const outside = (packet: FakePacket) => {
		const offer = server(0.5, 'A', {acknowledgment: 101, window: 1000});
		return relationsOf(ladderOf([...OPENING, client(0.4, 1, 100), offer, packet])).isOutsideWindow(5);
	};
	assert.equal(outside({at: 1, from: 'client', flags: 'R', sequence: 100}), true);
	assert.equal(outside({at: 1, from: 'client', flags: 'R', sequence: 101}), false);
	assert.equal(outside(client(1, 101, 500)), false);
	assert.equal(outside(client(1, 900_000, 500)), true);
});

test('an IP identification that leaves the count of its sender is shown, zero is not', () => {
	const ids = (...values: number[]) => {
		const ladder = ladderOf([...OPENING, ...values.map((_, at) => server(1 + at, 'A', {acknowledgment: 1}))]);
		const {packets} = ladder.tables;
		values.forEach((id, at) => {
			writeRow(packets, 3 + at, {ipId: id});
		});
		return relationsOf(ladder).brokenIpIdCount(ladder.count - 1);
	};
	assert.equal(ids(10, 11, 12, 40_000), 12);
	assert.equal(ids(10, 11, 12, 13), -1);
	assert.equal(ids(65_534, 65_535, 1, 2), -1, 'the count goes round');
	assert.equal(ids(10, 11, 12, 0), -1);
	assert.equal(ids(10, 40_000, 7, 30_000), -1, 'a sender that does not count has no baseline');
});

test('each side goes through the states of RFC 9293 figure 5', async () => {
	const ladder = await ladderOfSample('never-speaks.pcap');
	const states = statesOf(ladder);
	assert.deepEqual(
		Array.from({length: ladder.count}, (_, index) => `${states.at(index, 'client')} ${states.at(index, 'server')}`),
		[
			'SYN_SENT LISTEN',
			'SYN_SENT SYN_RCVD',
			'ESTAB ESTAB',
			'ESTAB ESTAB',
			'ESTAB ESTAB',
			'ESTAB FIN_WAIT1',
			'CLOSE_WAIT FIN_WAIT2',
			'CLOSE_WAIT FIN_WAIT2',
			'CLOSED CLOSED',
		],
	);
});

test('a clean close ends in TIME_WAIT on the side that closed first', () => {
	const ladder = ladderOf(CLEAN_CLOSE.packets);
	const states = statesOf(ladder);
	const at = (index: number) => [states.at(index, 'client'), states.at(index, 'server')];
	assert.deepEqual(at(5), ['FIN_WAIT1', 'ESTAB']);
	assert.deepEqual(at(6), ['FIN_WAIT2', 'LAST_ACK']);
	assert.deepEqual(at(7), ['TIME_WAIT', 'CLOSED']);
});

test('a side that goes on after a reset was not closed by it', () => {
	const ladder = ladderOf([...OPENING, server(1, 'R', {ttl: 40}), server(1.1, 'PA', {length: 10, acknowledgment: 1})]);
	const states = statesOf(ladder);
	assert.deepEqual([states.at(3, 'server'), states.at(4, 'server')], ['CLOSED', 'ESTAB']);
});

test('states stand beside the arrows where there is room, and only there', () => {
	const ladder = ladderOf(CLEAN_CLOSE.packets);
	const line = (width: number) => lineText(packetLine(ladder, 6, layOutLadder(ladder, width, UNICODE, 'start')));
	assert.match(line(120), / FIN_WAIT2 {2}│◀.*│ LAST_ACK /);
	assert.doesNotMatch(line(80), /LAST_ACK/);
});

test('silences to scale: the longest is the tallest', () => {
	const session = new FakeSession().add(IDLE_CLIENT);
	session.tables.streams.chunks[0]!.longestSilence[0] = 61.5;
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	const rows = (index: number) => gapLines(ladder, index, layOutLadder(ladder, 100, UNICODE, 'scale')).length;
	assert.deepEqual([rows(3), rows(7), rows(1)], [12, 4, 0], '61.5 s and 19 s');
});

test('an encrypted handshake record is not called by the name of a readable one', async () => {
	const ladder = await ladderOfSample('mixed.pcap');
	const labels = Array.from({length: 9}, (_, index) => describePacket(ladder, index).label);
	// As tshark 4.0 names frames 8 and 9 of the file.
	assert.equal(labels[7], 'Client Key Exchange, Change Cipher Spec, Encrypted Handshake Message');
	assert.equal(labels[8], 'New Session Ticket, Change Cipher Spec, Encrypted Handshake Message');
});
