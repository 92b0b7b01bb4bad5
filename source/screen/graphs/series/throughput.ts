import type {Ladder} from '../../../report/ladder/ladder.ts';

/** Payload of both sides by interval of time, repeated bytes included. */
export interface Throughput {
	/** Where the first interval begins and how long each is, in nanoseconds since the stream's first packet. */
	readonly from: number;
	readonly interval: number;
	/** Bits a second in each interval. */
	readonly toServer: Float64Array;
	readonly toClient: Float64Array;
}

/**
 * @param times of the packets, in nanoseconds since the stream's first
 * @param from start of the time in view; the first interval begins at a multiple of its length
 * @param to end of the time in view
 */
export function throughput(
	ladder: Ladder,
	times: Float64Array,
	from: number,
	to: number,
	interval: number,
): Throughput {
	const start = Math.floor(from / interval) * interval;
	const count = Math.max(1, Math.floor((to - start) / interval) + 1);
	const toServer = new Float64Array(count);
	const toClient = new Float64Array(count);
	const {packets, streams} = ladder.tables;
	const clientIsB = streams.clientIsB(ladder.stream);
	const bitsPerSecond = 8e9 / interval;
	for (let index = 0; index < ladder.count; index++) {
		const at = Math.floor((times[index]! - start) / interval);
		if (at < 0 || at >= count) continue;
		const row = ladder.rows[index]!;
		const length = packets.payloadLength(row);
		if (length > 0) (packets.isFromB(row) === clientIsB ? toServer : toClient)[at]! += length * bitsPerSecond;
	}
	return {from: start, interval, toServer, toClient};
}
