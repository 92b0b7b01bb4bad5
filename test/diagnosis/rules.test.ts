import assert from 'node:assert/strict';
import test from 'node:test';
import type {Diagnosis} from '../../source/diagnosis/diagnosis.ts';
import {icmp} from '../support/capture-builder.ts';
import {
	alert,
	bytesOf,
	clientHello,
	conversation,
	exchange,
	type Line,
	OPENING,
	record,
	serverHello,
} from './conversation.ts';
import {judge} from './support.ts';

/** Packets of another connection, so that the capture goes on. */
const later = (seconds: number) =>
	conversation([[seconds, 'c', 'S']], {client: '10.9.0.1:50000', server: '10.9.0.9:9'});

async function verdictOf(lines: readonly Line[], until = 0): Promise<Diagnosis> {
	const frames = conversation(lines);
	const {diagnoses} = await judge(until === 0 ? frames : [...frames, ...later(until)]);
	return diagnoses[0]!;
}

function says(found: Diagnosis, verdict: string, endedBy: string): void {
	assert.equal(`${found.verdict} ${found.endedBy}`, `${verdict} ${endedBy}`);
}

test('a server that closes after a pause, with no request outstanding, ran into its idle limit', async () => {
	const idle = await verdictOf([
		...OPENING,
		...exchange(0.03),
		[65.05, 's', 'FA'],
		[65.051, 'c', 'A'],
		[65.06, 'c', 'FA'],
		[65.08, 's', 'A'],
	]);
	says(idle, 'server-idle-close', 'server');
	assert.equal(idle.category, 'normal');
	assert.match(idle.summary, /after 65 s without use/);
});

test('a server that closes directly behind a slow answer did not idle', async () => {
	const slow = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: 40}],
		[0.05, 's', 'A'],
		[9, 's', 'PA', {payload: 400}],
		[9.0001, 's', 'FA'],
		[9.001, 'c', 'FA'],
		[9.02, 's', 'A'],
	]);
	says(slow, 'clean-close', 'server');
});

test('a TLS goodbye ahead of the FIN does not hide the silence before it', async () => {
	const idle = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: clientHello()}],
		[0.05, 's', 'PA', {payload: serverHello()}],
		[0.06, 'c', 'PA', {payload: record(23, 60)}],
		[0.08, 's', 'PA', {payload: record(23, 300)}],
		[0.09, 'c', 'A'],
		[60.1, 's', 'PA', {payload: record(21, 26)}],
		[60.1001, 's', 'FA'],
		[60.101, 'c', 'FA'],
		[60.12, 's', 'A'],
	]);
	says(idle, 'server-idle-close', 'server');
	assert.ok(idle.also.includes('tls-close-notify'));
});

test('TLS that is set up and then never used by the client ends as an idle client', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: clientHello()}],
		[0.05, 's', 'PA', {payload: serverHello()}],
		[0.06, 'c', 'PA', {payload: bytesOf(record(20, 1), record(22, 40))}],
		[0.08, 's', 'PA', {payload: bytesOf(record(20, 1), record(22, 40))}],
		[0.09, 'c', 'A'],
		[60.1, 's', 'PA', {payload: record(21, 26)}],
		[60.1001, 's', 'FA'],
		[60.1011, 'c', 'A'],
		[78, 'c', 'PA', {payload: record(23, 60)}],
		[78.02, 's', 'R'],
	]);
	says(found, 'idle-client-reset', 'server');
});

test('a ClientHello that TCP acknowledges and TLS never answers is no answer', async () => {
	const hello: Line[] = [...OPENING, [0.03, 'c', 'PA', {payload: clientHello()}], [0.05, 's', 'A']];
	says(await verdictOf([...hello, [15, 'c', 'FA'], [15.02, 's', 'A']]), 'tls-no-answer', 'client');
	says(await verdictOf([...hello, [30, 's', 'RA']]), 'tls-no-answer', 'server');
});

test('plain text that a TLS alert answers was spoken to a TLS port', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: 'GET / HTTP/1.1\r\n\r\n'}],
		[0.05, 's', 'PA', {payload: alert(2, 70)}],
		[0.0501, 's', 'FA'],
		[0.051, 'c', 'FA'],
		[0.07, 's', 'A'],
	]);
	says(found, 'plaintext-to-tls', 'server');
	assert.equal(found.confidence, 'certain');
});

test('in TLS 1.3 a client that leaves with one small record distrusts the server', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: clientHello()}],
		[0.05, 's', 'PA', {payload: bytesOf(serverHello(0x0304), record(20, 1), record(23, 900))}],
		[0.06, 'c', 'PA', {payload: bytesOf(record(20, 1), record(23, 19))}],
		[0.0601, 'c', 'FA'],
		[0.08, 's', 'FA'],
		[0.081, 'c', 'A'],
	]);
	says(found, 'tls-hidden-alert', 'client');
});

test('in TLS 1.3 a server whose first word after the handshake is a small record refuses', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: clientHello()}],
		[0.05, 's', 'PA', {payload: bytesOf(serverHello(0x0304), record(20, 1), record(23, 900))}],
		[0.06, 'c', 'PA', {payload: bytesOf(record(20, 1), record(23, 53))}],
		[0.08, 's', 'PA', {payload: record(23, 19)}],
		[0.0801, 's', 'FA'],
		[0.081, 'c', 'FA'],
		[0.1, 's', 'A'],
	]);
	says(found, 'tls-hidden-alert', 'server');
});

test('an encrypted alert and a reset where an answer is due are a TLS error', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: clientHello()}],
		[0.05, 's', 'PA', {payload: serverHello()}],
		[0.06, 'c', 'PA', {payload: record(23, 60)}],
		[0.08, 's', 'PA', {payload: record(23, 300)}],
		[0.09, 'c', 'PA', {payload: record(23, 60)}],
		[0.11, 's', 'PA', {payload: record(21, 26)}],
		[0.1101, 's', 'RA'],
	]);
	says(found, 'tls-hidden-alert', 'server');
	assert.equal(found.confidence, 'possible');
});

test('a SYN/ACK that nobody confirms is an answer lost on its way back', async () => {
	const found = await verdictOf([
		[0, 'c', 'S'],
		[0.001, 's', 'SA'],
		[1, 'c', 'S', {again: true}],
		[1.02, 's', 'SA', {again: true}],
		[3.02, 's', 'SA', {again: true}],
	]);
	says(found, 'syn-unanswered', 'nobody');
	assert.match(found.summary, /sent 3 times/);
});

test('a lone SYN at the end of a capture is a connection under way, not an unanswered one', async () => {
	const found = await verdictOf([[0, 'c', 'S']]);
	says(found, 'open-at-end', 'nobody');
	assert.equal(found.confidence, 'possible');
	says(await verdictOf([[0, 'c', 'S']], 10), 'syn-unanswered', 'nobody');
});

test('a client that closes and is acknowledged, but never answered by a FIN, was not closed by the server', async () => {
	const found = await verdictOf([...OPENING, ...exchange(0.03), [1, 'c', 'FA'], [1.02, 's', 'A']], 90);
	says(found, 'never-closed-by-server', 'client');
	says(await verdictOf([...OPENING, ...exchange(0.03), [1, 'c', 'FA'], [1.02, 's', 'A']], 5), 'open-at-end', 'nobody');
});

test('a client that closes after waiting for its answer gave up', async () => {
	const found = await verdictOf([
		...OPENING,
		...exchange(0.03),
		[1, 'c', 'PA', {payload: 80}],
		[1.02, 's', 'A'],
		[31, 'c', 'FA'],
		[31.02, 's', 'FA'],
		[31.021, 'c', 'A'],
	]);
	says(found, 'client-gave-up-waiting', 'client');
	assert.match(found.summary, /within 30 s/);
});

test('a client that waits and then resets gave up as well', async () => {
	const found = await verdictOf([...OPENING, [0.03, 'c', 'PA', {payload: 80}], [0.05, 's', 'A'], [5.03, 'c', 'RA']]);
	says(found, 'client-gave-up-waiting', 'client');
});

test('an idle connection over which the client never spoke may also end by a reset of the server', async () => {
	says(await verdictOf([...OPENING, [30.02, 's', 'RA']]), 'idle-client-close', 'server');
});

test('a reset in reply to an unknown packet, with another identification and time to live, is still an answer by its time', async () => {
	const found = await verdictOf([...OPENING, ...exchange(0.03), [40, 'c', 'PA', {payload: 50}], [40.02, 's', 'R']]);
	says(found, 'stale-connection-reset', 'server');
});

test('a check without a byte is over at once, by FIN or by reset, with or without the third packet', async () => {
	says(
		await verdictOf([...OPENING, [0.021, 'c', 'FA'], [0.04, 's', 'FA'], [0.0401, 'c', 'A']]),
		'health-check',
		'client',
	);
	says(await verdictOf([...OPENING.slice(0, 2), [0.0201, 'c', 'R', {at: 1}]]), 'health-check', 'client');
});

test('checks of the same source at a regular interval are certain', async () => {
	const frames = [0, 10, 20, 30].flatMap((from, index) =>
		conversation([...OPENING, [0.021, 'c', 'RA']], {from, client: `10.1.0.2:${45_000 + index}`}),
	);
	const {diagnoses} = await judge(frames);
	for (const found of diagnoses) assert.equal(`${found.verdict} ${found.confidence}`, 'health-check certain');
	assert.match(diagnoses[0]!.summary, /every 10 s/);
});

test('half-open probes of many ports are a scan', async () => {
	const frames = Array.from({length: 12}, (_, port) =>
		conversation([...OPENING.slice(0, 2), [0.0201, 'c', 'R', {at: 1}]], {
			from: port / 100,
			server: `10.2.0.2:${20 + port}`,
		}),
	).flat();
	const {diagnoses} = await judge(frames);
	for (const found of diagnoses) assert.equal(`${found.verdict} ${found.confidence}`, 'syn-scan certain');
});

test('connections that end in one instant, and a refused one after it, show that the server died', async () => {
	const open = [0, 1, 2].flatMap(n =>
		conversation([...OPENING, ...exchange(0.03), [5 - n / 10 + 0.001 * n, 's', 'FA'], [5.1 - n / 10, 'c', 'A']], {
			from: n / 10,
			client: `10.1.0.2:${45_000 + n}`,
		}),
	);
	const refused = conversation(
		[
			[0, 'c', 'S'],
			[0.02, 's', 'RA', {at: 0}],
		],
		{from: 6, client: '10.1.0.2:45009'},
	);
	const frames = [...open, ...refused].sort((a, b) => Number(a.time) - Number(b.time));
	const {diagnoses} = await judge(frames);
	assert.deepEqual(
		diagnoses.map(found => `${found.verdict} ${found.confidence}`),
		['server-died certain', 'server-died certain', 'server-died certain', 'connection-refused certain'],
	);
	assert.match(
		diagnoses[0]!.summary,
		/3 connections to it ended in the same instant, and .* later it refused a new one/,
	);
});

test('a single refused connection after a close that follows an answer says nothing about that close', async () => {
	const closed = conversation([
		...OPENING,
		...exchange(0.03),
		[0.0515, 's', 'FA'],
		[0.06, 'c', 'FA'],
		[0.08, 's', 'A'],
	]);
	const refused = conversation(
		[
			[0, 'c', 'S'],
			[0.02, 's', 'RA', {at: 0}],
		],
		{from: 6, client: '10.1.0.2:45009'},
	);
	const {diagnoses} = await judge([...closed, ...refused]);
	assert.equal(diagnoses[0]!.verdict, 'clean-close');
});

test('a refusal with the distance of another host comes from a device on the path', async () => {
	const open = conversation([...OPENING, ...exchange(0.03)]);
	const refused = conversation(
		[
			[0, 'c', 'S'],
			[0.0005, 's', 'RA', {at: 0, ttl: 64}],
		],
		{
			from: 6,
			client: '10.1.0.2:45009',
			server: '10.2.0.2:8443',
		},
	);
	const {diagnoses} = await judge([...open, ...refused]);
	assert.equal(`${diagnoses[1]!.verdict} ${diagnoses[1]!.confidence}`, 'middlebox-reset likely');
});

test('a port that is refused within the own network is refused by the host', async () => {
	const {diagnoses} = await judge(
		conversation(
			[
				[0, 'c', 'S'],
				[0.0003, 's', 'RA', {at: 0}],
			],
			{client: '10.1.0.2:45000', server: '10.1.0.7:80', serverTtl: 64},
		),
	);
	assert.equal(diagnoses[0]!.verdict, 'connection-refused');
});

test('an ICMP error about an established connection does not end it', async () => {
	const frames = conversation([...OPENING, ...exchange(0.03), [1, 'c', 'FA'], [1.02, 's', 'FA'], [1.021, 'c', 'A']]);
	const error = icmp({
		from: '10.1.0.1',
		to: '10.1.0.2',
		type: 3,
		code: 1,
		quote: frames[3]!,
		quoteLength: 28,
		time: 0.5,
	});
	const {diagnoses} = await judge([...frames.slice(0, 7), error, ...frames.slice(7)]);
	assert.equal(diagnoses[0]!.verdict, 'clean-close');
});

test('a large packet that is repeated in vain while the other end is alive falls into an MTU black hole', async () => {
	const big = {payload: 1400};
	const found = await verdictOf([
		...OPENING,
		...exchange(0.03),
		[1, 'c', 'A', {...big, lost: true}],
		[1.001, 'c', 'PA', {payload: 100, at: 1430, lost: true}],
		[1.02, 's', 'A'],
		[1.2, 'c', 'A', {...big, lost: true}],
		[1.22, 's', 'A'],
		[1.6, 'c', 'A', {...big, lost: true}],
		[2.4, 'c', 'A', {...big, lost: true}],
		[9, 's', 'FA'],
	]);
	says(found, 'mtu-black-hole', 'server');
});

test('without any SYN the roles are a guess, and no verdict that needs the start is sure', async () => {
	const frames = conversation([
		...OPENING,
		...exchange(0.03),
		[65.05, 's', 'FA'],
		[65.051, 'c', 'A'],
		[80, 'c', 'PA', {payload: 50}],
		[80.02, 's', 'R'],
	]);
	const whole = (await judge(frames)).diagnoses[0]!;
	const cut = (await judge(frames.slice(3))).diagnoses[0]!;
	assert.equal(`${whole.verdict} ${whole.confidence}`, 'stale-reuse-reset certain');
	assert.equal(`${cut.verdict} ${cut.confidence}`, 'stale-reuse-reset possible');
	assert.ok(cut.also.includes('mid-stream-start'));
});

test('the idle time that counts is an option', async () => {
	const lines: Line[] = [...OPENING, ...exchange(0.03), [3.05, 's', 'FA'], [3.051, 'c', 'FA'], [3.07, 's', 'A']];
	assert.equal((await judge(conversation(lines))).diagnoses[0]!.verdict, 'server-idle-close');
	assert.equal((await judge(conversation(lines), {idleSeconds: 10})).diagnoses[0]!.verdict, 'clean-close');
});

test('a connection that is reset, and opened again with the same number, is judged by its second try', async () => {
	const found = await verdictOf([
		[0, 'c', 'S'],
		[0.02, 's', 'RA', {at: 0, lost: true}],
		[0.5, 'c', 'S', {again: true}],
		[0.52, 's', 'SA'],
		[0.5201, 'c', 'A'],
		...exchange(0.6),
		[1, 'c', 'FA'],
		[1.02, 's', 'FA'],
		[1.021, 'c', 'A'],
	]);
	says(found, 'clean-close', 'client');
});

test('a server that hangs up at once accepted and closed, even if the request crosses its FIN and is reset', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.0401, 's', 'FA', {acked: 1}],
		[0.035, 'c', 'PA', {payload: 60, acked: 1}],
		[0.0551, 's', 'R', {at: 2}],
	]);
	says(found, 'accepted-then-closed', 'server');
});

test('a FIN in the packet of the request, and an answer that is listened to, are a half-close', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'FPA', {payload: 'QUERY'}],
		[0.05, 's', 'A'],
		[0.3, 's', 'PA', {payload: 120}],
		[0.3001, 'c', 'A'],
		[0.301, 's', 'FA'],
		[0.302, 'c', 'A'],
	]);
	says(found, 'half-close', 'client');
});

test('at a tap beside the server the late request and its reset read the same', async () => {
	const lines: Line[] = [
		[0, 'c', 'S'],
		[0.0001, 's', 'SA'],
		[0.02, 'c', 'A'],
		[0.021, 'c', 'PA', {payload: 40}],
		[0.0215, 's', 'PA', {payload: 300}],
		[0.041, 'c', 'A'],
		[60.02, 's', 'FA'],
		[60.04, 'c', 'A'],
		[75, 'c', 'PA', {payload: 40}],
		[75.0001, 's', 'R'],
	];
	const {diagnoses} = await judge(conversation(lines, {clientTtl: 63, serverTtl: 64}));
	says(diagnoses[0]!, 'stale-reuse-reset', 'server');
	assert.equal(diagnoses[0]!.confidence, 'certain');
});

test('at a tap beside the server a client that aborts a download is seen as such', async () => {
	const found = await verdictOf([
		...OPENING,
		[0.03, 'c', 'PA', {payload: 40}],
		[0.05, 's', 'A', {payload: 1400}],
		[0.051, 's', 'A', {payload: 1400}],
		[0.0511, 'c', 'RA', {acked: 1401}],
		[0.06, 's', 'A', {payload: 1400}],
		[0.0601, 'c', 'R'],
	]);
	says(found, 'abort-by-client', 'client');
});

test('requests that meet a dead server are explained by its death when it refuses connections afterwards', async () => {
	const one = conversation(
		[
			...OPENING,
			...exchange(0.03),
			[5, 's', 'FA'],
			[5.001, 'c', 'A'],
			[5.3, 'c', 'PA', {payload: 40}],
			[5.32, 's', 'R'],
		],
		{client: '10.1.0.2:45001'},
	);
	const refused = conversation(
		[
			[0, 'c', 'S'],
			[0.02, 's', 'RA', {at: 0}],
		],
		{from: 6, client: '10.1.0.2:45009'},
	);
	const {diagnoses} = await judge([...one, ...refused]);
	says(diagnoses[0]!, 'server-died', 'server');
});

test('a reset that both ends survive is told apart from the one that ends the connection', async () => {
	const found = await verdictOf([
		...OPENING,
		...exchange(0.03),
		[0.1, 's', 'R', {at: 900, ttl: 40, id: 999}],
		[0.1001, 'c', 'A'],
		[0.5, 'c', 'PA', {payload: 40}],
		[0.52, 's', 'PA', {payload: 40}],
		[0.521, 'c', 'A'],
		[1, 'c', 'RA'],
	]);
	says(found, 'reset-after-complete-answer', 'client');
	assert.ok(found.also.includes('blind-reset-refused'));
});
