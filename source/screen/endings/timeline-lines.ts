import {rebucket, type Timeline} from '../../diagnosis/endings/timeline.ts';
import {spanText} from '../../diagnosis/words/amounts.ts';
import {clockText, countText, dateText} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import type {Line, Role} from '../../report/spans.ts';

const LABEL_CELLS = 12;
/** What stands behind a strip of one line: `  most 1,234`. */
const MOST_CELLS = 12;

/**
 * The endings over time, a strip for those that are abnormal and one for the others, each to its own scale:
 *
 *   OVER TIME  one bar is 5 s, from 06:31:00 to 06:43:05 UTC
 *   ! abnormal  ▁▂█▁   ▁
 *   ✓ other     ▇▇▇▆▅▆▇█
 *
 * @param strip lines of each strip
 */
export function timelineLines(timeline: Timeline, width: number, strip: number, drawing: Drawing): Line[] {
	const most = Math.max(10, width - LABEL_CELLS - (strip === 1 ? MOST_CELLS : 1));
	const shown = rebucket(timeline, most);
	const {abnormal, other, start} = shown;
	// Few buckets are drawn wider, so that a short capture fills the line as well.
	const cells = Math.max(1, Math.floor(most / abnormal.length));
	const seconds = shown.width * abnormal.length;
	const title: Line = [
		{text: 'OVER TIME', role: 'heading'},
		{text: `  one bar is ${spanText(shown.width * 1e9)}, ${timeSpan(start, seconds)}`},
	];
	return [
		title,
		...stripLines(`${drawing.abnormal} abnormal`, abnormal, 'abnormal', cells, strip, drawing),
		...stripLines(`${drawing.normal} other`, other, 'normal', cells, strip, drawing),
	];
}

function timeSpan(start: number, seconds: number): string {
	const end = start + seconds;
	const clock = (time: number) => clockText(Math.floor(time), 0).slice(0, 8);
	// A damaged file may have any time.
	if (start < 0 || end > LATEST) return `${spanText(seconds * 1e9)} in all`;
	const [from, to] = [dateText(start), dateText(end)];
	return from === to
		? `from ${from} ${clock(start)} to ${clock(end)} UTC`
		: `from ${from} ${clock(start)} to ${to} ${clock(end)} UTC`;
}

/** 31 December 9999. */
const LATEST = 253_402_214_400;

function stripLines(
	label: string,
	counts: Uint32Array,
	role: Role,
	cells: number,
	rows: number,
	drawing: Drawing,
): Line[] {
	const {levels} = drawing;
	const steps = levels.length;
	const most = counts.reduce((a, b) => Math.max(a, b), 0);
	const heights = Array.from(counts, count =>
		count === 0 ? 0 : Math.max(1, Math.round((count / most) * steps * rows)),
	);
	return Array.from({length: rows}, (_, row) => {
		const floor = (rows - 1 - row) * steps;
		const text = heights
			.map(height => (height <= floor ? ' ' : levels[Math.min(steps, height - floor) - 1]!).repeat(cells))
			.join('');
		const label1 = row === rows - 1 ? label : row === rows - 2 ? `  most ${countText(most)}` : '';
		return [
			{text: label1.padEnd(LABEL_CELLS), role: row === rows - 1 ? role : 'dim'},
			{text: text.trimEnd(), role},
			...(rows === 1 ? [{text: `  most ${countText(most)}`, role: 'dim' as const}] : []),
		];
	});
}
