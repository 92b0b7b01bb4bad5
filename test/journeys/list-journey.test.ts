import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'node:test';
import {load} from '../support/captures/loaded-capture.ts';
import {explore} from '../support/terminal/journey.ts';

test('idle clients among two hundred streams are found with five keys', async () => {
	const terminal = explore('mixed.pcap', {columns: 100, rows: 30});
	try {
		await terminal.until(/idle-client-reset/);
		terminal.send('f');
		await terminal.until(/idle-client-reset +18 +client never spoke/);
		terminal.send('jjj');
		await terminal.until(/^▸.*idle-client-reset/);
		terminal.send('\r');
		await terminal.until(/^filter conn\.verdict == "idle-client-reset" +18 of 215/);
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});

test('streams are grouped by verdict, a group is marked, and its packets are written', async context => {
	const folder = mkdtempSync(path.join(tmpdir(), 'list-'));
	context.after(() => rmSync(folder, {recursive: true}));
	const file = path.join(folder, 'idle.pcap');
	const terminal = explore('mixed.pcap', {columns: 80, rows: 24});
	try {
		await terminal.until(/^no filter/);
		terminal.send('t');
		await terminal.until(/13 groups by verdict$/);
		terminal.send('j ');
		await terminal.until(/18 marked$/);
		await terminal.until(/^◆ ▸ ! idle-client-reset/);
		terminal.send('w');
		await terminal.until(/writes the packets of 18 marked streams/);
		terminal.send(`\u{15}${file}\r`);
		await terminal.until(/162 packets written to/);
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
	const {tables} = await load(file);
	assert.equal(tables.streams.length, 18);
	assert.equal(tables.packets.length, 162);
});

test('columns are chosen and sized while the list shows them', async () => {
	const terminal = explore('mixed.pcap', {columns: 120, rows: 40});
	const headings = () => terminal.lines()[2]!;
	try {
		await terminal.until(/^no filter/);
		terminal.send('c');
		await terminal.until(/^Columns/);
		terminal.send('j ');
		await terminal.until(() => !headings().includes('Start'));
		terminal.send('G ');
		await terminal.until(() => headings().endsWith('Ended by'));
		terminal.send('\u{1B}');
		await terminal.until(/^Enter ladder/);
		assert.match(headings(), /Ending +Ended by$/);
		terminal.send('Q');
		assert.equal(await terminal.exited, 0);
	} finally {
		await terminal.close();
	}
});
