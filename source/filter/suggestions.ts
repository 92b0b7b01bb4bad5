import type {FieldRegistry} from './registry.ts';
import {remember} from './remember.ts';
import type {OperandNode} from './syntax/syntax-tree.ts';
import type {Token} from './syntax/token.ts';
import {usualSegment, WRONG_NAMES} from './wrong-names.ts';

const MAX_OFFERS = 3;
const MAX_REMEMBERED = 500;
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

function rankNames(name: string, registry: FieldRegistry): readonly string[] {
	const typed = name.toLowerCase().split('.');
	const ranked: {name: string; cost: number}[] = [];
	for (const field of registry.allFields) {
		const cost = distance(typed, field.name.split('.'));
		if (cost < Number.POSITIVE_INFINITY) ranked.push({name: field.name, cost});
	}
	ranked.sort((a, b) => a.cost - b.cost || a.name.length - b.name.length);
	return ranked.slice(0, MAX_OFFERS).map(({name}) => name);
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
		return 2 + edits;
	}
	return sameProtocol && typed.length > 1 && field.length > 1 && usualSegment(last) === field[field.length - 1]
		? 8
		: sameSegments(typed, field);
}

function sameSegments(typed: readonly string[], field: readonly string[]): number {
	if (typed.length < 2 || typed.length !== field.length) return Number.POSITIVE_INFINITY;
	const rest = (segments: readonly string[]) => segments.slice(1).map(usualSegment).join('.');
	return rest(typed) === rest(field) ? (typed[0] === field[0] ? 8 : 12) : Number.POSITIVE_INFINITY;
}

/** Edits between two segments; 3 stands for three or more, or for more than half of the letters. */
function segmentEdits(a: string, b: string): number {
	if (a === b) return 0;
	if (Math.abs(a.length - b.length) > 2) return 3;
	const allowed = Math.min(2, Math.floor(Math.min(a.length, b.length) / 2));
	let previous = Array.from({length: b.length + 1}, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
			row[j] = Math.min(substituted, previous[j]! + 1, row[j - 1]! + 1);
		}
		if (Math.min(...row) > allowed) return 3;
		previous = row;
	}
	return previous[b.length]! > allowed ? 3 : previous[b.length]!;
}

const LOWER_CASE = /^(?:AND|OR|NOT|IN|EQ|NE|GT|GE|LT|LE|CONTAINS|MATCHES|ANY|ALL)$/i;
const CAPTURE_FILTER = /^(?:host|net|port|portrange|src|dst|proto|gateway)$/;

/** Why a second operand stands where a test should have ended (spec 13.2). */
export function syntaxHint(
	token: Token,
	before: OperandNode | undefined,
): {readonly expected: string; readonly suggestion?: string} | undefined {
	const previous = before?.kind === 'literal' && before.form === 'word' ? before.text : undefined;
	for (const word of [token.kind === 'word' ? token.text : '', previous ?? '']) {
		const lower = word.toLowerCase();
		if (word !== lower && LOWER_CASE.test(word))
			return {expected: `${lower} (keywords are lower case)`, suggestion: lower};
		if (lower === 'xor') return {expected: 'and or or; there is no xor', suggestion: 'or'};
		if (lower === 'like') return {expected: 'matches for patterns, contains for text', suggestion: 'contains'};
		if (CAPTURE_FILTER.test(word))
			return {expected: 'a display filter (this is capture-filter syntax)', suggestion: captureFilterMeaning(word)};
	}
	if (token.text === '(' || token.kind === 'comparison')
		return {expected: 'and, or, or the end: { } group arithmetic, ( ) group tests'};
	return token.kind === 'word' || token.kind === 'field'
		? {expected: 'and or or between two tests', suggestion: 'and'}
		: undefined;
}

function captureFilterMeaning(word: string): string {
	if (word === 'port') return 'tcp.port == 80';
	if (word === 'portrange') return 'tcp.port in {80..90}';
	if (word === 'src') return 'ip.src == 10.0.0.1';
	if (word === 'dst') return 'ip.dst == 10.0.0.1';
	return word === 'net' ? 'ip.addr == 10.0.0.0/8' : 'ip.addr == 10.0.0.1';
}
