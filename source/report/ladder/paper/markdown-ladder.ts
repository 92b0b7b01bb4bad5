import {captureName} from '../../../capture/capture-set.ts';
import {escapeMarkdown, supportMarkdown, verdictMarkdown} from '../../endings/markdown-report.ts';
import {asciiText} from '../../locale.ts';
import {ASCII, type Drawing, UNICODE} from '../drawing.ts';
import {layOutLadder} from '../ladder-layout.ts';
import {ladderLines} from '../ladder-text.ts';
import type {PaperLadder} from './paper-ladder.ts';

/** Columns that trackers show of a code block without scrolling. */
const WIDTH = 100;

/** Rows of the ladder: a ticket has room for some 65,000 characters. */
const MOST_LINES = 400;

/** The ladder for a ticket: the verdict, the ladder as text, and what supports the verdict. */
export function* markdownLadder(paper: PaperLadder, ascii: boolean): Generator<string> {
	for (const piece of pieces(paper, ascii ? ASCII : UNICODE)) yield ascii ? asciiText(piece) : piece;
}

function* pieces(paper: PaperLadder, drawing: Drawing): Generator<string> {
	const {ladder, view, report, explain, files} = paper;
	const [heading = '', ...verdict] = verdictMarkdown(report);
	const capture = files.map(file => escapeMarkdown(captureName(file))).join(', ');
	yield `${[heading.trimStart(), ...verdict, '', `Capture: ${capture}`].join('\n')}\n\n`;
	const layout = layOutLadder(ladder, WIDTH, drawing, 'start');
	const shown = shorten([...ladderLines(ladder, view, layout, explain)]);
	const fence = '`'.repeat(longestFence(shown) + 1);
	yield `${fence}text\n${shown.join('\n')}\n${fence}\n`;
	yield `${supportMarkdown(report).join('\n')}\n`;
}

/** The first and the last lines of many, and between them how many are left out. */
function shorten(lines: readonly string[]): readonly string[] {
	if (lines.length <= MOST_LINES) return lines;
	const half = MOST_LINES >> 1;
	return [...lines.slice(0, half), `… ${lines.length - 2 * half} lines left out …`, ...lines.slice(-half)];
}

/** Backticks that stand together at most, or two: text in a fence of more does not close it (CommonMark 4.5). */
function longestFence(lines: readonly string[]): number {
	let longest = 2;
	for (const line of lines) for (const run of line.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
	return longest;
}
