import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../../analysis/tables/packet-table.ts';

export type Sum = 'retransmissions' | 'resets' | 'zeroWindow';

/**
 * Sums over the packets of every stream that the stream table does not keep, for sorting by them: made in one pass over
 * the packet table, and only once they are asked for. The same as `StreamTallies` of the filter counts for one stream.
 */
export class StreamSums {
	private readonly sums: Record<Sum, Float64Array> = {
		retransmissions: new Float64Array(0),
		resets: new Float64Array(0),
		zeroWindow: new Float64Array(0),
	};
	/** Row plus one of the last packet of each end, if that closed its window: A's and B's in turns. */
	private closedSince = new Uint32Array(0);
	/** First row that was not counted yet. */
	private done = 0;

	constructor(private readonly tables: CaptureTables) {}

	/** A sum of both sides for each stream, over all packets so far; zero windows in nanoseconds. */
	reader(sum: Sum): (stream: number) => number {
		this.countOn();
		const values = this.sums[sum];
		return stream => values[stream]!;
	}

	private countOn(): void {
		const {packets, streams} = this.tables;
		if (this.closedSince.length < streams.length * 2) this.grow(streams.length * 2);
		const {sums, closedSince} = this;
		for (let row = this.done; row < packets.length; row++) {
			const stream = packets.stream(row);
			if (stream < 0) continue;
			const analysis = packets.analysis(row);
			// A header that an ICMP error quotes was counted when it was sent.
			if ((analysis & Analysis.QUOTED) !== 0) continue;
			if ((packets.flags(row) & TcpFlag.RST) !== 0) sums.resets[stream]!++;
			if ((analysis & Analysis.RETRANSMITTED) !== 0) sums.retransmissions[stream]!++;
			const end = stream * 2 + ((analysis & Analysis.FROM_B) === 0 ? 0 : 1);
			const closed = closedSince[end]!;
			if (closed > 0) sums.zeroWindow[stream]! += Math.max(0, packets.nanosecondsBetween(closed - 1, row));
			closedSince[end] = (analysis & Analysis.ZERO_WINDOW) !== 0 ? row + 1 : 0;
		}
		this.done = packets.length;
	}

	private grow(streams: number): void {
		for (const sum of Object.keys(this.sums) as Sum[]) {
			const grown = new Float64Array(streams);
			grown.set(this.sums[sum]);
			this.sums[sum] = grown;
		}
		const grown = new Uint32Array(streams * 2);
		grown.set(this.closedSince);
		this.closedSince = grown;
	}
}
