import {Analysis, nextSequence, TcpFlag} from '../../../analysis/tables/packet-table.ts';
import type {Ladder, Side} from '../../../report/ladder/ladder.ts';
import type {Points} from './points.ts';
import {SeriesBuilder, type SeriesSet, sideBit, unwrap} from './series.ts';

const SYN_OR_RST = TcpFlag.SYN | TcpFlag.RST;

/**
 * The time-sequence graph of one direction of data (tcptrace's, after Stevens): what the sender sends, in relative
 * sequence numbers, and the receiver's acknowledgments with the window that it offers behind them.
 */
export function sequenceSeries(ladder: Ladder, sender: Side): SeriesSet {
	return new SequencePass(ladder, sideBit(ladder, sender)).run();
}

class SequencePass {
	private readonly series: SeriesBuilder;
	// A look-up for each of a million packets would be felt.
	private readonly data: Points;
	private readonly retransmission: Points;
	private readonly outOfOrder: Points;
	private readonly lost: Points;
	private readonly fin: Points;
	private readonly reset: Points;
	private readonly ack: Points;
	private readonly windowEdge: Points;
	private readonly duplicateAck: Points;
	/** Numbers that go on counting where those of the wire begin anew, and the end of all data so far. */
	private sequence = 0;
	private acknowledgment = 0;
	private end: number | undefined;

	constructor(
		private readonly ladder: Ladder,
		private readonly senderBit: number,
	) {
		this.series = new SeriesBuilder(ladder.count);
		this.data = this.series.of('data');
		this.retransmission = this.series.of('retransmission');
		this.outOfOrder = this.series.of('outOfOrder');
		this.lost = this.series.of('lost');
		this.fin = this.series.of('fin');
		this.reset = this.series.of('reset');
		this.ack = this.series.of('ack');
		this.windowEdge = this.series.of('windowEdge');
		this.duplicateAck = this.series.of('duplicateAck');
	}

	run(): SeriesSet {
		const {rows, count} = this.ladder;
		const {packets} = this.ladder.tables;
		for (let index = 0; index < count; index++) {
			const row = rows[index]!;
			const analysis = packets.analysis(row);
			if ((analysis & Analysis.QUOTED) !== 0) continue;
			if ((analysis & Analysis.FROM_B) === this.senderBit) this.sent(index, row, analysis);
			else this.received(index, row, analysis);
		}
		return this.series.done();
	}

	private sent(index: number, row: number, analysis: number): void {
		const {packets} = this.ladder.tables;
		const flags = packets.flags(row);
		this.sequence = unwrap(this.sequence, packets.sequence(row));
		const from = this.sequence;
		const length = packets.payloadLength(row);
		if ((flags & TcpFlag.RST) !== 0) {
			this.reset.add(index, from);
			return;
		}
		const to = from + ((nextSequence(packets.sequence(row), length, flags) - packets.sequence(row)) >>> 0);
		if (to === from) return;
		if ((analysis & Analysis.RETRANSMITTED) !== 0) this.retransmission.add(index, from, to);
		else if ((analysis & Analysis.OUT_OF_ORDER) !== 0) this.outOfOrder.add(index, from, to);
		else this.data.add(index, from, to);
		if ((analysis & Analysis.LOST_SEGMENT) !== 0 && this.end !== undefined && this.end < from)
			this.lost.add(index, this.end, from);
		if ((flags & TcpFlag.FIN) !== 0) this.fin.add(index, to);
		this.end = Math.max(this.end ?? to, to);
	}

	private received(index: number, row: number, analysis: number): void {
		const {packets} = this.ladder.tables;
		const flags = packets.flags(row);
		const isAck = (flags & TcpFlag.ACK) !== 0;
		if (isAck) this.acknowledgment = unwrap(this.acknowledgment, packets.acknowledgment(row));
		const at = this.acknowledgment;
		if ((flags & TcpFlag.RST) !== 0) this.reset.add(index, at);
		if (!isAck || (flags & SYN_OR_RST) === TcpFlag.RST) return;
		this.ack.add(index, at);
		this.windowEdge.add(index, at + packets.windowSize(row));
		if ((analysis & Analysis.DUPLICATE_ACK) !== 0) this.duplicateAck.add(index, at);
	}
}
