import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {VERDICTS} from '../../diagnosis/verdicts.ts';
import type {Grouping, SortColumn} from '../session.ts';
import {endpointKey, radixSort, rankAddresses} from './stream-order.ts';

/** Groups of a list in which the streams of a group stand together, as one thread sends them to the other. */
export interface GroupTable {
	readonly by: Exclude<Grouping, 'none'>;
	/** What the streams of a group have in common, as a number: the same for the same group in every list. */
	readonly keys: Float64Array;
	/** Place in the list of each group's first stream, and at the end the length of the list. */
	readonly starts: Uint32Array;
	/** Streams of each group whose ending is abnormal. */
	readonly abnormal: Uint32Array;
	/** Payload bytes of both sides. */
	readonly bytes: Float64Array;
}

export interface GroupOrder {
	readonly column: SortColumn;
	readonly descending: boolean;
	readonly endingRank: readonly number[];
}

type Key = (stream: number) => number;

/**
 * Brings the streams of a group together and keeps their order within it. Groups stand by their number of streams, the
 * largest first. A list that is sorted by what it is grouped by, or by bytes, has its groups in that order; one that is
 * sorted by endings has those on top in which most are abnormal; one by number turned round has the smallest on top.
 *
 * @param streams tcp.stream numbers in the order wanted within a group; rearranged in place
 */
export function groupStreams(
	streams: Uint32Array,
	tables: CaptureTables,
	by: Exclude<Grouping, 'none'>,
	order: GroupOrder,
): GroupTable {
	const rank = rankOf(tables, by, order.endingRank);
	const ranks = new Float64Array(streams.length);
	for (let i = 0; i < streams.length; i++) ranks[i] = rank(streams[i]!);
	radixSort(streams, ranks, false);
	const groups = tally(streams, tables, by, rank);
	return arrange(streams, groups, order);
}

/** A number by which the groups sort. */
function rankOf(tables: CaptureTables, by: GroupTable['by'], endingRank: readonly number[]): Key {
	const {streams} = tables;
	if (by === 'verdict') return stream => endingRank[streams.verdict(stream)] ?? endingRank.length;
	if (by === 'server') return endpointKey(tables, 'server');
	const rank = rankAddresses(tables);
	return stream => rank[streams.address(stream, 'client')]!;
}

/** A number that stays what it is while the capture grows, unlike a rank. */
function keyOf({streams}: CaptureTables, by: GroupTable['by']): Key {
	if (by === 'verdict') return stream => streams.verdict(stream);
	if (by === 'server') return stream => streams.address(stream, 'server') * 65_536 + streams.port(stream, 'server');
	return stream => streams.address(stream, 'client');
}

/** The groups of a list in which the streams of a group stand together. */
function tally(list: Uint32Array, tables: CaptureTables, by: GroupTable['by'], rank: Key): GroupTable {
	const {streams} = tables;
	const isAbnormal = Uint8Array.from(VERDICTS, ({category}) => (category === 'abnormal' ? 1 : 0));
	const key = keyOf(tables, by);
	let count = 0;
	let last = Number.NaN;
	const starts = new Uint32Array(list.length + 1);
	const abnormal = new Uint32Array(list.length);
	const bytes = new Float64Array(list.length);
	const keys = new Float64Array(list.length);
	for (let place = 0; place < list.length; place++) {
		const stream = list[place]!;
		const own = rank(stream);
		if (own !== last) {
			starts[count] = place;
			keys[count++] = key(stream);
			last = own;
		}
		abnormal[count - 1]! += isAbnormal[streams.verdict(stream)]!;
		bytes[count - 1]! += streams.payloadBytes(stream, 'client') + streams.payloadBytes(stream, 'server');
	}
	starts[count] = list.length;
	return {
		by,
		keys: keys.slice(0, count),
		starts: starts.slice(0, count + 1),
		abnormal: abnormal.slice(0, count),
		bytes: bytes.slice(0, count),
	};
}

/** Puts the groups, which stand by rank, in the order wanted, and the streams with them. */
function arrange(streams: Uint32Array, groups: GroupTable, {column, descending}: GroupOrder): GroupTable {
	const {by, keys, starts, abnormal, bytes} = groups;
	const order = Uint32Array.from(keys, (_, group) => group);
	if (isOwnColumn(by, column)) {
		if (!descending) return groups;
		order.reverse();
	} else if (BYTES.includes(column)) {
		radixSort(order, bytes.slice(), descending);
	} else if (ENDINGS.includes(column)) {
		radixSort(order, Float64Array.from(abnormal), !descending);
	} else {
		const sizes = Float64Array.from(keys, (_, group) => starts[group + 1]! - starts[group]!);
		radixSort(order, sizes, column !== 'stream' || !descending);
	}
	const before = streams.slice();
	const moved = new Uint32Array(starts.length);
	let place = 0;
	for (let next = 0; next < order.length; next++) {
		const group = order[next]!;
		moved[next] = place;
		streams.set(before.subarray(starts[group]!, starts[group + 1]!), place);
		place += starts[group + 1]! - starts[group]!;
	}
	moved[order.length] = place;
	return {
		by,
		keys: Float64Array.from(order, group => keys[group]!),
		starts: moved,
		abnormal: order.map(group => abnormal[group]!),
		bytes: Float64Array.from(order, group => bytes[group]!),
	};
}

const BYTES: readonly SortColumn[] = ['bytes', 'clientBytes', 'serverBytes'];
const ENDINGS: readonly SortColumn[] = ['ending', 'category'];

function isOwnColumn(by: GroupTable['by'], column: SortColumn): boolean {
	return by === 'verdict' ? ENDINGS.includes(column) : column === by;
}

/** The groups of a list, for whoever shows it. */
export class StreamGroups {
	constructor(private readonly table: GroupTable) {}

	get by(): GroupTable['by'] {
		return this.table.by;
	}
	get count(): number {
		return this.table.keys.length;
	}
	/** What a group is known by from one list to the next. */
	key(group: number): number {
		return this.table.keys[group]!;
	}
	/** The group of a key; -1 if there is none in this list. */
	withKey(key: number): number {
		return this.table.keys.indexOf(key);
	}
	/** Place in the list of the group's first stream. */
	start(group: number): number {
		return this.table.starts[group]!;
	}
	/** Number of its streams. */
	size(group: number): number {
		return this.table.starts[group + 1]! - this.table.starts[group]!;
	}
	/** Streams that ended abnormally. */
	abnormal(group: number): number {
		return this.table.abnormal[group]!;
	}
	/** Payload bytes of both sides. */
	bytes(group: number): number {
		return this.table.bytes[group]!;
	}
	/** The group of the stream at a place of the list. */
	groupAt(place: number): number {
		const {starts} = this.table;
		let low = 0;
		let high = this.count - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (starts[middle]! <= place) low = middle;
			else high = middle - 1;
		}
		return low;
	}
}
