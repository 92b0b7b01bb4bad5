import type {CharacterSet} from './syntax/character-set.ts';
import type {PatternNode} from './syntax/pattern-tree.ts';

/** Bytes that stand one behind the other, each of a set. */
export type Run = readonly CharacterSet[];

/** Longer runs tell no more. */
const LONGEST = 12;
/** More alternatives take longer than they spare. */
const MOST_RUNS = 16;
/** Runs that bytes at random have more often than once in so many powers of two are no help; a letter is rarer. */
const LEAST_BITS = 6;

/** What is known of all that a part of a pattern matches. */
interface Facts {
	/** It is exactly this run; a longer one is not kept. */
	readonly exact?: Run;
	/** What it begins and ends with. */
	readonly first: Run;
	readonly last: Run;
	/** One of these is in it; none is known where the list is empty. */
	readonly best: readonly Run[];
}

const NOTHING: Facts = {first: [], last: [], best: []};
/** Places, which take no byte. */
const PLACE: Facts = {exact: [], first: [], last: [], best: []};

/**
 * Runs of which every match has one, as rare as possible; undefined where none is known that bytes at random would not
 * have all the time. Text without them need not be matched at all.
 */
export function requiredRuns(root: PatternNode): readonly Run[] | undefined {
	const {best} = factsOf(root);
	return rarity(best) < LEAST_BITS ? undefined : best;
}

/** What the first byte of every match is one of; undefined where that is not known. */
export function firstBytes(root: PatternNode): CharacterSet | undefined {
	return factsOf(root).first[0];
}

function factsOf(node: PatternNode): Facts {
	switch (node.kind) {
		case 'set':
			return ofRun([node.set]);
		case 'assertion':
			return PLACE;
		case 'look':
			return node.negative ? PLACE : {...PLACE, best: factsOf(node.item).best};
		case 'capture':
		case 'atomic':
			return factsOf(node.item);
		case 'sequence':
			return node.items.map(factsOf).reduce(behind, PLACE);
		case 'alternatives':
			return {...NOTHING, best: ofAlternatives(node.items.map(item => factsOf(item).best))};
		case 'repeat': {
			if (node.least === 0) return NOTHING;
			const item = factsOf(node.item);
			const repeated = Array.from({length: Math.min(node.least, LONGEST)}, () => item).reduce(behind);
			if (node.most === node.least && node.least <= LONGEST) return repeated;
			const {first, last, best} = repeated;
			return {first, last, best};
		}
		case 'back-reference':
			return NOTHING;
	}
}

function ofRun(run: Run): Facts {
	return {exact: run, first: run.slice(0, LONGEST), last: run.slice(-LONGEST), best: [run.slice(0, LONGEST)]};
}

function behind(a: Facts, b: Facts): Facts {
	const joined = [...a.last, ...b.first];
	const rarest = rarer(rarer(a.best, b.best), rarestPart(joined));
	const first = a.exact === undefined ? a.first : [...a.exact, ...b.first].slice(0, LONGEST);
	const last = b.exact === undefined ? b.last : [...a.last, ...b.exact].slice(-LONGEST);
	const length = (a.exact?.length ?? LONGEST) + (b.exact?.length ?? LONGEST);
	if (a.exact === undefined || b.exact === undefined || length > LONGEST) return {first, last, best: rarest};
	return {exact: [...a.exact, ...b.exact], first, last, best: rarest};
}

function ofAlternatives(each: readonly (readonly Run[])[]): readonly Run[] {
	const all = each.flat();
	return all.length > MOST_RUNS || each.some(runs => runs.length === 0) ? [] : all;
}

/** The rarest stretch of a run that is short enough. */
function rarestPart(run: Run): readonly Run[] {
	let best: readonly Run[] = [];
	for (let from = 0; from === 0 || from + LONGEST <= run.length; from++)
		best = rarer(best, [run.slice(from, from + LONGEST)]);
	return best;
}

function rarer(a: readonly Run[], b: readonly Run[]): readonly Run[] {
	return rarity(b) > rarity(a) ? b : a;
}

/** How rare one of the runs is among bytes at random: one place in 2 to this power has it. */
function rarity(runs: readonly Run[]): number {
	if (runs.length === 0) return 0;
	return -Math.log2(runs.reduce((sum, run) => sum + run.reduce((share, set) => (share * sizeOf(set)) / 256, 1), 0));
}

const sizes = new WeakMap<CharacterSet, number>();

function sizeOf(set: CharacterSet): number {
	let size = sizes.get(set);
	if (size === undefined) {
		size = set.reduce((sum, flag) => sum + flag, 0);
		sizes.set(set, size);
	}
	return size;
}

/** More letters are found faster by an expression. */
const MOST_LETTERS = 4;

/** Tells whether latin-1 text has one of the runs. */
export function runsFinder(runs: readonly Run[]): (text: string) => boolean {
	const letters = runs.flatMap(run => [...run[0]!.keys()].filter(byte => run[0]![byte] === 1));
	if (runs.every(({length}) => length === 1) && letters.length <= MOST_LETTERS) {
		const characters = letters.map(byte => String.fromCharCode(byte));
		return text => characters.some(character => text.includes(character));
	}
	const expression = runsExpression(runs);
	return text => expression.test(text);
}

/**
 * The runs as an expression of JavaScript, for latin-1 text. It repeats nothing: whatever the text, it takes no more
 * steps than the text has characters, times the length of the runs.
 */
function runsExpression(runs: readonly Run[]): RegExp {
	return new RegExp(runs.map(run => run.map(classOf).join('')).join('|'));
}

function classOf(set: CharacterSet): string {
	const code = (byte: number) => `\\x${byte.toString(16).padStart(2, '0')}`;
	let ranges = '';
	for (let from = 0; from < 256; from++) {
		if (set[from] !== 1) continue;
		let to = from;
		while (to < 255 && set[to + 1] === 1) to++;
		ranges += to === from ? code(from) : `${code(from)}-${code(to)}`;
		from = to;
	}
	return `[${ranges}]`;
}
