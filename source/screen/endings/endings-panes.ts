import {plural} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {fit, type Line, lineText, lineWidth} from '../../report/spans.ts';
import {scrollTo} from '../keys/common-keys.ts';
import type {Facts} from '../screen.ts';
import {ALL, type EndingRow, findingRows, placeRows, type RowMaker, verdictRows} from './endings-rows.ts';
import type {EndingsState, PaneName} from './endings-state.ts';

/** A part of the overview: its rows, the selected one, and the lines that it has on the screen, heading included. */
export interface EndingPane {
	readonly heading: string;
	readonly rows: readonly EndingRow[];
	/** Place of the selected row; 0 in an empty part. */
	readonly index: number;
	readonly room: number;
	readonly width: number;
}

export type EndingPanes = Readonly<Record<PaneName, EndingPane>>;

/** From this width on, verdicts stand beside the other parts. */
const WIDE = 150;
/** From this height on, there are blank lines between the parts. */
const HIGH = 34;

/** The parts' sizes; where they stand is in endings-screen.tsx. */
export interface EndingsLayout {
	readonly isWide: boolean;
	/** Lines above the parts: title, totals, and the filter or the load where there is one. */
	readonly head: number;
	/** Blank lines between parts. */
	readonly gap: number;
	/** Lines of each strip of the timeline. */
	readonly strip: number;
	/** Lines for the parts together. */
	readonly body: number;
	readonly left: number;
	readonly right: number;
}

export function layOutEndings({session, columns, rows}: Facts): EndingsLayout {
	const hasStatus = session.view.filter !== undefined || session.progress.phase !== 'done';
	const head = hasStatus ? 3 : 2;
	const gap = rows >= HIGH ? 1 : 0;
	const strip = rows >= 60 ? 4 : rows >= HIGH ? 2 : 1;
	const isWide = columns >= WIDE;
	const body = Math.max(3, rows - head - gap - (1 + 2 * strip) - gap);
	const left = isWide ? Math.floor((columns - 3) / 2) : columns;
	return {isWide, head, gap, strip, body, left, right: isWide ? columns - 3 - left : columns};
}

/** The parts as the state has them. */
export function endingPanes(state: EndingsState, facts: Facts): EndingPanes {
	const {session, appearance} = facts;
	const layout = layOutEndings(facts);
	const answer = session.endings();
	const maker = (width: number): RowMaker | undefined =>
		answer === undefined
			? undefined
			: {session, answer, side: state.side, width: width - 1, drawing: appearance.drawing};
	const [left, right] = [maker(layout.left), maker(layout.right)];
	const verdicts = left === undefined ? [] : verdictRows(left);
	const verdict = verdicts[indexOf(verdicts, state.selected.verdicts)]?.key ?? ALL;
	const findings = right === undefined ? [] : findingRows(right);
	const places = right === undefined ? [] : placeRows(right, verdict);
	const linesOf = (rows: readonly EndingRow[]) =>
		1 +
		Math.max(
			1,
			rows.reduce((sum, {lines}) => sum + lines.length, 0),
		);
	const rooms = layout.isWide
		? [
				layout.body,
				...share(layout.body - layout.gap, [
					[linesOf(findings), 0.5],
					[linesOf(places), 0.5],
				]),
			]
		: share(layout.body - 2 * layout.gap, [
				[linesOf(verdicts), 0.45],
				[linesOf(findings), 0.25],
				[linesOf(places), 0.3],
			]);
	const shown = answer?.summary.verdicts.length ?? 0;
	const sides = state.side === 'server' ? 'SERVERS' : 'CLIENTS';
	const pane = (name: PaneName, rows: readonly EndingRow[], heading: string, room: number, width: number) => ({
		heading,
		rows,
		index: indexOf(rows, state.selected[name]),
		room: Math.max(2, room),
		width,
	});
	return {
		verdicts: pane('verdicts', verdicts, `VERDICTS  ${plural(shown, 'kind')} of ending`, rooms[0]!, layout.left),
		findings: pane('findings', findings, 'ACROSS STREAMS', rooms[1]!, layout.right),
		places: pane(
			'places',
			places,
			verdict === ALL ? `${sides}  most abnormal endings first` : `${sides}  of ${verdict}`,
			rooms[2]!,
			layout.right,
		),
	};
}

function indexOf(rows: readonly EndingRow[], key: string): number {
	return Math.max(
		0,
		rows.findIndex(row => row.key === key),
	);
}

/** Gives each what it needs, or its part where there is not enough; what is left goes to those that come first. */
function share(room: number, wishes: readonly (readonly [need: number, part: number])[]): number[] {
	const shares = wishes.map(([need, part]) => Math.min(need, Math.max(2, Math.floor(room * part))));
	let left = room - shares.reduce((sum, each) => sum + each, 0);
	for (const [index, [need]] of wishes.entries()) {
		const more = Math.max(0, Math.min(left, need - shares[index]!));
		shares[index]! += more;
		left -= more;
	}
	if (left > 0) shares[shares.length - 1]! += left;
	return shares;
}

/** A part's lines: as many as it has room for, the heading first, its selected row in sight. */
export function paneLines(pane: EndingPane, isFocused: boolean, empty: string, drawing: Drawing): Line[] {
	const {heading, rows, index, room, width} = pane;
	const lines = rows.flatMap((row, place) => row.lines.map(line => ({line, place})));
	const first = lines.findIndex(({place}) => place === index);
	const last = lines.findLastIndex(({place}) => place === index);
	const height = room - 1;
	const top = scrollTo(
		scrollTo(first - (height >> 1), last, lines.length, height),
		Math.max(0, first),
		lines.length,
		height,
	);
	const shown = lines.slice(top, top + height).map(({line, place}, at): Line => {
		if (place !== index) return [{text: ' '}, ...line];
		const cursor = lines[top + at - 1]?.place === place ? ' ' : drawing.cursor;
		if (!isFocused) return [{text: cursor, role: 'dim'}, ...line];
		return [{text: fit(cursor + lineText(line), width, drawing.ellipsis), role: 'lit'}];
	});
	const below = lines.length - top - shown.length;
	const title: Line = [
		{text: heading, role: isFocused ? 'sorted' : 'heading'},
		...(below > 0 ? [{text: `  ${below} more below`, role: 'dim' as const}] : []),
	];
	if (lines.length === 0) shown.push([{text: ` ${empty}`, role: 'dim'}]);
	return [title, ...shown, ...Array.from({length: Math.max(0, height - shown.length)}, () => [])];
}

/** Two columns of lines, a rail between them. */
export function sideBySide(left: readonly Line[], right: readonly Line[], width: number, drawing: Drawing): Line[] {
	return left.map((line, row) => [
		...line,
		{text: ' '.repeat(Math.max(0, width - lineWidth(line)))},
		{text: ` ${drawing.rail} `, role: 'dim'},
		...(right[row] ?? []),
	]);
}
