import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';
import {MIXED, mixedSample, SAMPLES} from '../support/captures/make-mixed-sample.ts';
import {sample} from '../support/captures/samples.ts';
import {run} from '../support/terminal/program.ts';

/** What each sample shows, by the catalogue of patterns that it was recorded for (spec/diagnoses.md, its fixtures). */
const VERDICTS: Readonly<Record<string, string>> = {
	'client-abort-download': 'abort-by-client',
	'fin-then-rst-client': 'fin-then-reset',
	'half-close-ok': 'half-close',
	'http-408-idle': 'idle-client-close',
	'icmp-admin-prohibited': 'icmp-rejected',
	'late-write-after-server-fin': 'stale-reuse-reset',
	'lossy-then-ok': 'clean-close',
	'never-speaks': 'idle-client-reset',
	'never-speaks-server31': 'idle-client-reset',
	'normal-client-close': 'clean-close',
	'normal-server-close': 'clean-close',
	refused: 'connection-refused',
	'server-abort-mid-response': 'abort-by-server',
	'syn-blackhole': 'syn-unanswered',
	'tls12-idle-server-close-then-client-request': 'stale-reuse-reset',
	'tls12-unknown-ca': 'tls-alert',
	'tls13-close-notify-clean': 'clean-close',
	'zero-window-then-rst': 'zero-window-stall',
};

for (const [name, verdict] of Object.entries(VERDICTS)) {
	test(`${name} is judged ${verdict}, as the samples readme says`, () => {
		const {streams} = JSON.parse(run(['--report=json', sample(`${name}.pcap`)]).stdout);
		assert.deepEqual(
			streams.map((stream: {ending: {verdict: string}}) => stream.ending.verdict),
			[verdict],
		);
		const line = readFileSync(`${SAMPLES}readme.md`, 'utf8')
			.split('\n')
			.find(text => text.startsWith(`| \`${name}.pcap\``));
		assert.ok(line?.endsWith(`| ${verdict} |`), line);
	});
}

test('the mixed sample is what its script makes of the others, and has more than 200 streams', async () => {
	assert.deepEqual(new Uint8Array(readFileSync(MIXED)), await mixedSample());
	const {endings} = JSON.parse(run(['--report=json', MIXED]).stdout);
	const count = (verdict: string) => endings.find((ending: {verdict: string}) => ending.verdict === verdict)?.streams;
	assert.ok(endings.reduce((sum: number, {streams}: {streams: number}) => sum + streams, 0) > 200);
	// Fourteen copies of one recording of the idle client and four of the other.
	assert.equal(count('idle-client-reset'), 18);
	assert.equal(count('fin-then-reset'), 10);
});
