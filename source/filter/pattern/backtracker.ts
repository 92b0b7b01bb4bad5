import {isWord, NEWLINE} from './syntax/character-set.ts';
import type {Assertion, PatternNode} from './syntax/pattern-tree.ts';

/**
 * Steps for one subject: a few for every byte, and some for short ones. A pattern that needs more does not match, which
 * is also what Wireshark makes of PCRE2's match limit.
 */
const STEPS_PER_BYTE = 20;
const LEAST_STEPS = 100_000;
const MOST_STEPS = 4_000_000;
/** Nested calls; deeper counts as no match, long before the stack ends. */
const MAX_DEPTH = 1500;

type Continue = (at: number) => boolean;
type Matcher = (at: number, then: Continue) => boolean;

class OutOfSteps extends Error {}

/** Matches what no automaton can: back-references, look-around, atomic groups. Backtracks, within a limit of steps. */
export class Backtracker {
	private subject: Uint8Array = new Uint8Array(0);
	private captures: ({readonly from: number; readonly to: number} | undefined)[] = [];
	private steps = 0;
	private depth = 0;
	private readonly matcher: Matcher;

	constructor(root: PatternNode) {
		this.matcher = this.compile(root);
	}

	/** Does the pattern match anywhere in the bytes from `from` to before `to`? */
	test(bytes: Uint8Array, from: number, to: number): boolean {
		const subject = bytes.subarray(from, to);
		this.subject = subject;
		this.steps = Math.min(MOST_STEPS, LEAST_STEPS + STEPS_PER_BYTE * subject.length);
		try {
			for (let at = 0; at <= subject.length; at++) {
				this.captures = [];
				this.depth = 0;
				if (this.matcher(at, () => true)) return true;
			}
		} catch (error) {
			// Groups in groups may reach the end of the stack before they reach the limit of nested calls.
			if (!(error instanceof OutOfSteps || error instanceof RangeError)) throw error;
		}
		return false;
	}

	private spend(): void {
		if (--this.steps < 0) throw new OutOfSteps();
	}

	private deeper(run: () => boolean): boolean {
		if (this.depth >= MAX_DEPTH) throw new OutOfSteps();
		this.depth++;
		const result = run();
		this.depth--;
		return result;
	}

	private compile(node: PatternNode): Matcher {
		switch (node.kind) {
			case 'set':
				return (at, then) => {
					this.spend();
					return at < this.subject.length && node.set[this.subject[at]!] === 1 && then(at + 1);
				};
			case 'sequence':
				return this.sequence(node.items.map(item => this.compile(item)));
			case 'alternatives': {
				const items = node.items.map(item => this.compile(item));
				return (at, then) =>
					items.some(item => {
						this.spend();
						return item(at, then);
					});
			}
			case 'repeat':
				return this.repeat(node);
			case 'assertion':
				return (at, then) => {
					this.spend();
					return assertionHolds(node.assertion, this.subject, at) && then(at);
				};
			case 'capture':
				return this.capture(this.compile(node.item), node.index);
			case 'atomic':
				return this.atomic(this.compile(node.item));
			case 'look':
				return this.look(this.compile(node.item), node.behind, node.negative);
			case 'back-reference':
				return this.backReference(node.index, node.ignoreCase);
		}
	}

	private sequence(items: readonly Matcher[]): Matcher {
		return items.reduceRight<Matcher>(
			(rest, item) => (at, then) => item(at, middle => rest(middle, then)),
			(at, then) => then(at),
		);
	}

	private repeat(node: PatternNode & {readonly kind: 'repeat'}): Matcher {
		const {least, most, mode, item} = node;
		if (mode === 'possessive') return this.atomic(this.repeat({...node, mode: 'greedy'}));
		if (item.kind === 'set') return this.repeatSet(item.set, least, most, mode);
		const one = this.compile(item);
		const attempt = (at: number, count: number, then: Continue): boolean =>
			this.deeper(() => {
				this.spend();
				const more = () =>
					count < most &&
					// An empty round changes nothing: it would go on for ever.
					one(at, next => (next > at || count < least) && attempt(next, count + 1, then));
				if (count < least) return more();
				return mode === 'greedy' ? more() || then(at) : then(at) || more();
			});
		return (at, then) => attempt(at, 0, then);
	}

	/** A repeated set needs no recursion: the longest run is known at once. */
	private repeatSet(set: Uint8Array, least: number, most: number, mode: 'greedy' | 'lazy'): Matcher {
		return (at, then) => {
			const {subject} = this;
			const limit = Math.min(subject.length, at + most);
			let longest = at;
			while (longest < limit && set[subject[longest]!] === 1) longest++;
			this.steps -= longest - at;
			this.spend();
			const shortest = at + least;
			for (let count = 0; count <= longest - shortest; count++) {
				this.spend();
				if (then(mode === 'greedy' ? longest - count : shortest + count)) return true;
			}
			return false;
		};
	}

	private capture(item: Matcher, index: number): Matcher {
		return (from, then) =>
			item(from, to => {
				const before = this.captures[index];
				this.captures[index] = {from, to};
				if (then(to)) return true;
				this.captures[index] = before;
				return false;
			});
	}

	private atomic(item: Matcher): Matcher {
		return (at, then) => {
			const captures = this.captures.slice();
			this.steps -= captures.length;
			this.spend();
			let end = -1;
			const stopAt = (to: number): boolean => {
				end = to;
				return true;
			};
			if (!item(at, stopAt)) return false;
			if (then(end)) return true;
			this.captures = captures;
			return false;
		};
	}

	private look(item: Matcher, behind: boolean, negative: boolean): Matcher {
		const seen: Continue | undefined = behind ? undefined : () => true;
		return (at, then) => {
			let found = false;
			if (seen !== undefined) found = this.deeper(() => item(at, seen));
			// What stands before may be of any length here; PCRE2 asks for a fixed one.
			else
				for (let from = at; from >= 0 && !found; from--) {
					this.spend();
					found = item(from, to => to === at);
				}
			return found !== negative && then(at);
		};
	}

	private backReference(index: number, ignoreCase: boolean): Matcher {
		return (at, then) => {
			const group = this.captures[index];
			if (group === undefined) return false;
			this.spend();
			const length = group.to - group.from;
			for (let offset = 0; offset < length; offset++) {
				this.spend();
				const a = this.subject[group.from + offset]!;
				const b = this.subject[at + offset];
				if (b === undefined || (a !== b && !(ignoreCase && lower(a) === lower(b)))) return false;
			}
			return then(at + length);
		};
	}
}

function lower(byte: number): number {
	return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function assertionHolds(assertion: Assertion, subject: Uint8Array, at: number): boolean {
	const end = subject.length;
	const newlineHere = subject[at] === NEWLINE;
	switch (assertion) {
		case 'start':
			return at === 0;
		case 'line-start':
			return at === 0 || (subject[at - 1] === NEWLINE && at < end);
		case 'end':
			return at === end;
		case 'last-line-end':
			return at === end || (at === end - 1 && newlineHere);
		case 'line-end':
			return at === end || newlineHere;
		default: {
			const before = at > 0 && isWord(subject[at - 1]!);
			const after = at < end && isWord(subject[at]!);
			return (before !== after) === (assertion === 'word-boundary');
		}
	}
}
