import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {type AddressInfo, connect, createServer} from 'node:net';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {dropsFirst} from '../../source/capture/live-capture.ts';
import {canCapture} from '../support/live.ts';
import {PROGRAM, run} from '../support/program.ts';

test('^C ends a live capture without a screen, and what was captured is reported', async t => {
	if (!(await canCapture())) {
		t.skip('tcpdump is missing or may not capture here');
		return;
	}
	const server = createServer(socket => socket.end('welcome')).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const filter = ['--capture-filter', `tcp port ${port}`];
	const child = spawn(process.execPath, [PROGRAM, '-i', 'lo', ...filter, '--report=json']);
	let stdout = '';
	child.stdout.setEncoding('utf8').on('data', text => {
		stdout += text;
	});
	const closed = once(child, 'close');
	// tcpdump takes a moment to listen; a connection before that is not seen.
	for (let tries = 0; tries < 8; tries++) {
		await sleep(250);
		const socket = connect(port, '127.0.0.1').resume();
		await once(socket, 'close');
	}
	await sleep(250);
	child.kill('SIGINT');
	assert.deepEqual(await closed, [0, null]);
	server.close();
	const {streams, capture} = JSON.parse(stdout);
	assert.deepEqual(capture.files, ['lo']);
	assert.ok(streams.length > 0);
	assert.equal(streams.at(-1).server.port, port);
	assert.equal(streams.at(-1).payloadBytes.server, 'welcome'.length);
});

test('an interface that is not there is reported in the words of tcpdump', async t => {
	if (!(await canCapture())) {
		t.skip('tcpdump is missing or may not capture here');
		return;
	}
	const {status, stderr} = run(['-i', 'no-such-if', '--report']);
	assert.equal(status, 1);
	assert.match(stderr, /^tcpwhy: tcpdump could not capture: no-such-if: No such device exists[^\n]*\n$/);
});

test('options of a live capture that make no sense are wrong usage', () => {
	for (const args of [
		['--capture-filter', 'tcp', 'a.pcap'],
		['-i', 'lo', 'a.pcap'],
		['-', '-'],
		['-w', '-', 'a.pcap'],
		['--spool-limit', 'x', '-'],
	]) {
		const {status, stderr} = run([...args, '--report']);
		assert.equal(status, 2, args.join(' '));
		assert.match(stderr, /^tcpwhy: [^\n]+\n$/);
	}
});

test('packets that tcpdump lost stand before what it counts beside', () => {
	const counts = ['7 packets captured', '9 packets received by filter'];
	assert.equal(
		dropsFirst([...counts, '2 packets dropped by kernel'].join(', ')),
		['2 packets dropped by kernel', ...counts].join(', '),
	);
	const none = [...counts, '0 packets dropped by kernel'].join(', ');
	assert.equal(dropsFirst(none), none);
});
