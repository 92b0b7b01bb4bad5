import assert from 'node:assert/strict';
import test from 'node:test';
import {icmp} from '../../support/frames/capture-builder.ts';
import {conversation, exchange, OPENING} from '../conversation.ts';
import {judge} from '../support.ts';
import {says, verdictOf} from './verdict-of.ts';

test('a lone SYN at the end of a capture is a connection under way, not an unanswered one', async () => {
	const found = await verdictOf([[0, 'c', 'S']]);
	says(found, 'open-at-end', 'nobody');
	assert.equal(found.confidence, 'possible');
	says(await verdictOf([[0, 'c', 'S']], 10), 'syn-unanswered', 'nobody');
});

test('a check without a byte is over at once, by FIN or by reset, with or without the third packet', async () => {
	says(
		await verdictOf([...OPENING, [0.021, 'c', 'FA'], [0.04, 's', 'FA'], [0.0401, 'c', 'A']]),
		'health-check',
		'client',
	);
	says(await verdictOf([...OPENING.slice(0, 2), [0.0201, 'c', 'R', {at: 1}]]), 'health-check', 'client');
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
