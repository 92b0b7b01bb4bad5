import {type Drawing, UNICODE} from '../../../report/ladder/drawing.ts';

/** Characters of lines: along, up and down, and where a line of steps turns. */
export interface LineGlyphs {
	readonly along: string;
	readonly upright: string;
	readonly riseFoot: string;
	readonly riseHead: string;
	readonly fallFoot: string;
	readonly fallHead: string;
}

/** What a graph is drawn with. */
export interface GraphGlyphs {
	/** Dots are those of braille; else a cell is full or empty. */
	readonly braille: boolean;
	readonly full: string;
	readonly steps: LineGlyphs;
	readonly edge: LineGlyphs;
	readonly rail: string;
	readonly railTick: string;
	readonly corner: string;
	readonly floor: string;
	readonly floorTick: string;
	readonly cursorRail: string;
}

const UNICODE_GLYPHS: GraphGlyphs = {
	braille: true,
	full: '\u{28FF}',
	steps: {along: '─', upright: '│', riseFoot: '┘', riseHead: '┌', fallFoot: '└', fallHead: '┐'},
	edge: {along: '╌', upright: '┊', riseFoot: '┊', riseHead: '┊', fallFoot: '┊', fallHead: '┊'},
	rail: '│',
	railTick: '┤',
	corner: '└',
	floor: '─',
	floorTick: '┬',
	cursorRail: '┆',
};

const ASCII_GLYPHS: GraphGlyphs = {
	braille: false,
	full: '#',
	steps: {along: '-', upright: '|', riseFoot: '+', riseHead: '+', fallFoot: '+', fallHead: '+'},
	edge: {along: '=', upright: ':', riseFoot: ':', riseHead: ':', fallFoot: ':', fallHead: ':'},
	rail: '|',
	railTick: '+',
	corner: '+',
	floor: '-',
	floorTick: '+',
	cursorRail: ':',
};

export function graphGlyphs(drawing: Drawing): GraphGlyphs {
	return drawing === UNICODE ? UNICODE_GLYPHS : ASCII_GLYPHS;
}
