import stringWidth from 'string-width';
import {UNICODE} from './ladder/drawing.ts';

/** What a piece of text is, not how it looks: themes give each role its look. */
export const ROLES = [
	'title',
	'heading',
	'sorted',
	'dim',
	'key',
	'error',
	'warning',
	'prompt',
	'normal',
	'info',
	'abnormal',
	'unknown',
	'syn',
	'fin',
	'reset',
	'alert',
	'data',
	'client',
	'server',
	'retransmission',
	'gap',
	'match',
	'lit',
	'field',
	'function',
	'operator',
	'literal',
	'macro',
] as const;
export type Role = (typeof ROLES)[number];

/** A piece of a line. Text from a capture is sanitised before it gets here. */
export interface Span {
	readonly text: string;
	readonly role?: Role | undefined;
}
export type Line = readonly Span[];

/** Characters of one cell each: ASCII, lines, braille and what else the screen is drawn with. Most text is no more. */
const SIMPLE = new RegExp(
	`^[ -~\u2500-\u257F\u2800-\u28FF${Object.values(UNICODE)
		.filter(glyph => glyph > '~')
		.join('')}]*$`,
);

/** Cells that a text takes on a terminal. */
export function textWidth(text: string): number {
	return SIMPLE.test(text) ? text.length : stringWidth(text);
}

/** As much of the text's head as fits into `width` cells. */
function head(text: string, width: number): string {
	if (SIMPLE.test(text)) return text.slice(0, width);
	let kept = '';
	let used = 0;
	for (const {segment} of GRAPHEMES.segment(text)) {
		used += stringWidth(segment);
		if (used > width) break;
		kept += segment;
	}
	return kept;
}

const GRAPHEMES = new Intl.Segmenter();

/** The text in at most `width` cells; what is cut off is marked by `ellipsis` (one cell). */
export function cut(text: string, width: number, ellipsis: string): string {
	if (width <= 0) return '';
	return textWidth(text) <= width ? text : head(text, width - 1) + ellipsis;
}

/** The text in exactly `width` cells. */
export function fit(text: string, width: number, ellipsis: string, align: 'left' | 'right' = 'left'): string {
	const short = cut(text, width, ellipsis);
	const space = ' '.repeat(Math.max(0, width - textWidth(short)));
	return align === 'left' ? short + space : space + short;
}

export function lineWidth(line: Line): number {
	return line.reduce((sum, span) => sum + textWidth(span.text), 0);
}

export function lineText(line: Line): string {
	return line.map(span => span.text).join('');
}

/** The line in at most `width` cells. */
export function cutLine(line: Line, width: number, ellipsis: string): Line {
	let left = width;
	const kept: Span[] = [];
	for (const span of line) {
		const cells = textWidth(span.text);
		if (cells > left) {
			if (left > 0) kept.push({...span, text: cut(span.text, left, ellipsis)});
			return kept;
		}
		kept.push(span);
		left -= cells;
	}
	return kept;
}

/** Two lines on one: the second at the right edge. The first gives way. */
export function spread(left: Line, right: Line, width: number, ellipsis: string): Line {
	const rightCells = lineWidth(right);
	const room = width - rightCells - (rightCells > 0 ? 1 : 0);
	if (room <= 0) return cutLine(right, width, ellipsis);
	const start = cutLine(left, room, ellipsis);
	return [...start, {text: ' '.repeat(Math.max(0, width - rightCells - lineWidth(start)))}, ...right];
}

/** Breaks a text at spaces into lines of at most `width` cells; a longer word is broken where it must. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (let word of text.split(' ')) {
		if (line !== '' && textWidth(line) + 1 + textWidth(word) <= width) {
			line += ` ${word}`;
			continue;
		}
		if (line !== '') lines.push(line);
		while (textWidth(word) > width) {
			const part = head(word, width) || word.slice(0, 1);
			lines.push(part);
			word = word.slice(part.length);
		}
		line = word;
	}
	lines.push(line);
	return lines;
}
