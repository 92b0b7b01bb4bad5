import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {writeCapture} from '../bench/captures.ts';
import {sample} from '../support/captures/samples.ts';
import {pcap, pcapRecord, tcp} from '../support/frames/capture-builder.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';
import {assertRestored, InShell, isRunning} from './in-shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-streams-'));
test.after(() => rmSync(folder, {recursive: true}));
const MIXED = sample('mixed.pcap');

const DEEDS: readonly (readonly [deed: string, does: (file: string) => void, said: RegExp])[] = [
	['cut short', file => truncateSync(file, 5000), /cut short/],
	[
		'replaced',
		file => {
			cpSync(sample('never-speaks.pcap'), `${file}.new`);
			renameSync(`${file}.new`, file);
		},
		/was replaced by another one/,
	],
	['removed', file => rmSync(file), /was removed/],
];

for (const [deed, does, said] of DEEDS)
	test(`a file that is ${deed} under an open screen is said to be, and the program goes on`, async () => {
		const file = join(folder, `${deed.replace(' ', '-')}.pcap`);
		cpSync(MIXED, file);
		const shell = new InShell(`$PROGRAM '${file}'`, {columns: 160, rows: 40});
		const {terminal} = shell;
		try {
			await terminal.until('1/215');
			await terminal.until('no filter');
			does(file);
			terminal.send('G\r');
			await terminal.until(/ 1\/\d+$/);
			terminal.send('d');
			await terminal.until(said);
			terminal.send('Q');
			assert.equal(await shell.status(), 0);
			assertRestored(terminal);
		} finally {
			await shell.close();
		}
	});

for (const [what, redirection] of [
	['closed', '<&-'],
	['empty', '</dev/null'],
])
	test(`with a standard input that is ${what}, keys are read from the terminal`, async () => {
		const shell = new InShell(`$PROGRAM '${MIXED}' ${redirection}`);
		try {
			await shell.terminal.until('1/215');
			shell.terminal.send('G');
			await shell.terminal.until('215/215');
			shell.terminal.send('Q');
			await shell.assertEnded(0);
		} finally {
			await shell.close();
		}
	});

test('a terminal that goes away while a capture still loads takes the program with it', async () => {
	const fifo = join(folder, 'never-ending');
	execFileSync('mkfifo', [fifo]);
	const shell = new InShell(`$PROGRAM - < '${fifo}'`);
	const feed = `(cat '${MIXED}'; exec sleep 60) > '${fifo}' & echo $!`;
	const feeder = Number(execFileSync('sh', ['-c', feed], {stdio: ['ignore', 'pipe', 'ignore']}).toString());
	try {
		await shell.terminal.until('1/215');
		const {pid} = shell;
		await shell.terminal.hangUp();
		await shell.terminal.until(() => !isRunning(pid));
	} finally {
		process.kill(feeder);
		await shell.close();
	}
});

/** Exit status of the program, and what it says, with its standard output somewhere. */
function statusOf(args: string, output: string): readonly [status: number, said: string] {
	const line = `'${process.execPath}' '${PROGRAM}' ${args} '${MIXED}' ${output}; echo "$?"`;
	const lines = execFileSync('bash', ['-c', `(${line}) 2>&1`], {encoding: 'utf8'})
		.trim()
		.split('\n');
	return [Number(lines.pop()), lines.join('\n')];
}

for (const args of [
	...['--report', '--report=json', '--report=parquet', '-e frame.number', '--ladder -s 0'],
	...['--help', '--version', '--print-config', '--completions=bash'],
])
	test(`${args} to a full device fails in one line`, () => {
		const [status, said] = statusOf(args, '>/dev/full');
		assert.equal(status, 1);
		assert.match(said, /^tcpwhy: standard output takes no more: ENOSPC[^\n]*$/);
	});

test('whoever closes the standard output wants nothing of it', () => {
	assert.deepEqual(statusOf('--report', '>&-'), [0, '']);
});

/** More than the 64 MiB of a compressed capture that are kept in memory. */
const LARGE = join(folder, 'large.pcap.gz');
const FRAMES = 1100;
writeFileSync(
	LARGE,
	gzipSync(
		Buffer.concat([
			pcap([]),
			...Array(FRAMES).fill(pcapRecord(tcp({from: '10.0.0.1:1', to: '10.0.0.2:2', payload: 65_000, flags: 'PA'}))),
		]),
		{level: 1},
	),
);

test('bytes that no temporary folder takes are said to be missing; the packets are counted and judged', () => {
	const {status, stdout, stderr} = run(['--report=json', LARGE], '', {TMPDIR: join(folder, 'none')});
	assert.equal(status, 1);
	assert.equal(JSON.parse(stdout).capture.packets, FRAMES);
	assert.match(stderr, /counted and judged, but cannot be shown in detail: .* took no more bytes \(ENOENT/);
});

test('so are those past the largest file that may be written', () => {
	const line = `ulimit -f 1000; exec '${process.execPath}' '${PROGRAM}' --report=text '${LARGE}' 2>&1 >/dev/null; true`;
	const said = execFileSync('bash', ['-c', `(${line}) || echo "status $?"`], {encoding: 'utf8'});
	assert.match(said, /took no more bytes \(EFBIG/);
	assert.match(said, /status 1\n$/);
});

/** Ends the program by a signal while it writes a capture into the folder. */
async function interruptWriting(signal: NodeJS.Signals, place: string): Promise<readonly unknown[]> {
	const long = join(folder, 'long.pcap');
	const shape = {name: 'long', packets: 600_000, streams: 100, payload: 100, headersOnly: true};
	if (!existsSync(long)) writeCapture(long, shape);
	const file = join(place, 'out.pcapng');
	for (;;) {
		const child = spawn(process.execPath, [PROGRAM, long, '--write', file], {stdio: 'ignore'});
		const ended = once(child, 'exit');
		while (readdirSync(place).length === 0 && child.exitCode === null) await sleep(1);
		child.kill(signal);
		const end = await ended;
		// On a busy machine the program may be done before its file is seen here: then it is started once more.
		if (end[0] !== 0) return end;
		rmSync(file);
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	test(`${signal} while a capture is written leaves nothing of it behind`, async () => {
		const place = mkdtempSync(join(folder, 'written-'));
		assert.deepEqual(await interruptWriting(signal, place), [null, signal]);
		assert.deepEqual(readdirSync(place), []);
	});
