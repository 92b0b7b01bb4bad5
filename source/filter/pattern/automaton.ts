import {isWord, NEWLINE} from './character-set.ts';
import type {Assertion, PatternNode} from './pattern-tree.ts';

/** Deterministic states kept; past it they are dropped and made again as the subject asks for them. */
const MAX_CACHED = 1000;

const enum Op {
	SET,
	SPLIT,
	ASSERT,
	ACCEPT,
}

interface Instruction {
	readonly op: Op;
	/** SET: index of the set. ASSERT: the assertion. */
	readonly set?: Uint8Array;
	readonly assertion?: Assertion;
	next: number;
	/** SPLIT: the other way. */
	other: number;
}

/** What stands before a position, as far as assertions care. */
const enum Before {
	START,
	NEWLINE,
	WORD,
	OTHER,
}

/** Symbols behind the 256 bytes: a newline that ends the subject, and the end itself. */
const LAST_NEWLINE = 256;
const END = 257;
const UNKNOWN = -1;
const ACCEPTED = 0;

interface CachedState {
	/** Instructions to go on from, before any jump is followed. */
	readonly pending: readonly number[];
	readonly before: Before;
}

/**
 * Thompson's construction, run as a deterministic automaton whose states are made when the subject first needs them
 * (R. Cox, "Regular Expression Matching: the Virtual Machine Approach"). One step a byte: no pattern and no subject
 * take more than time in proportion to the subject's length.
 */
export class Automaton {
	private readonly program: Instruction[] = [];
	/** Byte or symbol → class of symbols that no part of the pattern tells apart. */
	private readonly classOf = new Uint16Array(258);
	private readonly representative: number[] = [];
	private states: CachedState[] = [];
	private known = new Map<string, number>();
	/** state × classes + class → next state. */
	private table = new Int32Array(0);
	private readonly start: number;

	constructor(root: PatternNode) {
		const accept = this.add({op: Op.ACCEPT, next: -1, other: -1});
		this.start = this.compile(root, accept);
		this.makeClasses();
		this.reset();
	}

	private add(instruction: Instruction): number {
		return this.program.push(instruction) - 1;
	}

	/** Compiles a node in front of `next`; returns where it starts. */
	private compile(node: PatternNode, next: number): number {
		switch (node.kind) {
			case 'set':
				return this.add({op: Op.SET, set: node.set, next, other: -1});
			case 'assertion':
				return this.add({op: Op.ASSERT, assertion: node.assertion, next, other: -1});
			case 'sequence':
				return node.items.reduceRight((after, item) => this.compile(item, after), next);
			case 'alternatives':
				return node.items
					.map(item => this.compile(item, next))
					.reduceRight((other, start) => this.add({op: Op.SPLIT, next: start, other}));
			case 'repeat':
				return this.repeat(node.item, node.least, node.most, next);
			case 'capture':
				return this.compile(node.item, next);
			default:
				throw new RangeError(`an automaton has no ${node.kind}`);
		}
	}

	private repeat(item: PatternNode, least: number, most: number, next: number): number {
		let start = next;
		if (most === Number.POSITIVE_INFINITY) {
			const loop = this.add({op: Op.SPLIT, next: -1, other: next});
			this.program[loop]!.next = this.compile(item, loop);
			start = loop;
		} else
			for (let count = least; count < most; count++)
				start = this.add({op: Op.SPLIT, next: this.compile(item, start), other: next});
		for (let count = 0; count < least; count++) start = this.compile(item, start);
		return start;
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
		// State 0 is the accepting one; it is never left.
		this.states.push({pending: [], before: Before.OTHER});
		this.stateOf([this.start], Before.START);
	}

	private stateOf(pending: readonly number[], before: Before): number {
		const key = `${before}:${pending.join()}`;
		const known = this.known.get(key);
		if (known !== undefined) return known;
		const state = this.states.push({pending, before}) - 1;
		this.known.set(key, state);
		const needed = this.states.length * this.representative.length;
		if (needed > this.table.length) {
			const grown = new Int32Array(this.table.length * 2).fill(UNKNOWN);
			grown.set(this.table);
			this.table = grown;
		}
		return state;
	}

	/** Does the pattern match anywhere in the bytes? */
	test(subject: Uint8Array): boolean {
		const {classOf} = this;
		const classes = this.representative.length;
		const last = subject.length - 1;
		const newlineAtEnd = subject[last] === NEWLINE;
		let state = 1;
		for (let at = 0; at < subject.length; at++) {
			const symbol = newlineAtEnd && at === last ? LAST_NEWLINE : subject[at]!;
			const column = classOf[symbol]!;
			let next = this.table[state * classes + column]!;
			if (next === UNKNOWN) next = this.step(state, column);
			if (next === ACCEPTED) return true;
			state = next;
		}
		const end = this.table[state * classes + classOf[END]!]!;
		return (end === UNKNOWN ? this.step(state, classOf[END]!) : end) === ACCEPTED;
	}

	/** Works out one transition, and keeps it. */
	private step(from: number, column: number): number {
		let state = from;
		if (this.states.length >= MAX_CACHED) {
			const {pending, before} = this.states[from]!;
			this.reset();
			state = this.stateOf(pending, before);
		}
		const symbol = this.representative[column]!;
		const {pending, before} = this.states[state]!;
		const reached = this.follow(pending, before, symbol);
		let next = ACCEPTED;
		if (reached !== undefined) {
			const byte = symbol === LAST_NEWLINE ? NEWLINE : symbol;
			const after = new Set<number>();
			for (const index of reached) if (this.program[index]!.set![byte] === 1) after.add(this.program[index]!.next);
			// The match may start at any byte.
			after.add(this.start);
			next = this.stateOf(
				[...after].sort((a, b) => a - b),
				this.beforeOf(byte),
			);
		}
		this.table[state * this.representative.length + column] = next;
		return next;
	}

	private beforeOf(byte: number): Before {
		return byte === NEWLINE ? Before.NEWLINE : byte < 256 && isWord(byte) ? Before.WORD : Before.OTHER;
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
			const {op, next, other, assertion} = this.program[index]!;
			if (op === Op.ACCEPT) return undefined;
			if (op === Op.SET) sets.push(index);
			else if (op === Op.SPLIT) stack.push(next, other);
			else if (holds(assertion!, before, symbol)) stack.push(next);
		}
		return sets;
	}
}

function holds(assertion: Assertion, before: Before, symbol: number): boolean {
	switch (assertion) {
		case 'start':
			return before === Before.START;
		case 'line-start':
			// PCRE2 does not count the place behind a newline that ends the subject as a line.
			return before === Before.START || (before === Before.NEWLINE && symbol !== END);
		case 'end':
			return symbol === END;
		case 'last-line-end':
			return symbol >= LAST_NEWLINE;
		case 'line-end':
			return symbol >= LAST_NEWLINE || symbol === NEWLINE;
		default: {
			const boundary = (before === Before.WORD) !== (symbol < 256 && isWord(symbol));
			return boundary === (assertion === 'word-boundary');
		}
	}
}
