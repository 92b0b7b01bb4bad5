import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test, {after} from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {canCapture, tcpdumpOf} from '../support/terminal/live.ts';
import {until} from '../support/terminal/patience.ts';
import {PROGRAM} from '../support/terminal/program.ts';
import {assertRestored, InShell, isRunning} from './in-shell.ts';

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-threads-'));
after(() => rmSync(folder, {recursive: true}));

/** A copy of the built program whose loading thread does something else; `./real.js` is what it would have done. */
function withWorker(name: string, source: string): string {
	const place = join(folder, name);
	cpSync(dirname(PROGRAM), place, {recursive: true});
	writeFileSync(join(place, 'package.json'), '{"type": "module"}');
	renameSync(join(place, 'session', 'worker.js'), join(place, 'session', 'real.js'));
	writeFileSync(join(place, 'session', 'worker.js'), source);
	return join(place, 'cli.js');
}

for (const [what, source, said] of [
	[
		'throws',
		'throw new Error("out of order\\nand of luck")',
		/The loading thread stopped: internal error: out of order/,
	],
	['has a rejection that nobody handles', 'void Promise.reject(new Error("forgotten"))', /internal error: forgotten/],
	['ends before the capture does', 'process.exit(0)', /The loading thread stopped\./],
] as const)
	test(`a loading thread that ${what} is told of in one sentence, and keys work until the user leaves`, async () => {
		const program = withWorker(what.replaceAll(' ', '-'), source);
		const shell = new InShell(`$PROGRAM '${sample('mixed.pcap')}'`, {program, columns: 160});
		try {
			await shell.terminal.until(said);
			shell.terminal.send('?');
			await shell.terminal.until('keys of');
			shell.terminal.send('\u{1B}Q');
			await shell.assertEnded(1);
		} finally {
			await shell.close();
		}
	});

/** Ways to end or to be ended. */
const LATER: readonly (readonly [what: string, deed: string, said: RegExp])[] = [
	['throws', 'throw new Error("late \\x1b[2J")', /stopped: internal error: late \\x1b\[2J/],
	['is ended', 'process.exit(3)', /The loading thread stopped\./],
	[
		'fills its heap',
		'const all = []; setInterval(() => {for (let n = 0; n < 20000; n++) all.push([n])}, 1)',
		/The loading thread stopped: .*memory/,
	],
];

for (const [what, deed, said] of LATER)
	test(`a loading thread that ${what} after the capture was loaded leaves the screen as it is`, async () => {
		const now = join(folder, `it ${what} now`);
		const whenAsked = `const timer = setInterval(() => {
			if (!existsSync(${JSON.stringify(now)})) return;
			clearInterval(timer);
			${deed};
		}, 10)`;
		const source = `import {existsSync} from 'node:fs'; import './real.js'; ${whenAsked};`;
		const program = withWorker(`later ${what}`, source);
		const environment = {NODE_OPTIONS: '--max-old-space-size=120'};
		const shell = new InShell(`$PROGRAM '${sample('mixed.pcap')}'`, {program, columns: 160, environment});
		const {terminal} = shell;
		try {
			await terminal.until('1/215');
			await terminal.until('no filter');
			writeFileSync(now, '');
			await terminal.until(said);
			terminal.send('j\r');
			await terminal.until(/^stream 1 /);
			terminal.send('Q');
			await shell.assertEnded(1);
		} finally {
			await shell.close();
		}
	});

/** A port that nobody uses: no packet comes. */
const FILTER = 'tcp port 1';

for (const [signal, status] of [
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)
	test(`${signal} leaves no tcpdump and no temporary file behind, though no packet comes`, async t => {
		if (!(await canCapture())) {
			t.skip('tcpdump is missing or may not capture here');
			return;
		}
		const temporary = mkdtempSync(join(folder, 'tmp-'));
		const shell = new InShell(`$PROGRAM -i lo --capture-filter '${FILTER}'`, {environment: {TMPDIR: temporary}});
		try {
			await shell.terminal.until('listening on lo');
			const tcpdump = await tcpdumpOf(shell.pid);
			process.kill(shell.pid, signal);
			assert.equal(await shell.status(), status);
			await until(
				() => !isRunning(tcpdump),
				() => 'tcpdump is not gone',
			);
			assert.deepEqual(readdirSync(temporary), []);
			assertRestored(shell.terminal);
		} finally {
			await shell.close();
		}
	});

test('SIGTERM ends a live capture without a screen, and its tcpdump', async t => {
	if (!(await canCapture())) {
		t.skip('tcpdump is missing or may not capture here');
		return;
	}
	const args = [PROGRAM, '-i', 'lo', '--capture-filter', FILTER, '--report=json'];
	const child = spawn(process.execPath, args, {stdio: 'ignore'});
	const ended = once(child, 'exit');
	const tcpdump = await tcpdumpOf(child.pid!);
	child.kill('SIGTERM');
	assert.deepEqual(await ended, [null, 'SIGTERM']);
	await until(
		() => !isRunning(tcpdump),
		() => 'tcpdump is not gone',
	);
});

test('a reader that goes away ends a report quietly, complaints that nobody reads too', () => {
	const program = `'${process.execPath}' '${PROGRAM}'`;
	const mixed = `'${sample('mixed.pcap')}'`;
	const lines = [
		`${program} -e frame.number,tcp.payload ${mixed} | head -c 10 >/dev/null; echo "\${PIPESTATUS[0]}"`,
		`${program} --report /no/such/file 2>&1 >/dev/null | true; echo "\${PIPESTATUS[0]}"`,
	];
	const said = lines.map(line => execFileSync('bash', ['-c', `(${line}) 2>&1`]).toString());
	assert.deepEqual(said, ['0\n', '1\n']);
});
