import type {GraphModel, View} from '../graph-model.ts';
import type {MarkId} from '../series/marks.ts';
import type {SeriesSet} from '../series/series.ts';

/** The values from the foot of a graph to its top. */
export interface Range {
	readonly low: number;
	readonly high: number;
}

/** How many times the height of the data a graph may be to show the window's edge, too. */
const MOST_FOR_EDGE = 2;

/** Lines that hold their value until the next point: what came before the view counts in it. */
const LASTING: readonly MarkId[] = ['ack', 'windowEdge', 'receiveWindow'];

/**
 * The range of sequence numbers in view: of data and ACKs. The window's edge counts where it does not press the
 * rest into a corner; a reset may be anywhere and counts for nothing.
 */
export function sequenceRange(model: GraphModel, series: SeriesSet, view: View): Range {
	const data = spanOf(model, series, view, ['data', 'retransmission', 'outOfOrder', 'ack']);
	const edge = spanOf(model, series, view, ['windowEdge']);
	if (data === undefined) return edge ?? {low: 0, high: 1};
	const highest = data.low + MOST_FOR_EDGE * (data.high - data.low);
	const high = edge !== undefined && edge.high <= highest ? Math.max(data.high, edge.high) : data.high;
	return {low: data.low, high: Math.max(high, data.low + 1)};
}

/** From nothing to the largest value in view. */
export function rangeFromZero(model: GraphModel, series: SeriesSet, view: View): Range {
	const span = spanOf(model, series, view, [...series.keys()]);
	return {low: Math.min(0, span?.low ?? 0), high: Math.max(1, span?.high ?? 1)};
}

function spanOf(model: GraphModel, series: SeriesSet, view: View, ids: readonly MarkId[]): Range | undefined {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (const id of ids) {
		const points = series.get(id);
		if (points === undefined) continue;
		const {from, to} = model.placesIn(points, view);
		const {low: lows, high: highs} = points;
		for (let at = LASTING.includes(id) ? Math.max(0, from - 1) : from; at < to; at++) {
			if (lows[at]! < low) low = lows[at]!;
			if (highs[at]! > high) high = highs[at]!;
		}
	}
	return low > high ? undefined : {low, high};
}
