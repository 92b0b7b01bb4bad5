import {Analysis, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from '../../../report/ladder/ladder.ts';
import {SeriesBuilder, type SeriesSet, sideBit} from './series.ts';

/** What the sender has in flight (tcp.analysis.bytes_in_flight) beside the window that its peer offers, in bytes. */
export function windowSeries(ladder: Ladder, sender: Side): SeriesSet {
	const {rows, count, tables} = ladder;
	const {packets} = tables;
	const series = new SeriesBuilder(count);
	const inFlight = series.of('inFlight');
	const receiveWindow = series.of('receiveWindow');
	const senderBit = sideBit(ladder, sender);
	for (let index = 0; index < count; index++) {
		const row = rows[index]!;
		const analysis = packets.analysis(row);
		if ((analysis & Analysis.QUOTED) !== 0) continue;
		if ((analysis & Analysis.FROM_B) === senderBit) {
			const bytes = packets.bytesInFlight(row);
			if (bytes > 0) inFlight.add(index, 0, bytes);
			if ((analysis & Analysis.WINDOW_FULL) !== 0) series.of('windowFull').add(index, bytes);
		} else if ((packets.flags(row) & TcpFlag.RST) === 0 && (analysis & Analysis.SHORT_HEADER) === 0) {
			receiveWindow.add(index, packets.windowSize(row));
			if ((analysis & Analysis.ZERO_WINDOW) !== 0) series.of('zeroWindow').add(index, 0);
		}
	}
	return series.done();
}

/** Packets in which a side's scale is looked for: it is known from the handshake on, or not at all. */
const FARTHEST_SCALE = 1000;

/** The shift count of the windows that a side offers: -1 unknown, -2 not in use; undefined where it offers none. */
export function windowScale(ladder: Ladder, side: Side): number | undefined {
	const {packets} = ladder.tables;
	const first = ladder.firstOf(side);
	if (first < 0) return undefined;
	for (let index = first; index < Math.min(ladder.count, first + FARTHEST_SCALE); index++) {
		const row = ladder.rows[index]!;
		const isOther = ladder.sender(index) !== side || (packets.analysis(row) & Analysis.QUOTED) !== 0;
		if (!isOther && (packets.flags(row) & (TcpFlag.SYN | TcpFlag.RST)) === 0) return packets.scaleShift(row);
	}
	return undefined;
}
