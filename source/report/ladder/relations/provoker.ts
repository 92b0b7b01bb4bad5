import {Analysis, nextSequence, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import type {Ladder} from '../ladder.ts';

/** How far back a partner is looked for, in packets. */
export const FARTHEST = 20_000;
/** Packets of one end this close together are one burst, in nanoseconds; as in the diagnosis (facts/gather.ts). */
const BURST_PAUSE = 50e6;

export interface Provocation {
	readonly index: number;
	/** By the rules of RFC 9293 3.5.2 the reset can be nothing but the answer to that packet. */
	readonly isAnswer: boolean;
}

/**
 * The packet that a RST answers, or, where it may be its sender's own decision, the last one that it had seen.
 *
 * A reset without ACK has the acknowledgment number of the segment that it answers as its sequence number; a reset with
 * ACK acknowledges all of it. Of several such segments in a burst the first is the cause, and each echo has its own.
 */
export function provokerOfReset(ladder: Ladder, index: number): Provocation | undefined {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	const side = ladder.sender(index);
	let first = index;
	while (ladder.isEcho(first)) first--;
	const echo = index - first;
	const isBare = (packets.flags(row) & TcpFlag.ACK) === 0;
	const last = lastOfOther(ladder, first, at => fits(ladder, at, row, isBare));
	if (last < 0) return undefined;
	const isRefusal = (packets.flags(ladder.rows[last]!) & (TcpFlag.SYN | TcpFlag.ACK)) === TcpFlag.SYN;
	if (!isBare && !isRefusal) return {index: last, isAnswer: false};
	const burst = burstUpTo(ladder, last, row, isBare);
	const answered = burst[Math.min(echo, burst.length - 1)]!;
	// Someone else on the path can know the numbers as well: the distance tells.
	return {index: answered, isAnswer: packets.ttl(row) === ladder.baselineTtl(side) || ladder.firstOf(side) === index};
}

/** Whether the numbers of a reset are those of an answer to the packet. */
function fits(ladder: Ladder, at: number, reset: number, isBare: boolean): boolean {
	const {packets} = ladder.tables;
	const row = ladder.rows[at]!;
	const flags = packets.flags(row);
	if (isBare) return (flags & TcpFlag.ACK) !== 0 && packets.acknowledgment(row) === packets.sequence(reset);
	return nextSequence(packets.sequence(row), packets.payloadLength(row), flags) === packets.acknowledgment(reset);
}

/** The newest packet of the other side before `index` that fits; -1 without one. */
function lastOfOther(ladder: Ladder, index: number, matches: (at: number) => boolean): number {
	const side = ladder.sender(index);
	for (let at = index - 1; at >= Math.max(0, index - FARTHEST); at--) {
		if (ladder.sender(at) === side || ladder.is(at, 'icmp') || ladder.is(at, 'reset')) continue;
		if (matches(at)) return at;
	}
	return -1;
}

/** The packets of a burst up to its last, oldest first. */
function burstUpTo(ladder: Ladder, last: number, reset: number, isBare: boolean): number[] {
	const side = ladder.sender(last);
	const burst = [last];
	for (let at = last - 1; at >= Math.max(0, last - 1000); at--) {
		if (ladder.sender(at) !== side || ladder.delta(at + 1) > BURST_PAUSE) break;
		if (!fits(ladder, at, reset, isBare)) break;
		burst.push(at);
	}
	const withData = burst.filter(at => ladder.tables.packets.payloadLength(ladder.rows[at]!) > 0);
	return (withData.length > 0 ? withData : burst).reverse();
}

/** The packet that this one acknowledges; of a duplicate ACK the one that it repeats; -1 if it cannot be told. */
export function acknowledgedPacket(ladder: Ladder, index: number): number {
	const {packets, analysisDetails} = ladder.tables;
	const row = ladder.rows[index]!;
	if (!ladder.acknowledges(index)) return -1;
	const acknowledged = packets.acksRow(row);
	if (acknowledged >= 0) return ladder.indexOf(acknowledged);
	if ((packets.analysis(row) & Analysis.DUPLICATE_ACK) !== 0) {
		const detail = analysisDetails.find(row);
		const reference = detail < 0 ? -1 : analysisDetails.reference(detail);
		if (reference >= 0) return ladder.indexOf(reference);
	}
	const acknowledgment = packets.acknowledgment(row);
	return lastOfOther(ladder, index, at => {
		const other = ladder.rows[at]!;
		const next = nextSequence(packets.sequence(other), packets.payloadLength(other), packets.flags(other));
		return next === acknowledgment && next !== packets.sequence(other);
	});
}
