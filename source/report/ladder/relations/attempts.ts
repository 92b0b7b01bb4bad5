import {Analysis, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import {FARTHEST} from '../../../diagnosis/facts/reset-provoker.ts';
import type {Ladder} from '../ladder.ts';

export interface Attempt {
	/** 2 for the first repetition. */
	readonly number: number;
	/** The packet that brought the bytes first. */
	readonly first: number;
}

/** Which try at the same bytes a retransmission is; undefined for others, and where no earlier try is in the capture. */
export function attemptOf(ladder: Ladder, index: number): Attempt | undefined {
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	if ((packets.analysis(row) & Analysis.RETRANSMITTED) === 0) return undefined;
	const fromB = packets.analysis(row) & Analysis.FROM_B;
	const sequence = packets.sequence(row);
	let number = 1;
	let first = -1;
	for (let at = index - 1; at >= Math.max(0, index - FARTHEST); at--) {
		const earlier = ladder.rows[at]!;
		const analysis = packets.analysis(earlier);
		if ((analysis & Analysis.FROM_B) !== fromB || (analysis & Analysis.QUOTED) !== 0) continue;
		if (!carries(ladder, earlier, sequence)) continue;
		number++;
		first = at;
		if ((analysis & (Analysis.RETRANSMITTED | Analysis.OUT_OF_ORDER)) === 0) break;
	}
	return first < 0 ? undefined : {number, first};
}

/** Whether a packet brings the byte, or the SYN or FIN, of that number. */
function carries(ladder: Ladder, row: number, sequence: number): boolean {
	const {packets} = ladder.tables;
	const offset = (sequence - packets.sequence(row)) >>> 0;
	const counted = (packets.flags(row) & (TcpFlag.SYN | TcpFlag.FIN)) !== 0 ? 1 : 0;
	return offset < packets.payloadLength(row) + counted;
}
