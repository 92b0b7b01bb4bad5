import {Analysis, nextSequence} from '../../../analysis/tables/packet-table.ts';
import {lastOfOther, mustBeAnswer, provokerOfReset as provokerRow} from '../../../diagnosis/facts/reset-provoker.ts';
import type {Ladder} from '../ladder.ts';

export interface Provocation {
	readonly index: number;
	/** By the rules of RFC 9293 3.5.2 the reset can be nothing but the answer to that packet. */
	readonly isAnswer: boolean;
}

/** The packet that a RST answers, or, where it may be its sender's own decision, the last one that it had seen. */
export function provokerOfReset(ladder: Ladder, index: number): Provocation | undefined {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	const provoker = provokerRow(packets, row);
	if (provoker < 0) return undefined;
	const side = ladder.sender(index);
	// Someone else on the path can know the numbers as well: the distance tells.
	const isNear = packets.ttl(row) === ladder.baselineTtl(side) || ladder.firstOf(side) === index;
	return {index: ladder.indexOf(provoker), isAnswer: mustBeAnswer(packets, row, provoker) && isNear};
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
	const last = lastOfOther(packets, row, other => {
		const next = nextSequence(packets.sequence(other), packets.payloadLength(other), packets.flags(other));
		return next === acknowledgment && next !== packets.sequence(other);
	});
	return last < 0 ? -1 : ladder.indexOf(last);
}
