import type {CaptureTables} from '../../analysis/capture-tables.ts';
import {toAscii} from '../sanitize.ts';
import {ASCII, UNICODE} from './drawing.ts';
import {Ladder} from './ladder.ts';
import {ladderLines, layOutLadder} from './ladder-lines.ts';

const WIDTH = 120;

/** One stream's ladder as plain text, 120 columns wide, a line at a time. */
export function* ladderText(
	tables: CaptureTables,
	stream: number,
	rows: Uint32Array,
	explain: (row: number) => string | undefined,
	ascii: boolean,
): Generator<string> {
	const ladder = new Ladder(tables, stream, rows);
	const layout = layOutLadder(ladder, WIDTH, ascii ? ASCII : UNICODE, 'start');
	for (const line of ladderLines(ladder, layout, explain)) yield `${ascii ? toAscii(line) : line}\n`;
}
