import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {PacketWord} from '../../analysis/tables/packet-table.ts';
import {IpPrefix, ipv4Bytes, type Value} from '../evaluate/values.ts';
import type {ComparisonOperator} from '../syntax/token.ts';
import {BLOCK_LENGTH} from './block.ts';
import {
	type AddressColumn,
	Answer,
	type BlockTest,
	type ListColumn,
	type NumberColumn,
	type TimeColumn,
	when,
} from './column.ts';
import {Memo} from './memo.ts';
import {predicateTest, rangeOf} from './number-tests.ts';

const NANOSECONDS = 1_000_000_000n;

type Fits = (value: Value) => boolean;

/** Every value of one column with every value of the other. */
export function twoColumns(
	left: NumberColumn,
	right: NumberColumn,
	operator: ComparisonOperator,
	all: boolean,
): BlockTest {
	const {low, high, inverted} = rangeOf(operator, 0);
	const other = new Uint8Array(BLOCK_LENGTH);
	/** Pairs of values that fit. */
	const fitting = new Uint8Array(BLOCK_LENGTH);
	const ours = new Float64Array(BLOCK_LENGTH);
	const theirs = new Float64Array(BLOCK_LENGTH);
	const enough = all ? left.readers.length * right.readers.length : 1;
	return (block, answers) => {
		left.state(block, answers);
		right.state(block, other);
		fitting.fill(0);
		for (const readLeft of left.readers) {
			readLeft(block, ours);
			for (const readRight of right.readers) {
				readRight(block, theirs);
				for (let i = 0; i < block.count; i++) {
					const difference = ours[i]! - theirs[i]!;
					if ((difference >= low && difference <= high) !== inverted) fitting[i]!++;
				}
			}
		}
		for (let i = 0; i < block.count; i++) {
			if (other[i]! < answers[i]!) answers[i] = other[i]!;
			if (answers[i] === Answer.YES && fitting[i]! < enough) answers[i] = Answer.NO;
		}
	};
}

/** The values of few packets: TLS records. */
export function listTest({state, values}: ListColumn, fits: Fits, all: boolean): BlockTest {
	return when(state, row => (all ? values(row).every(fits) : values(row).some(fits)));
}

/** The time of each row itself, as a bigint: for sets and the like. */
export function timeTest({state}: TimeColumn, fits: Fits, {packets}: CaptureTables): BlockTest {
	return when(state, row => fits(BigInt(packets.seconds(row)) * NANOSECONDS + BigInt(packets.nanoseconds(row))));
}

/** The time of each row compared with a constant, exact to the nanosecond without bigints. */
export function timeComparison({state}: TimeColumn, operator: ComparisonOperator, constant: bigint): BlockTest {
	const wholeSeconds = Number(constant / NANOSECONDS);
	const rest = Number(constant % NANOSECONDS);
	const {low, high, inverted} = rangeOf(operator, 0);
	return (block, answers) => {
		state(block, answers);
		const {words} = block.chunk;
		for (let i = 0, word = block.at * PacketWord.COUNT; i < block.count; i++, word += PacketWord.COUNT) {
			const order =
				(words[word + PacketWord.SECONDS]! >>> 0) - wholeSeconds || words[word + PacketWord.NANOSECONDS]! - rest;
			if (answers[i] === Answer.YES && (order >= low && order <= high) === inverted) answers[i] = Answer.NO;
		}
	};
}

/** Tests every address once: the answer is kept by its row in the address table. */
export function addressTest(column: AddressColumn, fits: Fits, all: boolean, {addresses}: CaptureTables): BlockTest {
	const known = new Memo(row => {
		const bytes = Uint8Array.from(addresses.words(row).flatMap(word => [...ipv4Bytes(word)]));
		return fits(new IpPrefix(bytes, bytes.length * 8));
	});
	return predicateTest(column, row => known.test(row), all);
}
