import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {sample} from '../support/captures/samples.ts';
import {assertRestored, InShell, isRunning} from './in-shell.ts';
import {deeds} from './monkey-keys.ts';

/** Resident memory that the monkey may cost, in kB: heaps grow before they are collected. */
const GROWTH = 250_000;

/** Lets a monkey at the real program; throws, with the seed, unless the program bears it. */
export async function runMonkey(seed: number, count: number): Promise<void> {
	const state = mkdtempSync(join(tmpdir(), 'tcpwhy-monkey-'));
	const environment = {XDG_STATE_HOME: state, XDG_CONFIG_HOME: state, TMPDIR: state};
	const shell = new InShell(`$PROGRAM --mouse '${sample('mixed.pcap')}'`, {environment});
	const {terminal} = shell;
	try {
		await terminal.until('1/215');
		await terminal.until('no filter');
		const {pid} = shell;
		const begin = residentKilobytes(pid);
		let done = 0;
		for (const deed of deeds(seed, count)) {
			if ('keys' in deed) terminal.send(deed.keys);
			else terminal.resize(deed.columns, deed.rows);
			// Some keys come in one piece, some alone.
			if (++done % 3 === 0) await sleep(5);
			assert.ok(isRunning(pid), `seed ${seed}: the program ended after ${done} keys\n${terminal.lines().join('\n')}`);
		}
		terminal.resize(100, 30);
		terminal.send('\u{C}');
		await terminal.settled();
		assert.ok(isRunning(pid), `seed ${seed}: the program ended\n${terminal.lines().join('\n')}`);
		const growth = residentKilobytes(pid) - begin;
		assert.ok(growth < GROWTH, `seed ${seed}: ${growth} kB more`);
		await terminal.until(() => terminal.lines().some(line => line !== ''));
		// The first two may only close a prompt and what was begun in it.
		for (let tries = 0; isRunning(pid); tries++) {
			assert.ok(tries < 10, `seed ${seed}: ^C does not leave\n${terminal.lines().join('\n')}`);
			terminal.send('\u{3}');
			await terminal.settled();
		}
		assert.equal(await shell.status(), 0, `seed ${seed}: ${terminal.lines().join('\n')}`);
		shell.assertLineSettings('after');
		assertRestored(terminal);
		const written = readdirSync(shell.folder).filter(name => /\.(pcap|svg|md|mmd|txt)/.test(name));
		assert.deepEqual(written, [], `seed ${seed}`);
	} finally {
		await shell.close();
		rmSync(state, {recursive: true, force: true});
	}
}

function residentKilobytes(pid: number): number {
	return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}
