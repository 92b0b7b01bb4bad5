import assert from 'node:assert/strict';
import test from 'node:test';
import type {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {SORT_COLUMNS, type SortColumn} from '../../source/session/session.ts';
import {sortStreams} from '../../source/session/view/stream-order.ts';
import {load} from '../support/loaded-capture.ts';
import {sample} from '../support/samples.ts';

const {tables} = await load(sample('mixed.pcap'));

/** The value that a column shows, in a form that JavaScript compares. */
function shown(
	{streams, packets, addresses, names}: CaptureTables,
	stream: number,
	column: SortColumn,
): number | string {
	const start = packets.nanosecondsBetween(0, streams.firstRow(stream));
	const endpoint = (side: 'client' | 'server') => {
		const [word] = addresses.words(streams.address(stream, side));
		return word! * 65_536 + streams.port(stream, side);
	};
	switch (column) {
		case 'start':
			return start;
		case 'duration':
			return packets.nanosecondsBetween(0, streams.lastRow(stream)) - start;
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
			return names[streams.serverName(stream)] ?? '\uffff';
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
			sortStreams(order, tables, column, descending, [...Array(256).keys()]);
			assert.equal(new Set(order).size, tables.streams.length);
			for (let i = 1; i < order.length; i++) {
				const before = shown(tables, order[i - 1]!, column);
				const after = shown(tables, order[i]!, column);
				assert.ok(descending ? before >= after : before <= after, `${before} stands before ${after}`);
			}
		});
	}
}
