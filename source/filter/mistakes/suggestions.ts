import type {FieldRegistry} from '../registry.ts';
import {remember} from '../remember.ts';
import type {OperandNode} from '../syntax/syntax-tree.ts';
import type {Token} from '../syntax/token.ts';
import {usualSegment, WRONG_NAMES} from './wrong-names.ts';

const MAX_OFFERS = 3;
const MAX_REMEMBERED = 500;
/** Cost of the likeliest of all mistakes: one wrong letter in a name of the right protocol. */
const ONE_LETTER = 0.5;
const remembered = new WeakMap<FieldRegistry, Map<string, readonly string[]>>();

/**
 * Fields that may be meant by an unknown name, best first: the table of frequent mistakes, the same last segment
 * elsewhere in the protocol, a few wrong letters, a synonym, the same segments in another protocol.
 */
export function nearestNames(name: string, registry: FieldRegistry): readonly string[] {
	const listed = WRONG_NAMES.get(name);
	if (listed !== undefined) return listed;
	if (!/[A-Za-z]/.test(name) || name.length > 80) return [];
	const known = remember(remembered, registry, () => new Map<string, readonly string[]>());
	if (known.size > MAX_REMEMBERED) known.clear();
	return remember(known, name, () => rankNames(name, registry));
}

/** The fields' names in segments: taken apart once, not for every word that is typed. */
const split = new WeakMap<FieldRegistry, readonly {readonly name: string; readonly segments: readonly string[]}[]>();

function splitNames({allFields}: FieldRegistry) {
	return allFields.map(({name}) => ({name, segments: name.split('.')}));
}

function rankNames(name: string, registry: FieldRegistry): readonly string[] {
	const typed = name.toLowerCase().split('.');
	const ranked: {name: string; cost: number}[] = [];
	for (const {name: known, segments} of remember(split, registry, () => splitNames(registry))) {
		const cost = distance(typed, segments);
		if (cost < Number.POSITIVE_INFINITY) ranked.push({name: known, cost});
	}
	ranked.sort((a, b) => a.cost - b.cost || a.name.length - b.name.length);
	// Beside a name that differs by one letter nothing else is likely.
	const likely = ranked[0]?.cost === ONE_LETTER ? ranked.filter(({cost}) => cost === ONE_LETTER) : ranked;
	return likely.slice(0, MAX_OFFERS).map(({name}) => name);
}

/** How far a field is from what was typed; infinite for one that is no likely meaning. */
function distance(typed: readonly string[], field: readonly string[]): number {
	const last = typed[typed.length - 1]!;
	const sameProtocol = typed[0] === field[0];
	if (typed.length > 1 && sameProtocol && field.length > 1 && field[field.length - 1] === last) return 1;
	if (typed.length === field.length) {
		let edits = 0;
		for (let index = 0; index < typed.length; index++) {
			const one = segmentEdits(typed[index]!, field[index]!);
			if (one > 2) return sameSegments(typed, field);
			edits += one;
		}
		return sameProtocol && edits === 1 ? ONE_LETTER : 2 + edits;
	}
	if (!sameProtocol || typed.length < 2 || field.length < 2) return sameSegments(typed, field);
	const end = field[field.length - 1]!;
	if (usualSegment(last) === end) return 8;
	const edits = last.length > 5 ? segmentEdits(last, end) : 3;
	return edits > 2 ? sameSegments(typed, field) : 8 + edits;
}

function sameSegments(typed: readonly string[], field: readonly string[]): number {
	if (typed.length < 2 || typed.length !== field.length) return Number.POSITIVE_INFINITY;
	for (let index = 1; index < typed.length; index++)
		if (usualSegment(typed[index]!) !== usualSegment(field[index]!)) return Number.POSITIVE_INFINITY;
	return typed[0] === field[0] ? 8 : 12;
}

/** Rows of the table of edits, reused: hundreds of fields are compared with each unknown word. */
let previous = new Uint8Array(128);
let row = new Uint8Array(128);

/** Edits between two segments; 3 stands for three or more, or for more than half of the letters. */
export function segmentEdits(a: string, b: string): number {
	if (a === b) return 0;
	const allowed = Math.min(2, Math.floor(Math.min(a.length, b.length) / 2));
	if (Math.abs(a.length - b.length) > allowed || b.length >= row.length) return 3;
	for (let j = 0; j <= b.length; j++) previous[j] = j;
	for (let i = 1; i <= a.length; i++) {
		row[0] = i;
		let least = i;
		for (let j = 1; j <= b.length; j++) {
			const substituted = previous[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
			row[j] = Math.min(substituted, previous[j]! + 1, row[j - 1]! + 1);
			if (row[j]! < least) least = row[j]!;
		}
		if (least > allowed) return 3;
		[previous, row] = [row, previous];
	}
	return previous[b.length]! > allowed ? 3 : previous[b.length]!;
}

const LOWER_CASE = /^(?:AND|OR|NOT|IN|EQ|NE|GT|GE|LT|LE|CONTAINS|MATCHES|ANY|ALL)$/i;
const CAPTURE_FILTER = /^(?:host|net|port|portrange|src|dst|proto|gateway)$/;

export interface SyntaxHint {
	readonly message: string;
	readonly suggestion?: string;
	/** How to go on: a test follows the token, or nothing of what follows can be understood. */
	readonly next: 'test' | 'lost' | 'here';
}

/** Why a second operand stands where a test should have ended (spec 13.2). */
export function syntaxHint(token: Token, before: OperandNode | undefined): SyntaxHint | undefined {
	const previous = before?.kind === 'literal' && before.form === 'word' ? before.text : '';
	const word = token.kind === 'word' ? token.text : '';
	const lower = word.toLowerCase();
	if (word !== lower && LOWER_CASE.test(word))
		return {message: `keywords are lower case: ${lower}, not ${word}`, suggestion: lower, next: 'test'};
	if (lower === 'xor') return {message: 'there is no xor: write (a or b) and not (a and b)', next: 'test'};
	if (lower === 'like')
		return {
			message: 'there is no like: contains takes a text, matches a pattern',
			suggestion: 'contains',
			next: 'lost',
		};
	if (previous !== previous.toLowerCase() && LOWER_CASE.test(previous)) {
		const keyword = previous.toLowerCase();
		return {message: `keywords are lower case: ${keyword}, not ${previous}`, suggestion: keyword, next: 'here'};
	}
	for (const [name, value] of [
		[word, undefined],
		[previous, token.text],
	] as const)
		if (CAPTURE_FILTER.test(name)) {
			const message = `${name} is of the language of capture filters; a display filter compares fields`;
			return {message, suggestion: captureFilterMeaning(name, value), next: 'lost'};
		}
	const connective = connectiveMeant(word);
	if (connective !== undefined)
		return {message: `${word} is no keyword; did you mean ${connective}?`, suggestion: connective, next: 'test'};
	if (token.kind === 'comparison')
		return {message: 'a test is not compared with anything: ( ) group tests, { } group arithmetic', next: 'here'};
	const isOperand = token.kind === 'word' || token.kind === 'field';
	if (isOperand || token.text === '(')
		return {message: `"and" or "or" is missing before ${token.text}`, suggestion: `and ${token.text}`, next: 'here'};
	return undefined;
}

/** The connective that a word is with its letters in another order (`adn`), or with one of them wrong. */
function connectiveMeant(word: string): 'and' | 'or' | undefined {
	const sorted = (text: string) => [...text].sort().join('');
	return (['and', 'or'] as const).find(
		meant => sorted(word) === sorted(meant) || (word[0] === meant[0] && segmentEdits(word, meant) === 1),
	);
}

/** What a word of a capture filter asks for, in the fields of a display filter. */
function captureFilterMeaning(word: string, value: string | undefined): string {
	const address = value !== undefined && /^[0-9a-f]*[.:][0-9a-f.:/]*$/i.test(value) ? value : undefined;
	const port = value !== undefined && /^\d+$/.test(value) ? value : '80';
	if (word === 'port') return `tcp.port == ${port}`;
	if (word === 'portrange') return 'tcp.port in {80..90}';
	if (word === 'net') return `ip.addr == ${address ?? '10.0.0.0/8'}`;
	const field = word === 'src' ? 'ip.src' : word === 'dst' ? 'ip.dst' : 'ip.addr';
	return `${field} == ${address ?? '10.0.0.1'}`;
}
