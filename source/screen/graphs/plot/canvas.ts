import {MARK_IDS, type MarkId, markOf} from '../series/marks.ts';
import type {GraphGlyphs} from './glyphs.ts';

/** Dots of a cell of braille: two beside each other, four above each other. */
export const DOT_COLUMNS = 2;
export const DOT_ROWS = 4;

/** Bits of the dots of a cell, by row from the top, left and right (Unicode 15, block Braille Patterns). */
const DOT_BITS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
const BRAILLE = 0x2800;

/**
 * Cells of a graph. Each belongs to one mark, the highest that was put there; dots of one mark in a cell add up. Dots
 * are counted from the left and from the foot, cells from the left and from the top.
 */
export class Canvas {
	/** Place in `MARK_IDS` plus one; 0 for a blank cell. */
	private readonly owner: Uint8Array;
	private readonly bits: Uint8Array;
	private readonly glyph: Uint16Array;

	constructor(
		readonly columns: number,
		readonly rows: number,
		private readonly glyphs: GraphGlyphs,
	) {
		this.owner = new Uint8Array(columns * rows);
		this.bits = new Uint8Array(columns * rows);
		this.glyph = new Uint16Array(columns * rows);
	}

	/** Fills the dots of a column from `low` up to `high`, both included. */
	dots(x: number, low: number, high: number, mark: number): void {
		const column = x >> 1;
		const lowest = this.rows * DOT_ROWS - 1;
		for (let y = low; y <= high; y++) {
			const fromTop = lowest - y;
			const cell = (fromTop >> 2) * this.columns + column;
			if (!this.take(cell, mark)) continue;
			this.bits[cell]! |= DOT_BITS[((fromTop & 3) << 1) | (x & 1)]!;
		}
	}

	/** Writes a character into a cell. */
	write(column: number, row: number, character: string, mark: number): void {
		const cell = row * this.columns + column;
		if (this.take(cell, mark)) this.glyph[cell] = character.charCodeAt(0);
	}

	/** What is in a cell: its character and whose it is; undefined for a blank. */
	at(column: number, row: number): {readonly character: string; readonly mark: MarkId} | undefined {
		const cell = row * this.columns + column;
		const owner = this.owner[cell]!;
		if (owner === 0) return undefined;
		const mark = MARK_IDS[owner - 1]!;
		if (markOf(mark).shape !== 'dots') return {character: String.fromCharCode(this.glyph[cell]!), mark};
		const {braille, full} = this.glyphs;
		return {character: braille ? String.fromCharCode(BRAILLE + this.bits[cell]!) : full, mark};
	}

	/** Whether a cell is the mark's, which takes it from lower ones. */
	private take(cell: number, mark: number): boolean {
		const owner = this.owner[cell]!;
		if (owner > mark + 1) return false;
		if (owner <= mark) {
			this.owner[cell] = mark + 1;
			this.bits[cell] = 0;
		}
		return true;
	}
}
