/**
 * What loading costs, counted rather than timed, so that a slow-down is seen on any machine: bytes read, passes over
 * the file, objects made for packets, bytes of the tables.
 */
import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {loadCapture} from '../../source/session/load/load-capture.ts';
import {type CaptureShape, writeCapture} from '../bench/captures.ts';
import {collectGarbage} from '../support/garbage.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const PACKETS = 400_000;
const SHAPE: CaptureShape = {name: 'counted', packets: PACKETS, streams: 2000, payload: 200, headersOnly: false};
/** Packets until V8 has compiled the pass for good. */
const WARM_UP = 200_000;
/** design.md 6: bytes of memory that a packet and a stream may take. */
const PACKET_LIMIT = 64;
const STREAM_LIMIT = 400;

const folder = scratchFolder();
const file = join(folder, 'counted.pcap');
const size = writeCapture(file, SHAPE);

test('a capture is read once, from its start to its end', async () => {
	const reader = await openCapture(file);
	const tables = new CaptureTables();
	await loadCapture(reader, tables);
	assert.equal(reader.bytesRead, size);
	assert.equal(tables.packets.length, PACKETS);
	let last = 0;
	for (let row = 0; row < PACKETS; row++) {
		assert.ok(tables.packets.offset(row) > last);
		last = tables.packets.offset(row);
	}
});

test('no object is made for a packet: the heap stays as it is while the tables grow', async () => {
	const reader = await openCapture(file);
	const analyzer = new CaptureAnalyzer(new CaptureTables());
	let packets = 0;
	let heap = 0;
	let before = 0;
	while (await reader.fill()) {
		while (analyzer.addAll(reader, 10_000)) packets += 10_000;
		if (before === 0 && packets >= WARM_UP) {
			collectGarbage();
			heap = process.memoryUsage().heapUsed;
			before = packets;
		}
	}
	const growth = process.memoryUsage().heapUsed - heap;
	const counted = PACKETS - before;
	assert.ok(counted > 100_000);
	// An object takes 16 bytes and more; what the reader and the tables make once for a chunk is far below one byte.
	assert.ok(growth < counted * 8, `${(growth / counted).toFixed(1)} bytes of heap a packet`);
});

test(`tables take at most ${PACKET_LIMIT} bytes a packet and ${STREAM_LIMIT} a stream`, () => {
	const {packets, streams} = new CaptureTables();
	assert.ok(packets.rowBytes <= PACKET_LIMIT, `${packets.rowBytes} bytes a packet`);
	assert.ok(streams.rowBytes <= STREAM_LIMIT, `${streams.rowBytes} bytes a stream`);
});
