import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gunzipSync} from 'node:zlib';
import manifest from '../../package.json' with {type: 'json'};
import {sample} from '../support/captures/samples.ts';
import {parseTable, sharedPath} from '../support/captures/shared-files.ts';
import {pcap, udp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';

const folder = scratchFolder();

function temporary(name: string, content: Uint8Array | string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

test('--version and --help print to standard output and succeed', () => {
	assert.deepEqual(run(['--version']), {status: 0, stdout: `${manifest.version}\n`, stderr: ''});
	const help = run(['--help']);
	assert.equal(help.status, 0);
	assert.match(help.stdout, /--report\[=FORMAT\]/);
});

const UNREADABLE: readonly (readonly [what: string, path: () => string])[] = [
	['a missing file', () => join(folder, 'missing.pcap')],
	['a directory', () => folder],
	['an empty file', () => temporary('empty.pcap', '')],
	['a file that is not a capture', () => temporary('text.pcap', 'hello, world\n'.repeat(10))],
	['a capture without TCP', () => temporary('udp.pcap', pcap([udp({from: '10.0.0.1:53', to: '10.0.0.2:53'})]))],
];

for (const [what, path] of UNREADABLE) {
	test(`${what} gives one line on standard error and status 1`, () => {
		const {status, stdout, stderr} = run(['--report', path()]);
		assert.equal(status, 1);
		assert.equal(stdout, '');
		assert.match(stderr, /^tcpwhy: [^\n]+\n$/);
	});
}

for (const args of [
	['--bogus'],
	['-s', 'x', sample('refused.pcap')],
	['--report=yaml', sample('refused.pcap')],
	['-Y', 'tcp.port =', sample('refused.pcap')],
	['--idle', '0', sample('refused.pcap')],
	['--idle', '', sample('refused.pcap')],
	['--patience', '5s', sample('refused.pcap')],
	['--patience=-1', sample('refused.pcap')],
	[],
]) {
	test(`wrong usage has status 2: tcpwhy ${args.map(arg => arg.replace(/.*\//, '')).join(' ') || '(nothing)'}`, () => {
		const {status, stderr} = run(args);
		assert.equal(status, 2);
		assert.notEqual(stderr, '');
	});
}

test('the JSON report has the keys, types and units of the contract', () => {
	const {status, stdout} = run(['--report=json', sample('never-speaks.pcap')]);
	assert.equal(status, 0);
	const report = JSON.parse(stdout);
	assert.equal(report.capture.packets, 9);
	assert.equal(report.capture.tcpPackets, 9);
	assert.equal(report.capture.format, 'pcap');
	assert.deepEqual(report.capture.linkTypes, ['ETHERNET']);
	assert.match(report.capture.firstTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
	assert.deepEqual(report.capture.problems, []);
	assert.deepEqual(report.endings, [{verdict: 'idle-client-reset', category: 'abnormal', streams: 1}]);
	const [stream] = report.streams;
	assert.deepEqual(stream.client, {address: '10.1.0.2', port: 45868});
	assert.deepEqual(stream.server, {address: '10.2.0.2', port: 7005});
	assert.equal(stream.roles, 'seen');
	assert.deepEqual([stream.firstFrame, stream.lastFrame], [1, 9]);
	// The figures of the recording, from spec/diagnoses.md D.10: 81.05 s, 31 and 22 bytes, 22 ms.
	assert.ok(Math.abs(stream.durationSeconds - 81.05) < 0.01);
	assert.deepEqual(stream.packets, {client: 5, server: 4});
	assert.deepEqual(stream.payloadBytes, {client: 53, server: 0});
	assert.equal(stream.handshake.complete, true);
	assert.ok(Math.abs(stream.handshake.initialRttSeconds - 0.022) < 0.001);
	assert.equal(stream.ending.verdict, 'idle-client-reset');
	for (const key of ['summary', 'rootCause', 'confidence', 'endedBy', 'category'])
		assert.equal(typeof stream.ending[key], 'string');
	assert.ok(stream.ending.evidence.every((item: {frame: number}) => item.frame >= 1 && item.frame <= 9));
});

test('the thresholds of the command line change the verdict, and the JSON report tells them', () => {
	const usual = JSON.parse(run(['--report=json', sample('never-speaks.pcap')]).stdout);
	assert.deepEqual(usual.thresholds, {idleSeconds: 1.9, patienceSeconds: 1});
	// The client of this recording is silent for 62 s: not idle for someone to whom that begins at 100 s.
	const patient = JSON.parse(run(['--report=json', '--idle', '100', sample('never-speaks.pcap')]).stdout);
	assert.deepEqual(patient.thresholds, {idleSeconds: 100, patienceSeconds: 1});
	assert.notEqual(patient.streams[0].ending.verdict, 'idle-client-reset');
	const {thresholds} = JSON.parse(run(['--report=json', '--patience', '.5', sample('refused.pcap')]).stdout);
	assert.equal(thresholds.patienceSeconds, 0.5);
});

test('a threshold that is no time is refused in one line that says what to give', () => {
	const {stderr} = run(['--idle', '0', sample('refused.pcap')]);
	assert.equal(stderr, 'tcpwhy: --idle 0: give a number of seconds above 0, such as 1.5.\n');
});

test('ndjson has the stream objects of the JSON report, one a line', () => {
	const {streams} = JSON.parse(run(['--report=json', sample('mixed.pcap')]).stdout);
	const lines = run(['--report=ndjson', sample('mixed.pcap')])
		.stdout.trimEnd()
		.split('\n');
	assert.deepEqual(
		lines.map(line => JSON.parse(line)),
		streams,
	);
});

test('without a terminal the endings are printed as text', () => {
	const {status, stdout} = run([sample('never-speaks.pcap')]);
	assert.equal(status, 0);
	assert.match(stdout, /idle-client-reset/);
	assert.equal(stdout, run(['--report', sample('never-speaks.pcap')]).stdout);
});

test('text and Markdown put abnormal streams first, then unknown, info and normal ones, each in capture order', () => {
	const path = sample('mixed.pcap');
	const ranks = ['abnormal', 'unknown', 'info', 'normal'];
	const {streams} = JSON.parse(run(['--report=json', path]).stdout) as {
		streams: readonly {stream: number; ending: {category: string}}[];
	};
	assert.deepEqual(
		streams.map(({stream}) => stream),
		streams.map((_, index) => index),
		'JSON stays in capture order',
	);
	const ordered = ranks.flatMap(rank => streams.filter(({ending}) => ending.category === rank));
	const told = (text: string, title: RegExp) => Array.from(text.matchAll(title), ([, stream]) => Number(stream));
	const text = run(['--report', path]).stdout;
	assert.deepEqual(
		told(text, /^#(\d+) /gm),
		ordered.map(({stream}) => stream),
	);
	assert.match(text, /abnormal first, then unknown, info, normal; each in capture order/);
	assert.deepEqual(
		told(run(['--report=markdown', path]).stdout, /^## Stream (\d+):/gm),
		ordered.filter(({ending}) => ending.category !== 'normal').map(({stream}) => stream),
	);
});

test('a filter limits the report to streams with a passing packet', () => {
	const {streams} = JSON.parse(run(['--report=json', '-Y', 'tcp.flags.reset == 1', sample('mixed.pcap')]).stdout);
	const all = JSON.parse(run(['--report=json', sample('mixed.pcap')]).stdout).streams;
	assert.ok(streams.length > 0 && streams.length < all.length);
});

test('--fields prints what tshark prints', t => {
	const oracle = sharedPath(t, 'corpus', 'public', 'oracle', 'http-post-file.pcap.packets.tsv.gz');
	if (oracle === undefined) return;
	const names = [
		'frame.number',
		'frame.time_epoch',
		'ip.src',
		'tcp.stream',
		'tcp.seq',
		'tcp.flags',
		'tcp.analysis.ack_rtt',
	];
	const {stdout} = run(['-e', names.join(','), join(oracle, '../../http-post-file.pcap')]);
	const rows = parseTable(`${names.join('\t')}\n${stdout}`);
	const expected = parseTable(gunzipSync(readFileSync(oracle)).toString());
	assert.deepEqual(
		rows,
		expected.map(row => Object.fromEntries(names.map(name => [name, row[name]]))),
	);
});

test('a damaged capture gives everything before the damage, names it, and has status 1', () => {
	const bytes = readFileSync(sample('normal-client-close.pcap'));
	const path = temporary('cut.pcap', bytes.subarray(0, bytes.length - 10));
	const {status, stdout, stderr} = run(['--report=json', path]);
	assert.equal(status, 1);
	const whole = JSON.parse(run(['--report=json', sample('normal-client-close.pcap')]).stdout);
	assert.equal(JSON.parse(stdout).capture.packets, whole.capture.packets - 1);
	assert.equal(JSON.parse(stdout).capture.problems[0].kind, 'truncated');
	assert.match(stderr, /^tcpwhy: [^\n]+\n$/);
});

test('a capture without packets is said to have none, one without TCP how many it has', () => {
	for (const [packets, said] of [
		[[], 'has no packets in it.'],
		[[udp({from: '10.0.0.1:53', to: '10.0.0.2:53'})], 'has no TCP in it (1 packet).'],
	] as const) {
		const {status, stderr} = run(['--report', temporary('none.pcap', pcap(packets))]);
		assert.equal(status, 1);
		assert.ok(stderr.endsWith(`none.pcap ${said}\n`), stderr);
	}
});

test('a capture that is cut in its first record header is said to be cut short before it is said to have no TCP', () => {
	const path = temporary('header.pcap', pcap([udp({from: '10.0.0.1:53', to: '10.0.0.2:53'})]).subarray(0, 30));
	const {status, stdout, stderr} = run(['--report', path]);
	assert.deepEqual({status, stdout}, {status: 1, stdout: ''});
	assert.match(stderr, /^tcpwhy: .*header\.pcap: The capture is cut short.*no packets in what could be read of it\./);
});

test('--check-filters judges a filter a line', () => {
	const {status, stdout} = run(['--check-filters'], 'tcp.port == 80\ntcp.port = 80\n\nip.addr == 10.1.2.3/24\n');
	assert.equal(status, 0);
	const lines = stdout.split('\n');
	assert.equal(lines[0], 'ok');
	assert.match(lines[1]!, /^E_SYN_TOKEN\t9\t1\t\S/);
	assert.deepEqual(lines.slice(2), ['ok', 'ok', '']);
});

test('--ladder draws the stream as text', () => {
	const {status, stdout} = run(['--ladder', '-s', '0', sample('never-speaks.pcap')]);
	assert.equal(status, 0);
	assert.match(stdout, /SYN/);
	assert.match(stdout, /RST/);
	assert.doesNotMatch(stdout, /\u001b/);
	assert.match(run(['--ladder', '--ascii', '-s', '0', sample('never-speaks.pcap')]).stdout, /^[\n -~]+$/);
});

test('a stream that is not there is named', () => {
	const {status, stderr} = run(['--report', '-s', '7', sample('refused.pcap')]);
	assert.equal(status, 1);
	assert.match(stderr, /no stream 7/);
});

test('a reader that goes away ends the program quietly', async () => {
	const child = spawn(
		'sh',
		['-c', `"${process.execPath}" "${PROGRAM}" --report=json "${sample('mixed.pcap')}" | head -c 10; exit`],
		{
			stdio: ['ignore', 'ignore', 'pipe'],
		},
	);
	let complaints = '';
	child.stderr.on('data', data => {
		complaints += data;
	});
	await new Promise(resolve => child.on('exit', resolve));
	assert.equal(complaints, '');
});

test('a device that takes no more is named, with status 1', () => {
	const command = `"${process.execPath}" "${PROGRAM}" --report=json "${sample('mixed.pcap')}" > /dev/full`;
	const {status, stderr} = spawnSync('sh', ['-c', command], {encoding: 'utf8'});
	assert.equal(status, 1);
	assert.match(stderr, /^tcpwhy: [^\n]+\n$/);
});

test('times that no calendar holds do not stop a report', t => {
	const file = sharedPath(t, 'corpus', 'public', 'pcapng-example.pcapng');
	if (file === undefined) return;
	const {status, stdout} = run(['--report=json', file]);
	assert.equal(status, 0);
	assert.equal(JSON.parse(stdout).streams.length, 15);
});
