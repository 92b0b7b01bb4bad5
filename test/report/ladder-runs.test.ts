import assert from 'node:assert/strict';
import test from 'node:test';
import {Analysis, TlsBits} from '../../source/analysis/tables/packet-table.ts';
import {ASCII, UNICODE} from '../../source/report/ladder/drawing.ts';
import {ALL_FOLDED, ALL_OPEN, FoldView} from '../../source/report/ladder/fold-view.ts';
import {Ladder} from '../../source/report/ladder/ladder.ts';
import {layOutLadder} from '../../source/report/ladder/ladder-layout.ts';
import {runLine} from '../../source/report/ladder/ladder-lines.ts';
import {ladderLines} from '../../source/report/ladder/ladder-text.ts';
import {LadderRuns, UnitKind} from '../../source/report/ladder/runs.ts';
import {lineText, lineWidth} from '../../source/report/spans.ts';
import {type FakePacket, FakeSession} from '../support/captures/fake-session.ts';
import {CLEAN_CLOSE, longSession} from '../support/frames/fake-captures.ts';

/** A download: two full segments of the server, then the client's ACK, and so on. */
function download(rounds: number, change: (packets: FakePacket[]) => void = () => {}): Ladder {
	const packets: FakePacket[] = [
		{at: 0, from: 'client', flags: 'S'},
		{at: 0.01, from: 'server', flags: 'SA', acknowledgment: 1},
		{at: 0.02, from: 'client', flags: 'A', sequence: 1, acknowledgment: 1},
		{at: 0.03, from: 'client', flags: 'PA', sequence: 1, acknowledgment: 1, length: 80},
	];
	for (let round = 0; round < rounds; round++) {
		const at = 0.1 + round * 0.01;
		const sequence = 1 + round * 2000;
		packets.push({at, from: 'server', flags: 'A', sequence, acknowledgment: 81, length: 1000});
		packets.push({
			at: at + 0.001,
			from: 'server',
			flags: 'PA',
			sequence: sequence + 1000,
			acknowledgment: 81,
			length: 1000,
		});
		packets.push({at: at + 0.002, from: 'client', flags: 'A', sequence: 81, acknowledgment: sequence + 2000});
	}
	change(packets);
	const session = new FakeSession().add({...CLEAN_CLOSE, packets});
	return new Ladder(session.tables, 0, session.streamRows(0));
}

/** First and last packet of each row, runs in brackets. */
function rows(view: FoldView): string[] {
	return Array.from({length: view.count}, (_, row) => {
		const [first, last] = [view.start(row), view.end(row) - 1];
		return view.kind(row) === UnitKind.PACKET ? String(first) : `[${first}-${last}]`;
	});
}

const folded = (ladder: Ladder, pinned: readonly number[] = []) =>
	rows(new FoldView(new LadderRuns(ladder, pinned), ALL_FOLDED));

test('bulk data and plain ACKs fold into one run between the first and the last data', () => {
	assert.deepEqual(folded(download(10)), ['0', '1', '2', '3', '4', '[5-31]', '32', '33']);
});

test('a run has its segments, bytes, ACKs and time', () => {
	const ladder = download(10);
	const view = new FoldView(new LadderRuns(ladder), ALL_FOLDED);
	assert.deepEqual(view.runs.totals(5, 32), {
		from: 'server',
		segments: 18,
		bytes: 18_000,
		acks: 9,
		duplicateAcks: 0,
		time: 89_000_000,
	});
});

const NEVER_FOLDED: Readonly<Record<string, Partial<FakePacket>>> = {
	SYN: {flags: 'S'},
	FIN: {flags: 'FA'},
	RST: {flags: 'R'},
	'a TLS alert': {tls: TlsBits.RECORDS | TlsBits.ALERT},
	'a TLS handshake': {tls: TlsBits.RECORDS | TlsBits.HANDSHAKE},
	'an encrypted TLS handshake': {tls: TlsBits.RECORDS},
	'a retransmission': {analysis: Analysis.RETRANSMISSION},
	'a spurious retransmission': {analysis: Analysis.SPURIOUS_RETRANSMISSION},
	'a closed window': {analysis: Analysis.ZERO_WINDOW},
	'a full window': {analysis: Analysis.WINDOW_FULL},
	'an ICMP error': {analysis: Analysis.QUOTED},
	'the first duplicate ACK': {analysis: Analysis.DUPLICATE_ACK},
	'another TTL': {ttl: 11},
};

for (const [what, change] of Object.entries(NEVER_FOLDED)) {
	test(`${what} is never folded`, () => {
		const ladder = download(10, packets => {
			packets[16] = {...packets[16]!, ...change};
		});
		assert.ok(folded(ladder).includes('16'));
		assert.ok(folded(ladder).includes('[5-15]'));
	});
}

test('application data of TLS folds as other data does', () => {
	const ladder = download(10, packets => {
		packets[16] = {...packets[16]!, tls: TlsBits.RECORDS | TlsBits.APPLICATION_DATA};
	});
	assert.ok(folded(ladder).includes('[5-31]'));
});

test('the packets round a silence stand by themselves', () => {
	const ladder = download(10, packets => {
		for (let index = 19; index < packets.length; index++)
			packets[index] = {...packets[index]!, at: packets[index]!.at + 5};
	});
	assert.deepEqual(folded(ladder).slice(5, 9), ['[5-17]', '18', '19', '[20-31]']);
});

test('the packets round a hole in the sequence numbers stand by themselves', () => {
	const ladder = download(10, packets => {
		packets[16] = {...packets[16]!, analysis: Analysis.LOST_SEGMENT};
	});
	// 14 is the last data of the same side before the hole.
	assert.deepEqual(folded(ladder).slice(5, 9), ['[5-13]', '14', '15', '16']);
});

test('data of the other side begins a new run', () => {
	const ladder = download(10, packets => {
		packets.push({at: 0.3, from: 'client', flags: 'PA', sequence: 81, acknowledgment: 20_001, length: 5});
		packets[18] = {...packets[18]!, length: 7};
	});
	assert.deepEqual(folded(ladder).slice(5, 7), ['[5-17]', '18']);
});

test('what the verdict rests on stands by itself', () => {
	const ladder = download(10);
	assert.deepEqual(folded(ladder, [ladder.rows[16]!]).slice(5, 8), ['[5-15]', '16', '[17-31]']);
});

test('two packets are no run', () => {
	const ladder = download(10, packets => {
		for (const index of [16, 19]) packets[index] = {...packets[index]!, analysis: Analysis.WINDOW_FULL};
	});
	assert.deepEqual(folded(ladder).slice(5, 11), ['[5-15]', '16', '17', '18', '19', '[20-31]']);
});

test('resets directly behind the first one of their side are its echoes', () => {
	const ladder = download(2, packets => {
		for (let echo = 0; echo < 7; echo++)
			packets.push({at: 0.2 + echo / 1000, from: 'server', flags: 'R', sequence: 4001});
	});
	const view = new FoldView(new LadderRuns(ladder), ALL_FOLDED);
	assert.deepEqual(rows(view).slice(-2), ['10', '[11-16]']);
	const line = lineText(runLine(ladder, view, view.count - 1, layOutLadder(ladder, 80, UNICODE, 'start')));
	assert.match(line, /◀━+ \+6 resets ━+│ +echoes of #11$/);
	assert.ok(ladder.isEcho(11) && !ladder.isEcho(10));
});

test('a reset from another distance is no echo', () => {
	const ladder = download(2, packets => {
		for (const ttl of [64, 40, 64]) packets.push({at: 0.2, from: 'server', flags: 'R', sequence: 4001, ttl});
	});
	assert.deepEqual(folded(ladder).slice(-3), ['10', '11', '12']);
});

test('a run opens and folds by itself, all of them at once', () => {
	const ladder = download(10);
	const runs = new LadderRuns(ladder);
	const all = new FoldView(runs, ALL_FOLDED);
	const opened = new FoldView(runs, all.turn(20)!);
	assert.equal(opened.count, ladder.count);
	assert.deepEqual(rows(new FoldView(runs, opened.turn(20)!)), rows(all));
	assert.equal(new FoldView(runs, ALL_OPEN).count, ladder.count);
	assert.equal(all.turn(1), undefined, 'a SYN/ACK is in no run');
	assert.deepEqual(all.reveal(5), all.turn(5), 'a folded packet gets its row when its run opens');
	assert.equal(all.reveal(4), ALL_FOLDED);
});

test('every packet has its row, folded or not', () => {
	const ladder = download(50);
	for (const folds of [ALL_FOLDED, ALL_OPEN]) {
		const view = new FoldView(new LadderRuns(ladder), folds);
		for (let index = 0; index < ladder.count; index++) {
			const row = view.rowOf(index);
			assert.ok(view.start(row) <= index && index < view.end(row));
		}
		assert.equal(view.end(view.count - 1), ladder.count);
	}
});

test('the row of a run says what it holds, in what room there is', () => {
	const ladder = download(108);
	const view = new FoldView(new LadderRuns(ladder), ALL_FOLDED);
	const line = (width: number, drawing = UNICODE) => {
		const drawn = runLine(ladder, view, 5, layOutLadder(ladder, width, drawing, 'start'));
		assert.ok(lineWidth(drawn) <= width);
		return lineText(drawn);
	};
	assert.match(line(250), /│◀═+ 214 segments 214 kB \+ 107 ACKs, 1\.07 s, 1\.6 Mb\/s ═+│/);
	assert.match(line(80), /│◀═+ 214 segments 214 kB ═+│ 1001-215001 +\+ 107 ACKs, 1\.07/);
	assert.match(line(80, ASCII), /\|<=+ 214 segments 214 kB =+\| 1001-215001/);
});

test('a ladder as text is folded, and plain where it must be', () => {
	const ladder = download(108);
	const view = new FoldView(new LadderRuns(ladder), ALL_FOLDED);
	const lines = [...ladderLines(ladder, view, layOutLadder(ladder, 120, ASCII, 'start'), () => undefined)];
	assert.equal(lines.length, 2 + view.count);
	for (const line of lines) assert.match(line, /^[ -~]*$/);
});

test('a stream of a million packets folds into a few rows', () => {
	const session = longSession(1_000_000);
	const ladder = new Ladder(session.tables, 0, session.streamRows(0));
	assert.ok(folded(ladder).length < 10);
});
