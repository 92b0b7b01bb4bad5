import {PacketHalf} from '../../analysis/tables/packet-table.ts';
import type {ComparisonOperator} from '../syntax/token.ts';
import {BLOCK_LENGTH} from './block.ts';
import {type AddressColumn, Answer, type BlockTest, type NumberColumn} from './column.ts';
import {Memo} from './memo.ts';

/** Whole numbers from `low` to `high`, or all others: what every comparison with a constant comes down to. */
export interface NumberRange {
	readonly low: number;
	readonly high: number;
	readonly inverted: boolean;
}

export function rangeOf(operator: ComparisonOperator, constant: number): NumberRange {
	const from = (low: number, high: number, inverted = false): NumberRange => ({low, high, inverted});
	switch (operator) {
		case '==':
		case '===':
			return from(constant, constant);
		case '!=':
		case '!==':
			return from(constant, constant, true);
		case '<':
			return from(Number.NEGATIVE_INFINITY, constant - 1);
		case '<=':
			return from(Number.NEGATIVE_INFINITY, constant);
		case '>':
			return from(constant + 1, Number.POSITIVE_INFINITY);
		case '>=':
			return from(constant, Number.POSITIVE_INFINITY);
	}
}

/** Asks each stream once, as long as the tables do not grow; rows that `state` says YES to take its answer. */
export function streamTest(state: BlockTest, fits: (stream: number) => boolean): BlockTest {
	const memo = new Memo(fits);
	let generation = -1;
	return (block, answers) => {
		if (block.generation !== generation) memo.forget();
		generation = block.generation;
		state(block, answers);
		for (let i = 0; i < block.count; i++)
			if (answers[i] === Answer.YES && !memo.test(block.stream[i]!)) answers[i] = Answer.NO;
	};
}

/** One TCP flag: the commonest of all tests, read from the flags at once. */
function flagTest(bits: number, ifSet: boolean, ifClear: boolean): BlockTest {
	const set = ifSet ? Answer.YES : Answer.NO;
	const clear = ifClear ? Answer.YES : Answer.NO;
	return ({plain, count, chunk: {halves}, at}, answers) => {
		for (let i = 0, half = at * PacketHalf.COUNT + PacketHalf.FLAGS; i < count; i++, half += PacketHalf.COUNT)
			answers[i] = plain[i] !== Answer.YES ? plain[i]! : (halves[half]! & bits) === 0 ? clear : set;
	};
}

/** Does any value, or do all values, of a column lie in a range? */
export function rangeTest(column: NumberColumn, {low, high, inverted}: NumberRange, all: boolean): BlockTest {
	const {state, readers, ofStream, flagBits} = column;
	const fits = (value: number): boolean => (value >= low && value <= high) !== inverted;
	if (flagBits !== undefined) return flagTest(flagBits, fits(1), fits(0));
	if (ofStream !== undefined) return predicateTest(column, fits, all);
	const values = readers.map(() => new Float64Array(BLOCK_LENGTH));
	const [first, second = first!] = values;
	return (block, answers) => {
		state(block, answers);
		for (const [index, read] of readers.entries()) read(block, values[index]!);
		for (let i = 0; i < block.count; i++) {
			if (answers[i] !== Answer.YES) continue;
			const one = (first![i]! >= low && first![i]! <= high) !== inverted;
			const other = (second[i]! >= low && second[i]! <= high) !== inverted;
			if (all ? !(one && other) : !(one || other)) answers[i] = Answer.NO;
		}
	};
}

/** Do any, or all, values of a column fit? */
export function predicateTest(
	{state, readers, ofStream}: NumberColumn | AddressColumn,
	fits: (value: number) => boolean,
	all: boolean,
): BlockTest {
	if (ofStream !== undefined)
		return streamTest(state, stream => (all ? ofStream(stream).every(fits) : ofStream(stream).some(fits)));
	const values = readers.map(() => new Float64Array(BLOCK_LENGTH));
	const [first, second = first!] = values;
	return (block, answers) => {
		state(block, answers);
		for (const [index, read] of readers.entries()) read(block, values[index]!);
		for (let i = 0; i < block.count; i++) {
			if (answers[i] !== Answer.YES) continue;
			const one = fits(first![i]!);
			if (!(one === all && second !== first ? fits(second[i]!) : one)) answers[i] = Answer.NO;
		}
	};
}
