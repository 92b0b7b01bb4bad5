import assert from 'node:assert/strict';
import test from 'node:test';
import {conversation, exchange, type Line, OPENING} from '../conversation.ts';
import {judge} from '../support.ts';
import {says, verdictOf} from './verdict-of.ts';

test('a client that waits and then resets gave up as well', async () => {
	const found = await verdictOf([...OPENING, [0.03, 'c', 'PA', {payload: 80}], [0.05, 's', 'A'], [5.03, 'c', 'RA']]);
	says(found, 'client-gave-up-waiting', 'client');
});

test('a reset in reply to an unknown packet, with another identification and time to live, is still an answer by its time', async () => {
	const found = await verdictOf([...OPENING, ...exchange(0.03), [40, 'c', 'PA', {payload: 50}], [40.02, 's', 'R']]);
	says(found, 'stale-connection-reset', 'server');
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
