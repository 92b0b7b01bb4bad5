import type {Drawing} from '../../report/ladder/drawing.ts';
import {fit, type Line, lineWidth, type Role, type Span, spread} from '../../report/spans.ts';
import type {Facts} from '../screen.ts';
import {GRAPHS, type GraphModel} from './graph-model.ts';
import type {GraphState} from './graph-state.ts';
import {cursorLines, GRAPH_NAMES, graphFacts} from './graph-words.ts';
import {type GraphGlyphs, graphGlyphs} from './plot/glyphs.ts';
import {drawPlot, type Plot, type PlotRequest} from './plot/plot.ts';
import {markOf} from './series/marks.ts';
import {otherSide} from './series/series.ts';

/**
 * Rows of the graph screen:
 *
 *   title and tabs · what it says · values │ graph … · axis · times · legend · packet (2)
 */
const CHROME = 7;
const FEWEST_ROWS = 4;

export function graphLines(state: GraphState, facts: Facts, model: GraphModel): Line[] {
	const {columns, rows, appearance} = facts;
	const {drawing} = appearance;
	const {graph, index} = state;
	const sender = state.sender ?? model.busierSide;
	const view = state.view ?? model.all;
	const glyphs = graphGlyphs(drawing);
	const request = {graph, sender, view, columns, rows: Math.max(FEWEST_ROWS, rows - CHROME)};
	const plot = plotOf(model, request, glyphs);
	const cursor = model.isIn(index, view) ? plot.column(model.times[index]!) : -1;
	return [
		titleLine(state, sender, columns, drawing),
		[{text: graphFacts(model, graph, sender, plot).join(` ${drawing.dot} `), role: 'dim'}],
		...bodyLines(plot, cursor, glyphs),
		floorLine(plot, cursor, glyphs, drawing),
		timesLine(plot),
		legendLine(plot, glyphs),
		...cursorLines(model, graph, sender, index, plot, drawing),
	];
}

const plots = new WeakMap<GraphModel, {readonly key: string; readonly plot: Plot}>();

/** The last plot of a model is kept: a moved cursor draws nothing anew. */
function plotOf(model: GraphModel, request: PlotRequest, glyphs: GraphGlyphs): Plot {
	const key = JSON.stringify([request, glyphs.braille]);
	const known = plots.get(model);
	if (known?.key === key) return known.plot;
	const plot = drawPlot(model, request, glyphs);
	plots.set(model, {key, plot});
	return plot;
}

/** Which stream, whose data, and the tabs; the graph that is shown stands in brackets. */
function titleLine({stream, graph}: GraphState, sender: PlotRequest['sender'], width: number, drawing: Drawing): Line {
	const direction = `data ${sender} ${drawing.to} ${otherSide(sender)}`;
	const tabs = GRAPHS.flatMap((kind, place): Span[] => {
		const name = `${place + 1} ${GRAPH_NAMES[kind]}`;
		return kind === graph ? [{text: `[${name}]`, role: 'title'}] : [{text: ` ${name} `, role: 'dim'}];
	});
	const what = graph === 'throughput' ? 'both directions' : direction;
	return spread([{text: `stream ${stream}`, role: 'title'}, {text: `  ${what}`}], tabs, width, drawing.ellipsis);
}

function bodyLines(plot: Plot, cursor: number, glyphs: GraphGlyphs): Line[] {
	const {canvas, labelCells, values} = plot;
	const labels = new Map(values.map(({value, label}) => [plot.row(value), label]));
	return Array.from({length: canvas.rows}, (_, row) => {
		const label = labels.get(row);
		const spans: Span[] = [
			{text: fit(label ?? '', labelCells, '', 'right'), role: 'dim'},
			{text: label === undefined ? glyphs.rail : glyphs.railTick, role: 'dim'},
		];
		for (let column = 0; column < canvas.columns; column++) append(spans, cellSpan(plot, column, row, cursor, glyphs));
		return spans;
	});
}

/** A cell of the graph; the column of the cursor is a thin line, and what it meets is lit. */
function cellSpan({canvas}: Plot, column: number, row: number, cursor: number, glyphs: GraphGlyphs): Span {
	const cell = canvas.at(column, row);
	if (cell === undefined) return column === cursor ? {text: glyphs.cursorRail, role: 'dim'} : {text: ' '};
	return {text: cell.character, role: column === cursor ? 'lit' : markOf(cell.mark).role};
}

/** Adds a cell to the last span where it looks the same: few switches of colour to send. */
function append(spans: Span[], {text, role}: Span): void {
	const last = spans.at(-1);
	if (last !== undefined && last.role === role) spans[spans.length - 1] = spanOf(last.text + text, role);
	else spans.push(spanOf(text, role));
}

function spanOf(text: string, role: Role | undefined): Span {
	return role === undefined ? {text} : {text, role};
}

/** The axis of time, with a caret under the cursor. */
function floorLine(plot: Plot, cursor: number, glyphs: GraphGlyphs, drawing: Drawing): Line {
	const {canvas, labelCells, times} = plot;
	const cells = Array<string>(canvas.columns).fill(glyphs.floor);
	for (const {value} of times) cells[Math.min(canvas.columns - 1, plot.column(value))] = glyphs.floorTick;
	const text = cells.join('');
	const indent: Span = {text: `${' '.repeat(labelCells)}${glyphs.corner}`, role: 'dim'};
	if (cursor < 0) return [indent, {text, role: 'dim'}];
	return [
		indent,
		{text: text.slice(0, cursor), role: 'dim'},
		{text: drawing.caret, role: 'key'},
		{text: text.slice(cursor + 1), role: 'dim'},
	];
}

/** Times under their marks: the first begins at its own, the others stand in the middle under theirs. */
function timesLine(plot: Plot): Line {
	const {canvas, labelCells, times} = plot;
	const width = labelCells + 1 + canvas.columns;
	let text = '';
	for (const {value, label} of times) {
		const middle = labelCells + 1 + plot.column(value);
		const start = Math.max(0, Math.min(width - label.length, middle - (label.length >> 1)));
		if (start > text.length || text === '') text = `${text.padEnd(start)}${label}`;
	}
	return [{text, role: 'dim'}];
}

/** What each sign in sight means. */
function legendLine({shown, remarks}: Plot, glyphs: GraphGlyphs): Line {
	const line: Span[] = [];
	for (const id of shown) {
		const {label, role, shape, letter} = markOf(id);
		const sign = letter ?? (shape === 'dots' ? glyphs.full : glyphs[shape as 'steps' | 'edge'].along);
		if (line.length > 0) line.push({text: '  '});
		line.push({text: sign, role}, {text: ` ${label}`});
	}
	if (shown.length === 0) line.push({text: 'nothing to draw in this time'});
	for (const remark of remarks) line.push({text: `${lineWidth(line) > 0 ? '  ' : ''}(${remark})`, role: 'dim'});
	return line;
}
