import {Analysis, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import type {Ladder} from '../ladder.ts';

/** Packets of one side that are looked at for what is usual. */
const NEAR = 200;

/**
 * Whether the receiver of a segment has to throw it away (RFC 9293 3.10.7.4): a reset or data behind the right edge of
 * the window that it offered, or a reset before the number that it has acknowledged.
 */
export function isOutsideWindow(ladder: Ladder, index: number): boolean {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	const flags = packets.flags(row);
	const isReset = (flags & TcpFlag.RST) !== 0;
	const length = packets.payloadLength(row);
	if ((packets.analysis(row) & Analysis.QUOTED) !== 0 || (!isReset && length === 0)) return false;
	if ((flags & TcpFlag.SYN) !== 0) return false;
	const offer = offerBefore(ladder, index);
	if (offer === undefined) return false;
	const sequence = packets.sequence(row);
	if (isReset && ((sequence - offer.acknowledgment) | 0) < 0) return true;
	// One byte more: a probe of a closed window lies there by right (RFC 9293 3.8.6.1).
	return offer.isScaleKnown && ((sequence - offer.edge) | 0) > 1;
}

/** What the packet's receiver has acknowledged before it, and how far its window reached at most. */
function offerBefore(
	ladder: Ladder,
	index: number,
): {acknowledgment: number; edge: number; isScaleKnown: boolean} | undefined {
	const {packets} = ladder.tables;
	const side = ladder.sender(index);
	let acknowledgment: number | undefined;
	let edge = 0;
	let isScaleKnown = true;
	for (let at = index - 1, seen = 0; at >= 0 && index - at < NEAR && seen < NEAR / 4; at--) {
		if (ladder.sender(at) === side || !ladder.acknowledges(at) || ladder.is(at, 'reset')) continue;
		seen++;
		const row = ladder.rows[at]!;
		const ack = packets.acknowledgment(row);
		const reach = (ack + packets.windowSize(row)) >>> 0;
		if (packets.scaleShift(row) === -1) isScaleKnown = false;
		if (acknowledgment === undefined || ((ack - acknowledgment) | 0) > 0) acknowledgment = ack;
		if (seen === 1 || ((reach - edge) | 0) > 0) edge = reach;
	}
	return acknowledgment === undefined ? undefined : {acknowledgment, edge, isScaleKnown};
}

/** Steps between the IP identifications of a sender that counts its packets are no larger than this. */
const COUNTING_STEP = 1024;

/**
 * The identification that the sender's packet before this one had, where the sender counts and this packet leaves the
 * count (RFC 6864 lets senders choose; many count, and a forger does not know the count). -1 otherwise.
 */
export function brokenIpIdCount(ladder: Ladder, index: number): number {
	const {packets} = ladder.tables;
	const before: number[] = [];
	const side = ladder.sender(index);
	for (let at = index - 1; at >= 0 && index - at < NEAR && before.length < 3; at--) {
		// A reset may be forged, or sent by no socket: it tells nothing of the count.
		if (ladder.sender(at) === side && !ladder.is(at, 'icmp') && !ladder.is(at, 'reset'))
			before.push(packets.ipId(ladder.rows[at]!));
	}
	const [last, second, third] = before;
	if (third === undefined) return -1;
	const counts = isCounting(third, second!) && isCounting(second!, last!);
	const id = packets.ipId(ladder.rows[index]!);
	// Zero is what stateless answers have: those in TIME_WAIT, and to packets of no connection.
	return counts && id !== 0 && !isCounting(last!, id) && !isCounting(id, last!) ? last! : -1;
}

function isCounting(before: number, id: number): boolean {
	const step = (id - before) & 0xffff;
	return step > 0 && step <= COUNTING_STEP;
}
