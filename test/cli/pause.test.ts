import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, closeSync, openSync, readFileSync, writeFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {PROGRAM} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';

const folder = scratchFolder();

const capture = readFileSync(sample('mixed.pcap'));
/** An Ethernet capture's first bytes, up to the end of a record. */
const FIRST = recordsUpTo(20_000);
const SECOND = recordsUpTo(60_000);

function recordsUpTo(limit: number): number {
	let end = 24;
	for (;;) {
		const next = end + 16 + capture.readUInt32LE(end + 8);
		if (next > limit) return end;
		end = next;
	}
}

/** A screen that stood still while packets came, and took them when it went on. */
async function pausedAndResumed(terminal: TestTerminal, write: (bytes: Uint8Array) => void): Promise<void> {
	write(capture.subarray(0, FIRST));
	await terminal.until(/\d+ streams · \d+ packets/);
	await terminal.until(`loading ${(FIRST / 1000).toFixed(1)} kB`);
	terminal.send('p');
	await terminal.until('paused, 0 B waiting');
	const title = terminal.lines()[0];
	write(capture.subarray(FIRST, SECOND));
	await terminal.until(`paused, ${((SECOND - FIRST) / 1000).toFixed(1)} kB waiting`);
	assert.equal(terminal.lines()[0], title);
	// What is asked meanwhile is answered from what is shown.
	terminal.send('/tcp.stream == 1\r');
	await terminal.until(/filter tcp\.stream == 1 .*1 of \d+ streams .*paused/);
	assert.equal(terminal.lines()[0], title);
	terminal.send('p');
	await terminal.until(() => !terminal.shows('paused'));
	await terminal.until(() => terminal.lines()[0] !== title);
	write(capture.subarray(SECOND));
	await terminal.until(/215 streams · 2,661 packets/);
	terminal.send('Q');
	assert.equal(await terminal.exited, 0);
}

test('a pipe goes on to be read while the screen stands still, and nothing of it is lost', async () => {
	const pipe = path.join(folder, 'pipe');
	execFileSync('mkfifo', [pipe]);
	const terminal = new TestTerminal(`"${process.execPath}" "${PROGRAM}" - < "${pipe}"`, {columns: 120});
	const file = openSync(pipe, 'w');
	try {
		await pausedAndResumed(terminal, bytes => writeSync(file, bytes));
	} finally {
		closeSync(file);
		await terminal.close();
	}
});

test('a file that is followed keeps what is appended while the screen stands still', async () => {
	const file = path.join(folder, 'growing.pcap');
	writeFileSync(file, '');
	const terminal = new TestTerminal(`"${process.execPath}" "${PROGRAM}" --follow "${file}"`, {columns: 120});
	try {
		await pausedAndResumed(terminal, bytes => appendFileSync(file, bytes));
	} finally {
		await terminal.close();
	}
});

test('a capture that is read to its end cannot be paused', async () => {
	const terminal = new TestTerminal(`"${process.execPath}" "${PROGRAM}" "${sample('refused.pcap')}"`);
	try {
		await terminal.until('connection-refu');
		await terminal.until('no filter');
		terminal.send('p');
		await terminal.until('nothing comes in any more');
	} finally {
		await terminal.close();
	}
});
