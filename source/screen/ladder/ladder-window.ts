import type {FoldView} from '../../report/ladder/fold-view.ts';
import {gapRows, type LadderLayout} from '../../report/ladder/ladder-layout.ts';
import {explanationLines, gapLines, holeLines, packetLine, runLine} from '../../report/ladder/ladder-lines.ts';
import {relationsOf} from '../../report/ladder/relations/relations.ts';
import {UnitKind} from '../../report/ladder/runs.ts';
import type {Line} from '../../report/spans.ts';
import type {LadderModel} from './ladder-model.ts';

/** What decides which rows there are and how many lines each takes. */
export interface WindowLook {
	readonly layout: LadderLayout;
	readonly explanations: boolean;
	readonly view: FoldView;
}

/** A line in sight: of a packet or folded run, of what is missing above it or of a sentence under it. */
export interface WindowRow {
	/** The packet, or the run's first. */
	readonly index: number;
	readonly line: Line;
	readonly part: 'gap' | 'hole' | 'packet' | 'explanation';
}

/** Lines that a row of the view takes, with the silence and the hole above and the sentence below it. */
function height(model: LadderModel, row: number, look: WindowLook): number {
	const index = look.view.start(row);
	const hole = relationsOf(model.ladder).hole(index) === undefined ? 0 : 1;
	return gapRows(model.ladder, index, look.layout) + hole + 1 + sentence(model, row, look).length;
}

function sentence(model: LadderModel, row: number, {layout, explanations, view}: WindowLook): Line[] {
	if (!explanations || view.kind(row) !== UnitKind.PACKET) return [];
	const text = model.explanation(view.start(row));
	return text === undefined ? [] : explanationLines(text, layout);
}

/**
 * The packet that a window of `rows` lines begins with to show all of the row of packet `selected`, moved from packet
 * `top` as little as can be. Rows take different numbers of lines, so heights are added up; never over more rows than
 * the window has lines.
 */
export function windowTop(model: LadderModel, top: number, selected: number, rows: number, look: WindowLook): number {
	const {view} = look;
	if (view.count === 0) return 0;
	const to = view.rowOf(selected);
	let first = Math.min(view.rowOf(top), to);
	if (to - first >= rows || heights(model, first, to, look) > rows) first = fillUpwards(model, to, rows, look);
	// The last rows do not leave the window's foot empty while there are others above.
	if (view.count - first <= rows && heights(model, first, view.count - 1, look) < rows) {
		first = Math.min(first, fillUpwards(model, view.count - 1, rows, look));
	}
	return view.start(first);
}

function heights(model: LadderModel, from: number, to: number, look: WindowLook): number {
	let sum = 0;
	for (let row = from; row <= to; row++) sum += height(model, row, look);
	return sum;
}

/** The first row of a window whose last is `last`. */
function fillUpwards(model: LadderModel, last: number, rows: number, look: WindowLook): number {
	let first = last;
	let used = height(model, last, look);
	while (first > 0) {
		used += height(model, first - 1, look);
		if (used > rows) break;
		first--;
	}
	return first;
}

/** The lines in sight from packet `top` on. */
export function windowRows(
	model: LadderModel,
	top: number,
	rows: number,
	look: WindowLook,
	passes: (row: number) => boolean | undefined,
): WindowRow[] {
	const {ladder} = model;
	const {view, layout} = look;
	const shown: WindowRow[] = [];
	const mark = (isMatch: boolean) => ({text: isMatch ? layout.drawing.match : ' ', role: 'match' as const});
	for (let row = view.count === 0 ? 0 : view.rowOf(top); row < view.count && shown.length < rows; row++) {
		const index = view.start(row);
		const add = (part: WindowRow['part'], line: Line) => shown.push({index, part, line});
		for (const line of gapLines(ladder, index, layout)) add('gap', line);
		for (const line of holeLines(ladder, index, layout)) add('hole', line);
		if (view.kind(row) === UnitKind.PACKET) {
			add('packet', packetLine(ladder, index, layout, mark(passes(ladder.rows[index]!) === true)));
		} else {
			const matches = model.matches(index, view.end(row));
			add('packet', runLine(ladder, view, row, layout, mark(matches > 0), matches));
		}
		for (const line of sentence(model, row, look)) add('explanation', line);
	}
	return shown.slice(0, rows);
}

/** Rows that a window from packet `top` on shows, for paging. */
export function rowsInWindow(model: LadderModel, top: number, rows: number, look: WindowLook): number {
	const {view} = look;
	const first = view.count === 0 ? 0 : view.rowOf(top);
	let used = 0;
	let row = first;
	while (row < view.count && used < rows) used += height(model, row++, look);
	return Math.max(1, row - first);
}
