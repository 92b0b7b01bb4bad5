import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {TlsHandshakeTable, TlsRecordTable} from '../../source/analysis/tables/side-tables.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {concat, type Frame, ip, pcap, pcapRecord, tcp} from '../support/frames/capture-builder.ts';

const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;

interface Loaded {
	readonly tables: CaptureTables;
	readonly analyzer: CaptureAnalyzer;
}

function load(frames: readonly Frame[]): Promise<Loaded> {
	return loadPieces([pcap(frames)]);
}

async function loadPieces(pieces: Iterable<Uint8Array>): Promise<Loaded> {
	const tables = new CaptureTables();
	const analyzer = new CaptureAnalyzer(tables);
	const reader = await openCapture(Readable.from(pieces));
	while (await reader.fill()) while (analyzer.addAll(reader, 1000));
	await reader.close();
	return {tables, analyzer};
}

/** Bytes of all buffers that can be reached from an object, and how many objects there are on the way. */
function counted(root: object): {bytes: number; objects: number} {
	const seen = new Set<object>();
	const left: unknown[] = [root];
	let bytes = 0;
	while (left.length > 0) {
		const each = left.pop();
		if (typeof each !== 'object' || each === null || seen.has(each)) continue;
		seen.add(each);
		if (each instanceof ArrayBuffer || each instanceof SharedArrayBuffer) bytes += each.byteLength;
		else if (ArrayBuffer.isView(each)) left.push(each.buffer);
		else if (each instanceof Map) left.push(...each.keys(), ...each.values());
		else if (each instanceof Set) left.push(...each);
		else left.push(...Object.values(each));
	}
	return {bytes, objects: seen.size};
}

const record = (type: number, ...content: number[]) =>
	Uint8Array.of(type, 3, 3, content.length >> 8, content.length & 0xff, ...content);

function segment(stream: number, seq: number, payload: Uint8Array): Frame {
	const from = `10.${stream >> 16}.${(stream >> 8) & 0xff}.${stream & 0xff}:40000`;
	return tcp({from, to: '10.99.0.1:443', flags: 'PA', seq, ack: 1, payload});
}

test('a TLS stream of one packet, from an address of its own, takes the 64 bytes of its packet and at most 400 more', async () => {
	const SOURCE = 16 + 14 + 12;
	const one = pcapRecord(segment(0, 1, record(APPLICATION_DATA, ...new Uint8Array(30))));
	function* file(streams: number) {
		yield pcap([]);
		const PIECE = 4096;
		for (let first = 0; first < streams; first += PIECE) {
			const piece = Buffer.concat(Array(PIECE).fill(one));
			for (let n = 0; n < PIECE; n++) piece.writeUInt32BE(0x0b00_0000 + first + n, n * one.length + SOURCE);
			yield piece;
		}
	}
	// Both fill the chunks and the indexes as far as they are made.
	const FEW = 1 << 16;
	const MANY = 1 << 17;
	const few = counted(await loadPieces(file(FEW)));
	const many = counted(await loadPieces(file(MANY)));
	const each = (many.bytes - few.bytes) / (MANY - FEW);
	assert.ok(each > 64 + 73 + 160 && each <= 64 + 400, `${each} bytes`);
	assert.ok(many.objects < few.objects + 2000, 'objects are of chunks, not of streams');
});

test('TLS records without content share a row, and each of them is listed', async () => {
	const payload = concat(
		record(APPLICATION_DATA, 1, 2),
		...Array.from({length: 3}, () => record(ALERT)),
		...Array.from({length: 200}, () => record(APPLICATION_DATA)),
		record(APPLICATION_DATA, 1),
	);
	const {
		tables: {tlsRecords},
	} = await load([segment(1, 1, payload), segment(1, 1 + payload.length, record(APPLICATION_DATA))]);
	assert.deepEqual(
		Array.from({length: tlsRecords.length}, (_, row) => [
			tlsRecords.packet(row),
			tlsRecords.contentType(row),
			tlsRecords.recordLength(row),
			tlsRecords.repeats(row),
		]),
		[
			[0, APPLICATION_DATA, 2, 1],
			[0, ALERT, 0, 3],
			[0, APPLICATION_DATA, 0, 200],
			[0, APPLICATION_DATA, 1, 1],
			[1, APPLICATION_DATA, 0, 1],
		],
	);
});

test('TLS records take no more than a million rows and three a packet, and messages half of that', () => {
	const records = new TlsRecordTable();
	const messages = new TlsHandshakeTable();
	for (let packet = 0; packet < 10; packet++) {
		while (records.append(packet, 0, CHANGE_CIPHER_SPEC, 0x0303, 1, 0, 0, 0));
		assert.equal(records.length, 2 ** 20 + 3 * packet);
		while (messages.append(packet, 0, 0, 0, 0, -1));
		assert.equal(messages.length, 2 ** 19 + 2 * packet);
	}
});

test('a packet whose TLS records are left out is as one whose records cannot be told, and that is said', async () => {
	const tables = new CaptureTables();
	while (tables.tlsRecords.append(0, 0, CHANGE_CIPHER_SPEC, 0x0303, 1, 0, 0, 0));
	const reader = await openCapture(
		Readable.from([pcap([segment(1, 1, record(HANDSHAKE, 14, 0, 0, 0)), segment(1, 10, record(ALERT, 2, 40))])]),
	);
	const analyzer = new CaptureAnalyzer(tables);
	while (await reader.fill()) while (analyzer.addAll(reader, 1000));
	await reader.close();
	assert.equal(tables.tlsHandshakes.length, 0);
	const DISSECTED = 32;
	const RECORDS_AND_ALERT = 3;
	// The second packet has room for three records more.
	assert.deepEqual([tables.packets.tls(0), tables.packets.tls(1)], [DISSECTED, DISSECTED | RECORDS_AND_ALERT]);
	assert.deepEqual(
		tables.problems.map(({kind}) => kind),
		['memory'],
	);
});

test('fragments that never come together are bounded, and that some were given up is said once', async () => {
	const part = (n: number) =>
		ip(`10.0.${n >> 8}.${n & 0xff}`, '10.99.0.1', 6, new Uint8Array(1400), {id: 7, fragment: 0x2000});
	const {tables, analyzer} = await load(Array.from({length: 20_000}, (_, n) => part(n)));
	assert.equal(tables.packets.length, 20_000);
	assert.deepEqual(
		tables.problems.map(({kind}) => kind),
		['memory'],
	);
	// 28 MB of them, in 16 MiB; the tables have a chunk of packets.
	assert.ok(counted(analyzer).bytes < 16 * 1024 * 1024 + 65_536 * 64 + 2e6);
});
