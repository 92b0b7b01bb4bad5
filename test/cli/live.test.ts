import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {type AddressInfo, connect, createServer} from 'node:net';
import {join} from 'node:path';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {dropsFirst} from '../../source/capture/live-capture.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {canCapture, tcpdumpOf} from '../support/terminal/live.ts';
import {until} from '../support/terminal/patience.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';

/** The machine's tcpdump, but what it says goes to a file. */
function overheardTcpdump(): {readonly said: () => string; readonly environment: NodeJS.ProcessEnv} {
	const folder = scratchFolder();
	const file = join(folder, 'said');
	const tcpdump = execFileSync('sh', ['-c', 'command -v tcpdump']).toString().trim();
	writeFileSync(file, '');
	writeFileSync(join(folder, 'tcpdump'), `#!/bin/sh\nexec '${tcpdump}' "$@" 2>>'${file}'\n`, {mode: 0o755});
	return {
		said: () => readFileSync(file, 'utf8'),
		environment: {...process.env, PATH: `${folder}:${process.env['PATH']}`},
	};
}

/** Packets of which some are not of the first connection, which takes ten. */
const MORE_THAN_ONE = 15;

test('^C ends a live capture without a screen, and what was captured is reported', async t => {
	if (!(await canCapture())) {
		t.skip('tcpdump is missing or may not capture here');
		return;
	}
	const server = createServer(socket => socket.end('welcome')).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const filter = ['--capture-filter', `tcp port ${port}`];
	const {said, environment} = overheardTcpdump();
	const child = spawn(process.execPath, [PROGRAM, '-i', 'lo', ...filter, '--report=json'], {env: environment});
	let stdout = '';
	child.stdout.setEncoding('utf8').on('data', text => {
		stdout += text;
	});
	const closed = once(child, 'close');
	const tcpdump = await tcpdumpOf(child.pid!);
	await until(() => said().includes('listening on'), said);
	await until(async () => {
		const socket = connect(port, '127.0.0.1').resume();
		await once(socket, 'close');
		// tcpdump answers with its counts.
		process.kill(tcpdump, 'SIGUSR1');
		await sleep(20);
		return [...said().matchAll(/(\d+) packets? captured/g)].some(([, count]) => Number(count) >= MORE_THAN_ONE);
	}, said);
	child.kill('SIGINT');
	assert.deepEqual(await closed, [0, null]);
	server.close();
	const {streams, capture} = JSON.parse(stdout);
	assert.deepEqual(capture.files, ['lo']);
	assert.equal(streams[0].server.port, port);
	assert.equal(streams[0].payloadBytes.server, 'welcome'.length);
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
