import type {LadderFormat} from '../../format-names.ts';
import {toAscii} from '../../sanitize.ts';
import {ASCII, UNICODE} from '../drawing.ts';
import {layOutLadder} from '../ladder-layout.ts';
import {ladderLines} from '../ladder-text.ts';
import {markdownLadder} from './markdown-ladder.ts';
import {mermaidLadder} from './mermaid-ladder.ts';
import type {PaperLadder} from './paper-ladder.ts';
import {svgLadder} from './svg-ladder.ts';

const TEXT_WIDTH = 120;

/** Plain text, 120 columns wide. */
function* textLadder({ladder, view, explain}: PaperLadder, ascii: boolean): Generator<string> {
	const layout = layOutLadder(ladder, TEXT_WIDTH, ascii ? ASCII : UNICODE, 'start');
	for (const line of ladderLines(ladder, view, layout, explain)) yield `${ascii ? toAscii(line) : line}\n`;
}

/** Makers of ladders on paper, in pieces. `ascii` is for what is drawn with characters. */
export const LADDERS: Readonly<Record<LadderFormat, (paper: PaperLadder, ascii: boolean) => Iterable<string>>> = {
	text: textLadder,
	markdown: markdownLadder,
	svg: svgLadder,
	mermaid: mermaidLadder,
};
