import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
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

/** Loads a capture of connections that each begin a TLS record: they leave objects on the heap, beside the tables. */
const LOAD_OPEN_RECORDS = `
	import {pcapRecord, pcap, tcp} from './test/support/frames/capture-builder.ts';
	import {Readable} from 'node:stream';
	import {CaptureTables} from './source/analysis/tables/capture-tables.ts';
	import {openCapture} from './source/capture/open-capture.ts';
	import {loadCapture} from './source/session/load/load-capture.ts';
	const record = Uint8Array.of(22, 3, 1, 64, 0, 1, 0, 63, 252, 3, 3);
	const piece = n => {
		const from = '10.' + [n >> 16, n >> 8, n].map(part => part & 255).join('.') + ':40000';
		return pcapRecord(tcp({from, to: '11.0.0.1:443', flags: 'PA', payload: record}));
	};
	const MANY = 500_000;
	const file = function* () {
		yield pcap([]);
		for (let n = 0; n < MANY; n += 1000) yield Buffer.concat(Array.from({length: 1000}, (_, k) => piece(n + k)));
	};
	const tables = new CaptureTables();
	await loadCapture(await openCapture(Readable.from(file())), tables);
	console.log(JSON.stringify({packets: tables.packets.length, problems: tables.problems.map(({kind}) => kind)}));
`;

test('a heap that is nearly full ends the load with a message, before V8 ends the process', () => {
	const args = ['--max-old-space-size=110', '--import', 'tsx', '--input-type=module', '--eval', LOAD_OPEN_RECORDS];
	const {stdout, stderr} = spawnSync(process.execPath, args, {encoding: 'utf8'});
	assert.match(stdout, /^\{/, stderr);
	const {packets, problems} = JSON.parse(stdout);
	assert.ok(packets > 0 && packets < 500_000, `${packets} packets`);
	assert.deepEqual(problems, ['memory']);
});
