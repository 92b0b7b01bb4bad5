import {applied, macrosOf, parametersOf} from '../macro-definitions.ts';
import type {Problem, ProblemClass} from '../problems.ts';
import {type FieldRegistry, findField} from '../registry.ts';

const MAX_DEPTH = 32;
/** Macros that a message names. */
const MOST_NAMES = 5;
/** Expanded text is bounded too: an argument that is used three times, 32 deep, would not fit any memory. */
const MAX_LENGTH = 100_000;
/** So are the calls: a macro that calls itself twice makes 2 to the 32nd. */
const MOST_CALLS = 10_000;

/** A filter text after expansion, and where each part of it came from. */
export interface Expansion {
	readonly text: string;
	/** UTF-16 offset in the typed text of an offset in `text`; inside an expansion, where the call starts or ends. */
	readonly original: (offset: number, end: boolean) => number;
}

/** A stretch of the expanded text: as typed, or put in place of the call that covers `from`…`to` of the typed text. */
interface Piece {
	readonly at: number;
	readonly from: number;
	readonly to: number;
	readonly typed: boolean;
}

/** Replaces `${name:arguments}`, before any lexing and inside strings as well. References `${field}` stay. */
export function expandMacros(typed: string, registry: FieldRegistry, report: (problem: Problem) => void): Expansion {
	if (!typed.includes('${')) return {text: typed, original: offset => offset};
	const pieces: Piece[] = [];
	let text = '';
	let position = 0;
	while (position < typed.length) {
		const call = nextCall(typed, position, registry);
		const until = call?.from ?? typed.length;
		pieces.push({at: text.length, from: position, to: until, typed: true});
		text += typed.slice(position, until);
		if (call === undefined) break;
		const {from, to} = call;
		const expanded = expandCall(call, 1, {registry, report, place: {from, to}, calls: 0, isOver: false});
		pieces.push({at: text.length, from: call.from, to: call.to, typed: false});
		text += expanded;
		position = call.to;
	}
	return {text, original: (offset, end) => originalOffset(pieces, offset, end)};
}

function originalOffset(pieces: readonly Piece[], offset: number, end: boolean): number {
	let index = pieces.length - 1;
	while (index > 0 && (pieces[index]!.at > offset || (end && pieces[index]!.at === offset))) index--;
	const piece = pieces[index]!;
	if (piece.typed) return Math.min(piece.from + offset - piece.at, piece.to);
	return end ? piece.to : piece.from;
}

interface Call {
	readonly from: number;
	readonly to: number;
	readonly name: string;
	readonly arguments: readonly string[];
	readonly problem?: {readonly id: ProblemClass; readonly message: string};
}

/** The next `${` at or behind `at` that is no field reference. */
function nextCall(text: string, at: number, registry: FieldRegistry): Call | undefined {
	for (let from = text.indexOf('${', at); from >= 0; from = text.indexOf('${', from + 2))
		if (!isReference(text, from, registry)) return readCall(text, from);
	return undefined;
}

/** Is this brace pair a field's name, perhaps with a layer? Only this pair counts, not what follows it. */
function isReference(text: string, from: number, registry: FieldRegistry): boolean {
	const close = text.indexOf('}', from);
	if (close < 0) return false;
	const found = findField(registry, text.slice(from + 2, close).split('#', 1)[0]!);
	return found !== undefined && found.definition.type !== 'FT_PROTOCOL' && found.definition.type !== 'FT_NONE';
}

const UNFINISHED = `the $\{ needs its }`;
const MACRO_NAME = /[A-Za-z0-9_.-]*/y;

function readCall(text: string, from: number): Call {
	MACRO_NAME.lastIndex = from + 2;
	const name = MACRO_NAME.exec(text)![0];
	let position = from + 2 + name.length;
	const broken = (id: ProblemClass, message: string, to: number): Call => {
		return {from, to, name, arguments: [], problem: {id, message}};
	};
	if (position >= text.length) return broken('E_MACRO_END', UNFINISHED, position);
	if (text[position] === '}') return {from, to: position + 1, name, arguments: []};
	if (text[position] !== ':')
		return broken('E_MACRO_CHAR', 'a macro name has letters, digits, _, - and . only', text.length);
	const parts = [''];
	for (position++; position < text.length && text[position] !== '}'; position++) {
		if (text[position] === ';') parts.push('');
		else {
			if (text[position] === '\\' && position + 1 < text.length) position++;
			parts[parts.length - 1] += text[position];
		}
	}
	if (position >= text.length) return broken('E_MACRO_END', UNFINISHED, position);
	return {from, to: position + 1, name, arguments: parts};
}

/** The expansion of one call that was typed, with the calls in it. */
interface Expanding {
	readonly registry: FieldRegistry;
	readonly report: (problem: Problem) => void;
	readonly place: Pick<Problem, 'from' | 'to'>;
	calls: number;
	/** A problem ends it: the same one may be found once more in each of the calls that are left. */
	isOver: boolean;
}

function expandCall(call: Call, depth: number, expanding: Expanding): string {
	const {registry, report, place} = expanding;
	const fail = (id: ProblemClass, message: string): string => {
		expanding.isOver = true;
		report({id, ...place, message, unplaced: true, ...(id === 'E_MACRO_END' ? {incomplete: true} : {})});
		return '';
	};
	if (call.problem !== undefined) return fail(call.problem.id, call.problem.message);
	const macro = macrosOf(registry).get(call.name);
	if (macro === undefined) {
		const known = [...macrosOf(registry).keys()].slice(0, MOST_NAMES).join(', ');
		return fail('E_MACRO_UNKNOWN', `no macro is called ${call.name || '(nothing)'}; there are ${known}`);
	}
	const parameters = parametersOf(macro);
	if (call.arguments.length !== parameters) {
		const example = `\${${call.name}${parameters === 0 ? '' : `:${'…;'.repeat(parameters).slice(0, -1)}`}}`;
		const noun = parameters === 1 ? 'argument' : 'arguments';
		return fail('E_MACRO_ARGC', `${call.name} takes ${parameters || 'no'} ${noun}: ${example}`);
	}
	const text = applied(macro, call.arguments);
	if (depth >= MAX_DEPTH || text.length > MAX_LENGTH || ++expanding.calls > MOST_CALLS)
		return fail('E_MACRO_DEPTH', 'macros are nested too deep');
	return expandAll(text, depth + 1, expanding);
}

function expandAll(text: string, depth: number, expanding: Expanding): string {
	let expanded = '';
	let position = 0;
	for (;;) {
		const call = nextCall(text, position, expanding.registry);
		expanded += text.slice(position, call?.from);
		if (call === undefined || expanding.isOver || expanded.length > MAX_LENGTH) return expanded;
		expanded += expandCall(call, depth, expanding);
		position = call.to;
	}
}
