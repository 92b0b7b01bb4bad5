import assert from 'node:assert/strict';
import test from 'node:test';
import {alert, bytesOf, clientHello, type Line, OPENING, record, serverHello} from '../conversation.ts';
import {says, verdictOf} from './verdict-of.ts';

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
