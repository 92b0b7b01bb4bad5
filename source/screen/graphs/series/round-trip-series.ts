import {Analysis} from '../../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from '../../../report/ladder/ladder.ts';
import {SeriesBuilder, type SeriesSet, sideBit} from './series.ts';

/**
 * Nanoseconds from a segment of the sender to the ACK that acknowledges exactly it (tcp.analysis.ack_rtt), at the ACK:
 * as seen from where the capture was taken, so without the way between there and the sender.
 */
export function roundTripSeries(ladder: Ladder, sender: Side): SeriesSet {
	const {rows, count, tables} = ladder;
	const {packets} = tables;
	const series = new SeriesBuilder(count);
	const points = series.of('roundTrip');
	const senderBit = sideBit(ladder, sender);
	for (let index = 0; index < count; index++) {
		const row = rows[index]!;
		const acknowledged = packets.acksRow(row);
		if (acknowledged < 0 || (packets.analysis(row) & Analysis.FROM_B) === senderBit) continue;
		const time = packets.nanosecondsBetween(acknowledged, row);
		// Wireshark does not show a time of nothing.
		if (time !== 0) points.add(index, time);
	}
	return series.done();
}
