import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {NameTable} from '../../analysis/tables/name-table.ts';
import type {Side} from '../../analysis/tables/stream-table.ts';
import type {StreamTallies} from '../../filter/columns/fields/stream-tallies.ts';
import type {SortColumn} from '../session.ts';

/**
 * Puts streams in the order of a column; equal ones stay in the order of their numbers. Text columns are ranked first,
 * so that every key is a number.
 *
 * @param streams tcp.stream numbers, ascending, sorted in place
 * @param endingRank position of each verdict (index of the stream table's column) in the order of the ending column
 * @param tallies of the same tables
 */
export function sortStreams(
	streams: Uint32Array,
	tables: CaptureTables,
	column: SortColumn,
	descending: boolean,
	endingRank: readonly number[],
	tallies: StreamTallies,
): void {
	if (column === 'stream') {
		if (descending) streams.reverse();
		return;
	}
	const key = keyOf(tables, column, endingRank, tallies);
	const keys = new Float64Array(streams.length);
	for (let i = 0; i < streams.length; i++) keys[i] = key(streams[i]!);
	radixSort(streams, keys, descending);
}

type Key = (stream: number) => number;

function keyOf(tables: CaptureTables, column: SortColumn, endingRank: readonly number[], tallies: StreamTallies): Key {
	const {streams, packets} = tables;
	switch (column) {
		case 'stream':
			return stream => stream;
		case 'start':
			return stream => packets.nanosecondsBetween(0, streams.firstRow(stream));
		// Streams that were active last.
		case 'activity':
			return stream => packets.nanosecondsBetween(0, streams.lastRow(stream));
		case 'duration':
			return stream => packets.nanosecondsBetween(streams.firstRow(stream), streams.lastRow(stream));
		case 'client':
		case 'server':
			return endpointKey(tables, column);
		case 'clientPort':
			return stream => streams.port(stream, 'client');
		case 'serverPort':
			return stream => streams.port(stream, 'server');
		case 'rtt':
			return stream => streams.initialRtt(stream);
		case 'idle':
			return stream => streams.longestSilence(stream);
		case 'retransmissions':
		case 'resets':
		case 'zeroWindow':
			return stream => tallies.count(stream, column);
		case 'serverName':
			return nameKey(tables);
		case 'tlsVersion':
			return stream => streams.tlsVersion(stream);
		// Rows are in the order of the frames.
		case 'firstFrame':
			return stream => streams.firstRow(stream);
		case 'lastFrame':
			return stream => streams.lastRow(stream);
		case 'file':
			return stream => tables.interfaces[packets.interface(streams.firstRow(stream))]?.file ?? 0;
		case 'endedBy':
			return stream => streams.endedBy(stream);
		// The rank has the categories apart already.
		case 'category':
		case 'ending':
			return stream => endingRank[streams.verdict(stream)] ?? endingRank.length;
		default:
			return amountKey(tables, column);
	}
}

/** Packets or payload bytes, of one side or of both. */
function amountKey(
	{streams}: CaptureTables,
	column: 'packets' | 'clientPackets' | 'serverPackets' | 'bytes' | 'clientBytes' | 'serverBytes',
): Key {
	switch (column) {
		case 'packets':
			return stream => streams.packets(stream, 'client') + streams.packets(stream, 'server');
		case 'clientPackets':
			return stream => streams.packets(stream, 'client');
		case 'serverPackets':
			return stream => streams.packets(stream, 'server');
		case 'bytes':
			return stream => streams.payloadBytes(stream, 'client') + streams.payloadBytes(stream, 'server');
		case 'clientBytes':
			return stream => streams.payloadBytes(stream, 'client');
		case 'serverBytes':
			return stream => streams.payloadBytes(stream, 'server');
	}
}

/** Endpoints by address, then by port. */
export function endpointKey(tables: CaptureTables, side: Side): Key {
	const {streams} = tables;
	const rank = rankAddresses(tables);
	return stream => rank[streams.address(stream, side)]! * 65_536 + streams.port(stream, side);
}

function nameKey({names, streams}: CaptureTables): Key {
	const rank = rankNames(names);
	// Streams without a name come last.
	return stream => rank[streams.serverName(stream)] ?? names.length;
}

/** Address row → its place among all addresses: IPv4 first, then by value. */
export function rankAddresses({addresses}: CaptureTables): Uint32Array {
	const rows = Array.from({length: addresses.length}, (_, row) => row);
	const words = rows.map(row => [addresses.version(row), ...addresses.words(row)]);
	rows.sort((a, b) => compareWords(words[a]!, words[b]!));
	const rank = new Uint32Array(rows.length);
	for (const [place, row] of rows.entries()) rank[row] = place;
	return rank;
}

function compareWords(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
	return 0;
}

function rankNames(names: NameTable): Uint32Array {
	const texts = Array.from({length: names.length}, (_, row) => names.text(row)!);
	const order = texts.map((_, row) => row).sort((a, b) => (texts[a]! < texts[b]! ? -1 : 1));
	const rank = new Uint32Array(names.length);
	for (const [place, index] of order.entries()) rank[index] = place;
	return rank;
}

/** Stable least-significant-digit sort of 64-bit floats, 16 bits a pass; passes in which all keys agree are left out. */
export function radixSort(items: Uint32Array, keys: Float64Array, descending: boolean): void {
	const count = items.length;
	const halves = new Uint16Array(keys.buffer);
	// Floats compare as unsigned integers once the sign bit is set, or all bits of a negative one are turned over.
	for (let i = 0; i < count; i++) {
		const top = i * 4 + 3;
		if ((halves[top]! & 0x8000) === 0) halves[top]! |= 0x8000;
		else for (let k = i * 4; k <= top; k++) halves[k] = ~halves[k]!;
	}
	let order = Uint32Array.from({length: count}, (_, i) => i);
	let next = new Uint32Array(count);
	const starts = new Uint32Array(65_537);
	for (let digit = 0; digit < 4; digit++) {
		starts.fill(0);
		for (let i = 0; i < count; i++) starts[digitOf(halves, i, digit, descending) + 1]!++;
		if (count > 0 && starts[digitOf(halves, 0, digit, descending) + 1] === count) continue;
		for (let value = 1; value <= 65_536; value++) starts[value]! += starts[value - 1]!;
		for (let i = 0; i < count; i++) {
			const item = order[i]!;
			next[starts[digitOf(halves, item, digit, descending)]!++] = item;
		}
		[order, next] = [next, order];
	}
	const sorted = order.map(index => items[index]!);
	items.set(sorted);
}

function digitOf(halves: Uint16Array, item: number, digit: number, descending: boolean): number {
	const value = halves[item * 4 + digit]!;
	return descending ? 0xffff - value : value;
}
