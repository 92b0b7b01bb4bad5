import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, writeFileSync, writeSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import test from 'node:test';
import {sample} from '../support/captures/samples.ts';
import {pcap, pcapRecord, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {canCapture} from '../support/terminal/live.ts';
import {PROGRAM} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';

const folder = scratchFolder();

const COMMAND = `"${process.execPath}" "${PROGRAM}"`;

function opening(port: number) {
	return tcp({from: `10.0.0.1:${port}`, to: '10.0.0.2:80', flags: 'S', time: port});
}

/** A terminal with the program on it, and a FIFO whose other end this process holds. */
function onFifo(command: (fifo: string) => string): {
	terminal: TestTerminal;
	write(bytes: Uint8Array): void;
	end(): void;
} {
	const fifo = join(mkdtempSync(join(folder, 'pipe-')), 'fifo');
	execFileSync('mkfifo', [fifo]);
	const terminal = new TestTerminal(command(fifo), {columns: 110, rows: 24});
	// Opened for both directions it does not wait for the reader.
	const end = openSync(fifo, 'r+');
	return {terminal, write: bytes => writeSync(end, bytes), end: () => closeSync(end)};
}

for (const [what, command] of [
	['standard input', (fifo: string) => `sh -c 'cat "${fifo}" | ${COMMAND} -'`],
	['a FIFO', (fifo: string) => `${COMMAND} "${fifo}"`],
] as const)
	test(`packets of ${what} appear as they arrive, keys work meanwhile, and the end is the end`, async () => {
		const {terminal, write, end} = onFifo(command);
		try {
			write(pcap([opening(1001)]));
			await terminal.until('10.0.0.1:1001');
			write(pcapRecord(opening(1002)));
			await terminal.until('10.0.0.1:1002');
			terminal.send('/');
			terminal.send('tcp.port == 1003\r');
			await terminal.until('0 of 2 streams');
			write(pcapRecord(opening(1003)));
			await terminal.until(/1 of 3 streams/);
			end();
			await terminal.until(() => !terminal.shows('loading'));
			terminal.send('Q');
			assert.equal(await terminal.exited, 0);
			assert.equal(terminal.isAlternate, false);
		} finally {
			await terminal.close();
		}
	});

for (const what of ['silent', 'not opened by any writer'])
	test(`a FIFO that is ${what} does not keep the program from ending`, async () => {
		const fifo = join(mkdtempSync(join(folder, 'pipe-')), 'fifo');
		execFileSync('mkfifo', [fifo]);
		const end = what === 'silent' ? openSync(fifo, 'r+') : undefined;
		const terminal = new TestTerminal(`${COMMAND} "${fifo}"`, {columns: 110, rows: 24});
		try {
			await terminal.until('Reading');
			terminal.send('Q');
			assert.equal(await terminal.exited, 0);
		} finally {
			await terminal.close();
			if (end !== undefined) closeSync(end);
		}
	});

test('--follow shows what is appended to a file', async () => {
	const file = join(folder, 'growing.pcap');
	writeFileSync(file, pcap([opening(1001)]));
	const terminal = new TestTerminal(`${COMMAND} --follow "${file}"`, {columns: 110, rows: 24});
	try {
		await terminal.until('10.0.0.1:1001');
		const record = pcapRecord(opening(1002));
		appendFileSync(file, record.subarray(0, 20));
		appendFileSync(file, record.subarray(20));
		await terminal.until('10.0.0.1:1002');
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});

test('several captures are named in the title', async () => {
	const terminal = new TestTerminal(`${COMMAND} "${sample('refused.pcap')}" "${sample('never-speaks.pcap')}"`, {
		columns: 110,
	});
	try {
		await terminal.until(/refused\.pcap, never-speaks\.pcap/);
		await terminal.until('idle-client-reset');
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});

test('w writes the stream under the cursor to a new file, and overwrites nothing', async () => {
	const place = mkdtempSync(join(folder, 'write-'));
	const terminal = new TestTerminal(`sh -c 'cd "${place}" && exec ${COMMAND} "${sample('never-speaks.pcap')}"'`, {
		columns: 110,
		rows: 24,
	});
	try {
		await terminal.until('idle-client-reset');
		terminal.send('w');
		await terminal.until('stream-0.pcap');
		terminal.send('\r');
		await terminal.until('written to stream-0.pcap');
		assert.deepEqual(readFileSync(join(place, 'stream-0.pcap')), readFileSync(sample('never-speaks.pcap')));
		terminal.send('\r');
		await terminal.until('SYN');
		terminal.send('w');
		await terminal.until('file: stream-0.pcap');
		terminal.send('\r');
		await terminal.until('overwrite?');
		terminal.send('n\r');
		await terminal.until(() => !terminal.shows('overwrite?'));
		assert.deepEqual(readFileSync(join(place, 'stream-0.pcap')), readFileSync(sample('never-speaks.pcap')));
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});

test('-i shows the connections of an interface as they are made, and leaves no tcpdump behind', async t => {
	if (!(await canCapture())) {
		t.skip('tcpdump is missing or may not capture here');
		return;
	}
	const port = 49_151;
	const terminal = new TestTerminal(`${COMMAND} -i lo --capture-filter "tcp port ${port}"`, {columns: 110, rows: 24});
	try {
		await terminal.until('listening on lo');
		await new Promise<void>(resolve => connect(port, '127.0.0.1').on('error', () => resolve()));
		await terminal.until(`127.0.0.1:${port}`);
		await terminal.until(/2 packets captured.* 0 packets dropped by kernel/);
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
		assert.doesNotMatch(execFileSync('ps', ['-eo', 'args']).toString(), new RegExp(`^tcpdump.*port ${port}`, 'm'));
	} finally {
		await terminal.close();
	}
});
