/** The characters that screens and text ladders are drawn with. Each is one cell wide. */
export interface Drawing {
	readonly ellipsis: string;
	/** Separates facts on one line. */
	readonly dot: string;
	/** In front of the selected row. */
	readonly cursor: string;
	/** Packet that passes the filter. */
	readonly match: string;
	readonly to: string;
	readonly from: string;
	readonly ascending: string;
	readonly descending: string;
	readonly open: string;
	readonly closed: string;
	readonly rail: string;
	readonly rule: string;
	/** Rails while nobody speaks, and what fills the silence. */
	readonly gapRail: string;
	readonly gap: string;
	readonly headRight: string;
	readonly headLeft: string;
	/** Shafts of arrows: control segments, data, resets, ICMP errors. */
	readonly light: string;
	readonly double: string;
	readonly heavy: string;
	readonly dashed: string;
	/** In front of an explanation. */
	readonly because: string;
	/** In front of the packet that one answers. */
	readonly link: string;
	/** Where a segment was lost. */
	readonly cross: string;
	readonly barFull: string;
	readonly barEmpty: string;
	/** Heights of a bar in one cell, the lowest first. */
	readonly levels: string;
	readonly caret: string;
	/** Marks of the categories, so that colour is never the only sign. */
	readonly normal: string;
	readonly info: string;
	readonly abnormal: string;
	readonly unknown: string;
}

export const UNICODE: Drawing = {
	ellipsis: '…',
	dot: '·',
	cursor: '▸',
	match: '◆',
	to: '→',
	from: '←',
	ascending: '▴',
	descending: '▾',
	open: '▾',
	closed: '▸',
	rail: '│',
	rule: '─',
	gapRail: '┊',
	gap: '·',
	headRight: '▶',
	headLeft: '◀',
	light: '─',
	double: '═',
	heavy: '━',
	dashed: '╌',
	because: '╰',
	link: '└',
	cross: '╳',
	barFull: '█',
	barEmpty: '░',
	levels: '▁▂▃▄▅▆▇█',
	caret: '▲',
	normal: '✓',
	info: '•',
	abnormal: '!',
	unknown: '?',
};

export const ASCII: Drawing = {
	ellipsis: '~',
	dot: '-',
	cursor: '>',
	match: '*',
	to: '>',
	from: '<',
	ascending: '^',
	descending: 'v',
	open: '-',
	closed: '+',
	rail: '|',
	rule: '-',
	gapRail: ':',
	gap: '.',
	headRight: '>',
	headLeft: '<',
	light: '-',
	double: '=',
	heavy: '#',
	dashed: '.',
	because: '`',
	link: '`',
	cross: 'X',
	barFull: '#',
	barEmpty: '.',
	levels: ',:;+oO8@',
	caret: '^',
	normal: '+',
	info: '-',
	abnormal: '!',
	unknown: '?',
};
