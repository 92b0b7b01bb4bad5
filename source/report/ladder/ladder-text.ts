import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {toAscii} from '../sanitize.ts';
import {type Line, lineText} from '../spans.ts';
import {ASCII, UNICODE} from './drawing.ts';
import {ALL_FOLDED, FoldView} from './fold-view.ts';
import {Ladder} from './ladder.ts';
import {type LadderLayout, layOutLadder} from './ladder-layout.ts';
import {
	endpointLines,
	explanationLines,
	gapLines,
	headingLine,
	holeLines,
	packetLine,
	runLine,
} from './ladder-lines.ts';
import {LadderRuns, UnitKind} from './runs.ts';

const WIDTH = 120;

/**
 * One stream's ladder as plain text, 120 columns wide, a line at a time, with its runs folded.
 *
 * @param pinned rows of the packet table that are not folded: the verdict's evidence
 */
export function* ladderText(
	tables: CaptureTables,
	stream: number,
	rows: Uint32Array,
	explain: (row: number) => string | undefined,
	pinned: readonly number[],
	ascii: boolean,
): Generator<string> {
	const ladder = new Ladder(tables, stream, rows);
	const layout = layOutLadder(ladder, WIDTH, ascii ? ASCII : UNICODE, 'start');
	const view = new FoldView(new LadderRuns(ladder, pinned), ALL_FOLDED);
	for (const line of ladderLines(ladder, view, layout, explain)) yield `${ascii ? toAscii(line) : line}\n`;
}

/** All rows of a view, for paper: headings, packets, runs, silences, holes and sentences. */
export function* ladderLines(
	ladder: Ladder,
	view: FoldView,
	layout: LadderLayout,
	explain: (row: number) => string | undefined,
): Generator<string> {
	const plain = (line: Line) => lineText(line).trimEnd();
	yield* endpointLines(ladder, layout).map(plain);
	yield plain(headingLine(layout));
	for (let row = 0; row < view.count; row++) {
		const index = view.start(row);
		yield* gapLines(ladder, index, layout).map(plain);
		yield* holeLines(ladder, index, layout).map(plain);
		if (view.kind(row) !== UnitKind.PACKET) {
			yield plain(runLine(ladder, view, row, layout));
			continue;
		}
		yield plain(packetLine(ladder, index, layout));
		const sentence = explain(ladder.rows[index]!);
		if (sentence !== undefined) yield* explanationLines(sentence, layout).map(plain);
	}
}
