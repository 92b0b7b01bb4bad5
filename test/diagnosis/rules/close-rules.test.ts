import assert from 'node:assert/strict';
import test from 'node:test';
import {conversation, exchange, type Line, OPENING} from '../conversation.ts';
import {judge} from '../support.ts';
import {says, verdictOf} from './verdict-of.ts';

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

test('the idle time that counts is an option', async () => {
	const lines: Line[] = [...OPENING, ...exchange(0.03), [3.05, 's', 'FA'], [3.051, 'c', 'FA'], [3.07, 's', 'A']];
	assert.equal((await judge(conversation(lines))).diagnoses[0]!.verdict, 'server-idle-close');
	assert.equal((await judge(conversation(lines), {idleSeconds: 10})).diagnoses[0]!.verdict, 'clean-close');
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
