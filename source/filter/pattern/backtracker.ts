import {firstBytes} from './required.ts';
import {isWord, NEWLINE} from './syntax/character-set.ts';
import {type Assertion, isAnchored, type PatternNode, someNode} from './syntax/pattern-tree.ts';

/**
 * Steps for one subject: a few for every byte, and some for short ones. A pattern that needs more does not match, which
 * is also what Wireshark makes of PCRE2's match limit.
 */
const STEPS_PER_BYTE = 100;
const LEAST_STEPS = 1_000_000;
const MOST_STEPS = 4_000_000;
/** Nested calls; deeper counts as no match, long before the stack ends. */
const MAX_DEPTH = 1500;

/** Matches from a place on, with all that follows; what it changes is as before if it does not. */
type Step = (at: number) => boolean;

class OutOfSteps extends Error {}

const NOWHERE = -1;

/**
 * Matches what no automaton can: back-references, look-around, atomic groups. Backtracks, within a limit of steps. Each
 * part of the pattern is compiled to a function that knows what follows it, so that nothing is allocated on the way.
 */
export class Backtracker {
	private subject: Uint8Array = new Uint8Array(0);
	/** Where each group began and ended, when it matched last; NOWHERE if it did not. */
	private captures: Int32Array = new Int32Array(0);
	private steps = 0;
	private depth = 0;
	/** Where the inside of an atomic group, or of a look-around, ended. */
	private end = 0;
	private readonly matches: Step;
	private readonly isAnchored: boolean;
	private readonly refersBack: boolean;
	private readonly first: Uint8Array | undefined;

	constructor(root: PatternNode) {
		this.refersBack = someNode(root, ({kind}) => kind === 'back-reference');
		this.matches = this.compile(root, () => true);
		this.isAnchored = isAnchored(root);
		this.first = firstBytes(root);
	}

	/** Does the pattern match anywhere in the bytes from `from` to before `to`? */
	test(bytes: Uint8Array, from: number, to: number): boolean {
		const subject = bytes.subarray(from, to);
		this.subject = subject;
		this.steps = Math.min(MOST_STEPS, LEAST_STEPS + STEPS_PER_BYTE * subject.length);
		this.depth = 0;
		this.captures.fill(NOWHERE);
		try {
			return this.isAnchored ? this.matches(0) : this.matchesAnywhere(subject);
		} catch (error) {
			// Groups in groups may reach the end of the stack before they reach the limit of nested calls.
			if (!(error instanceof OutOfSteps || error instanceof RangeError)) throw error;
		}
		return false;
	}

	private matchesAnywhere(subject: Uint8Array): boolean {
		const {first, matches} = this;
		if (first === undefined) {
			for (let at = 0; at <= subject.length; at++) if (matches(at)) return true;
			return false;
		}
		for (let at = 0; at < subject.length; at++) if (first[subject[at]!] === 1 && matches(at)) return true;
		return false;
	}

	private spend(): void {
		if (--this.steps < 0) throw new OutOfSteps();
	}

	private deepen(): void {
		if (++this.depth > MAX_DEPTH) throw new OutOfSteps();
	}

	private compile(node: PatternNode, next: Step): Step {
		switch (node.kind) {
			case 'set': {
				const {set} = node;
				return at => {
					this.spend();
					return at < this.subject.length && set[this.subject[at]!] === 1 && next(at + 1);
				};
			}
			case 'sequence':
				return node.items.reduceRight((after, item) => this.compile(item, after), next);
			case 'alternatives':
				return this.alternatives(node.items.map(item => this.compile(item, next)));
			case 'repeat':
				return this.repeat(node, next);
			case 'assertion':
				return at => {
					this.spend();
					return assertionHolds(node.assertion, this.subject, at) && next(at);
				};
			case 'capture':
				return this.capture(node, next);
			case 'atomic':
				return this.atomic(node.item, next);
			case 'look':
				return this.look(node, next);
			case 'back-reference':
				return this.backReference(node.index, node.ignoreCase, next);
		}
	}

	private alternatives(items: readonly Step[]): Step {
		return at => {
			for (let n = 0; n < items.length; n++) {
				this.spend();
				if (items[n]!(at)) return true;
			}
			return false;
		};
	}

	private repeat(node: PatternNode & {readonly kind: 'repeat'}, next: Step): Step {
		const {least, most, mode, item} = node;
		if (mode === 'possessive') return this.atomic({...node, mode: 'greedy'}, next);
		if (item.kind === 'set') return this.repeatSet(item.set, least, most, mode, next);
		/** Rounds so far, and where the last one began. */
		let count = 0;
		let from = 0;
		const goOn: Step = at => {
			this.deepen();
			this.spend();
			const found =
				mode === 'greedy' || count < least
					? (count < most && round(at)) || (count >= least && next(at))
					: next(at) || (count < most && round(at));
			this.depth--;
			return found;
		};
		const one = this.compile(item, at => {
			if (at > from || count <= least) return goOn(at);
			// An empty round is the last one: it could go on for ever. Only its captures can make a difference.
			return this.refersBack && next(at);
		});
		const round: Step = at => {
			const countBefore = count;
			const fromBefore = from;
			count++;
			from = at;
			if (one(at)) return true;
			count = countBefore;
			from = fromBefore;
			return false;
		};
		return at => {
			const countBefore = count;
			const fromBefore = from;
			count = 0;
			if (goOn(at)) return true;
			count = countBefore;
			from = fromBefore;
			return false;
		};
	}

	/** A repeated set needs no recursion: the longest run is known at once. */
	private repeatSet(set: Uint8Array, least: number, most: number, mode: 'greedy' | 'lazy', next: Step): Step {
		return at => {
			const {subject} = this;
			const limit = Math.min(subject.length, at + most);
			let longest = at;
			while (longest < limit && set[subject[longest]!] === 1) longest++;
			this.steps -= longest - at;
			this.spend();
			const shortest = at + least;
			for (let count = 0; count <= longest - shortest; count++) {
				this.spend();
				if (next(mode === 'greedy' ? longest - count : shortest + count)) return true;
			}
			return false;
		};
	}

	private capture({item, index}: PatternNode & {readonly kind: 'capture'}, next: Step): Step {
		const slot = this.slotOf(index);
		let from = 0;
		const inner = this.compile(item, to => {
			const {captures} = this;
			const fromBefore = captures[slot]!;
			const toBefore = captures[slot + 1]!;
			captures[slot] = from;
			captures[slot + 1] = to;
			if (next(to)) return true;
			captures[slot] = fromBefore;
			captures[slot + 1] = toBefore;
			return false;
		});
		return at => {
			const fromBefore = from;
			from = at;
			if (inner(at)) return true;
			from = fromBefore;
			return false;
		};
	}

	private atomic(item: PatternNode, next: Step): Step {
		const inner = this.compile(item, this.stop);
		return at => {
			const before = this.keepCaptures();
			if (!inner(at)) return false;
			if (next(this.end)) return true;
			this.captures.set(before);
			return false;
		};
	}

	private look({item, behind, negative}: PatternNode & {readonly kind: 'look'}, next: Step): Step {
		let target = 0;
		const inner = this.compile(item, behind ? at => at === target : this.stop);
		return at => {
			const before = this.keepCaptures();
			let found = false;
			target = at;
			if (!behind) {
				this.deepen();
				found = inner(at);
				this.depth--;
			}
			// What stands before may be of any length here; PCRE2 asks for a fixed one.
			else
				for (let from = at; from >= 0 && !found; from--) {
					this.spend();
					found = inner(from);
				}
			if (found !== negative && next(at)) return true;
			this.captures.set(before);
			return false;
		};
	}

	private backReference(index: number, ignoreCase: boolean, next: Step): Step {
		const slot = this.slotOf(index);
		return at => {
			const {subject} = this;
			const from = this.captures[slot]!;
			if (from === NOWHERE) return false;
			this.spend();
			const length = this.captures[slot + 1]! - from;
			for (let offset = 0; offset < length; offset++) {
				this.spend();
				const a = subject[from + offset]!;
				const b = subject[at + offset];
				if (b === undefined || (a !== b && !(ignoreCase && lower(a) === lower(b)))) return false;
			}
			return next(at + length);
		};
	}

	/** Ends a part of the pattern that is matched by itself. */
	private readonly stop: Step = at => {
		this.end = at;
		return true;
	};

	/** What the captures are now, for those who may have to go back to it. */
	private keepCaptures(): Int32Array {
		this.steps -= this.captures.length >> 1;
		this.spend();
		return this.captures.slice();
	}

	/** Where a group has its two places among the captures. */
	private slotOf(index: number): number {
		if (index * 2 >= this.captures.length) this.captures = new Int32Array(index * 2 + 2);
		return index * 2;
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
