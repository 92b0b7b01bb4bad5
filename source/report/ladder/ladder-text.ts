import {type Line, lineText} from '../spans.ts';
import type {FoldView} from './fold-view.ts';
import type {Ladder} from './ladder.ts';
import type {LadderLayout} from './ladder-layout.ts';
import {
	endpointLines,
	explanationLines,
	gapLines,
	headingLine,
	holeLines,
	packetLine,
	runLine,
} from './ladder-lines.ts';
import {UnitKind} from './runs.ts';

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
