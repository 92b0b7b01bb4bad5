import type {Points} from '../series/points.ts';
import {type Canvas, DOT_ROWS} from './canvas.ts';
import type {LineGlyphs} from './glyphs.ts';
import type {Surface} from './place.ts';

const NONE = -0x8000;

/** The lowest and highest cell row that a line is in, and the one in which it leaves, for each column of cells. */
interface Columns {
	readonly least: Int16Array;
	readonly most: Int16Array;
	readonly last: Int16Array;
}

/**
 * Draws a line that holds each value until the next, and says whether any of it is in view. Of each column only its
 * extremes are kept, so that a million points cost no more than the cells that there are.
 */
export function drawSteps(surface: Surface, points: Points, glyphs: LineGlyphs, mark: number): boolean {
	const {model, view, canvas} = surface;
	const columns = extremes(surface, points);
	const before = model.placesIn(points, view).from - 1;
	const first = before < 0 ? columns.last.findIndex(row => row !== NONE) : 0;
	if (first < 0) return false;
	const goesOn = model.times[points.index[points.count - 1]!]! > view.to;
	const end = goesOn ? canvas.columns - 1 : columns.last.findLastIndex(row => row !== NONE);
	let isInSight = false;
	let row = before < 0 ? columns.last[first]! : rowOf(surface, points, before);
	for (let column = first; column <= end; column++) {
		const next = columns.last[column]!;
		if (next === NONE) {
			isInSight = write(canvas, column, row, glyphs.along, mark) || isInSight;
			continue;
		}
		const top = Math.min(columns.least[column]!, row);
		const foot = Math.max(columns.most[column]!, row);
		if (top === foot) isInSight = write(canvas, column, top, glyphs.along, mark) || isInSight;
		else isInSight = drawUpright(canvas, column, {from: row, to: next, top, foot}, glyphs, mark) || isInSight;
		row = next;
	}
	return isInSight;
}

function rowOf({canvas, place}: Surface, points: Points, at: number): number {
	const row = canvas.rows - 1 - Math.floor(place.y(points.low[at]!) / DOT_ROWS);
	// A window's edge may be far above what is shown.
	return Math.max(-2, Math.min(canvas.rows + 1, row));
}

function extremes(surface: Surface, points: Points): Columns {
	const {model, view, canvas, place} = surface;
	const least = new Int16Array(canvas.columns).fill(NONE);
	const most = new Int16Array(canvas.columns).fill(NONE);
	const last = new Int16Array(canvas.columns).fill(NONE);
	const {from, to} = model.placesIn(points, view);
	for (let at = from; at < to; at++) {
		const column = place.x(model.times[points.index[at]!]!) >> 1;
		const row = rowOf(surface, points, at);
		if (last[column] === NONE || row < least[column]!) least[column] = row;
		if (last[column] === NONE || row > most[column]!) most[column] = row;
		last[column] = row;
	}
	return {least, most, last};
}

interface Upright {
	/** Rows in which the line comes and leaves, and its extremes. */
	readonly from: number;
	readonly to: number;
	readonly top: number;
	readonly foot: number;
}

/** The part of a line that goes up or down within a column, with its turns where it is one step; whether it is seen. */
function drawUpright(canvas: Canvas, column: number, line: Upright, glyphs: LineGlyphs, mark: number): boolean {
	const {from, to, top, foot} = line;
	const rises = from === foot && to === top;
	const falls = from === top && to === foot;
	let isInSight = false;
	for (let row = top; row <= foot; row++) {
		const atFoot = rises ? glyphs.riseFoot : falls ? glyphs.fallFoot : glyphs.upright;
		const atHead = rises ? glyphs.riseHead : falls ? glyphs.fallHead : glyphs.upright;
		const character = row === foot ? atFoot : row === top ? atHead : glyphs.upright;
		isInSight = write(canvas, column, row, character, mark) || isInSight;
	}
	return isInSight;
}

function write(canvas: Canvas, column: number, row: number, character: string, mark: number): boolean {
	if (row < 0 || row >= canvas.rows) return false;
	canvas.write(column, row, character, mark);
	return true;
}
