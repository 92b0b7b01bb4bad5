import {FAILED, type States, UNKNOWN} from './states.ts';

/** Pairs of more classes would make a table that is larger than the processor's cache. */
const MOST_CLASSES = 16;

/**
 * The states' table for two bytes at a time: what takes the time in an automaton is to wait for the next state, one
 * after the other, and there are half as many to wait for.
 */
export class BytePairs {
	/** state + classes of two bytes → next state, or one of the entries that are none. A state is the index of its row. */
	table = new Int32Array(0);
	/** Place of a byte's class in the index: of the first byte of a pair, and of the second. */
	readonly high = new Uint8Array(256);
	readonly low = new Uint8Array(256);
	/** Bits of a class, and of a row's index. */
	private readonly bits: number;
	private generation = 0;

	private constructor(private readonly states: States) {
		// The two symbols behind the bytes never stand in a pair.
		this.bits = Math.max(1, Math.ceil(Math.log2(states.classes - 2)));
		for (let byte = 0; byte < 256; byte++) {
			this.low[byte] = states.classOf[byte]!;
			this.high[byte] = states.classOf[byte]! << this.bits;
		}
	}

	/** Undefined for a pattern that tells too many classes of bytes apart. */
	static of(states: States): BytePairs | undefined {
		return states.classes - 2 > MOST_CLASSES ? undefined : new BytePairs(states);
	}

	/** A state of the single table as one of this. */
	row(state: number): number {
		return (state / this.states.classes) << (2 * this.bits);
	}

	/** The opposite of `row`. */
	state(row: number): number {
		return (row >>> (2 * this.bits)) * this.states.classes;
	}

	/** Makes room for the states there are; forgets those that were dropped. */
	prepare(): void {
		const {states} = this;
		const needed = states.count << (2 * this.bits);
		const isOld = this.generation !== states.generation;
		if (!isOld && needed <= this.table.length) return;
		this.generation = states.generation;
		const table = new Int32Array(Math.max(16 << (2 * this.bits), 2 * needed)).fill(UNKNOWN);
		if (!isOld) table.set(this.table);
		this.table = table;
	}

	/** Works out the transition over two bytes, and keeps it. The table may be another one then. */
	step(row: number, first: number, second: number): number {
		const {states} = this;
		const middle = states.next(this.state(row), states.classOf[first]!);
		const last = middle <= FAILED ? middle : states.next(middle, states.classOf[second]!);
		const next = last <= FAILED ? last : this.row(last);
		const isSame = this.generation === states.generation;
		this.prepare();
		if (isSame) this.table[row + (this.high[first]! | this.low[second]!)] = next;
		return next;
	}
}
