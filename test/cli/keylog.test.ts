import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {tlsRecording} from '../support/captures/decrypted-capture.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {run} from '../support/terminal/program.ts';

const folder = scratchFolder();
const CAPTURE = tlsRecording('tls13.pcap');
const KEYS = tlsRecording('tls13.keys');

interface Stream {
	readonly ending: {
		readonly verdict: string;
		readonly confidence: string;
		readonly summary: string;
		readonly evidence: readonly {readonly text: string}[];
	};
	readonly tls: {readonly alerts: readonly object[]};
}

/** Stream N of the report. */
function reported(stream: number, ...args: readonly string[]): Stream {
	return JSON.parse(run(['--report=ndjson', '--stream', String(stream), ...args]).stdout);
}

function temporary(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

test('a hidden alert is inferred without its secrets, and read with them', () => {
	const inferred = reported(3, CAPTURE);
	assert.equal(inferred.ending.verdict, 'tls-client-certificate');
	assert.equal(inferred.ending.confidence, 'likely');
	assert.deepEqual(inferred.tls.alerts, []);
	const {ending, tls} = reported(3, CAPTURE, '--keylog', KEYS);
	assert.equal(ending.verdict, 'tls-client-certificate');
	assert.equal(ending.confidence, 'certain');
	assert.match(ending.summary, /presented none/);
	const alert = {
		from: 'server',
		level: 'fatal',
		description: 'certificate_required',
		encrypted: false,
		decrypted: true,
	};
	assert.deepEqual(tls.alerts, [{frame: 71, ...alert, inferred: false}]);
	assert.ok(ending.evidence.some(({text}) => text.includes('certificate_required (fatal, decrypted)')));
});

test('a block of secrets in the capture needs no key log', () => {
	const {ending, tls} = reported(0, tlsRecording('tls13-secrets-block.pcapng'));
	assert.equal(ending.verdict, 'tls-client-certificate');
	assert.equal(tls.alerts.length, 1);
});

test('an altered record ends as a normal close without secrets, and as bad_record_mac with them', () => {
	assert.equal(reported(10, CAPTURE).ending.verdict, 'clean-close');
	const {ending} = reported(10, CAPTURE, '--keylog', KEYS);
	assert.equal(ending.verdict, 'tls-alert');
	assert.match(ending.summary, /^Server \S+ ended TLS with the decrypted alert bad_record_mac: /);
});

test('an alert of TLS 1.2 that was only a hint is read', () => {
	const capture = tlsRecording('tls12.pcap');
	const {ending} = reported(14, capture, '--keylog', tlsRecording('tls12.keys'));
	assert.equal(ending.verdict, 'tls-alert');
	assert.match(ending.summary, /decrypted alert bad_record_mac/);
});

test('the ladder marks what was decrypted', () => {
	const {stdout} = run(['--ladder', '--stream', '4', CAPTURE, '--keylog', KEYS]);
	assert.match(stdout, /Alert: Unknown CA .*decrypted\n/);
	assert.doesNotMatch(run(['--ladder', '--stream', '4', CAPTURE]).stdout, /decrypted/);
});

test('the table of connections marks what was decrypted', () => {
	const {stdout} = run(['--report=csv', '--stream', '3', CAPTURE, '--keylog', KEYS]);
	assert.match(stdout, /,server fatal certificate_required decrypted,/);
});

test('a filter finds decrypted alerts', () => {
	const frames = (...args: readonly string[]) =>
		run(['-Y', 'tls.alert_message.desc == 116', '-e', 'frame.number', ...args]).stdout;
	assert.equal(frames(CAPTURE, '--keylog', KEYS), '71\n');
	assert.equal(frames(CAPTURE), '');
	const opaque = ['-Y', 'tls.record.opaque_type == 23 && tls.record.content_type == 21 && tcp.stream < 4'];
	assert.equal(run([...opaque, '-e', 'tcp.stream', CAPTURE, '--keylog', KEYS]).stdout, '0\n0\n1\n1\n2\n2\n3\n');
});

test('secrets of other connections are said to be so, and the report is printed', () => {
	const {status, stdout, stderr} = run(['--report=ndjson', CAPTURE, '--keylog', tlsRecording('tls12.keys')]);
	assert.equal(status, 0);
	assert.match(stderr, /The key log has no secrets for streams 0, 1, 2, 3, 4 and 7 more\.\n$/);
	assert.equal(stdout.trim().split('\n').length, 12);
});

test('a key log that cannot be read, or is none, is an error; bad lines of one are counted', () => {
	const missing = run([CAPTURE, '--keylog', join(folder, 'none')]);
	assert.equal(missing.status, 1);
	assert.match(missing.stderr, /^tcpwhy: The key log \S+none does not exist: [^\n]+\n$/);
	const foreign = run([CAPTURE, '--keylog', CAPTURE]);
	assert.equal(foreign.status, 1);
	assert.match(foreign.stderr, /is no TLS key log/);
	const partly = temporary('partly.keys', `${readFileSync(KEYS, 'latin1')}\nnot a line\n`);
	const {status, stderr} = run([CAPTURE, '--keylog', partly]);
	assert.equal(status, 0);
	assert.match(stderr, /1 of \d+ lines of the key log \S+ make no sense, the first is line \d+\./);
	const empty = run([CAPTURE, '--keylog', temporary('empty.keys', '')]);
	assert.equal(empty.status, 0);
	assert.match(empty.stderr, /has no TLS secrets/);
	assert.equal(run(['--keylog', KEYS]).status, 2);
	assert.equal(run(['--keylog=', CAPTURE]).status, 2);
});
