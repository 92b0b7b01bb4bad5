import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test, {after} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {canCapture} from '../support/live.ts';
import {PROGRAM} from '../support/program.ts';
import {sample} from '../support/samples.ts';
import {assertRestored, InShell} from './in-shell.ts';

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

/** Ways to be killed once the capture is loaded. */
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
		const program = withWorker(`later ${what}`, `import './real.js'; setTimeout(() => {${deed}}, 1000);`);
		const environment = {NODE_OPTIONS: '--max-old-space-size=120'};
		const shell = new InShell(`$PROGRAM '${sample('mixed.pcap')}'`, {program, columns: 160, environment});
		const {terminal} = shell;
		try {
			await terminal.until('1/215');
			await terminal.until(said);
			terminal.send('j\r');
			await terminal.until(/^stream 1 /);
			terminal.send('Q');
			await shell.assertEnded(1);
		} finally {
			await shell.close();
		}
	});

/** Whether a tcpdump runs whose capture filter names the port. */
function captures(port: number): boolean {
	return new RegExp(`^tcpdump.*port ${port}$`, 'm').test(execFileSync('ps', ['-eo', 'args']).toString());
}

async function untilNoneCaptures(port: number): Promise<void> {
	for (let tries = 0; captures(port); tries++) {
		assert.ok(tries < 100, 'tcpdump is gone');
		await sleep(50);
	}
}

for (const [signal, port] of [
	['SIGTERM', 49_141],
	['SIGHUP', 49_142],
] as const)
	test(`${signal} leaves no tcpdump and no temporary file behind, though no packet comes`, async t => {
		if (!(await canCapture())) {
			t.skip('tcpdump is missing or may not capture here');
			return;
		}
		const temporary = mkdtempSync(join(folder, 'tmp-'));
		const shell = new InShell(`$PROGRAM -i lo --capture-filter 'tcp port ${port}'`, {
			environment: {TMPDIR: temporary},
		});
		try {
			await shell.terminal.until('listening on lo');
			process.kill(shell.pid, signal);
			assert.equal(await shell.status(), signal === 'SIGTERM' ? 143 : 129);
			await untilNoneCaptures(port);
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
	const port = 49_143;
	const args = [PROGRAM, '-i', 'lo', '--capture-filter', `tcp port ${port}`, '--report=json'];
	const child = spawn(process.execPath, args, {stdio: 'ignore'});
	while (!captures(port)) await sleep(50);
	child.kill('SIGTERM');
	assert.deepEqual(await once(child, 'exit'), [null, 'SIGTERM']);
	await untilNoneCaptures(port);
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
