import {isWord, NEWLINE} from './syntax/character-set.ts';
import type {Assertion, PatternNode} from './syntax/pattern-tree.ts';

/** What an instruction does. */
export const enum Op {
	SET,
	SPLIT,
	ASSERT,
	ACCEPT,
}

export interface Instruction {
	readonly op: Op;
	/** SET: index of the set. ASSERT: the assertion. */
	readonly set?: Uint8Array;
	readonly assertion?: Assertion;
	next: number;
	/** SPLIT: the other way. */
	other: number;
}

/** What stands before a position, as far as assertions care. */
export const enum Before {
	START,
	NEWLINE,
	WORD,
	OTHER,
}

/** Symbols behind the 256 bytes: a newline that ends the subject, and the end itself. */
export const LAST_NEWLINE = 256;
export const END = 257;

/** A pattern as instructions that lead to others (Thompson's construction). */
export class Program {
	readonly instructions: Instruction[] = [];
	readonly start: number;

	constructor(root: PatternNode) {
		const accept = this.add({op: Op.ACCEPT, next: -1, other: -1});
		this.start = this.compile(root, accept);
	}

	private add(instruction: Instruction): number {
		return this.instructions.push(instruction) - 1;
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
			this.instructions[loop]!.next = this.compile(item, loop);
			start = loop;
		} else
			for (let count = least; count < most; count++)
				start = this.add({op: Op.SPLIT, next: this.compile(item, start), other: next});
		for (let count = 0; count < least; count++) start = this.compile(item, start);
		return start;
	}
}

/** What a byte is for assertions about the place behind it. */
export function beforeOf(byte: number): Before {
	return byte === NEWLINE ? Before.NEWLINE : byte < 256 && isWord(byte) ? Before.WORD : Before.OTHER;
}

/** Whether an assertion holds between what stands before a place and the symbol behind it. */
export function holds(assertion: Assertion, before: Before, symbol: number): boolean {
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
