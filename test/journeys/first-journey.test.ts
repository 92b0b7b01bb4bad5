import assert from 'node:assert/strict';
import test from 'node:test';
import {explore, firstJourney} from '../support/terminal/journey.ts';

for (const [columns, rows] of [
	[80, 24],
	[120, 40],
	[250, 70],
] as const) {
	test(`from the list to the explanation of a reset and back to the shell, at ${columns}x${rows}`, async () => {
		const terminal = explore('mixed.pcap', {columns, rows});
		try {
			await firstJourney(terminal);
		} finally {
			await terminal.close();
		}
	});
}

test('without a capture the samples are offered, and the one that is picked opens', async () => {
	const terminal = explore('', {columns: 100, rows: 30});
	try {
		await terminal.until('never-speaks.pcap');
		terminal.send('j\r');
		await terminal.until('idle-client-reset');
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
		assert.equal(terminal.isAlternate, false);
	} finally {
		await terminal.close();
	}
});

test('a file that is no capture gives a readable screen, and q leaves it', async () => {
	const terminal = explore('readme.md', {columns: 100, rows: 30});
	try {
		await terminal.until('is text, not a capture');
		terminal.send('q');
		assert.equal(await terminal.exited, 1);
		assert.equal(terminal.isAlternate, false);
	} finally {
		await terminal.close();
	}
});

for (const [signal, status] of [
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const) {
	test(`${signal} ends the program and gives the terminal back`, async () => {
		const terminal = explore('never-speaks.pcap', {columns: 100, rows: 30});
		try {
			await terminal.until('idle-client-reset');
			terminal.signal(signal);
			assert.equal(await terminal.exited, status);
			assert.equal(terminal.isAlternate, false);
			const {output} = terminal;
			assert.ok(output.lastIndexOf('\u001b[?25h') > output.lastIndexOf('\u001b[?25l'), 'the cursor is shown');
		} finally {
			await terminal.close();
		}
	});
}
