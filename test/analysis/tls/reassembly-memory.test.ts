import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import {CaptureAnalyzer} from '../../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import {ReassemblyMemory} from '../../../source/analysis/tls/reassembly-memory.ts';
import {PendingRecord} from '../../../source/analysis/tls/record-store.ts';
import {TlsStreams} from '../../../source/analysis/tls/tls-stream.ts';
import {openCapture} from '../../../source/capture/open-capture.ts';
import {concat, type Frame, pcap, pcapRecord, tcp} from '../../support/frames/capture-builder.ts';
import {collectGarbage} from '../../support/garbage.ts';

const HANDSHAKE = 22;
const ALERT = 21;

/** Fills tables from frames that are made while they are read. */
async function analyse(frames: Iterable<Frame>, memory: ReassemblyMemory, onFill = () => {}): Promise<CaptureTables> {
	function* file() {
		yield pcap([]);
		for (const frame of frames) yield pcapRecord(frame);
	}
	const tables = new CaptureTables();
	const reader = await openCapture(Readable.from(file()));
	const analyzer = new CaptureAnalyzer(tables, undefined, memory);
	while (await reader.fill()) {
		while (analyzer.addAll(reader, 1000));
		onFill();
	}
	await reader.close();
	return tables;
}

function record(type: number, content: Uint8Array): Uint8Array {
	return concat(Uint8Array.of(type, 3, 3, content.length >> 8, content.length & 0xff), content);
}

const from = (stream: number) => `10.${stream >> 16}.${(stream >> 8) & 0xff}.${stream & 0xff}:40000`;

function segment(stream: number, seq: number, payload: Uint8Array): Frame {
	return tcp({from: from(stream), to: '10.99.0.1:443', flags: 'PA', seq, ack: 1, payload});
}

/** Frames that bring records, as `frame: type`. */
function recordsOf({tlsRecords, packets}: CaptureTables): string[] {
	return Array.from(
		{length: tlsRecords.length},
		(_, row) => `${packets.frameNumber(tlsRecords.packet(row))}: ${tlsRecords.contentType(row)}`,
	);
}

test('thousands of streams that each leave a huge record open take no more memory than the bound', async () => {
	const STREAMS = 4000;
	const LIMIT = 32 * 1024 * 1024;
	const memory = new ReassemblyMemory(LIMIT);
	const opening = record(HANDSHAKE, new Uint8Array(0xffff)).subarray(0, 50_000);
	function* frames() {
		for (let stream = 0; stream < STREAMS; stream++) yield segment(stream, 1, opening);
	}
	collectGarbage();
	const before = process.memoryUsage().arrayBuffers;
	let mostHeld = 0;
	const tables = await analyse(frames(), memory, () => {
		mostHeld = Math.max(mostHeld, memory.bytesHeld);
	});
	collectGarbage();
	const buffers = process.memoryUsage().arrayBuffers - before;
	assert.equal(tables.streams.length, STREAMS);
	assert.ok(mostHeld > LIMIT / 2 && mostHeld <= LIMIT, `${mostHeld} bytes are held`);
	// All of them together are 200 MB; the tables and the reader have buffers, too.
	assert.ok(buffers > LIMIT / 2 && buffers < 2 * LIMIT, `${buffers} bytes of buffers`);
	assert.ok(memory.bytesHeld > LIMIT / 2, 'what is held is not garbage');
});

test('a message of the handshake that comes a byte a record takes time in proportion to its bytes', async () => {
	const BYTES = 60_000;
	const message = Uint8Array.of(11, 0, BYTES >> 8, BYTES & 0xff, ...new Uint8Array(BYTES));
	const records = concat(...Array.from(message, byte => record(HANDSHAKE, Uint8Array.of(byte))));
	const memory = new ReassemblyMemory();
	function* frames() {
		for (let at = 0; at < records.length; at += 6000) yield segment(1, 1 + at, records.subarray(at, at + 6000));
	}
	const tables = await analyse(frames(), memory);
	assert.equal(tables.tlsRecords.length, message.length);
	assert.equal(tables.tlsHandshakes.length, 1);
	assert.equal(tables.tlsHandshakes.messageLength(0), BYTES);
	assert.equal(memory.bytesHeld, 0);
});

const MANY = record(HANDSHAKE, concat(Uint8Array.of(11, 0, 0x0b, 0xb0), new Uint8Array(2992)));
/** Stream 1 begins a record, stream 2 begins one, stream 1 ends its own and sends an alert, stream 2 ends its own. */
const TWO_STREAMS = [
	segment(1, 1, MANY.subarray(0, 1500)),
	segment(2, 1, MANY.subarray(0, 1500)),
	segment(1, 1501, concat(MANY.subarray(1500), record(ALERT, Uint8Array.of(2, 40)))),
	segment(2, 1501, MANY.subarray(1500)),
];

test('below the bound every record is reported in the frame that brings its last byte', async () => {
	const tables = await analyse(TWO_STREAMS, new ReassemblyMemory());
	assert.deepEqual(recordsOf(tables), [`3: ${HANDSHAKE}`, `3: ${ALERT}`, `4: ${HANDSHAKE}`]);
});

test('past the bound the record that has waited longest is given up as if its rest were missing; what follows is found', async () => {
	const memory = new ReassemblyMemory(3000);
	const tables = await analyse(TWO_STREAMS.slice(0, 3), memory);
	assert.deepEqual(recordsOf(tables), [`3: ${ALERT}`]);
	assert.ok(memory.bytesHeld <= 3000);
});

test('a stream whose record was given up takes the next one as usual', async () => {
	const later = segment(1, 1 + MANY.length + 7, MANY);
	const tables = await analyse([...TWO_STREAMS.slice(0, 3), later], new ReassemblyMemory(3000));
	assert.deepEqual(recordsOf(tables), [`3: ${ALERT}`, `4: ${HANDSHAKE}`]);
});

test('what was sent past 2 GB is lost no further than its own record', () => {
	const streams = new TlsStreams(new ReassemblyMemory());
	const stream = streams.at(streams.add());
	// Relative sequence numbers are signed: those past 2 GB are negative.
	const start = -2_000_000_000;
	const pending = new PendingRecord(start, start + 100, 0, true);
	stream.recordsMade(true).put(pending);
	pending.giveUp();
	assert.equal(stream.lostAt(true, start + 40), 60);
	assert.equal(stream.lostAt(true, start + 100), 0);
	assert.equal(stream.lostAt(true, -100), 0);
	assert.equal(stream.lostAt(false, start + 40), 0, 'the other end has sent it');
});

test('a TLS connection of which nothing waits takes 24 bytes, and has no objects', async () => {
	const STREAMS = 8192;
	const memory = new ReassemblyMemory();
	const streams = new TlsStreams(memory);
	for (let n = 0; n < STREAMS; n++) {
		const stream = streams.at(streams.add());
		stream.version = 0x0303;
		stream.noteServer(n % 2 === 0);
		stream.noteChangeCipherSpec(1, n);
	}
	assert.equal(streams.bytes, 24 * STREAMS);
	const half = streams.at(5);
	half.handshakeMade(0).keep(Uint8Array.of(1, 0, 0, 9));
	assert.equal(streams.withParts, 1);
	half.handshake(0)!.take(new Uint8Array(9));
	assert.equal(streams.withParts, 0);
	assert.equal(memory.bytesHeld, 0);
	assert.deepEqual([half.version, half.serverIsB, half.changedCipherSpecBefore(1, 6)], [0x0303, false, true]);
});
