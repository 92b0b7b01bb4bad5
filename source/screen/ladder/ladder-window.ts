import {explanationLines, gapLine, type LadderLayout, packetLine} from '../../report/ladder/ladder-lines.ts';
import type {Line} from '../../report/spans.ts';
import type {LadderModel} from './ladder-model.ts';

/** What decides how many rows a packet takes. */
export interface WindowLook {
	readonly layout: LadderLayout;
	readonly explanations: boolean;
}

/** A row in sight: of a packet, of the silence above it or of a sentence under it. */
export interface WindowRow {
	readonly index: number;
	readonly line: Line;
	readonly part: 'gap' | 'packet' | 'explanation';
}

/** Rows that a packet takes, with the silence above and the sentence below it. */
function height(model: LadderModel, index: number, look: WindowLook): number {
	const gap = model.ladder.gapBefore(index) > 0 ? 1 : 0;
	return gap + 1 + sentence(model, index, look).length;
}

function sentence(model: LadderModel, index: number, {layout, explanations}: WindowLook): Line[] {
	const text = explanations ? model.explanation(index) : undefined;
	return text === undefined ? [] : explanationLines(text, layout);
}

/**
 * The first packet of a window of `rows` rows that shows all of `selected`, moved from `top` as little as can be.
 * Packets take different numbers of rows, so heights are added up; never over more packets than the window has rows.
 */
export function windowTop(model: LadderModel, top: number, selected: number, rows: number, look: WindowLook): number {
	const {count} = model.ladder;
	if (count === 0) return 0;
	let first = Math.min(top, selected, count - 1);
	if (selected - first >= rows || heights(model, first, selected, look) > rows)
		first = fillUpwards(model, selected, rows, look);
	// The last packets do not leave the window's foot empty while there are others above.
	if (count - first <= rows && heights(model, first, count - 1, look) < rows) {
		first = Math.min(first, fillUpwards(model, count - 1, rows, look));
	}
	return first;
}

function heights(model: LadderModel, from: number, to: number, look: WindowLook): number {
	let sum = 0;
	for (let index = from; index <= to; index++) sum += height(model, index, look);
	return sum;
}

/** The first packet of a window whose last is `last`. */
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

/** The rows in sight from packet `top` on. */
export function windowRows(
	model: LadderModel,
	top: number,
	rows: number,
	look: WindowLook,
	passes: (row: number) => boolean | undefined,
): WindowRow[] {
	const {ladder} = model;
	const shown: WindowRow[] = [];
	for (let index = top; index < ladder.count && shown.length < rows; index++) {
		if (ladder.gapBefore(index) > 0) shown.push({index, part: 'gap', line: gapLine(ladder, index, look.layout)});
		const mark = passes(ladder.rows[index]!) === true ? look.layout.drawing.match : ' ';
		shown.push({index, part: 'packet', line: packetLine(ladder, index, look.layout, {text: mark, role: 'match'})});
		for (const line of sentence(model, index, look)) shown.push({index, part: 'explanation', line});
	}
	return shown.slice(0, rows);
}

/** Packets that a window from `top` on shows, for paging. */
export function packetsInWindow(model: LadderModel, top: number, rows: number, look: WindowLook): number {
	let used = 0;
	let index = top;
	while (index < model.ladder.count && used < rows) used += height(model, index++, look);
	return Math.max(1, index - top);
}
