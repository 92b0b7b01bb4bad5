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
import {scratchFolder} from '../support/scratch-folder.ts';

const PACKETS = 400_000;
const SHAPE: CaptureShape = {name: 'counted', packets: PACKETS, streams: 2000, payload: 200, headersOnly: false};
/** Packets of a buffer that is worth a look. */
const LEAST = 2000;
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
	const tables = new CaptureTables();
	const analyzer = new CaptureAnalyzer(tables);
	/** Bytes of heap a packet, for each buffer of the reader. */
	const growths: number[] = [];
	while (await reader.fill()) {
		const before = tables.packets.length;
		const {heapUsed} = process.memoryUsage();
		while (analyzer.addAll(reader, 10_000));
		const added = tables.packets.length - before;
		const growth = process.memoryUsage().heapUsed - heapUsed;
		// Where garbage was collected there is nothing to see.
		if (added >= LEAST && growth >= 0) growths.push(growth / added);
	}
	await reader.close();
	assert.ok(growths.length >= 10, `${growths.length} buffers`);
	// V8 compiles when it comes to it: what it runs before makes objects for numbers. Objects of our own are in each buffer.
	const least = Math.min(...growths);
	// An object takes 16 bytes and more; what the reader and the tables make for a buffer is a few bytes a packet.
	assert.ok(least < 8, `${least.toFixed(1)} bytes of heap a packet`);
});

test(`tables take at most ${PACKET_LIMIT} bytes a packet and ${STREAM_LIMIT} a stream`, () => {
	const {packets, streams} = new CaptureTables();
	assert.ok(packets.rowBytes <= PACKET_LIMIT, `${packets.rowBytes} bytes a packet`);
	assert.ok(streams.rowBytes <= STREAM_LIMIT, `${streams.rowBytes} bytes a stream`);
});
