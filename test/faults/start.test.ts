import assert from 'node:assert/strict';
import test from 'node:test';
import {explore} from '../support/terminal/journey.ts';

for (const TERM of ['xterm', 'screen-256color', 'linux', 'vt100'])
	test(`the program starts and ends well with TERM=${TERM}; what is typed before is not drawn`, async () => {
		const terminal = explore('mixed.pcap', {environment: {TERM}});
		try {
			terminal.send('kk');
			await terminal.until('1/215');
			assert.match(terminal.lines()[0]!, /^tcpwhy +mixed\.pcap/);
			terminal.send('G');
			await terminal.until('215/215');
			terminal.send('Q');
			assert.equal(await terminal.exited, 0);
			assert.equal(terminal.isAlternate, false);
		} finally {
			await terminal.close();
		}
	});

test('a filter that is typed before the first screen is not lost', async () => {
	const terminal = explore('mixed.pcap');
	try {
		terminal.send('/tcp.flags.reset == 1\r');
		await terminal.until('filter tcp.flags.reset == 1');
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});

test('TERM=dumb gets the report as text, and is told so', async () => {
	const terminal = explore('never-speaks.pcap', {environment: {TERM: 'dumb'}});
	try {
		assert.equal(await terminal.exited, 0);
		assert.ok(terminal.output.includes('cannot show a full screen'));
		assert.ok(terminal.output.includes('idle-client-reset'));
		assert.ok(!terminal.output.includes('\u{1B}['));
	} finally {
		await terminal.close();
	}
});
