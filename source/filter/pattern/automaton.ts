import {Before, beforeOf, END, holds, type Instruction, LAST_NEWLINE, Op, Program} from './program.ts';
import {Simulation} from './simulation.ts';
import {isWord, NEWLINE} from './syntax/character-set.ts';
import {isAnchored, type PatternNode} from './syntax/pattern-tree.ts';

/** Deterministic states kept; past it they are dropped and made again as the subject asks for them. */
const MAX_CACHED = 1000;
/**
 * Instructions visited to make states for one subject. A pattern such as `a.{12}b` has 2^12 of them, and would make a new
 * one at each byte: past this, the subject is gone through without.
 */
const LEAST_BUILT = 20_000;
const BUILT_PER_BYTE = 2;

/** Entries of the table that are no states; all others are larger. */
const UNKNOWN = -1;
const ACCEPTED = 0;
const FAILED = 1;

interface CachedState {
	/** Instructions to go on from, before any jump is followed. */
	readonly pending: readonly number[];
	readonly before: Before;
}

/**
 * Thompson's construction, run as a deterministic automaton whose states are made when the subject first needs them
 * (R. Cox, "Regular Expression Matching: the Virtual Machine Approach"). One step a byte: no pattern and no subject
 * take more than time in proportion to the subject's length; where the states are too many to make, times the pattern's.
 */
export class Automaton {
	private readonly program: readonly Instruction[];
	/** Byte or symbol → class of symbols that no part of the pattern tells apart. */
	private readonly classOf = new Uint16Array(258);
	private readonly representative: number[] = [];
	private states: CachedState[] = [];
	private known = new Map<string, number>();
	/** state + class → next state. A state is a multiple of the number of classes, the index of its row. */
	private table = new Int32Array(0);
	private readonly start: number;
	/** The state at the start of a subject. */
	private first = 0;
	/** Instructions that may still be visited to make states for this subject. */
	private built = 0;
	private simulation: Simulation | undefined;
	/** A match starts where the subject starts, or not at all. */
	private readonly isAnchored: boolean;

	constructor(root: PatternNode) {
		this.isAnchored = isAnchored(root);
		({instructions: this.program, start: this.start} = new Program(root));
		this.makeClasses();
		this.reset();
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
		this.states = [];
		this.known.clear();
		this.table = new Int32Array(this.representative.length * 16).fill(UNKNOWN);
		// No state has the number of an entry that is none: there are at least three classes.
		this.states.push({pending: [], before: Before.OTHER});
		this.first = this.stateOf([this.start], Before.START);
	}

	private stateOf(pending: readonly number[], before: Before): number {
		const key = `${before}:${pending.join()}`;
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const state = (this.states.push({pending, before}) - 1) * this.representative.length;
		this.known.set(key, state);
		const needed = this.states.length * this.representative.length;
		if (needed > this.table.length) {
			const grown = new Int32Array(this.table.length * 2).fill(UNKNOWN);
			grown.set(this.table);
			this.table = grown;
		}
		return state;
	}

	/** Does the pattern match anywhere in the bytes from `from` to before `to`? */
	test(bytes: Uint8Array, from: number, to: number): boolean {
		const {classOf} = this;
		this.built = LEAST_BUILT + BUILT_PER_BYTE * (to - from);
		const last = to - 1;
		const hasLastNewline = last >= from && bytes[last] === NEWLINE;
		const end = hasLastNewline ? last : to;
		let {table} = this;
		let state = this.first;
		for (let at = from; at < end; at++) {
			const column = classOf[bytes[at]!]!;
			let next = table[state + column]!;
			if (next <= FAILED) {
				if (next === UNKNOWN) {
					if (this.built < 0) return this.simulate(bytes, at, to, state);
					next = this.step(state, column);
					({table} = this);
				}
				if (next === ACCEPTED || next === FAILED) return next === ACCEPTED;
			}
			state = next;
		}
		if (hasLastNewline) {
			state = this.next(state, classOf[LAST_NEWLINE]!);
			if (state === ACCEPTED || state === FAILED) return state === ACCEPTED;
		}
		return this.next(state, classOf[END]!) === ACCEPTED;
	}

	private next(state: number, column: number): number {
		const next = this.table[state + column]!;
		return next === UNKNOWN ? this.step(state, column) : next;
	}

	/** Goes on from a state at a byte without making states, in a step for each live instruction and byte. */
	private simulate(bytes: Uint8Array, at: number, to: number, state: number): boolean {
		this.simulation ??= new Simulation(this.program, this.isAnchored ? undefined : this.start);
		const {pending, before} = this.states[state / this.representative.length]!;
		return this.simulation.run(bytes, at, to, pending, before);
	}

	/** Works out one transition, and keeps it. */
	private step(from: number, column: number): number {
		let state = from;
		if (this.states.length >= MAX_CACHED) {
			const {pending, before} = this.states[from / this.representative.length]!;
			this.reset();
			state = this.stateOf(pending, before);
		}
		const symbol = this.representative[column]!;
		const {pending, before} = this.states[state / this.representative.length]!;
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
			this.built--;
			const {op, next, other, assertion} = this.program[index]!;
			if (op === Op.ACCEPT) return undefined;
			if (op === Op.SET) sets.push(index);
			else if (op === Op.SPLIT) stack.push(next, other);
			else if (holds(assertion!, before, symbol)) stack.push(next);
		}
		return sets;
	}
}
