import {Before, beforeOf, END, holds, type Instruction, LAST_NEWLINE, Op, Program} from './program.ts';
import {isWord, NEWLINE} from './syntax/character-set.ts';
import {isAnchored, type PatternNode} from './syntax/pattern-tree.ts';

/** Deterministic states kept; past it they are dropped and made again as the subject asks for them. */
const MAX_CACHED = 1000;

/** Entries of the table that are no states; all others are larger. */
export const UNKNOWN = -1;
export const ACCEPTED = 0;
export const FAILED = 1;

export interface CachedState {
	/** Instructions to go on from, before any jump is followed. */
	readonly pending: readonly number[];
	readonly before: Before;
}

/** The deterministic states of a pattern, made when a subject first needs them. */
export class States {
	readonly program: readonly Instruction[];
	/** Instruction at which a match starts. */
	readonly start: number;
	/** A match starts where the subject starts, or not at all. */
	readonly isAnchored: boolean;
	/** Byte or symbol → class of symbols that no part of the pattern tells apart. */
	readonly classOf = new Uint16Array(258);
	/** state + class → next state. A state is a multiple of the number of classes, the index of its row. */
	table = new Int32Array(0);
	/** The state at the start of a subject. */
	first = 0;
	/** Changes when all states are dropped. */
	generation = 0;
	/** Instructions that may still be visited to make states for this subject. */
	budget = 0;
	private readonly representative: number[] = [];
	private states: CachedState[] = [];
	private known = new Map<string, number>();

	constructor(root: PatternNode) {
		this.isAnchored = isAnchored(root);
		({instructions: this.program, start: this.start} = new Program(root));
		this.makeClasses();
		this.reset();
	}

	/** Classes of bytes, and of the two symbols behind them: the length of a row. */
	get classes(): number {
		return this.representative.length;
	}

	/** States there are; their rows are numbered from 0, of which none is a state's. */
	get count(): number {
		return this.states.length;
	}

	cached(state: number): CachedState {
		return this.states[state / this.classes]!;
	}

	/** The next state, made if need be: then all others may have been dropped, and have other numbers. */
	next(state: number, column: number): number {
		const next = this.table[state + column]!;
		return next === UNKNOWN ? this.step(state, column) : next;
	}

	/** Groups bytes that every set and assertion treats alike, so that the table stays small. */
	private makeClasses(): void {
		const sets = [...new Set(this.program.flatMap(({set}) => (set === undefined ? [] : [set])))];
		const asserts = this.program.some(({op}) => op === Op.ASSERT);
		const classes = new Map<string, number>();
		for (let byte = 0; byte < 256; byte++) {
			const assertions = asserts ? `${byte === NEWLINE} ${isWord(byte)} ` : '';
			const key = assertions + sets.map(set => set[byte]).join('');
			const index = classes.get(key) ?? classes.size;
			if (index === classes.size) {
				classes.set(key, index);
				this.representative.push(byte);
			}
			this.classOf[byte] = index;
		}
		this.classOf[LAST_NEWLINE] = classes.size;
		this.classOf[END] = classes.size + 1;
		this.representative.push(LAST_NEWLINE, END);
	}

	private reset(): void {
		this.generation++;
		this.states = [];
		this.known.clear();
		this.table = new Int32Array(this.classes * 16).fill(UNKNOWN);
		// No state has the number of an entry that is none: there are at least three classes.
		this.states.push({pending: [], before: Before.OTHER});
		this.first = this.stateOf([this.start], Before.START);
	}

	private stateOf(pending: readonly number[], before: Before): number {
		const key = `${before}:${pending.join()}`;
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const state = (this.states.push({pending, before}) - 1) * this.classes;
		this.known.set(key, state);
		const needed = this.states.length * this.classes;
		if (needed > this.table.length) {
			const grown = new Int32Array(this.table.length * 2).fill(UNKNOWN);
			grown.set(this.table);
			this.table = grown;
		}
		return state;
	}

	/** Works out one transition, and keeps it. */
	private step(from: number, column: number): number {
		let state = from;
		const {pending, before} = this.cached(from);
		if (this.states.length >= MAX_CACHED) {
			this.reset();
			state = this.stateOf(pending, before);
		}
		const symbol = this.representative[column]!;
		const reached = this.follow(pending, before, symbol);
		let next = ACCEPTED;
		if (reached !== undefined) {
			const byte = symbol === LAST_NEWLINE ? NEWLINE : symbol;
			const after = new Set<number>();
			for (const index of reached) if (this.program[index]!.set![byte] === 1) after.add(this.program[index]!.next);
			// The match may start at any byte.
			if (!this.isAnchored) after.add(this.start);
			next =
				after.size === 0
					? FAILED
					: this.stateOf(
							[...after].sort((a, b) => a - b),
							beforeOf(byte),
						);
		}
		this.table[state + column] = next;
		return next;
	}

	/** Follows all jumps and fitting assertions: the SET instructions reached, or undefined when ACCEPT is. */
	private follow(pending: readonly number[], before: Before, symbol: number): readonly number[] | undefined {
		const seen = new Set<number>();
		const sets: number[] = [];
		const stack = [...pending];
		while (stack.length > 0) {
			const index = stack.pop()!;
			if (seen.has(index)) continue;
			seen.add(index);
			this.budget--;
			const {op, next, other, assertion} = this.program[index]!;
			if (op === Op.ACCEPT) return undefined;
			if (op === Op.SET) sets.push(index);
			else if (op === Op.SPLIT) stack.push(next, other);
			else if (holds(assertion!, before, symbol)) stack.push(next);
		}
		return sets;
	}
}
