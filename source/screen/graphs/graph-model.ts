import type {Ladder, Side} from '../../report/ladder/ladder.ts';
import type {LadderModel} from '../ladder/ladder-model.ts';
import type {Points} from './series/points.ts';
import {roundTripSeries} from './series/round-trip-series.ts';
import {sackSeries} from './series/sack-series.ts';
import {sequenceSeries} from './series/sequence-series.ts';
import type {SeriesSet} from './series/series.ts';
import {type Throughput, throughput} from './series/throughput.ts';
import {windowSeries} from './series/window-series.ts';

/** The graphs that there are, in the order of their keys. */
export const GRAPHS = ['sequence', 'rtt', 'window', 'throughput'] as const;
export type GraphKind = (typeof GRAPHS)[number];

/** A part of a stream's time, in nanoseconds since its first packet. */
export interface View {
	readonly from: number;
	readonly to: number;
}

/** The shortest time that a view spans, in nanoseconds. */
export const SHORTEST_VIEW = 10_000;

const NOTHING: SeriesSet = new Map();

const SERIES: Readonly<Record<GraphKind, (ladder: Ladder, sender: Side) => SeriesSet>> = {
	sequence: sequenceSeries,
	rtt: roundTripSeries,
	window: windowSeries,
	// Worked out for the view: its intervals depend on it.
	throughput: () => NOTHING,
};

/** The numbers of a stream's graphs, each worked out when it is first looked at. */
export class GraphModel {
	readonly ladder: Ladder;
	/**
	 * Of the packets, in nanoseconds since the stream's first. Where the clock went back a packet stands at the latest
	 * time before it, so that what is in view is found by halving.
	 */
	readonly times: Float64Array;
	/** All of the stream's time. */
	readonly all: View;
	private readonly known = new Map<string, SeriesSet>();

	constructor(private readonly model: LadderModel) {
		const {ladder} = model;
		this.ladder = ladder;
		this.times = new Float64Array(ladder.count);
		const {rows, tables, count} = ladder;
		const {packets} = tables;
		const [seconds, nanoseconds] = count === 0 ? [0, 0] : [packets.seconds(rows[0]!), packets.nanoseconds(rows[0]!)];
		let latest = 0;
		for (let index = 0; index < count; index++) {
			const row = rows[index]!;
			const time = (packets.seconds(row) - seconds) * 1e9 + packets.nanoseconds(row) - nanoseconds;
			if (time > latest) latest = time;
			this.times[index] = latest;
		}
		this.all = {from: 0, to: Math.max(latest, SHORTEST_VIEW)};
	}

	series(graph: GraphKind, sender: Side): SeriesSet {
		const key = `${graph} ${sender}`;
		let series = this.known.get(key);
		if (series === undefined) {
			series = SERIES[graph](this.ladder, sender);
			this.known.set(key, series);
		}
		return series;
	}

	throughput(view: View, interval: number): Throughput {
		return throughput(this.ladder, this.times, view.from, view.to, interval);
	}

	/** What the receiver of a side's data has acknowledged selectively within a view. */
	sack(sender: Side, view: View): {readonly points: Points; readonly isWhole: boolean} {
		return sackSeries(this.repeatedAcks(sender, view), index => this.model.packetDetails(index));
	}

	/** ACKs in view that acknowledge nothing new: a hole keeps them from it. */
	private *repeatedAcks(sender: Side, view: View) {
		const points = this.series('sequence', sender).get('ack');
		if (points === undefined) return;
		const {packets} = this.ladder.tables;
		const {from, to} = this.placesIn(points, view);
		for (let at = Math.max(1, from); at < to; at++) {
			const index = points.index[at]!;
			const isRepeated = points.low[at] === points.low[at - 1];
			if (isRepeated && packets.payloadLength(this.ladder.rows[index]!) === 0)
				yield {index, acknowledgment: points.low[at]!};
		}
	}

	isIn(index: number, {from, to}: View): boolean {
		const time = this.times[index]!;
		return time >= from && time <= to;
	}

	/** The points in view: from the first place up to the last one, which is not among them. */
	placesIn(points: Points, view: View): {from: number; to: number} {
		const {times} = this;
		const first = this.packetAt(view.from);
		const last = this.packetAt(view.to);
		const from = points.firstFrom(times[first]! < view.from ? first + 1 : first);
		let to = points.firstFrom(last);
		while (to < points.count && times[points.index[to]!]! <= view.to) to++;
		return {from, to};
	}

	/** The side that sends more payload: its direction is looked at first. */
	get busierSide(): Side {
		const {streams} = this.ladder.tables;
		const sent = (side: Side) => streams.payloadBytes(this.ladder.stream, side);
		return sent('server') > sent('client') ? 'server' : 'client';
	}

	/** The first packet at a time or later; the last where there is none. */
	packetAt(time: number): number {
		let low = 0;
		let high = this.times.length - 1;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.times[middle]! < time) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

const models = new WeakMap<LadderModel, GraphModel>();

/** The graphs of a ladder's stream. */
export function graphModel(model: LadderModel): GraphModel {
	let graphs = models.get(model);
	if (graphs === undefined) {
		graphs = new GraphModel(model);
		models.set(model, graphs);
	}
	return graphs;
}
