import assert from 'node:assert/strict';
import test from 'node:test';
import type {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../../source/analysis/tables/packet-table.ts';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {StreamTallies} from '../../source/filter/columns/fields/stream-tallies.ts';
import {judgeWhole} from '../../source/session/judging.ts';
import {SORT_COLUMNS, type SortColumn} from '../../source/session/session.ts';
import {streamRows} from '../../source/session/stream-rows.ts';
import {sortStreams} from '../../source/session/view/stream-order.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';

const {tables} = await load(sample('mixed.pcap'));
judgeWhole(tables, DEFAULT_OPTIONS);
const tallies = new StreamTallies(tables);

/** Rows of a stream's packets; what an ICMP error quotes is none of them. */
function sent(stream: number): number[] {
	return [...streamRows(tables, stream)].filter(row => (tables.packets.analysis(row) & Analysis.QUOTED) === 0);
}

/** Nanoseconds from each packet that closes a window to the next of the same end. */
function closedTime(stream: number): number {
	const {packets} = tables;
	let sum = 0;
	for (const isFromB of [true, false]) {
		const rows = sent(stream).filter(row => packets.isFromB(row) === isFromB);
		for (const [index, row] of rows.slice(0, -1).entries())
			if ((packets.analysis(row) & Analysis.ZERO_WINDOW) !== 0)
				sum += packets.nanosecondsBetween(row, rows[index + 1]!);
	}
	return sum;
}

/** The value that a column shows, in a form that JavaScript compares. */
function shown(
	{streams, packets, addresses, names}: CaptureTables,
	stream: number,
	column: SortColumn,
): number | string {
	const start = packets.nanosecondsBetween(0, streams.firstRow(stream));
	const end = packets.nanosecondsBetween(0, streams.lastRow(stream));
	const endpoint = (side: 'client' | 'server') => {
		const [word] = addresses.words(streams.address(stream, side));
		return word! * 65_536 + streams.port(stream, side);
	};
	switch (column) {
		case 'start':
			return start;
		case 'duration':
			return end - start;
		case 'activity':
			return end;
		case 'client':
		case 'server':
			return endpoint(column);
		case 'packets':
			return streams.packets(stream, 'client') + streams.packets(stream, 'server');
		case 'clientBytes':
			return streams.payloadBytes(stream, 'client');
		case 'serverBytes':
			return streams.payloadBytes(stream, 'server');
		case 'serverName':
			return names.text(streams.serverName(stream)) ?? '\uffff';
		case 'clientPort':
			return streams.port(stream, 'client');
		case 'serverPort':
			return streams.port(stream, 'server');
		case 'clientPackets':
			return streams.packets(stream, 'client');
		case 'serverPackets':
			return streams.packets(stream, 'server');
		case 'bytes':
			return streams.payloadBytes(stream, 'client') + streams.payloadBytes(stream, 'server');
		case 'rtt':
			return streams.initialRtt(stream);
		case 'idle':
			return streams.longestSilence(stream);
		case 'retransmissions':
			return sent(stream).filter(row => (packets.analysis(row) & Analysis.RETRANSMITTED) !== 0).length;
		case 'resets':
			return sent(stream).filter(row => (packets.flags(row) & TcpFlag.RST) !== 0).length;
		case 'zeroWindow':
			return closedTime(stream);
		case 'tlsVersion':
			return streams.tlsVersion(stream);
		case 'firstFrame':
			return packets.frameNumber(streams.firstRow(stream));
		case 'lastFrame':
			return packets.frameNumber(streams.lastRow(stream));
		// The only one.
		case 'file':
			return 0;
		case 'endedBy':
			return streams.endedBy(stream);
		case 'category':
		case 'ending':
			return streams.verdict(stream);
		case 'stream':
			return stream;
	}
}

for (const column of SORT_COLUMNS) {
	for (const descending of [false, true]) {
		test(`streams sort by ${column}, ${descending ? 'the largest' : 'the smallest'} first`, () => {
			const order = Uint32Array.from({length: tables.streams.length}, (_, stream) => stream);
			sortStreams(order, tables, column, descending, [...Array(256).keys()], tallies);
			assert.equal(new Set(order).size, tables.streams.length);
			for (let i = 1; i < order.length; i++) {
				const before = shown(tables, order[i - 1]!, column);
				const after = shown(tables, order[i]!, column);
				assert.ok(descending ? before >= after : before <= after, `${before} stands before ${after}`);
			}
		});
	}
}
