import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {countText} from '../../source/report/format.ts';
import {loadCapture} from '../../source/session/load/load-capture.ts';
import {MemoryRoom} from '../../source/session/load/memory-room.ts';
import {writeCapture} from '../bench/captures.ts';

const PACKETS = 1_000_000;
/** Rows of 64 bytes for about a third of them. */
const LITTLE = 25_000_000;

test('a capture that the memory has no room for is shown as far as it goes, and what to do is said', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-memory-'));
	const file = join(folder, 'large.pcap');
	writeCapture(file, {name: 'large', packets: PACKETS, streams: 1000, payload: 100, headersOnly: true});
	try {
		const tables = new CaptureTables();
		const reader = await openCapture(file);
		await loadCapture(reader, tables, {room: new MemoryRoom(LITTLE)});
		const [problem] = tables.problems;
		assert.equal(problem?.kind, 'memory');
		assert.ok(tables.packets.length > 0 && tables.packets.length < PACKETS);
		assert.ok(problem.message.includes(`the first ${countText(tables.packets.length)} packets`));
		assert.match(problem.message, /\d+ % of the file/);
		assert.match(problem.message, /tcpdump -r/);
	} finally {
		rmSync(folder, {recursive: true});
	}
});
