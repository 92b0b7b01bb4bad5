import type {Drawing} from '../../report/ladder/drawing.ts';
import {ASCII} from '../../report/ladder/drawing.ts';
import {toAscii} from '../../report/sanitize.ts';
import {cutLine, type Line, lineWidth, type Role} from '../../report/spans.ts';

/** Parameters of SGR sequences (ECMA-48 8.3.117) that switch a look on; each is switched off by its own counterpart. */
export type Look = readonly number[];

/** A role without an entry looks like plain text. Only the 16 colours that every terminal has are used. */
export type Theme = Readonly<Partial<Record<Role, Look>>>;

const BOLD = 1;
const DIM = 2;
const UNDERLINE = 4;
const REVERSE = 7;

/** What remains where colour is not wanted: NO_COLOR asks for no colour, not for no emphasis. */
const none: Theme = {
	title: [BOLD],
	heading: [BOLD],
	sorted: [BOLD, UNDERLINE],
	dim: [DIM],
	key: [BOLD],
	error: [BOLD],
	warning: [BOLD],
	prompt: [BOLD],
	abnormal: [BOLD],
	reset: [BOLD],
	alert: [BOLD],
	gap: [DIM],
	lit: [REVERSE],
	operator: [BOLD],
};

const dark: Theme = {
	...none,
	title: [BOLD, 96],
	key: [96],
	error: [BOLD, 91],
	warning: [93],
	prompt: [BOLD, 96],
	normal: [92],
	info: [96],
	abnormal: [91],
	unknown: [93],
	syn: [94],
	fin: [95],
	reset: [BOLD, 91],
	alert: [BOLD, 93],
	data: [32],
	client: [91],
	server: [94],
	retransmission: [33],
	gap: [93],
	match: [BOLD, 96],
	field: [96],
	function: [94],
	operator: [BOLD],
	literal: [92],
	macro: [95],
};

const light: Theme = {
	...none,
	title: [BOLD, 34],
	key: [34],
	error: [BOLD, 31],
	warning: [35],
	prompt: [BOLD, 34],
	normal: [32],
	info: [34],
	abnormal: [31],
	unknown: [35],
	syn: [34],
	fin: [35],
	reset: [BOLD, 31],
	alert: [BOLD, 35],
	data: [32],
	client: [31],
	server: [34],
	retransmission: [31],
	gap: [35],
	match: [BOLD, 34],
	field: [34],
	function: [36],
	operator: [BOLD],
	literal: [32],
	macro: [35],
};

/** For terminals with eight colours and bold (the Linux console), where dim text and bright colours are not sure. */
const plain16: Theme = {
	...none,
	dim: [],
	title: [BOLD, 36],
	key: [36],
	error: [BOLD, 31],
	warning: [33],
	prompt: [BOLD, 36],
	normal: [32],
	info: [36],
	abnormal: [BOLD, 31],
	unknown: [33],
	syn: [36],
	fin: [35],
	reset: [BOLD, 31],
	alert: [BOLD, 33],
	data: [32],
	client: [31],
	server: [36],
	retransmission: [33],
	gap: [33],
	match: [BOLD, 36],
	field: [36],
	function: [33],
	operator: [BOLD],
	literal: [32],
	macro: [35],
};

export const THEMES: Readonly<Record<string, Theme>> = {dark, light, '16': plain16, none};

const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** Looks by the words that users write them with. */
export const LOOKS: Readonly<Record<string, number>> = {
	bold: BOLD,
	dim: DIM,
	underline: UNDERLINE,
	reverse: REVERSE,
	...Object.fromEntries(COLORS.map((color, index) => [color, 30 + index])),
	...Object.fromEntries(COLORS.map((color, index) => [`bright-${color}`, 90 + index])),
};

/** The look that words such as `bold bright-red` ask for, `plain` for none; or what may be asked for. */
export function lookNamed(words: string): Look | string {
	const wanted = words.split(/\s+/).filter(word => word !== '' && word !== 'plain');
	if (wanted.every(word => Object.hasOwn(LOOKS, word))) return wanted.map(word => LOOKS[word]!);
	return `"plain", or some of ${Object.keys(LOOKS).slice(0, 12).join(', ')}, or bright-red and so on`;
}

/** The words for a look. */
export function lookWords(look: Look): string {
	if (look.length === 0) return 'plain';
	return look.map(code => Object.keys(LOOKS).find(word => LOOKS[word] === code) ?? String(code)).join(' ');
}

/** The look of a screen: colours and characters. */
export interface Appearance {
	readonly theme: Theme;
	readonly drawing: Drawing;
}

/** Which code switches a look off again. */
function off(code: number): number {
	if (code === BOLD || code === DIM) return 22;
	if (code === UNDERLINE || code === REVERSE) return code + 20;
	return 39;
}

const sgr = (codes: readonly number[]) => `\u{1B}[${codes.join(';')}m`;

/**
 * A line as the terminal gets it, at most `width` cells. A selected line is drawn in reverse video over the whole
 * width and loses its other looks, which would make it patchy.
 */
export function drawLine(line: Line, width: number, {theme, drawing}: Appearance, selected = false): string {
	const short = cutLine(line, width, drawing.ellipsis);
	const ascii = drawing === ASCII;
	if (selected) {
		const text = short.map(span => span.text).join('') + ' '.repeat(Math.max(0, width - lineWidth(short)));
		return sgr([REVERSE]) + (ascii ? toAscii(text) : text) + sgr([27]);
	}
	let drawn = '';
	for (const span of short) {
		const look = span.role === undefined ? undefined : theme[span.role];
		const text = ascii ? toAscii(span.text) : span.text;
		drawn += look === undefined || look.length === 0 ? text : sgr(look) + text + sgr([...new Set(look.map(off))]);
	}
	return drawn;
}
