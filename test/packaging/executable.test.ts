import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test as always} from 'node:test';
import {fileURLToPath} from 'node:url';
import {sample} from '../support/captures/samples.ts';
import {firstJourney} from '../support/terminal/journey.ts';
import {run} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';

const EXECUTABLE = fileURLToPath(
	new URL(`../../dist-executable/tcpwhy-${process.platform}-${process.arch}`, import.meta.url),
);
const isBuilt = existsSync(EXECUTABLE);

function test(fact: string, check: () => void | Promise<void>): void {
	always(fact, async t => {
		if (isBuilt) await check();
		else t.skip('the executable is not built: npm run executable');
	});
}

/** Runs it with nothing of the machine but a temporary folder and the locale. */
function runAlone(args: readonly string[], input: string | Buffer = '', folder = tmpdir()) {
	return spawnSync(EXECUTABLE, args, {input, cwd: folder, encoding: 'utf8', env: {LC_ALL: 'C.UTF-8'}, timeout: 60_000});
}

function alone(args: string, temporary: string): TestTerminal {
	const variables = `TERM=xterm-256color LC_ALL=C.UTF-8 TMPDIR="${temporary}"`;
	return new TestTerminal(`/usr/bin/env -i ${variables} "${EXECUTABLE}" ${args}`, {columns: 120, rows: 40});
}

for (const format of ['text', 'json', 'markdown']) {
	test(`the executable reports as the program does: ${format}`, () => {
		const {status, stdout, stderr} = runAlone([`--report=${format}`, sample('mixed.pcap')]);
		assert.equal(stderr, '');
		assert.equal(status, 0);
		assert.equal(stdout, run([`--report=${format}`, sample('mixed.pcap')]).stdout);
	});
}

test('the executable writes Parquet, which is loaded only when it is asked for', () => {
	const {stdout, status} = runAlone(['--report=parquet', sample('mixed.pcap')]);
	assert.equal(status, 0);
	assert.equal(stdout.slice(0, 4), 'PAR1');
});

test('the executable reads a pipe', () => {
	const {status, stdout} = runAlone(['-'], readFileSync(sample('never-speaks.pcap')));
	assert.equal(status, 0);
	assert.match(stdout, /idle-client-reset/);
});

test('the executable explores full screen: its loading thread is inside', async () => {
	const terminal = alone(`"${sample('mixed.pcap')}"`, tmpdir());
	try {
		await firstJourney(terminal);
	} finally {
		await terminal.close();
	}
});

test('the samples are inside the executable, and nothing is left of them on the disk', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'executable-'));
	const terminal = alone('', folder);
	try {
		await terminal.until('pick a sample');
		terminal.send('j\r');
		await terminal.until('idle-client-reset');
		terminal.send('\rgrd');
		await terminal.until('Transmission Control Protocol');
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
		assert.deepEqual(readdirSync(folder), []);
	} finally {
		await terminal.close();
		rmSync(folder, {recursive: true});
	}
});

test('files beside a capture do not become part of the program', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'executable-'));
	try {
		writeFileSync(path.join(folder, 'bunfig.toml'), 'preload = ["./evil.js"]\n');
		writeFileSync(path.join(folder, 'evil.js'), 'console.log("run");\n');
		writeFileSync(path.join(folder, '.env'), 'LC_ALL=C\n');
		const {stdout} = runAlone(['--report', sample('refused.pcap')], '', folder);
		assert.equal(stdout, run(['--report', sample('refused.pcap')]).stdout);
	} finally {
		rmSync(folder, {recursive: true});
	}
});
