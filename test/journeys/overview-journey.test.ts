import assert from 'node:assert/strict';
import test from 'node:test';
import {explore} from '../support/terminal/journey.ts';

for (const [columns, rows] of [
	[80, 24],
	[120, 40],
	[250, 70],
] as const) {
	test(`from the overview to the streams of a verdict, at ${columns}x${rows}`, async () => {
		const terminal = explore('mixed.pcap', {columns, rows});
		try {
			await terminal.until('idle-client-reset');
			terminal.send('o');
			// The sum of the verdicts of the recording's 215 streams.
			await terminal.until(/^! 81 abnormal.*132 normal.*all 215 streams$/);
			await terminal.until('OVER TIME');
			terminal.send('j');
			await terminal.until(/^▸! idle-client-reset .* 18 /);
			terminal.send('K');
			await terminal.until(/^Packets show /);
			terminal.send('\u{1B}');
			await terminal.until('OVER TIME');
			terminal.send('\r');
			await terminal.until(/^filter conn\.verdict == "idle-client-reset" +18 of 215 streams/);
			await terminal.until(/1\/18$/);
			terminal.send('Q');
			assert.equal(await terminal.exited, 0);
		} finally {
			await terminal.close();
		}
	});
}
