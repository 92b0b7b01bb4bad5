import type {PacketTest} from '../evaluate/general.ts';
import type {PacketIndex} from '../evaluate/packet-index.ts';
import {BLOCK_LENGTH, type Block} from './block.ts';
import {Answer, type BlockTest} from './column.ts';

/** A test of a filter, over a block at a time: what the tables say, and how to settle the rows that they leave open. */
export interface TableTest {
	/** The answers for the block that was tested last. */
	readonly answers: Uint8Array;
	/** What a row costs that the tables leave open: tests that cost less go first. */
	readonly cost: Cost;
	test(block: Block): void;
	/** Settles a row that `answers` leaves open. `index` is its place in the block. */
	settle(index: number, packet: PacketIndex): boolean;
}

export const enum Cost {
	/** A plain packet is never looked at: the tables hold all that is needed. */
	NOTHING,
	/** A few bytes of the packet. */
	BYTES,
	/** A search through the packet. */
	SEARCH,
	/** All fields of the packet. */
	DETAILS,
}

/** One relation. */
export class Relation implements TableTest {
	readonly answers = new Uint8Array(BLOCK_LENGTH);

	constructor(
		private readonly fromTables: BlockTest,
		readonly cost: Cost,
		private readonly ofPacket: PacketTest,
	) {}

	test(block: Block): void {
		this.fromTables(block, this.answers);
	}

	settle(_: number, packet: PacketIndex): boolean {
		return this.ofPacket(packet);
	}
}

/** Three-valued `not`. */
export class Negation implements TableTest {
	readonly answers = new Uint8Array(BLOCK_LENGTH);
	readonly cost: Cost;

	constructor(private readonly inner: TableTest) {
		this.cost = inner.cost;
	}

	test(block: Block): void {
		const {inner, answers} = this;
		inner.test(block);
		for (let i = 0; i < block.count; i++) answers[i] = Answer.YES - inner.answers[i]!;
	}

	settle(index: number, packet: PacketIndex): boolean {
		return !this.inner.settle(index, packet);
	}
}

/**
 * Three-valued `and` (the least answer) and `or` (the greatest). The cheap parts come first; where these decide a whole
 * block, or a row, the others are not asked.
 */
export class Junction implements TableTest {
	readonly answers = new Uint8Array(BLOCK_LENGTH);
	readonly cost: Cost;
	private readonly parts: readonly TableTest[];
	/** The answer that no other part can change. */
	private readonly decisive: Answer;

	constructor(parts: readonly TableTest[], kind: 'and' | 'or') {
		this.parts = parts.toSorted((a, b) => a.cost - b.cost);
		this.cost = this.parts.at(-1)!.cost;
		this.decisive = kind === 'and' ? Answer.NO : Answer.YES;
	}

	test(block: Block): void {
		const {answers, decisive, parts} = this;
		const {count} = block;
		for (const [index, part] of parts.entries()) {
			if (index > 0 && isAll(answers, count, decisive)) return;
			part.test(block);
			if (index === 0) answers.set(part.answers);
			else if (decisive === Answer.NO) atMost(answers, part.answers, count);
			else atLeast(answers, part.answers, count);
		}
	}

	settle(index: number, packet: PacketIndex): boolean {
		const decides = this.decisive === Answer.YES;
		for (const part of this.parts) {
			const answer = part.answers[index]!;
			const passes = answer === Answer.ASK ? part.settle(index, packet) : answer === Answer.YES;
			if (passes === decides) return decides;
		}
		return !decides;
	}
}

function atMost(answers: Uint8Array, others: Uint8Array, count: number): void {
	for (let i = 0; i < count; i++) if (others[i]! < answers[i]!) answers[i] = others[i]!;
}

function atLeast(answers: Uint8Array, others: Uint8Array, count: number): void {
	for (let i = 0; i < count; i++) if (others[i]! > answers[i]!) answers[i] = others[i]!;
}

function isAll(answers: Uint8Array, count: number, answer: Answer): boolean {
	for (let i = 0; i < count; i++) if (answers[i] !== answer) return false;
	return true;
}

/** As `Negation`, of answers alone. */
export function negated(inner: BlockTest): BlockTest {
	return (block, answers) => {
		inner(block, answers);
		for (let i = 0; i < block.count; i++) answers[i] = Answer.YES - answers[i]!;
	};
}
