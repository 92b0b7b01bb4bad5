import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {diagnoseStream} from '../../../source/diagnosis/diagnose.ts';
import {idleHint, idleLimit} from '../../../source/diagnosis/knowledge/idle-limits.ts';
import {alertName, TLS_ALERTS, tlsAlert} from '../../../source/diagnosis/knowledge/tls-alerts.ts';
import {RULES} from '../../../source/diagnosis/rules/chapters.ts';
import {SIDE_FACTS, VERDICTS, verdictIndex} from '../../../source/diagnosis/verdicts.ts';
import {
	bytesText,
	capital,
	countOf,
	listText,
	ordinal,
	spanText,
	timesText,
} from '../../../source/diagnosis/words/amounts.ts';
import {capturesIn, sharedPath} from '../../support/captures/shared-files.ts';
import {enhancedPacket, frameTime, interfaceBlock, pcapng, sectionBlock} from '../../support/frames/capture-builder.ts';
import {conversation, OPENING} from '../conversation.ts';
import {judge} from '../support.ts';
import {checkSentences} from './sentence-check.ts';

test('times read well from microseconds to days', () => {
	const spans: readonly (readonly [number, string])[] = [
		[0, 'less than 0.1 ms'],
		[-5e6, 'less than 0.1 ms'],
		[700e3, '0.7 ms'],
		[1e6, '1 ms'],
		[3.94e6, '3.9 ms'],
		[21.3e6, '21 ms'],
		[999.4e6, '999 ms'],
		[999.9e6, '1 s'],
		[5.02e9, '5.02 s'],
		[10e9, '10 s'],
		[61.52e9, '61.5 s'],
		[120e9, '2 min'],
		[350e9, '5 min 50 s'],
		[7440e9, '2 h 4 min'],
		[172_800e9, '2 days'],
		[1e20, '1,157,407 days'],
	];
	for (const [nanoseconds, text] of spans) assert.equal(spanText(nanoseconds), text);
});

test('amounts have their singular, plural and none', () => {
	assert.deepEqual([0, 1, 2, 1_234_567].map(bytesText), ['no bytes', '1 byte', '2 bytes', '1,234,567 bytes']);
	assert.deepEqual([1, 2, 3, 1000].map(timesText), ['once', 'twice', '3 times', '1,000 times']);
	assert.equal(countOf(2, 'reply', 'replies'), '2 replies');
	assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listText), ['', 'a', 'a and b', 'a, b and c']);
	assert.deepEqual(
		[1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 101, 111, 1013].map(ordinal),
		'1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 101st 111th 1013th'.split(' '),
	);
	assert.equal(capital('client'), 'Client');
});

test('a time of day is told whatever the date, also where no calendar has one', async () => {
	// The retransmission at 06:31:04 of a day before 1970, and of one that is further off than a Date can hold.
	for (const timeOffset of [-86_400n * 365n, 86_400n * 10n ** 10n]) {
		const frames = conversation(
			[
				...OPENING,
				[0.03, 'c', 'PA', {payload: 40}],
				[0.3, 'c', 'PA', {payload: 40, again: true}],
				[0.9, 'c', 'PA', {payload: 40, again: true}],
				[2.1, 'c', 'PA', {payload: 40, again: true}],
				[4.5, 'c', 'PA', {payload: 40, again: true}],
			],
			{from: 6 * 3600 + 31 * 60 + 4},
		);
		const start = frameTime(frames[0]!.time) - (6n * 3600n + 31n * 60n + 4n) * 10n ** 9n;
		const {diagnoses} = await judge(
			pcapng([
				sectionBlock(),
				interfaceBlock({timeResolution: 9, timeOffset}),
				...frames.map(frame => enhancedPacket(frame, {timestamp: frameTime(frame.time) - start})),
			]),
		);
		assert.equal(diagnoses[0]!.verdict, 'retransmission-timeout');
		assert.equal(diagnoses[0]!.rootCause, 'From 06:31:04 UTC on nothing came back.');
	}
});

test('a quiet time is matched with a known limit within its tolerance, and only then', () => {
	assert.equal(idleLimit(350.4e9)?.seconds, 350);
	assert.equal(idleLimit(62e9)?.seconds, 60);
	assert.equal(idleLimit(75.5e9)?.seconds, 75);
	assert.equal(idleLimit(40e9), undefined);
	assert.match(idleHint(350e9)[0] ?? '', /^5 min 50 s without payload .* AWS NLB/);
	assert.deepEqual(idleHint(40e9), []);
});

test('each known limit has its bounds, and of two the nearer is meant', () => {
	const bounds: readonly (readonly [limit: number, from: number, to: number])[] = [
		[2, 1.7, 2.3],
		[5, 4.25, 5.75],
		[10, 9, 11],
		[30, 29, 31],
		[60, 57.5, 62.5],
		[75, 72.5, 77.5],
		[350, 343, 357],
		[3600, 3528, 3672],
	];
	for (const [limit, from, to] of bounds) {
		for (const inside of [from + 0.01, limit, to - 0.01])
			assert.equal(idleLimit(inside * 1e9)?.seconds, limit, `${inside} s`);
		for (const outside of [from - 0.01, to + 0.01]) assert.notEqual(idleLimit(outside * 1e9)?.seconds, limit);
	}
	assert.equal(idleLimit(7318e9)?.seconds, 7200);
	assert.equal(idleLimit(7322e9)?.seconds, 7440);
	for (const seconds of [0, 1, 3, 40, 100, 1e9]) assert.equal(idleLimit(seconds * 1e9), undefined);
});

test('alerts have the names of the TLS registry, and an unknown one is named by its number', () => {
	assert.equal(alertName(48), 'unknown_ca');
	assert.equal(alertName(116), 'certificate_required');
	assert.equal(alertName(199), 'alert 199');
	for (const alert of [...Object.values(TLS_ALERTS), tlsAlert(199)]) {
		assert.match(alert.name, /^[a-z0-9_ ]+$/);
		assert.ok(alert.meaning.length > 5 && alert.check.length > 5);
	}
});

test('the ids of verdicts and side facts are those of the contract', () => {
	assert.equal(VERDICTS[0]!.id, 'unknown');
	assert.equal(VERDICTS.length, 46);
	assert.equal(new Set(VERDICTS.map(({id}) => id)).size, VERDICTS.length);
	assert.deepEqual(
		SIDE_FACTS.map(({id}) => id),
		[
			'tls-close-notify',
			'mid-stream-start',
			'captured-twice',
			'capture-drops',
			'snaplen-cut',
			'blind-reset-refused',
			'deferred-accept',
			'third-ack-lost',
			'last-ack-lost',
			'simultaneous-close',
			'clock-went-back',
		],
	);
});

test('every verdict but unknown has a rule, and every rule a pattern of the knowledge base', () => {
	const ruled = new Set(RULES.map(({verdict}) => verdict));
	assert.deepEqual(
		VERDICTS.filter(({id}) => !ruled.has(id)).map(({id}) => id),
		['unknown'],
	);
	for (const rule of RULES) {
		assert.match(rule.pattern, /^[NCSMTA]\d{1,2}$/);
		assert.ok(verdictIndex(rule.verdict) > 0);
		for (const reference of rule.references) assert.match(reference, /^RFC \d+( [\d.]+| REQ-\d)?$/);
	}
});

test('the sentences on the recorded captures are whole, and their evidence stands in packet order', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	for (const name of capturesIn(folder)) {
		const {diagnoses} = await judge(join(folder, name));
		for (const found of diagnoses) checkSentences(found, `${name}: ${found.summary}`);
	}
});

test('without the other streams each recorded capture still has a verdict in whole sentences', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	for (const name of capturesIn(folder)) {
		const {tables, context} = await judge(join(folder, name));
		context.across = undefined;
		for (let stream = 0; stream < tables.streams.length; stream++) {
			const found = diagnoseStream(tables, stream, context);
			assert.notEqual(found.verdict, 'unknown', name);
			checkSentences(found, name);
		}
	}
});

test('the public captures all have verdicts in whole sentences, and hardly any is unknown', async t => {
	const folder = sharedPath(t, 'corpus', 'public');
	if (folder === undefined) return;
	let streams = 0;
	let unknown = 0;
	for (const name of capturesIn(folder)) {
		const {diagnoses} = await judge(join(folder, name));
		streams += diagnoses.length;
		for (const found of diagnoses) {
			if (found.verdict === 'unknown') unknown++;
			checkSentences(found, `${name}: ${found.summary}`);
		}
	}
	assert.ok(streams > 900);
	assert.ok(unknown / streams < 0.01, `${unknown} of ${streams} are unknown`);
});
