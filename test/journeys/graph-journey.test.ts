import assert from 'node:assert/strict';
import test from 'node:test';
import {explore} from '../support/terminal/journey.ts';

for (const [columns, rows] of [
	[80, 24],
	[120, 40],
] as const) {
	test(`from the ladder to a graph, to another packet, and back to the ladder at it, at ${columns}x${rows}`, async () => {
		const terminal = explore('lossy-then-ok.pcap', {columns, rows});
		try {
			await terminal.until('clean-close');
			terminal.send('\r');
			await terminal.until('1/47');
			terminal.send('v');
			await terminal.until('[1 sequence]');
			terminal.send('nn');
			await terminal.until(/^frame 44 .*Seq 4297/);
			terminal.send('2j');
			await terminal.until('[2 RTT]');
			await terminal.until('RTT 1.614000 ms: acknowledges frame 41');
			terminal.send('\r');
			await terminal.until(/e explain.*45\/47/);
			terminal.send('Q');
			assert.equal(await terminal.exited, 0);
		} finally {
			await terminal.close();
		}
	});
}
