import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import type {Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import {explainPacket} from '../../../source/diagnosis/explain.ts';
import type {Frame} from '../../support/frames/capture-builder.ts';
import {conversation, exchange, type Line, OPENING} from '../conversation.ts';
import {judge} from '../support.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples');

async function verdictOf(lines: readonly Line[]): Promise<Diagnosis> {
	return (await judge(conversation(lines))).diagnoses[0]!;
}

const byTime = (a: Frame, b: Frame) => Number(a.time) - Number(b.time);

test('FINs that both were sent in ignorance cross only within a flight of each other', async () => {
	const closes = (gap: number): readonly Line[] => [
		...OPENING,
		...exchange(0.03),
		[1, 'c', 'FA'],
		[1 + gap, 's', 'FA', {acked: 30}],
		[1.03 + gap, 'c', 'A'],
		[1.04 + gap, 's', 'A'],
	];
	assert.ok((await verdictOf(closes(0.005))).also.includes('simultaneous-close'));
	assert.ok(!(await verdictOf(closes(5))).also.includes('simultaneous-close'));
});

test('a server that closes long after an acknowledged close, and gets no answer, met a socket that was gone', async () => {
	const found = await verdictOf([
		...OPENING,
		...exchange(0.03),
		[1, 'c', 'FA'],
		[1.02, 's', 'A'],
		[40, 's', 'FA'],
		[40.3, 's', 'FA', {again: true}],
		[40.9, 's', 'FA', {again: true}],
		[42.1, 's', 'FA', {again: true}],
	]);
	assert.equal(`${found.verdict} ${found.endedBy}`, 'fin-unanswered client');
	assert.match(found.summary, /^Client .* closed; server .* closed 39 s later \(sent 4 times\), and nobody was there/);
	assert.match(found.rootCause, /had given up the half-closed connection/);
});

test('a server that resets after the client closed is not said to have ended it alone', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: 40}],
		[0.05, 's', 'A'],
		[0.06, 'c', 'FA'],
		[0.08, 's', 'A'],
		[0.5, 's', 'RA'],
	]);
	assert.equal(`${found.verdict} ${found.endedBy}`, 'abort-by-server client');
	assert.match(found.summary, /^Client .* had closed its side when server .* broke off: .* without an answer\.$/);
});

test('a packet with both SYN and RST ends nothing where the connection goes on', async () => {
	const found = await verdictOf([
		...OPENING,
		...exchange(0.03),
		[0.5, 's', 'SRA', {lost: true}],
		...exchange(1),
		[2, 'c', 'FA'],
		[2.02, 's', 'FA'],
		[2.03, 'c', 'A'],
	]);
	assert.equal(`${found.verdict} ${found.endedBy}`, 'clean-close client');
});

test('aborts in one instant show the death of a server only where several clients suffer them', async () => {
	const aborted = (client: string) =>
		conversation([...OPENING, [0.03, 'c', 'PA', {payload: 40}], [0.05, 's', 'A'], [1.5, 's', 'RA']], {client});
	const judgeAll = async (clients: readonly string[]) =>
		(await judge(clients.flatMap(aborted).sort(byTime))).diagnoses.map(({verdict}) => verdict);
	assert.ok(!(await judgeAll(['10.1.0.2:4001', '10.1.0.2:4002', '10.1.0.2:4003'])).includes('server-died'));
	assert.deepEqual(await judgeAll(['10.1.0.2:4001', '10.1.0.3:4001', '10.1.0.4:4001']), [
		'server-died',
		'server-died',
		'server-died',
	]);
});

test('what is still open when the capture stops with its last packet has no time after it', async () => {
	const found = await verdictOf([...OPENING, ...exchange(0.03)]);
	assert.equal(found.verdict, 'open-at-end');
	assert.match(found.summary, /still open when the capture stopped with its last packet\.$/);
});

test('a reset of a closed end says what became of the payload', async () => {
	const late = (payload: number): readonly Line[] => [
		...OPENING,
		...exchange(0.03),
		[1, 'c', 'FA'],
		[1.005, 's', 'PA', {payload, acked: 30}],
		[1.006, 'c', 'R', {at: 31}],
	];
	assert.match((await verdictOf(late(900))).rootCause, /^The 900 bytes met a socket that was already closed/);
});

test('a FIN behind the other end\u2019s reset is no answer that was withheld', async () => {
	const {tables, context} = await judge(join(SAMPLES, 'mixed.pcap'));
	const said = (frame: number) => explainPacket(tables, tables.packets.rowOfFrame(frame), context) ?? '';
	assert.equal(said(94), 'Server closes, though the client has already reset the connection.');
});
