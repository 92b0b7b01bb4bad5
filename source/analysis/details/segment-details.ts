import type {AnalysisFacts, SegmentFacts} from '../../dissect/describe/tcp/segment-facts.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {Analysis, nextSequence, TcpFlag} from '../tables/packet-table.ts';
import {nanosecondsBetween} from './packet-times.ts';

/** Labels of tcp.analysis.flags, in the order of their bits. */
const LABELS = [
	[Analysis.RETRANSMISSION, 'tcp.analysis.retransmission'],
	[Analysis.FAST_RETRANSMISSION, 'tcp.analysis.fast_retransmission'],
	[Analysis.SPURIOUS_RETRANSMISSION, 'tcp.analysis.spurious_retransmission'],
	[Analysis.OUT_OF_ORDER, 'tcp.analysis.out_of_order'],
	[Analysis.REUSED_PORTS, 'tcp.analysis.reused_ports'],
	[Analysis.LOST_SEGMENT, 'tcp.analysis.lost_segment'],
	[Analysis.ACK_LOST_SEGMENT, 'tcp.analysis.ack_lost_segment'],
	[Analysis.WINDOW_UPDATE, 'tcp.analysis.window_update'],
	[Analysis.WINDOW_FULL, 'tcp.analysis.window_full'],
	[Analysis.KEEP_ALIVE, 'tcp.analysis.keep_alive'],
	[Analysis.KEEP_ALIVE_ACK, 'tcp.analysis.keep_alive_ack'],
	[Analysis.ZERO_WINDOW_PROBE, 'tcp.analysis.zero_window_probe'],
	[Analysis.ZERO_WINDOW, 'tcp.analysis.zero_window'],
	[Analysis.ZERO_WINDOW_PROBE_ACK, 'tcp.analysis.zero_window_probe_ack'],
	[Analysis.DUPLICATE_ACK, 'tcp.analysis.duplicate_ack'],
] as const;

const FAST_OPEN_LABELS = [
	[Analysis.TFO_SYN, 'tcp.analysis.tfo_syn'],
	[Analysis.TFO_ACK, 'tcp.analysis.tfo_ack'],
	[Analysis.TFO_IGNORED, 'tcp.analysis.tfo_ignored'],
] as const;

/** Bit of tcp.completeness: a FIN with ACK was seen before. */
const COMPLETENESS_FIN = 16;

/**
 * What the tables know of the segment of a row (spec/tcp-analysis.md 2.6 to 2.8, 5, 6, 10).
 *
 * @param rawAcknowledgment the acknowledgment number in the header
 */
export function segmentFacts(tables: CaptureTables, row: number, rawAcknowledgment: number): SegmentFacts {
	const {packets, streams} = tables;
	const analysis = packets.analysis(row);
	const flags = packets.flags(row);
	const isLengthKnown = (analysis & Analysis.LENGTH_UNKNOWN) === 0;
	const length = isLengthKnown ? packets.payloadLength(row) : undefined;
	const sequence = packets.sequence(row);
	const acknowledgment = packets.acknowledgment(row);
	const hasTimes = (analysis & Analysis.NO_TIMES) === 0;
	const stream = packets.stream(row);
	const previous = packets.previous(row);
	return {
		stream,
		completeness: packets.completeness(row),
		length,
		sequence,
		acknowledgment,
		nextSequence: length === undefined ? undefined : nextSequence(sequence, length, flags),
		showRawSequence:
			(analysis & Analysis.QUOTED) === 0 || tables.addresses.version(streams.address(stream, 'client')) === 6,
		acknowledgmentBase: (rawAcknowledgment - acknowledgment) >>> 0,
		windowSize: packets.windowSize(row),
		scaleFactor: (flags & TcpFlag.SYN) !== 0 ? undefined : scaleFactor(packets.scaleShift(row)),
		timeRelative: hasTimes ? nanosecondsBetween(packets, streams.firstRow(stream), row) : undefined,
		timeDelta: hasTimes ? (previous < 0 ? 0n : nanosecondsBetween(packets, previous, row)) : undefined,
		analysis: (analysis & Analysis.SHOWN) === 0 ? undefined : analysisFacts(tables, row),
		finishesSecond: (flags & TcpFlag.FIN) === 0 ? undefined : finishesSecond(tables, row),
		fastOpen: FAST_OPEN_LABELS.filter(([bit]) => (analysis & bit) !== 0).map(([, name]) => name),
	};
}

function scaleFactor(shift: number): number {
	return shift < 0 ? shift : 1 << shift;
}

function analysisFacts(tables: CaptureTables, row: number): AnalysisFacts {
	const {packets, streams, analysisDetails} = tables;
	const bits = packets.analysis(row);
	const acks = packets.acksRow(row);
	const inFlight = packets.bytesInFlight(row);
	const detail = analysisDetails.find(row);
	const reference = detail < 0 ? -1 : analysisDetails.reference(detail);
	const isDuplicate = (bits & Analysis.DUPLICATE_ACK) !== 0;
	const elapsed = reference < 0 ? undefined : notZero(nanosecondsBetween(packets, reference, row));
	const referenceFrame = reference < 0 ? 0 : packets.frameNumber(reference);
	return {
		acksFrame: acks < 0 ? undefined : packets.frameNumber(acks),
		ackRtt: acks < 0 ? undefined : notZero(nanosecondsBetween(packets, acks, row)),
		initialRtt: (bits & Analysis.INITIAL_RTT) === 0 ? undefined : BigInt(streams.initialRtt(packets.stream(row))),
		bytesInFlight: inFlight === 0 ? undefined : inFlight,
		pushBytesSent: inFlight === 0 ? undefined : packets.pushBytes(row),
		labels: LABELS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name),
		duplicateAck:
			detail < 0 || !isDuplicate ? undefined : {number: analysisDetails.number(detail), frame: referenceFrame},
		timeout: isDuplicate || elapsed === undefined ? undefined : {elapsed, frame: referenceFrame},
	};
}

/** Wireshark does not show a time of nothing. */
function notZero(time: bigint): bigint | undefined {
	return time === 0n ? undefined : time;
}

/** How far back a FIN's predecessor is looked for: connections finish at their end. */
const FARTHEST_FIN = 10_000;

/** Whether the other side sent the first FIN of the connection. */
function finishesSecond({packets}: CaptureTables, row: number): boolean {
	const side = packets.analysis(row) & Analysis.FROM_B;
	let first = row;
	let at = packets.previous(row);
	for (let steps = 0; at >= 0 && steps < FARTHEST_FIN; steps++) {
		if ((packets.flags(at) & TcpFlag.FIN) !== 0) first = at;
		if ((packets.completeness(at) & COMPLETENESS_FIN) === 0 && first !== row) break;
		at = packets.previous(at);
	}
	return (packets.analysis(first) & Analysis.FROM_B) !== side;
}
