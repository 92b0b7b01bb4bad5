import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import type {Side} from '../../../analysis/tables/stream-table.ts';
import {remember} from '../../remember.ts';

const RETRANSMITTED = Analysis.RETRANSMISSION | Analysis.FAST_RETRANSMISSION | Analysis.SPURIOUS_RETRANSMISSION;

/** Counts over a stream's packets that the stream table does not keep. A is the sender of the first packet. */
class Tally {
	/** Last packet that is counted. */
	lastRow = -1;
	readonly resets = [0, 0];
	readonly fins = [0, 0];
	readonly retransmissions = [0, 0];
	/** Nanoseconds during which the receive window was closed. */
	readonly zeroWindow = [0, 0];
	/** Row of the endpoint's last packet if that closed its window, otherwise -1. */
	readonly closedSince = [-1, -1];
}

export type Count = 'resets' | 'fins' | 'retransmissions' | 'zeroWindow';

/** Counts over streams, worked out when asked for and kept; a stream that grew is counted on from where it was. */
export class StreamTallies {
	private readonly tallies = new Map<number, Tally>();

	constructor(private readonly tables: CaptureTables) {}

	/** Packets, or for `zeroWindow` nanoseconds, of one side or of both. */
	count(stream: number, count: Count, side?: Side): number {
		const values = this.tallyOf(stream)[count];
		if (side === undefined) return values[0]! + values[1]!;
		const isB = (side === 'client') === this.tables.streams.clientIsB(stream);
		return values[isB ? 1 : 0]!;
	}

	private tallyOf(stream: number): Tally {
		const lastRow = this.tables.streams.lastRow(stream);
		const tally = remember(this.tallies, stream, () => new Tally());
		if (tally.lastRow !== lastRow) this.countOn(tally, lastRow);
		return tally;
	}

	private countOn(tally: Tally, lastRow: number): void {
		const {packets} = this.tables;
		const rows: number[] = [];
		for (let row = lastRow; row >= 0 && row > tally.lastRow; row = packets.previous(row)) rows.push(row);
		for (let index = rows.length - 1; index >= 0; index--) this.add(tally, rows[index]!);
		tally.lastRow = lastRow;
	}

	private add(tally: Tally, row: number): void {
		const {packets} = this.tables;
		const analysis = packets.analysis(row);
		// A header that an ICMP error quotes was counted when it was sent.
		if ((analysis & Analysis.QUOTED) !== 0) return;
		const side = (analysis & Analysis.FROM_B) === 0 ? 0 : 1;
		const flags = packets.flags(row);
		if ((flags & TcpFlag.RST) !== 0) tally.resets[side]!++;
		if ((flags & TcpFlag.FIN) !== 0) tally.fins[side]!++;
		if ((analysis & RETRANSMITTED) !== 0) tally.retransmissions[side]!++;
		const closed = tally.closedSince[side]!;
		if (closed >= 0) tally.zeroWindow[side]! += Math.max(0, packets.nanosecondsBetween(closed, row));
		tally.closedSince[side] = (analysis & Analysis.ZERO_WINDOW) !== 0 ? row : -1;
	}
}
