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

/** Loads a capture while the heap fills with something else: 30 MB at first, and 10 more with 8 MB of the capture. */
const LOAD_BESIDE_OBJECTS = `
	import {pcapRecord, pcap, tcp} from './test/support/frames/capture-builder.ts';
	import {Readable} from 'node:stream';
	import {CaptureTables} from './source/analysis/tables/capture-tables.ts';
	import {openCapture} from './source/capture/open-capture.ts';
	import {loadCapture} from './source/session/load/load-capture.ts';
	const held = Array.from({length: 30}, () => new Array(2 ** 17).fill(0.5));
	const piece = n => pcapRecord(tcp({from: '10.0.0.1:40000', to: '11.0.0.1:443', flags: 'PA', seq: n, payload: 11}));
	const MANY = 800_000;
	const file = function* () {
		yield pcap([]);
		for (let n = 0; n < MANY; n += 1000) {
			held.push(new Array(2 ** 17 / 10 | 0).fill(0.5));
			yield Buffer.concat(Array.from({length: 1000}, (_, k) => piece(n + k)));
		}
	};
	const tables = new CaptureTables();
	await loadCapture(await openCapture(Readable.from(file())), tables);
	console.log(JSON.stringify({packets: tables.packets.length, problems: tables.problems.map(({kind}) => kind)}));
`;

test('a heap that is nearly full ends the load with a message, before V8 ends the process', () => {
	const args = ['--max-old-space-size=110', '--import', 'tsx', '--input-type=module', '--eval', LOAD_BESIDE_OBJECTS];
	const {stdout, stderr} = spawnSync(process.execPath, args, {encoding: 'utf8'});
	assert.match(stdout, /^\{/, stderr);
	const {packets, problems} = JSON.parse(stdout);
	assert.ok(packets > 0 && packets < 800_000, `${packets} packets`);
	assert.deepEqual(problems, ['memory']);
});
