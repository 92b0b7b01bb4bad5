import {Analysis, TcpFlag, TlsBits} from '../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from './ladder.ts';

/** What a row of the folded ladder stands for. */
export const enum UnitKind {
	PACKET = 0,
	/** Bulk data of one side and plain acknowledgments. */
	RUN = 1,
	/** Resets that a side sends directly behind its first one. */
	ECHOES = 2,
}

/** What a run holds. */
export interface RunTotals {
	/** Who sends the data; of a run without data who sends its first packet. */
	readonly from: Side;
	readonly segments: number;
	readonly bytes: number;
	/** Packets without payload, repeated ones included. */
	readonly acks: number;
	readonly duplicateAcks: number;
	/** From the first packet to the last, in nanoseconds. */
	readonly time: number;
}

/** Fewer packets than this stand by themselves: folding them would hide more than it saves. */
const SHORTEST_RUN = 3;
const SHORTEST_ECHO = 2;

const PLAIN_FLAGS = TcpFlag.ACK | TcpFlag.PSH | TcpFlag.ECE | TcpFlag.CWR | TcpFlag.AE;
const TELLING = (Analysis.LABELS & ~(Analysis.WINDOW_UPDATE | Analysis.DUPLICATE_ACK)) | Analysis.QUOTED;
const TELLING_RECORDS = TlsBits.ALERT | TlsBits.HANDSHAKE | TlsBits.CHANGE_CIPHER_SPEC;

/**
 * How a stream folds (spec/terminal-ux.md E.8): found in two passes over the packet table, kept as two typed arrays.
 *
 *   units    │ 0 │ 1 │    2    │ 3 │ …
 *   starts   │ 0 │ 1 │    2    │ 9 │ …   index of the unit's first packet; one more entry: the number of packets
 *   kinds    │ P │ P │   RUN   │ P │ …
 *
 * Never folded: SYN, FIN, RST (but its echoes), TLS handshake and alerts, whatever the analysis has a label for (of
 * duplicate ACKs the first), each side's first and last data, the packets round a silence and round a hole in the
 * sequence numbers, packets whose TTL leaves the sender's baseline, and those that are named as pinned.
 */
export class LadderRuns {
	readonly count: number;
	readonly starts: Uint32Array;
	readonly kinds: Uint8Array;
	private readonly totalsOf = new Map<number, RunTotals>();

	/** @param pinned rows of the packet table that stand by themselves: what the verdict rests on */
	constructor(
		private readonly ladder: Ladder,
		pinned: readonly number[] = [],
	) {
		const shown = shownPackets(ladder);
		for (const row of pinned) {
			const index = ladder.indexOf(row);
			if (index >= 0) shown[index] = 1;
		}
		const starts = new Uint32Array(ladder.count + 1);
		const kinds = new Uint8Array(ladder.count);
		this.count = formUnits(ladder, shown, starts, kinds);
		this.starts = starts.slice(0, this.count + 1);
		this.kinds = kinds.slice(0, this.count);
	}

	/** The unit that a packet belongs to. */
	unitOf(index: number): number {
		return lastAtMost(this.starts, this.count, index);
	}

	/** What the packets from `from` up to `to` hold. */
	totals(from: number, to: number): RunTotals {
		let totals = this.totalsOf.get(from);
		if (totals === undefined) {
			totals = addUp(this.ladder, from, to);
			this.totalsOf.set(from, totals);
		}
		return totals;
	}
}

/** Index of the last of `count` ascending numbers that is not above `value`. */
export function lastAtMost(ascending: Uint32Array, count: number, value: number): number {
	let low = 0;
	let high = count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (ascending[middle]! <= value) low = middle + 1;
		else high = middle;
	}
	return Math.max(0, low - 1);
}

/** 1 for each packet that stands by itself. */
function shownPackets(ladder: Ladder): Uint8Array {
	const {packets} = ladder.tables;
	const {rows, count} = ladder;
	const shown = new Uint8Array(count);
	const lastData = [-1, -1];
	const ttl = [ladder.baselineTtl('client'), ladder.baselineTtl('server')];
	const clientBit = ladder.tables.streams.clientIsB(ladder.stream) ? Analysis.FROM_B : 0;
	for (let index = 0; index < count; index++) {
		const row = rows[index]!;
		const analysis = packets.analysis(row);
		const flags = packets.flags(row);
		const tls = packets.tls(row);
		const side = (analysis & Analysis.FROM_B) === clientBit ? 0 : 1;
		const recordsAreData = (tls & (TlsBits.RECORDS | TlsBits.APPLICATION_DATA)) !== TlsBits.RECORDS;
		const isPlain =
			(flags & TcpFlag.ACK) !== 0 &&
			(flags & ~PLAIN_FLAGS) === 0 &&
			(analysis & TELLING) === 0 &&
			(tls & TELLING_RECORDS) === 0 &&
			recordsAreData &&
			packets.ttl(row) === ttl[side] &&
			((analysis & Analysis.DUPLICATE_ACK) === 0 || !isFirstDuplicate(ladder, row));
		if (!isPlain) shown[index] = 1;
		if (index > 0 && ladder.gapBefore(index) > 0) shown[index - 1] = shown[index] = 1;
		if (packets.payloadLength(row) === 0) continue;
		const before = lastData[side]!;
		if (before < 0) shown[index] = 1;
		else if ((analysis & Analysis.LOST_SEGMENT) !== 0) shown[before] = 1;
		lastData[side] = index;
	}
	for (const index of lastData) if (index >= 0) shown[index] = 1;
	return shown;
}

function isFirstDuplicate({tables: {analysisDetails}}: Ladder, row: number): boolean {
	const detail = analysisDetails.find(row);
	return detail < 0 || analysisDetails.number(detail) === 1;
}

/** Fills in where units start and what they are; gives their number. */
function formUnits(ladder: Ladder, shown: Uint8Array, starts: Uint32Array, kinds: Uint8Array): number {
	const {count} = ladder;
	let units = 0;
	let index = 0;
	while (index < count) {
		const echoes = shown[index] === 1 ? echoesFrom(ladder, index) : index;
		const end = shown[index] === 1 ? echoes : runEnd(ladder, shown, index);
		const shortest = shown[index] === 1 ? SHORTEST_ECHO : SHORTEST_RUN;
		const isFolded = end - index >= shortest;
		const to = isFolded ? end : Math.max(index + 1, end);
		if (isFolded) {
			kinds[units] = shown[index] === 1 ? UnitKind.ECHOES : UnitKind.RUN;
			starts[units++] = index;
		} else for (let at = index; at < to; at++) starts[units++] = at;
		index = to;
	}
	starts[units] = count;
	return units;
}

/** End of the run that begins at a packet: data of one side only, and acknowledgments of either. */
function runEnd(ladder: Ladder, shown: Uint8Array, index: number): number {
	const {packets} = ladder.tables;
	const {rows, count} = ladder;
	let from = -1;
	let end = index;
	for (; end < count && shown[end] === 0; end++) {
		const row = rows[end]!;
		if (packets.payloadLength(row) === 0) continue;
		const side = packets.analysis(row) & Analysis.FROM_B;
		if (from < 0) from = side;
		else if (side !== from) break;
	}
	return end;
}

/** End of the resets from a packet on that echo the one before it; `index` itself if it echoes none. */
function echoesFrom(ladder: Ladder, index: number): number {
	let end = index;
	while (end < ladder.count && ladder.isEcho(end)) end++;
	return end;
}

function addUp(ladder: Ladder, from: number, to: number): RunTotals {
	const {packets} = ladder.tables;
	let segments = 0;
	let bytes = 0;
	let duplicateAcks = 0;
	let sender = from;
	for (let index = from; index < to; index++) {
		const row = ladder.rows[index]!;
		const length = packets.payloadLength(row);
		if ((packets.analysis(row) & Analysis.DUPLICATE_ACK) !== 0) duplicateAcks++;
		if (length === 0) continue;
		if (segments === 0) sender = index;
		segments++;
		bytes += length;
	}
	const time = packets.nanosecondsBetween(ladder.rows[from]!, ladder.rows[to - 1]!);
	return {from: ladder.sender(sender), segments, bytes, acks: to - from - segments, duplicateAcks, time};
}
