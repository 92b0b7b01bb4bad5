import {BytePairs} from './byte-pairs.ts';
import {END, LAST_NEWLINE} from './program.ts';
import {Simulation} from './simulation.ts';
import {ACCEPTED, FAILED, States, UNKNOWN} from './states.ts';
import {NEWLINE} from './syntax/character-set.ts';
import type {PatternNode} from './syntax/pattern-tree.ts';

/**
 * Instructions visited to make states for one subject. A pattern such as `a.{12}b` has 2^12 of them, and would make a new
 * one at each byte: past this, the subject is gone through without.
 */
const LEAST_BUILT = 20_000;
const BUILT_PER_BYTE = 2;

/**
 * Thompson's construction, run as a deterministic automaton whose states are made when the subject first needs them
 * (R. Cox, "Regular Expression Matching: the Virtual Machine Approach"). One step for two bytes, or one: no pattern and
 * no subject take more than time in proportion to the subject's length; where the states are too many to make, times
 * the pattern's.
 */
export class Automaton {
	private readonly states: States;
	private readonly pairs: BytePairs | undefined;
	private simulation: Simulation | undefined;
	/** Where `testPairs` or `testBytes` stopped: the next byte, and the state before it. */
	private at = 0;
	private state = 0;

	constructor(root: PatternNode) {
		this.states = new States(root);
		this.pairs = BytePairs.of(this.states);
	}

	/** Does the pattern match anywhere in the bytes from `from` to before `to`? */
	test(bytes: Uint8Array, from: number, to: number): boolean {
		const {states} = this;
		const {classOf} = states;
		states.budget = LEAST_BUILT + BUILT_PER_BYTE * (to - from);
		const hasLastNewline = to > from && bytes[to - 1] === NEWLINE;
		const end = hasLastNewline ? to - 1 : to;
		this.at = from;
		this.state = states.first;
		let answer = this.pairs === undefined ? UNKNOWN : this.goInPairs(this.pairs, bytes, end);
		if (answer === UNKNOWN) answer = this.goOn(bytes, end);
		if (answer !== UNKNOWN) return answer === ACCEPTED;
		if (this.at < end) return this.simulate(bytes, to);
		let {state} = this;
		if (hasLastNewline) {
			state = states.next(state, classOf[LAST_NEWLINE]!);
			if (state <= FAILED) return state === ACCEPTED;
		}
		return states.next(state, classOf[END]!) === ACCEPTED;
	}

	/**
	 * Goes from where it is towards `end`, two bytes at a time: to the last one of an odd number, or to where no more
	 * states may be made. ACCEPTED or FAILED where that is known before.
	 */
	private goInPairs(pairs: BytePairs, bytes: Uint8Array, end: number): number {
		const {high, low} = pairs;
		const {states} = this;
		const last = end - 1;
		let {at} = this;
		pairs.prepare();
		let row = pairs.row(this.state);
		while (at < last) {
			// The table stays the same in the inner loop, so that what is known of it stays in registers.
			const {table} = pairs;
			let next = UNKNOWN;
			for (; at < last; at += 2) {
				next = table[row + (high[bytes[at]!]! | low[bytes[at + 1]!]!)]!;
				if (next <= FAILED) break;
				row = next;
			}
			if (at >= last) break;
			if (next === UNKNOWN) {
				if (states.budget < 0) break;
				next = pairs.step(row, bytes[at]!, bytes[at + 1]!);
			}
			if (next <= FAILED) return next;
			row = next;
			at += 2;
		}
		this.at = at;
		this.state = pairs.state(row);
		return UNKNOWN;
	}

	/** As `goInPairs`, byte by byte. */
	private goOn(bytes: Uint8Array, end: number): number {
		const {states} = this;
		const {classOf} = states;
		let {at, state} = this;
		while (at < end) {
			const {table} = states;
			let next = UNKNOWN;
			for (; at < end; at++) {
				next = table[state + classOf[bytes[at]!]!]!;
				if (next <= FAILED) break;
				state = next;
			}
			if (at === end) break;
			if (next === UNKNOWN) {
				if (states.budget < 0) break;
				next = states.next(state, classOf[bytes[at]!]!);
			}
			if (next <= FAILED) return next;
			state = next;
			at++;
		}
		this.at = at;
		this.state = state;
		return UNKNOWN;
	}

	/** Goes on from where it is without making states, in a step for each live instruction and byte. */
	private simulate(bytes: Uint8Array, to: number): boolean {
		const {program, start, isAnchored} = this.states;
		this.simulation ??= new Simulation(program, isAnchored ? undefined : start);
		const {pending, before} = this.states.cached(this.state);
		return this.simulation.run(bytes, this.at, to, pending, before);
	}
}
