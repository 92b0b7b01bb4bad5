import type {Side} from '../../../report/ladder/ladder.ts';
import type {GraphKind, GraphModel, View} from '../graph-model.ts';
import {MARK_IDS, type MarkId, markOf} from '../series/marks.ts';
import type {Points} from '../series/points.ts';
import type {SeriesSet} from '../series/series.ts';
import type {Throughput} from '../series/throughput.ts';
import {roundUp, type Tick, timeTicks, unitTicks} from './axis.ts';
import {Canvas, DOT_COLUMNS, DOT_ROWS} from './canvas.ts';
import type {GraphGlyphs} from './glyphs.ts';
import {Place, type Surface} from './place.ts';
import {rangeFromZero, sequenceRange} from './scale.ts';
import {drawSteps} from './steps.ts';

/** What is to be drawn, and the cells that there are for it with its axes. */
export interface PlotRequest {
	readonly graph: GraphKind;
	readonly sender: Side;
	readonly view: View;
	readonly columns: number;
	/** Without the axis of time. */
	readonly rows: number;
}

/** A drawn graph. */
export interface Plot {
	readonly canvas: Canvas;
	/** Cells in front of the axis of values. */
	readonly labelCells: number;
	readonly values: readonly Tick[];
	readonly times: readonly Tick[];
	/** What is in sight, lowest layer first. */
	readonly shown: readonly MarkId[];
	/** What the legend has to add. */
	readonly remarks: readonly string[];
	/** Length of an interval of a throughput graph, in nanoseconds. */
	readonly interval: number;
	readonly rates: Throughput | undefined;
	/** Cell column of a time, and cell row of a value; not always within the canvas. */
	column(time: number): number;
	row(value: number): number;
}

/** Columns and rows for each mark of an axis, at least. */
const CELLS_PER_TIME = 14;
const ROWS_PER_VALUE = 3;

export function drawPlot(model: GraphModel, request: PlotRequest, glyphs: GraphGlyphs): Plot {
	const {graph, view, columns, rows} = request;
	const remarks: string[] = [];
	const series = graph === 'throughput' ? undefined : withSack(model, request, remarks);
	// A cell an interval, as far as a round one allows.
	const interval = Math.max(1000, roundUp((view.to - view.from) / Math.max(1, columns - 12)));
	const rates = series === undefined ? model.throughput(view, interval) : undefined;
	const range =
		series === undefined
			? {low: -largest(rates!.toClient), high: Math.max(1, largest(rates!.toServer), 0)}
			: graph === 'sequence'
				? sequenceRange(model, series, view)
				: rangeFromZero(model, series, view);
	const most = Math.max(2, Math.floor(rows / ROWS_PER_VALUE));
	const values =
		graph === 'rtt'
			? timeTicks(range.low, range.high, most)
			: unitTicks(range.low, range.high, most, graph === 'throughput' ? 'b/s' : 'B');
	const labelCells = Math.max(...values.map(({label}) => label.length), 5);
	const wide = Math.max(1, columns - labelCells - 1);
	const canvas = new Canvas(wide, Math.max(1, rows), glyphs);
	const place = new Place(canvas, view, range);
	if (rates !== undefined) {
		drawRates(canvas, place, rates.from, interval, rates.toServer, MARK_IDS.indexOf('toServer'), 1);
		drawRates(canvas, place, rates.from, interval, rates.toClient, MARK_IDS.indexOf('toClient'), -1);
	}
	const shown: MarkId[] = rates === undefined ? [] : ['toServer', 'toClient'];
	const surface = {model, view, canvas, place, glyphs};
	for (const [id, points] of series ?? []) {
		if (drawSeries(surface, id, points)) shown.push(id);
		else if (id === 'windowEdge' && isAbove(surface, points)) remarks.push('window edge above');
	}
	return {
		canvas,
		labelCells,
		values,
		times: timeTicks(view.from, view.to, Math.max(2, Math.floor(wide / CELLS_PER_TIME))),
		shown,
		remarks,
		interval,
		rates,
		column: time => place.x(time) >> 1,
		row: value => canvas.rows - 1 - Math.floor(place.y(value) / DOT_ROWS),
	};
}

/** The series of a graph; of a time-sequence graph with the SACK blocks in view, which are read from the file. */
function withSack(model: GraphModel, {graph, sender, view}: PlotRequest, remarks: string[]): SeriesSet {
	const series = model.series(graph, sender);
	if (graph !== 'sequence' || !series.has('duplicateAck')) return series;
	const {points, isWhole} = model.sack(sender, view);
	if (!isWhole) remarks.push('more SACK when zoomed in');
	if (points.count === 0) return series;
	const all = new Map(series).set('sack', points);
	return new Map(MARK_IDS.flatMap(id => (all.has(id) ? [[id, all.get(id)!]] : [])));
}

/** Whether a line that holds each value until the next is above the plot at some time in view. */
function isAbove({model, view, canvas, place}: Surface, points: Points): boolean {
	const {from, to} = model.placesIn(points, view);
	const height = canvas.rows * DOT_ROWS;
	for (let at = Math.max(0, from - 1); at < to; at++) if (place.y(points.low[at]!) >= height) return true;
	return false;
}

/** Draws the points in view; says whether there are any. */
function drawSeries(surface: Surface, id: MarkId, points: Points): boolean {
	const {model, view, canvas, place, glyphs} = surface;
	const mark = MARK_IDS.indexOf(id);
	const {shape, letter = ''} = markOf(id);
	if (shape === 'steps' || shape === 'edge') return drawSteps(surface, points, glyphs[shape], mark);
	const {from, to} = model.placesIn(points, view);
	let [lastX, lastLow, lastHigh] = [-1, 0, 0];
	for (let at = from; at < to; at++) {
		const x = place.x(model.times[points.index[at]!]!);
		const low = place.within(place.y(points.low[at]!));
		const high = place.within(place.y(points.high[at]!));
		// Of a million packets most fall on dots that are set already.
		if (x === lastX && low >= lastLow && high <= lastHigh) continue;
		[lastX, lastLow, lastHigh] = [x, low, high];
		if (shape === 'dots') {
			canvas.dots(x, low, high, mark);
			continue;
		}
		const head = canvas.rows - 1 - (high >> 2);
		for (let row = head; row <= canvas.rows - 1 - (low >> 2); row++) canvas.write(x >> 1, row, letter, mark);
	}
	return to > from;
}

/** Bars of an interval each, up or down from zero. */
function drawRates(
	canvas: Canvas,
	place: Place,
	from: number,
	interval: number,
	rates: Float64Array,
	mark: number,
	direction: 1 | -1,
): void {
	const zero = place.y(0);
	for (const [at, rate] of rates.entries()) {
		if (rate === 0) continue;
		const end = place.y(rate * direction);
		// Downward bars leave the row of zero to the upward ones.
		const [low, high] = direction === 1 ? [zero, end] : [Math.min(end, zero - 1), zero - 1];
		const first = Math.max(0, place.x(from + at * interval));
		const last = Math.min(canvas.columns * DOT_COLUMNS - 1, Math.max(first, place.x(from + (at + 1) * interval) - 1));
		for (let x = first; x <= last; x++) canvas.dots(x, place.within(low), place.within(high), mark);
	}
}

function largest(rates: Float64Array): number {
	let most = 0;
	for (const rate of rates) if (rate > most) most = rate;
	return most;
}
