import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import fc from 'fast-check';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../../source/analysis/tables/packet-table.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {loadCapture} from '../../source/session/load/load-capture.ts';
import {streamRows} from '../../source/session/stream-rows.ts';
import {pcap} from '../support/frames/capture-builder.ts';
import {randomTrace} from '../support/frames/random-trace.ts';

/** Labels that only a segment with data, a SYN or a FIN can have (spec/tcp-analysis.md 9.13). */
const RETRANSMISSIONS =
	Analysis.RETRANSMISSION | Analysis.FAST_RETRANSMISSION | Analysis.SPURIOUS_RETRANSMISSION | Analysis.OUT_OF_ORDER;
const CONTROL = TcpFlag.SYN | TcpFlag.FIN | TcpFlag.RST;

test('whatever is sent, the analysis keeps to its rules', async () => {
	await fc.assert(
		fc.asyncProperty(randomTrace, async frames => {
			const tables = new CaptureTables();
			await loadCapture(await openCapture(Readable.from([pcap(frames)])), tables);
			assert.equal(tables.packets.length, frames.length);
			checkStreams(tables);
			for (let row = 0; row < frames.length; row++) checkPacket(tables, row);
		}),
		{numRuns: 300},
	);
});

/** Each packet is in the list of its stream, once, in order. */
function checkStreams(tables: CaptureTables): void {
	const {packets, streams} = tables;
	const seen = new Set<number>();
	for (let stream = 0; stream < streams.length; stream++) {
		const rows = [...streamRows(tables, stream)];
		assert.deepEqual(
			rows,
			[...rows].sort((a, b) => a - b),
		);
		assert.equal(rows[0], streams.firstRow(stream));
		assert.equal(rows.length, streams.packets(stream, 'client') + streams.packets(stream, 'server'));
		for (const row of rows) {
			assert.equal(packets.stream(row), stream);
			seen.add(row);
		}
	}
	assert.equal(seen.size, packets.length);
}

function checkPacket({packets, streams}: CaptureTables, row: number): void {
	const labels = packets.analysis(row);
	const flags = packets.flags(row);
	const length = packets.payloadLength(row);
	const has = (bits: number) => (labels & bits) !== 0;
	if (has(Analysis.LABELS)) assert.ok(has(Analysis.SHOWN), 'a label comes with tcp.analysis');
	if (has(RETRANSMISSIONS)) assert.ok(length > 0 || (flags & (TcpFlag.SYN | TcpFlag.FIN)) !== 0);
	if (has(Analysis.DUPLICATE_ACK | Analysis.KEEP_ALIVE_ACK | Analysis.WINDOW_UPDATE)) {
		assert.equal(length, 0);
		assert.equal(flags & CONTROL, 0);
		assert.notEqual(packets.window(row), 0);
	}
	if (has(Analysis.ZERO_WINDOW)) assert.equal(packets.window(row), 0);
	const exclusive = [
		Analysis.DUPLICATE_ACK,
		Analysis.KEEP_ALIVE_ACK,
		Analysis.WINDOW_UPDATE,
		Analysis.ZERO_WINDOW_PROBE,
	];
	assert.ok(exclusive.filter(has).length <= 1);
	const acknowledged = packets.acksRow(row);
	if (acknowledged >= 0) {
		assert.ok(acknowledged < row);
		assert.equal(packets.stream(acknowledged), packets.stream(row));
		assert.notEqual(packets.isFromB(acknowledged), packets.isFromB(row));
	}
	if (packets.bytesInFlight(row) > 0) assert.ok(length > 0);
	if (has(Analysis.INITIAL_RTT)) assert.notEqual(streams.initialRtt(packets.stream(row)), 0);
	assert.ok(packets.scaleShift(row) >= -2 && packets.scaleShift(row) <= 14);
}
