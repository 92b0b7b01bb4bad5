import assert from 'node:assert/strict';
import test from 'node:test';
import {conversation, exchange, OPENING} from '../conversation.ts';
import {judge} from '../support.ts';
import {says} from './verdict-of.ts';

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
