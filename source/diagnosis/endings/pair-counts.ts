import {randomFactor} from '../../dissect/random-factor.ts';

/** Words of a pair's record, which stand together: a look-up is one miss of the cache. */
const ONE = 0;
const OTHER = 1;
const COUNT = 2;
const FIRST = 3;
const LAST = 4;
const WORDS = 5;

/**
 * Counts pairs of numbers, such as an address and a port: each pair gets the next free number from 0 when it is first
 * met. Open addressing, since a capture may have a million pairs.
 */
export class PairCounts {
	/** Pairs that were met. */
	length = 0;
	/** Slot → pair + 1. */
	private slots: Uint32Array;
	private pairs: Uint32Array;

	/** @param expected pairs that there is room for before the table has to grow */
	constructor(expected = 0) {
		const bits = Math.max(9, Math.ceil(Math.log2(expected + 1)));
		this.slots = new Uint32Array(2 ** (bits + 1));
		this.pairs = new Uint32Array(WORDS * 2 ** bits);
	}

	/**
	 * Counts a pair and says its number.
	 *
	 * @param note kept for the first and the last time that the pair is met
	 */
	add(one: number, other: number, note: number): number {
		const slot = this.slotOf(one, other);
		const pair = this.slots[slot]! - 1;
		if (pair < 0) return this.append(slot, one, other, note);
		this.pairs[pair * WORDS + COUNT]!++;
		this.pairs[pair * WORDS + LAST] = note;
		return pair;
	}

	/** Number of a pair; -1 if it was not met. */
	find(one: number, other: number): number {
		return this.slots[this.slotOf(one, other)]! - 1;
	}

	one(pair: number): number {
		return this.pairs[pair * WORDS + ONE]!;
	}
	other(pair: number): number {
		return this.pairs[pair * WORDS + OTHER]!;
	}
	/** How often the pair was met. */
	count(pair: number): number {
		return this.pairs[pair * WORDS + COUNT]!;
	}
	/** What was noted first and last. */
	first(pair: number): number {
		return this.pairs[pair * WORDS + FIRST]!;
	}
	last(pair: number): number {
		return this.pairs[pair * WORDS + LAST]!;
	}

	private slotOf(one: number, other: number): number {
		const {slots, pairs} = this;
		const mask = slots.length - 1;
		let slot = hash(one, other) & mask;
		for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
			const at = (entry - 1) * WORDS;
			if (pairs[at] === one && pairs[at + OTHER] === other) return slot;
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private append(slot: number, one: number, other: number, note: number): number {
		const pair = this.length++;
		const at = pair * WORDS;
		this.slots[slot] = pair + 1;
		this.pairs[at + ONE] = one;
		this.pairs[at + OTHER] = other;
		this.pairs[at + COUNT] = 1;
		this.pairs[at + FIRST] = note;
		this.pairs[at + LAST] = note;
		if (this.length * 2 === this.slots.length) this.grow();
		return pair;
	}

	private grow(): void {
		const pairs = new Uint32Array(this.pairs.length * 2);
		pairs.set(this.pairs);
		this.pairs = pairs;
		this.slots = new Uint32Array(this.slots.length * 2);
		for (let pair = 0; pair < this.length; pair++) {
			this.slots[this.slotOf(this.one(pair), this.other(pair))] = pair + 1;
		}
	}
}

const ONE_FACTOR = randomFactor();
const OTHER_FACTOR = randomFactor();

/** Mixes two words, one upon the other: a capture cannot be made to fill one slot. */
function hash(one: number, other: number): number {
	let h = Math.imul(one ^ OTHER_FACTOR, ONE_FACTOR);
	h = Math.imul(h ^ (h >>> 15) ^ other, OTHER_FACTOR);
	h ^= h >>> 16;
	h = Math.imul(h, 0x85ebca6b);
	return h ^ (h >>> 13);
}
