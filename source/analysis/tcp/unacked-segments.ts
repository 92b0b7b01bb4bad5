import {Direction, DirectionBit} from './stream-state.ts';

/** Words of a pool entry: a doubly linked list a direction, newest first. */
const enum Entry {
	ROW = 0,
	SEQUENCE = 1,
	END = 2,
	/** Entries plus one, 0 at the end of the list; `OLDER` also links the free entries. */
	OLDER = 3,
	NEWER = 4,
	WORDS = 5,
}

/** Beyond this many a direction keeps no more (spec/tcp-analysis.md 9.14). */
export const MAX_SEGMENTS = 10_000;
const HALF_SERIAL = 2 ** 30;

/**
 * The segments of each direction that have not been acknowledged yet (spec 9.14, 9.18), in one pool.
 *
 * The rules walk the whole list for each ACK and each data segment. As long as a direction's segments stand in order of
 * sequence and do not overlap (the usual case; `DirectionBit.IN_ORDER`), the ends of the list give the same answers.
 */
export class UnackedSegments {
	private pool = new Int32Array(Entry.WORDS * 1024);
	private used = 0;
	/** Free entry plus one. */
	private free = 0;
	/** Lowest start and highest end of the list that `measure` saw last, relative to the base. */
	first = 0;
	last = 0;

	/** Row of the oldest entry, -1 if the list is empty. */
	oldestRow(words: Int32Array, direction: number): number {
		const entry = words[direction + Direction.OLDEST_SEGMENT]! - 1;
		return entry < 0 ? -1 : this.pool[entry * Entry.WORDS + Entry.ROW]!;
	}

	push(words: Int32Array, direction: number, row: number, sequence: number, end: number): void {
		const entry = this.allocate();
		const at = entry * Entry.WORDS;
		const {pool} = this;
		const newest = words[direction + Direction.NEWEST_SEGMENT]! - 1;
		pool[at + Entry.ROW] = row;
		pool[at + Entry.SEQUENCE] = sequence;
		pool[at + Entry.END] = end;
		pool[at + Entry.OLDER] = newest + 1;
		pool[at + Entry.NEWER] = 0;
		if (newest < 0) {
			words[direction + Direction.OLDEST_SEGMENT] = entry + 1;
			words[direction + Direction.BITS]! |= DirectionBit.IN_ORDER;
		} else {
			pool[newest * Entry.WORDS + Entry.NEWER] = entry + 1;
			const gap = (sequence - pool[newest * Entry.WORDS + Entry.END]!) | 0;
			if (gap < 0 || gap > HALF_SERIAL) words[direction + Direction.BITS]! &= ~DirectionBit.IN_ORDER;
		}
		words[direction + Direction.NEWEST_SEGMENT] = entry + 1;
		words[direction + Direction.BITS]! += DirectionBit.SEGMENT;
	}

	/**
	 * Takes away what an ACK number covers.
	 *
	 * @returns row of the (oldest) segment that ends exactly at `ack`, -1 if there is none
	 */
	acknowledge(words: Int32Array, direction: number, ack: number): number {
		const newest = words[direction + Direction.NEWEST_SEGMENT]! - 1;
		if (newest < 0) return -1;
		const oldest = words[direction + Direction.OLDEST_SEGMENT]! - 1;
		const fromStart = (ack - this.pool[oldest * Entry.WORDS + Entry.SEQUENCE]!) | 0;
		const toEnd = (ack - this.pool[newest * Entry.WORDS + Entry.END]!) | 0;
		const ordinary =
			(words[direction + Direction.BITS]! & DirectionBit.IN_ORDER) !== 0 &&
			Math.abs(fromStart) < HALF_SERIAL &&
			Math.abs(toEnd) < HALF_SERIAL;
		return ordinary ? this.acknowledgeInOrder(words, direction, ack) : this.acknowledgeAll(words, direction, ack);
	}

	/** From the oldest on, until a segment ends behind the ACK number. */
	private acknowledgeInOrder(words: Int32Array, direction: number, ack: number): number {
		const {pool} = this;
		let exact = -1;
		let entry = words[direction + Direction.OLDEST_SEGMENT]! - 1;
		while (entry >= 0) {
			const at = entry * Entry.WORDS;
			const beyond = (pool[at + Entry.END]! - ack) | 0;
			if (beyond > 0) {
				if (((ack - pool[at + Entry.SEQUENCE]!) | 0) > 0) pool[at + Entry.SEQUENCE] = ack;
				break;
			}
			if (beyond === 0) exact = pool[at + Entry.ROW]!;
			const newer = pool[at + Entry.NEWER]! - 1;
			this.remove(words, direction, entry);
			entry = newer;
		}
		return exact;
	}

	/** The rules of spec 9.18 as they stand, newest to oldest. */
	private acknowledgeAll(words: Int32Array, direction: number, ack: number): number {
		const {pool} = this;
		let exact = -1;
		let entry = words[direction + Direction.NEWEST_SEGMENT]! - 1;
		while (entry >= 0) {
			const at = entry * Entry.WORDS;
			const older = pool[at + Entry.OLDER]! - 1;
			const end = pool[at + Entry.END]!;
			if (ack === end) {
				exact = pool[at + Entry.ROW]!;
				this.remove(words, direction, entry);
			} else {
				const start = pool[at + Entry.SEQUENCE]!;
				if (((start - ack) | 0) < 0 && ((ack - end) | 0) <= 0) pool[at + Entry.SEQUENCE] = ack;
				if (((ack - end) | 0) >= 0) this.remove(words, direction, entry);
			}
			entry = older;
		}
		return exact;
	}

	/** Sets `first` and `last`: the span of the list, as unsigned numbers relative to `base`. */
	measure(words: Int32Array, direction: number, base: number): void {
		const {pool} = this;
		const oldest = (words[direction + Direction.OLDEST_SEGMENT]! - 1) * Entry.WORDS;
		const newest = (words[direction + Direction.NEWEST_SEGMENT]! - 1) * Entry.WORDS;
		this.first = (pool[oldest + Entry.SEQUENCE]! - base) >>> 0;
		this.last = (pool[newest + Entry.END]! - base) >>> 0;
		if ((words[direction + Direction.BITS]! & DirectionBit.IN_ORDER) !== 0 && this.first <= this.last) return;
		this.first = 0xffffffff;
		this.last = 0;
		for (let at = newest; at >= 0; at = (pool[at + Entry.OLDER]! - 1) * Entry.WORDS) {
			const start = (pool[at + Entry.SEQUENCE]! - base) >>> 0;
			const end = (pool[at + Entry.END]! - base) >>> 0;
			if (start < this.first) this.first = start;
			if (end > this.last) this.last = end;
		}
	}

	private remove(words: Int32Array, direction: number, entry: number): void {
		const {pool} = this;
		const at = entry * Entry.WORDS;
		const older = pool[at + Entry.OLDER]!;
		const newer = pool[at + Entry.NEWER]!;
		if (older === 0) words[direction + Direction.OLDEST_SEGMENT] = newer;
		else pool[(older - 1) * Entry.WORDS + Entry.NEWER] = newer;
		if (newer === 0) words[direction + Direction.NEWEST_SEGMENT] = older;
		else pool[(newer - 1) * Entry.WORDS + Entry.OLDER] = older;
		words[direction + Direction.BITS]! -= DirectionBit.SEGMENT;
		pool[at + Entry.OLDER] = this.free;
		this.free = entry + 1;
	}

	private allocate(): number {
		if (this.free !== 0) {
			const entry = this.free - 1;
			this.free = this.pool[entry * Entry.WORDS + Entry.OLDER]!;
			return entry;
		}
		if ((this.used + 1) * Entry.WORDS > this.pool.length) {
			const pool = new Int32Array(this.pool.length * 2);
			pool.set(this.pool);
			this.pool = pool;
		}
		return this.used++;
	}
}
