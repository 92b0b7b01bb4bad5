import {Analysis, nextSequence} from '../../../analysis/tables/packet-table.ts';
import {FARTHEST} from '../../../diagnosis/facts/reset-provoker.ts';
import type {Ladder} from '../ladder.ts';

/** Bytes that a side had sent by the sequence numbers, and that the capture has not seen by then. */
export interface Hole {
	readonly from: number;
	readonly length: number;
	/** The packet that brings them later, or else the one that acknowledges them; -1 for neither. */
	readonly settledBy: number;
	/**
	 * `resent`: lost before it came by, and sent again. `uncaptured`: the receiver has it, so it went another way or the
	 * capture dropped it. `lost`: nobody has seen it.
	 */
	readonly fate: 'resent' | 'uncaptured' | 'lost';
}

/** The hole in front of a segment; undefined where the one before it is there. */
export function holeBefore(ladder: Ladder, index: number): Hole | undefined {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	if ((packets.analysis(row) & Analysis.LOST_SEGMENT) === 0) return undefined;
	const to = packets.sequence(row);
	const from = sentBefore(ladder, index);
	const length = from === undefined ? 0 : (to - from) | 0;
	if (from === undefined || length <= 0) return undefined;
	return {from, length, ...fateOf(ladder, index, from, to)};
}

/** The sequence number behind the last byte that the packet's sender had sent before it. */
function sentBefore(ladder: Ladder, index: number): number | undefined {
	const {packets} = ladder.tables;
	const fromB = packets.analysis(ladder.rows[index]!) & Analysis.FROM_B;
	let highest: number | undefined;
	let seen = 0;
	// Only a few packets of the sender can be late ones: the highest number stands near.
	for (let at = index - 1; at >= Math.max(0, index - FARTHEST) && seen < 500; at--) {
		const row = ladder.rows[at]!;
		const analysis = packets.analysis(row);
		if ((analysis & Analysis.FROM_B) !== fromB || (analysis & Analysis.QUOTED) !== 0 || ladder.is(at, 'reset'))
			continue;
		seen++;
		const next = nextSequence(packets.sequence(row), packets.payloadLength(row), packets.flags(row));
		if (highest === undefined || ((next - highest) | 0) > 0) highest = next;
	}
	return highest;
}

function fateOf(ladder: Ladder, index: number, from: number, to: number): Pick<Hole, 'fate' | 'settledBy'> {
	const {packets} = ladder.tables;
	const fromB = packets.analysis(ladder.rows[index]!) & Analysis.FROM_B;
	let acknowledgedBy = -1;
	for (let at = index + 1; at < Math.min(ladder.count, index + FARTHEST); at++) {
		const row = ladder.rows[at]!;
		const analysis = packets.analysis(row);
		if ((analysis & Analysis.QUOTED) !== 0) continue;
		if ((analysis & Analysis.FROM_B) === fromB) {
			const start = packets.sequence(row);
			const brings = ((start + packets.payloadLength(row) - from) | 0) > 0 && ((to - start) | 0) > 0;
			if (brings && packets.payloadLength(row) > 0) return {fate: 'resent', settledBy: at};
		} else if (acknowledgedBy < 0 && ladder.acknowledges(at) && ((packets.acknowledgment(row) - to) | 0) >= 0) {
			acknowledgedBy = at;
		}
	}
	return acknowledgedBy < 0 ? {fate: 'lost', settledBy: -1} : {fate: 'uncaptured', settledBy: acknowledgedBy};
}
