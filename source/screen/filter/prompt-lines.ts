import {highlight, type TokenClass} from '../../filter/highlight.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {sanitize} from '../../report/sanitize.ts';
import {cut, fit, type Line, type Role, type Span, textWidth} from '../../report/spans.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import {scrollTo} from '../keys/common-keys.ts';
import {type FilterPromptState, type PromptRemark, promptRemark} from './filter-prompt-state.ts';
import type {EditedLine} from './line-editor.ts';

const PROMPT = 'filter: ';

/** Rows of the prompt without the list: what is typed, the caret, the message. */
export const PROMPT_ROWS = 3;

const ROLES: Readonly<Record<TokenClass, Role | undefined>> = {
	field: 'field',
	function: 'function',
	operator: 'operator',
	value: 'literal',
	string: 'literal',
	macro: 'macro',
	punctuation: undefined,
};

/** The typed text in colours, a caret under the place that the message speaks of, the message. */
export function promptLines(state: FilterPromptState, columns: number, drawing: Drawing): Line[] {
	const room = columns - PROMPT.length - 1;
	// A text that is longer than the line is shifted so that the cursor stays in sight.
	const shift = Math.max(0, textWidth(sanitize(state.text.slice(0, state.cursor))) - room);
	const text: Line = [{text: PROMPT, role: 'prompt'}, ...skipCells(colouredText(state), shift)];
	const remark = promptRemark(state);
	if (remark === undefined) return [text, [], [hint(state)]];
	return [text, caretLine(state.text, remark, shift, columns, drawing), messageLine(remark)];
}

/** Pieces of the text by what they are; the character under the cursor is lit. */
function colouredText({text, cursor}: EditedLine): Line {
	const under = text.slice(cursor);
	const [lit = ' '] = new Intl.Segmenter().segment(under).containing(0)?.segment ?? [];
	const pieces: Span[] = [];
	const add = (from: number, to: number, role: Role | undefined) => {
		if (from < to) pieces.push({text: sanitize(text.slice(from, to)), role});
	};
	/** A piece that the cursor may stand in. */
	const addAround = (from: number, to: number, role: Role | undefined) => {
		const inside = cursor >= from && cursor < to;
		add(from, inside ? cursor : to, role);
		if (!inside) return;
		pieces.push({text: sanitize(lit), role: 'lit'});
		add(cursor + lit.length, to, role);
	};
	let at = 0;
	for (const {from, to, class: kind} of highlight(text, REGISTRY)) {
		addAround(at, from, undefined);
		addAround(Math.max(at, from), to, ROLES[kind]);
		at = Math.max(at, to);
	}
	addAround(at, text.length, undefined);
	if (cursor >= text.length) pieces.push({text: ' ', role: 'lit'});
	return pieces;
}

/** The line without its first cells. */
function skipCells(line: Line, cells: number): Line {
	let left = cells;
	return line.flatMap(span => {
		if (left <= 0) return [span];
		let rest = span.text;
		while (left > 0 && rest !== '') {
			const [first = ''] = rest;
			left -= textWidth(first);
			rest = rest.slice(first.length);
		}
		return rest === '' ? [] : [{...span, text: rest}];
	});
}

const LOOKS = {wrong: 'error', unfinished: 'dim', warning: 'dim'} as const;

function caretLine(
	text: string,
	{from, to, weight}: PromptRemark,
	shift: number,
	columns: number,
	drawing: Drawing,
): Line {
	const start = Math.max(0, textWidth(sanitize(text.slice(0, from))) - shift);
	const marked = textWidth(sanitize(text.slice(from, Math.max(from + 1, to))));
	const carets = drawing.caret.repeat(Math.max(1, Math.min(marked, columns - PROMPT.length - start)));
	return [{text: ' '.repeat(PROMPT.length + start)}, {text: carets, role: LOOKS[weight]}];
}

const PREFIXES = {wrong: '', unfinished: 'goes on: ', warning: 'note: '} as const;

/** The key that takes the suggestion stands in front, with what it takes: a long message may be cut. */
function messageLine({message, suggestion, fix, weight}: PromptRemark): Line {
	const role = LOOKS[weight];
	if (fix !== undefined) {
		// What is taken is named already.
		const reason = message.replace(`; did you mean ${fix.taken}?`, '');
		return [
			{text: '^Y', role: 'key'},
			{text: ` takes the suggestion: ${sanitize(fix.taken)}; `, role: 'dim'},
			{text: `${PREFIXES[weight]}${sanitize(reason)}`, role},
		];
	}
	const isNamed = suggestion === undefined || message.includes(suggestion);
	const asked = isNamed ? '' : `; did you mean ${sanitize(suggestion)}?`;
	return [{text: `${PREFIXES[weight]}${sanitize(message)}${asked}`, role}];
}

function hint({text, check}: FilterPromptState): Span {
	if (text === '')
		return {text: 'A display filter as in Wireshark: tcp.port == 443 && tcp.flags.reset == 1', role: 'dim'};
	return check?.ok === true ? {text: 'ok', role: 'normal'} : {text: ''};
}

/** Rows of the list that are in sight at once. */
const MOST_ROWS = 8;

/** Rows that the open list takes of a terminal with so many. */
export function listRows(list: ShownList | undefined, terminalRows: number): number {
	if (list === undefined) return 0;
	return Math.min(list.offers.length, MOST_ROWS, Math.max(1, terminalRows - PROMPT_ROWS - 5));
}

/** What is drawn of a list. */
interface ShownList {
	readonly offers: readonly {readonly text: string; readonly description: string}[];
	readonly selected: number;
}

/** The open list: what is typed, and what it means. */
export function completionLines(
	list: ShownList,
	rows: number,
	columns: number,
	drawing: Drawing,
): {lines: Line[]; selected: number} {
	const {offers, selected} = list;
	const top = scrollTo(selected - (rows >> 1), selected, offers.length, rows);
	const shown = offers.slice(top, top + rows);
	const widest = Math.max(...shown.map(({text}) => textWidth(sanitize(text))));
	const names = Math.min(widest, Math.max(12, Math.floor(columns / 2)));
	const lines = shown.map(({text, description}, index): Line => {
		const marked = top + index === selected;
		return [
			{text: marked ? drawing.cursor : ' ', role: 'key'},
			{text: ` ${fit(sanitize(text), names, drawing.ellipsis)}  `},
			{text: cut(sanitize(description), Math.max(0, columns - names - 4), drawing.ellipsis), role: 'dim'},
		];
	});
	return {lines, selected: selected - top};
}
