import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {AcrossStreams} from '../../source/diagnosis/across-streams.ts';
import {pcap, pcapRecord, tcp} from '../support/frames/capture-builder.ts';

/** A SYN to each of so many hosts: file header, then a piece of records at a time. */
function* scan(hosts: number) {
	const DESTINATION = 16 + 14 + 16;
	const PIECE = 4096;
	const one = pcapRecord(tcp({from: '10.99.0.1:40000', to: '11.0.0.0:443', flags: 'S', seq: 1}));
	yield pcap([]);
	for (let first = 0; first < hosts; first += PIECE) {
		const piece = Buffer.concat(Array(PIECE).fill(one));
		for (let n = 0; n < PIECE; n++) piece.writeUInt32BE(0x0b00_0000 + first + n, n * one.length + DESTINATION);
		yield piece;
	}
}

test('what streams show together takes less than 128 bytes a stream, though each is to a host of its own', async () => {
	const HOSTS = 1 << 15;
	const tables = new CaptureTables();
	const analyzer = new CaptureAnalyzer(tables);
	const reader = await openCapture(Readable.from(scan(HOSTS)));
	while (await reader.fill()) while (analyzer.addAll(reader, 1000));
	await reader.close();
	assert.equal(tables.streams.length, HOSTS);
	let bytes = 0;
	const left: unknown[] = Object.entries(new AcrossStreams(tables)).flatMap(([name, value]) =>
		name === 'tables' ? [] : [value],
	);
	for (const each of left) {
		if (ArrayBuffer.isView(each)) bytes += each.buffer.byteLength;
		else if (typeof each === 'object' && each !== null) left.push(...Object.values(each));
	}
	assert.ok(bytes > 4 * HOSTS && bytes < 128 * HOSTS, `${bytes / HOSTS} bytes a stream`);
	assert.ok(left.length < 100, 'in a few arrays');
});
