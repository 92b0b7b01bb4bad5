import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {CONFIDENCES, type Diagnosis} from '../../source/diagnosis/diagnosis.ts';
import type {Frame} from '../support/capture-builder.ts';
import {capturesIn, sharedPath} from '../support/shared-files.ts';
import {EXPECTED_ENDINGS} from './expected-endings.ts';
import {cutTo, framesOf, fromSameHost, judge, overIpv6, twice} from './support.ts';

const NORMAL = [
	'clean-close',
	'half-close',
	'fin-then-reset',
	'health-check',
	'reset-after-complete-answer',
	'server-idle-close',
];
const INFO = ['abort-by-client', 'syn-scan', 'tls-truncated', 'open-at-end'];

test('each recorded capture has its verdict, who ended it, and its side facts', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	assert.deepEqual(
		capturesIn(folder).map(name => name.replace('.pcap', '')),
		Object.keys(EXPECTED_ENDINGS),
	);
	for (const [name, endings] of Object.entries(EXPECTED_ENDINGS)) {
		const {diagnoses, tables} = await judge(join(folder, `${name}.pcap`));
		assert.equal(diagnoses.length, endings.length, name);
		for (const [stream, ending] of endings.entries()) {
			const [verdict, endedBy, ...also] = ending.split(' ') as [string, string];
			const found = diagnoses[stream]!;
			assert.equal(`${found.verdict} ${found.endedBy}`, `${verdict} ${endedBy}`, name);
			assert.equal(found.category, categoryOf(verdict), name);
			for (const fact of also) assert.ok(found.also.includes(fact), `${name}: ${fact}`);
			assert.ok(tables.streams.verdict(stream) > 0, name);
		}
	}
});

function categoryOf(verdict: string): string {
	if (verdict === 'one-sided' || verdict === 'unknown') return 'unknown';
	return NORMAL.includes(verdict) ? 'normal' : INFO.includes(verdict) ? 'info' : 'abnormal';
}

const DEGRADED: Readonly<Record<string, (frames: readonly Frame[]) => Frame[]>> = {
	"only the client's packets": frames => fromSameHost(frames, 0),
	"only the server's packets": frames => fromSameHost(frames, 0, false),
	'the first packet missing': frames => frames.slice(1),
	'the first three packets missing': frames => frames.slice(3),
	'the first five packets missing': frames => frames.slice(5),
	'a snap length of 60 bytes': frames => cutTo(frames, 60),
	'each packet twice': twice,
	'IPv6 and other ports': overIpv6,
};

/** Degraded captures in which another verdict is right: what is left shows that and no more. */
const RIGHT_ALL_THE_SAME: Readonly<Record<string, string>> = {
	'wrong_synack_rst, the first three packets missing': 'clean-close',
	'wrong_synack_rst, the first packet missing': 'clean-close',
	'wrong_synack_rst, the first five packets missing': 'clean-close',
	'tls_truncated_no_close_notify, a snap length of 60 bytes': 'fin-then-reset',
	'accept_queue_full, the first packet missing': 'accept-queue-full',
	"accept_queue_full, only the client's packets": 'syn-unanswered',
	'accept_queue_full, the first five packets missing': 'syn-unanswered',
};

for (const [how, degrade] of Object.entries(DEGRADED)) {
	test(`with ${how} no capture gets a confident wrong verdict`, async t => {
		const folder = sharedPath(t, 'captures');
		if (folder === undefined) return;
		for (const [name, endings] of Object.entries(EXPECTED_ENDINGS)) {
			const frames = degrade(await framesOf(join(folder, `${name}.pcap`)));
			if (frames.length === 0) continue;
			const {diagnoses} = await judge(frames);
			for (const [stream, found] of diagnoses.entries()) {
				const wanted = endings[Math.min(stream, endings.length - 1)]!.split(' ')[0]!;
				const message = `${name}, ${how}: ${found.verdict} (${found.confidence}) for ${wanted}`;
				if (RIGHT_ALL_THE_SAME[`${name}, ${how}`] === found.verdict) continue;
				assert.ok(isRightOrModest(found, wanted), message);
			}
		}
	});
}

test('IPv6, other ports and doubled packets change no verdict', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	for (const [name, endings] of Object.entries(EXPECTED_ENDINGS)) {
		const frames = await framesOf(join(folder, `${name}.pcap`));
		for (const change of [overIpv6, ...(name === 'derived_duplicated' ? [] : [twice])]) {
			const {diagnoses} = await judge(change(frames));
			assert.deepEqual(
				diagnoses.map(({verdict}) => verdict),
				endings.map(ending => ending.split(' ')[0]),
				`${name} ${change.name}`,
			);
		}
	}
});

function isRightOrModest(found: Diagnosis, wanted: string): boolean {
	if (found.verdict === wanted || found.verdict === 'one-sided' || found.verdict === 'unknown') return true;
	return found.confidence === CONFIDENCES[0];
}
