import {Analysis, nextSequence, type PacketTable, TcpFlag} from '../../analysis/tables/packet-table.ts';

/** How far back a partner is looked for, in packets. */
export const FARTHEST = 20_000;
/** Packets of one end this close together are one burst, in nanoseconds. */
export const BURST_PAUSE = 50e6;
/** Packets of a burst that are looked at. */
const LONGEST_BURST = 1000;

/**
 * Row of the packet that a RST answers, or, where it may be its sender's own decision, the last one that it had seen;
 * -1 where none fits. Diagnosis and ladder both go by it.
 *
 * A reset without ACK has the acknowledgment number of the segment that it answers as its sequence number; a reset with
 * ACK acknowledges all of it (RFC 9293 3.5.2). Of several such segments in a burst the first is the cause, and each
 * echo has its own.
 */
export function provokerOfReset(packets: PacketTable, row: number): number {
	let first = row;
	let echo = 0;
	for (let before = packets.previous(first); isEcho(packets, before, first); before = packets.previous(first)) {
		first = before;
		echo++;
	}
	const last = lastOfOther(packets, first, at => fits(packets, at, row));
	if (last < 0 || !mustBeAnswer(packets, row, last)) return last;
	const burst = burstUpTo(packets, last, row);
	return burst[Math.min(echo, burst.length - 1)]!;
}

/** By the rules of RFC 9293 3.5.2 a reset can be nothing but the answer to the packet: it has no ACK, or refuses a SYN. */
export function mustBeAnswer(packets: PacketTable, reset: number, provoker: number): boolean {
	if ((packets.flags(reset) & TcpFlag.ACK) === 0) return true;
	return (packets.flags(provoker) & (TcpFlag.SYN | TcpFlag.ACK)) === TcpFlag.SYN;
}

/** A reset directly behind another one of the same end from the same distance: an echo of the first of them. */
export function isEcho(packets: PacketTable, before: number, row: number): boolean {
	if (before < 0 || !isReset(packets, before) || !isReset(packets, row)) return false;
	return packets.ttl(before) === packets.ttl(row) && packets.isFromB(before) === packets.isFromB(row);
}

/** The newest packet of the other end before `row` that matches; resets and quoted segments do not; -1 without one. */
export function lastOfOther(packets: PacketTable, row: number, matches: (at: number) => boolean): number {
	const isFromB = packets.isFromB(row);
	let seen = 0;
	for (let at = packets.previous(row); at >= 0 && seen < FARTHEST; at = packets.previous(at), seen++) {
		if (packets.isFromB(at) === isFromB || isQuoted(packets, at) || isReset(packets, at)) continue;
		if (matches(at)) return at;
	}
	return -1;
}

/** Whether the numbers of a reset are those of an answer to the packet. */
function fits(packets: PacketTable, at: number, reset: number): boolean {
	const flags = packets.flags(at);
	if ((packets.flags(reset) & TcpFlag.ACK) === 0)
		return (flags & TcpFlag.ACK) !== 0 && packets.acknowledgment(at) === packets.sequence(reset);
	return nextSequence(packets.sequence(at), packets.payloadLength(at), flags) === packets.acknowledgment(reset);
}

/** The packets of a burst up to its last, oldest first: those with payload, if any has some. */
function burstUpTo(packets: PacketTable, last: number, reset: number): number[] {
	const isFromB = packets.isFromB(last);
	const burst = [last];
	for (let at = packets.previous(last), after = last; at >= 0; after = at, at = packets.previous(at)) {
		if (packets.isFromB(at) !== isFromB || packets.nanosecondsBetween(at, after) > BURST_PAUSE) break;
		if (burst.length > LONGEST_BURST || !fits(packets, at, reset)) break;
		burst.push(at);
	}
	const withData = burst.filter(at => packets.payloadLength(at) > 0);
	return (withData.length > 0 ? withData : burst).reverse();
}

function isReset(packets: PacketTable, row: number): boolean {
	return !isQuoted(packets, row) && (packets.flags(row) & TcpFlag.RST) !== 0;
}

function isQuoted(packets: PacketTable, row: number): boolean {
	return (packets.analysis(row) & Analysis.QUOTED) !== 0;
}
