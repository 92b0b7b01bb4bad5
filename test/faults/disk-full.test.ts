import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {run} from '../support/terminal/program.ts';
import {assertRestored, InShell} from './in-shell.ts';

/** A file system with room for 64 kB; undefined where none can be mounted (which takes root). */
function smallDisk(): string | undefined {
	const place = mkdtempSync(join(tmpdir(), 'tcpwhy-disk-'));
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place]).status === 0) return place;
	rmSync(place, {recursive: true});
	return undefined;
}

function giveBack(disk: string): void {
	spawnSync('umount', ['-l', disk]);
	rmSync(disk, {recursive: true, force: true});
}

const FULL = /the disk is full\. Nothing was kept of it/;

test('on a full disk nothing is left of what was to be written, and that is said', async t => {
	const disk = smallDisk();
	if (disk === undefined) {
		t.skip('no file system can be mounted here: it takes root');
		return;
	}
	const shell = new InShell(`$PROGRAM '${sample('mixed.pcap')}'`, {columns: 160});
	try {
		for (const args of [
			['--write', join(disk, 'all.pcap')],
			['--export', join(disk, 'all.json')],
		]) {
			const {status, stderr} = run([...args, sample('mixed.pcap')]);
			assert.equal(status, 1, args[0]);
			assert.match(stderr, FULL);
			assert.deepEqual(readdirSync(disk), []);
		}
		await shell.terminal.until('no filter');
		shell.terminal.send('W');
		await shell.terminal.until('file:');
		shell.terminal.send(`\u{15}${join(disk, 'w.pcap')}\r`);
		await shell.terminal.until(/the disk is full/);
		assert.deepEqual(readdirSync(disk), []);
		shell.terminal.send('Q');
		assert.equal(await shell.status(), 0);
		assertRestored(shell.terminal);
	} finally {
		await shell.close();
		giveBack(disk);
	}
});
