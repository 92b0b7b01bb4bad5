import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {capturesIn, sharedPath} from '../support/captures/shared-files.ts';
import {EXPECTED_ENDINGS} from './expected-endings.ts';
import {judge} from './support.ts';

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
