import {type Line, lineWidth, type Span, wrap} from '../../report/spans.ts';
import {scrollTo} from '../keys/common-keys.ts';

/** Lines in sight of a list whose items take one or more lines each; those of the selected item are all among them. */
export interface BlocksInSight {
	readonly lines: readonly Line[];
	/** The first line of the selected item, and how many it has. */
	readonly selected: number;
	readonly selectedRows: number;
}

/** The lines of a list around its selected item. */
export function blocksInSight(blocks: readonly (readonly Line[])[], selected: number, rows: number): BlocksInSight {
	const before = (index: number) => blocks.slice(0, index).reduce((sum, {length}) => sum + length, 0);
	const start = before(selected);
	const size = blocks[selected]?.length ?? 0;
	const count = before(blocks.length);
	const top = Math.min(start, scrollTo(start - (rows >> 1), start + size - 1, count, rows));
	return {lines: blocks.flat().slice(top, top + rows), selected: start - top, selectedRows: Math.min(size, rows)};
}

/** Cells that a text gets at least, though the terminal has not so many. */
const LEAST_WRAPPED = 16;

/**
 * What an item is called, and beside that a text, which goes on below itself where it is too long.
 *
 * @param head of as many cells as that of every other item, or longer: then the text begins below it
 * @param indent cells of a usual head
 */
export function hangingLines(head: Line, indent: number, text: Span, width: number): Line[] {
	const room = Math.max(LEAST_WRAPPED, width - indent);
	const parts = wrap(text.text, room);
	const cells = lineWidth(head);
	const beside = cells < indent;
	const hanging = (part: string): Line => [{text: ' '.repeat(indent)}, {...text, text: part}];
	if (!beside) return [head, ...parts.map(hanging)];
	return [[...head, {text: ' '.repeat(indent - cells)}, {...text, text: parts[0]!}], ...parts.slice(1).map(hanging)];
}
