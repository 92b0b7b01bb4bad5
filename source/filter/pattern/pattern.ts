import {remember} from '../remember.ts';
import {Automaton} from './automaton.ts';
import {Backtracker} from './backtracker.ts';
import {requiredRuns} from './required.ts';
import {Sieve} from './sieve.ts';
import {parsePattern} from './syntax/pattern-parser.ts';
import {PatternError} from './syntax/pattern-source.ts';
import {automatonSize, isAnchored, needsBacktracking, type PatternNode} from './syntax/pattern-tree.ts';

/** A compiled pattern of `matches`: no pattern and no subject make it hang. */
export interface Pattern {
	/** Does it match anywhere in the bytes from `from` to before `to`? */
	test(bytes: Uint8Array, from: number, to: number): boolean;
}

export type CompiledPattern = {readonly pattern: Pattern} | {readonly message: string};

const MAX_PATTERN = 2000;
/** Largest automaton that is made of a pattern: `(a{1000}){1000}` is refused, not unrolled. */
const MAX_STATES = 4000;

/**
 * Compiles a pattern as PCRE2 would in Wireshark: on bytes, case of ASCII letters ignored, dot without newline
 * (spec/display-filter.md 7.5). Plain patterns run as an automaton in linear time; those with back-references,
 * look-around or atomic groups backtrack within a limit of steps.
 */
export function compilePattern(bytes: Uint8Array): CompiledPattern {
	const text = Buffer.from(bytes).toString('latin1');
	if (remembered.size >= MAX_REMEMBERED) remembered.clear();
	return remember(remembered, text, () => compile(text));
}

/** While a filter is typed, its patterns are compiled again on every key. */
const remembered = new Map<string, CompiledPattern>();
const MAX_REMEMBERED = 20;

function compile(text: string): CompiledPattern {
	if (text.length > MAX_PATTERN) return {message: `a pattern has at most ${MAX_PATTERN} bytes`};
	try {
		const root = parsePattern(text);
		const backtracks = needsBacktracking(root);
		if (!backtracks && automatonSize(root) > MAX_STATES)
			return {message: 'it is too large when its repeats are unrolled'};
		let matcher: Pattern | undefined;
		// Filters are checked on every key, and run much more rarely: the matcher is made when first used.
		const test = (bytes: Uint8Array, from: number, to: number): boolean => {
			matcher ??= makeMatcher(root, backtracks);
			return matcher.test(bytes, from, to);
		};
		return {pattern: {test}};
	} catch (error) {
		if (error instanceof PatternError) return {message: error.message};
		throw error;
	}
}

function makeMatcher(root: PatternNode, backtracks: boolean): Pattern {
	const matcher = backtracks ? new Backtracker(root) : new Automaton(root);
	// An anchored automaton fails within a few bytes, or has to look at all of them.
	const runs = !backtracks && isAnchored(root) ? undefined : requiredRuns(root);
	return runs === undefined ? matcher : new Sieve(runs, matcher);
}
