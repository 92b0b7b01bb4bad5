import {BLOCK_LENGTH} from './block.ts';
import {Answer, type BlockTest} from './column.ts';

/** Three-valued `not`. */
export function negated(inner: BlockTest): BlockTest {
	return (block, answers) => {
		inner(block, answers);
		for (let i = 0; i < block.count; i++) answers[i] = Answer.YES - answers[i]!;
	};
}

/** Three-valued `and`: the least answer. Stops where no row of the block can pass any more. */
export function conjunction(tests: readonly BlockTest[]): BlockTest {
	const other = new Uint8Array(BLOCK_LENGTH);
	const [first, ...rest] = tests;
	return (block, answers) => {
		first!(block, answers);
		for (const test of rest) {
			if (isAll(answers, block.count, Answer.NO)) return;
			test(block, other);
			for (let i = 0; i < block.count; i++) if (other[i]! < answers[i]!) answers[i] = other[i]!;
		}
	};
}

/** Three-valued `or`: the greatest answer. Stops where every row of the block passes. */
export function disjunction(tests: readonly BlockTest[]): BlockTest {
	const other = new Uint8Array(BLOCK_LENGTH);
	const [first, ...rest] = tests;
	return (block, answers) => {
		first!(block, answers);
		for (const test of rest) {
			if (isAll(answers, block.count, Answer.YES)) return;
			test(block, other);
			for (let i = 0; i < block.count; i++) if (other[i]! > answers[i]!) answers[i] = other[i]!;
		}
	};
}

function isAll(answers: Uint8Array, count: number, answer: Answer): boolean {
	for (let i = 0; i < count; i++) if (answers[i] !== answer) return false;
	return true;
}
