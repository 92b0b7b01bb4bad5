import type {PacketTable} from '../tables/packet-table.ts';

/** Time of `row` minus time of `since` in nanoseconds, exact at any distance. */
export function nanosecondsBetween(packets: PacketTable, since: number, row: number): bigint {
	const seconds = BigInt(packets.seconds(row) - packets.seconds(since));
	return seconds * 1_000_000_000n + BigInt(packets.nanoseconds(row) - packets.nanoseconds(since));
}
