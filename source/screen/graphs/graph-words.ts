import {Analysis} from '../../analysis/tables/packet-table.ts';
import {bytesText, countText, durationText, plural, secondsText} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import type {Side} from '../../report/ladder/ladder.ts';
import {describePacket} from '../../report/ladder/ladder-packet.ts';
import type {Line, Span} from '../../report/spans.ts';
import type {GraphKind, GraphModel} from './graph-model.ts';
import type {Plot} from './plot/plot.ts';
import type {Points} from './series/points.ts';
import {otherSide} from './series/series.ts';
import {windowScale} from './series/window-series.ts';

/** Names of the graphs on their tabs. */
export const GRAPH_NAMES: Readonly<Record<GraphKind, string>> = {
	sequence: 'sequence',
	rtt: 'RTT',
	window: 'window',
	throughput: 'throughput',
};

/** What a graph says as a whole, the foremost first. */
export function graphFacts(model: GraphModel, graph: GraphKind, sender: Side, plot: Plot): string[] {
	const {ladder} = model;
	const {streams} = ladder.tables;
	const receiver = otherSide(sender);
	const series = model.series(graph, sender);
	switch (graph) {
		case 'sequence': {
			const again = series.get('retransmission')?.count ?? 0;
			return [
				`${sender} sent ${bytesText(streams.payloadBytes(ladder.stream, sender))}`,
				...(again === 0 ? [] : [plural(again, 'retransmission')]),
				...scaleFacts(windowScale(ladder, receiver), receiver),
			];
		}
		case 'rtt': {
			const points = series.get('roundTrip');
			if (points === undefined) return [`no ACK of the ${receiver} acknowledges one segment exactly`];
			const {least, mean, most} = spread(points);
			return [
				`${plural(points.count, 'ACK')} of the ${receiver}`,
				`min ${durationText(least / 1e9)}`,
				`mean ${durationText(mean / 1e9)}`,
				`max ${durationText(most / 1e9)}`,
			];
		}
		case 'window': {
			const inFlight = series.get('inFlight');
			return [
				inFlight === undefined
					? `nothing of the ${sender} in flight`
					: `at most ${countText(spread(inFlight).most)} B in flight`,
				...scaleFacts(windowScale(ladder, receiver), receiver),
			];
		}
		case 'throughput':
			return [
				`payload in each ${durationText(plot.interval / 1e9)}`,
				`in all ${bytesText(streams.payloadBytes(ladder.stream, 'client'))} to the server`,
				`${bytesText(streams.payloadBytes(ladder.stream, 'server'))} to the client`,
			];
	}
}

function scaleFacts(shift: number | undefined, receiver: Side): string[] {
	if (shift === undefined) return [];
	if (shift === -1) return ['window scale unknown: handshake not captured'];
	return [shift === -2 ? `${receiver} scales no window` : `${receiver}'s window scaling factor ${2 ** shift}`];
}

function spread(points: Points): {least: number; mean: number; most: number} {
	let [least, sum, most] = [Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY];
	for (let at = 0; at < points.count; at++) {
		const value = points.high[at]!;
		if (value < least) least = value;
		if (value > most) most = value;
		sum += value;
	}
	return {least, mean: sum / points.count, most};
}

/** The packet under the cursor in words, on two lines: which it is, and what the graph shows of it. */
export function cursorLines(
	model: GraphModel,
	graph: GraphKind,
	sender: Side,
	index: number,
	plot: Plot,
	drawing: Drawing,
): [Line, Line] {
	const {ladder} = model;
	const packet = describePacket(ladder, index);
	const from = ladder.sender(index);
	const numbers = [
		`Seq ${packet.sequence}`,
		...(packet.acknowledgment === undefined ? [] : [`Ack ${packet.acknowledgment}`]),
		`Len ${packet.length}`,
	].join(' ');
	const first: Line = [
		{text: `frame ${ladder.frame(index)}`, role: 'heading'},
		{
			text: `  ${secondsText(ladder.elapsed(index))} s  ${from} ${drawing.to} ${otherSide(from)}  ${packet.label}  ${numbers}`,
		},
	];
	const notes = packet.notes.flatMap(({text, role}): Span[] => [{text: `  ${text}`, role}]);
	return [first, [{text: valueText(model, graph, sender, index, plot)}, ...notes]];
}

function valueText(model: GraphModel, graph: GraphKind, sender: Side, index: number, plot: Plot): string {
	const {ladder} = model;
	const {packets} = ladder.tables;
	const row = ladder.rows[index]!;
	const isSent = ladder.sender(index) === sender;
	switch (graph) {
		case 'sequence':
			if (isSent) return `sends up to ${countText((packets.sequence(row) + packets.payloadLength(row)) >>> 0)}`;
			return [
				...(ladder.acknowledges(index) ? [`acknowledges ${countText(packets.acknowledgment(row))}`] : []),
				...(ladder.is(index, 'reset') ? [] : [`window ${countText(packets.windowSize(row))} B`]),
			].join(', ');
		case 'rtt': {
			const points = model.series('rtt', sender).get('roundTrip');
			const at = points?.placeOf(index) ?? -1;
			if (points === undefined || at < 0) return 'no round-trip time of this packet';
			const acknowledged = packets.frameNumber(packets.acksRow(row));
			return `RTT ${(points.high[at]! / 1e6).toFixed(6)} ms: acknowledges frame ${acknowledged}`;
		}
		case 'window': {
			if (!isSent) return `offers ${countText(packets.windowSize(row))} B`;
			const inFlight = packets.bytesInFlight(row);
			const full = (packets.analysis(row) & Analysis.WINDOW_FULL) !== 0 ? ', fills the window' : '';
			return inFlight === 0 ? 'nothing in flight' : `${countText(inFlight)} B in flight${full}`;
		}
		case 'throughput':
			return ratesText(model.times[index]!, plot);
	}
}

/** What both sides sent in the interval of a time. */
function ratesText(time: number, {rates, interval}: Plot): string {
	if (rates === undefined) return '';
	const at = Math.floor((time - rates.from) / interval);
	const rate = (of: Float64Array) => rateText(of[at] ?? 0);
	return `to the server ${rate(rates.toServer)}, to the client ${rate(rates.toClient)}`;
}

function rateText(rate: number): string {
	return `${bytesText(Math.round(rate)).slice(0, -1)}b/s`;
}
