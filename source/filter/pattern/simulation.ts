import {type Before, beforeOf, END, holds, type Instruction, LAST_NEWLINE, Op} from './program.ts';
import {NEWLINE} from './syntax/character-set.ts';

/** Instructions visited for one subject, at most: some tenths of a second for the largest packet. */
const LEAST_VISITS = 200_000;
const VISITS_PER_BYTE = 100;
const MOST_VISITS = 20_000_000;
const NO_SET = new Uint8Array(256);

/**
 * Runs a program over a subject with the list of all places where a match could be, without keeping anything between
 * two bytes but that list. A pattern that is too large for that at too many bytes does not match, as one does not that
 * backtracks too long.
 */
export class Simulation {
	/** The program's parts, side by side: this is the hot loop. */
	private readonly op: Uint8Array;
	private readonly next: Int32Array;
	private readonly other: Int32Array;
	private readonly set: readonly Uint8Array[];
	private readonly reached: Uint32Array;
	private readonly listed: Uint32Array;
	private pending: Int32Array;
	private pendingCount = 0;
	private after: Int32Array;
	private afterCount = 0;
	private readonly stack: number[] = [];
	/** Marks of `reached` and `listed` are of this byte if they are this number. */
	private mark = 0;

	constructor(
		private readonly program: readonly Instruction[],
		/** Where a match may start at any byte; undefined where it can only at the first. */
		private readonly start: number | undefined,
	) {
		this.op = Uint8Array.from(program, ({op}) => op);
		this.next = Int32Array.from(program, ({next}) => next);
		this.other = Int32Array.from(program, ({other}) => other);
		this.set = program.map(({set}) => set ?? NO_SET);
		this.reached = new Uint32Array(program.length);
		this.listed = new Uint32Array(program.length);
		this.pending = new Int32Array(program.length);
		this.after = new Int32Array(program.length);
	}

	/** Does a match end behind the byte `from` and not behind `to`, when these instructions are pending at `from`? */
	run(bytes: Uint8Array, from: number, to: number, pending: readonly number[], before: Before): boolean {
		const last = to - 1;
		let visits = Math.min(MOST_VISITS, LEAST_VISITS + VISITS_PER_BYTE * (to - from));
		this.pending.set(pending);
		this.pendingCount = pending.length;
		for (let at = from; at <= to; at++) {
			const byte = at < to ? bytes[at]! : END;
			const symbol = at === last && byte === NEWLINE ? LAST_NEWLINE : byte;
			if (++this.mark === 0xffff_ffff) this.forgetMarks();
			this.afterCount = 0;
			for (let n = 0; n < this.pendingCount; n++) {
				const visited = this.visit(this.pending[n]!, before, symbol, byte);
				if (visited < 0) return true;
				visits -= visited;
			}
			if (visits < 0) return false;
			if (this.start !== undefined) this.list(this.start);
			[this.pending, this.after] = [this.after, this.pending];
			this.pendingCount = this.afterCount;
			before = beforeOf(byte);
		}
		return false;
	}

	/** Follows an instruction to those that take the byte, and lists what is behind them. Number of visits; -1: accepted. */
	private visit(from: number, before: Before, symbol: number, byte: number): number {
		const {program, reached, mark, stack} = this;
		let visits = 0;
		stack.push(from);
		while (stack.length > 0) {
			const index = stack.pop()!;
			if (reached[index] === mark) continue;
			reached[index] = mark;
			visits++;
			const op = this.op[index]!;
			if (op === Op.ACCEPT) {
				stack.length = 0;
				return -1;
			}
			if (op === Op.SPLIT) stack.push(this.next[index]!, this.other[index]!);
			else if (op === Op.ASSERT) {
				if (holds(program[index]!.assertion!, before, symbol)) stack.push(this.next[index]!);
			} else if (this.set[index]![byte] === 1) this.list(this.next[index]!);
		}
		return visits;
	}

	private list(index: number): void {
		if (this.listed[index] === this.mark) return;
		this.listed[index] = this.mark;
		this.after[this.afterCount++] = index;
	}

	private forgetMarks(): void {
		this.reached.fill(0);
		this.listed.fill(0);
		this.mark = 1;
	}
}
