import type {CheckedOperand, CheckedTest} from '../check/checked-tree.ts';
import {isNonZero} from './arithmetic.ts';
import {contains, holds, needsAll, type Order, orderOf} from './compare.ts';
import {compileOperand, type Evaluate, type Selected} from './operand.ts';
import type {PacketIndex} from './packet-index.ts';
import {ByteSearch, inPlace, type Searcher} from './search.ts';
import {bytesOf, searchedBytes, type Value} from './values.ts';

export type PacketTest = (packet: PacketIndex) => boolean;

/** Compiles a test to run on a dissected packet: right for every filter and packet, but not fast. */
export function compileGeneral(test: CheckedTest, selected: Selected): PacketTest {
	switch (test.kind) {
		case 'and': {
			const tests = test.tests.map(part => compileGeneral(part, selected));
			return packet => tests.every(part => part(packet));
		}
		case 'or': {
			const tests = test.tests.map(part => compileGeneral(part, selected));
			return packet => tests.some(part => part(packet));
		}
		case 'not': {
			const inner = compileGeneral(test.test, selected);
			return packet => !inner(packet);
		}
		case 'exists': {
			const values = compileOperand(test.operand, selected);
			if (test.operand.kind === 'field') return packet => values(packet) !== undefined;
			return packet => values(packet)?.some(value => searchedBytes(value)!.length > 0) ?? false;
		}
		case 'nonzero': {
			const values = compileOperand(test.operand, selected);
			return packet => values(packet)?.some(isNonZero) ?? false;
		}
		case 'comparison': {
			const order = orderOf(test.left.type);
			const all = needsAll(test.operator, test.quantifier);
			return pairs(test.left, test.right, selected, all, (a, b) => holds(test.operator, order(a, b)));
		}
		case 'contains': {
			const {left, right, quantifier} = test;
			const needle = right.kind === 'constant' ? bytesOf(right.value)! : undefined;
			if (needle !== undefined && needle.length > 0) return search(test, new ByteSearch(needle), selected);
			return pairs(left, right, selected, quantifier === 'all', (a, b) => contains(a, b, left.type));
		}
		case 'matches':
			return search(test, test.pattern, selected);
		case 'in':
			return membership(test, selected);
	}
}

/** Compares every value of one side with every value of the other; false where a field is absent. */
function pairs(
	left: CheckedOperand,
	right: CheckedOperand,
	selected: Selected,
	all: boolean,
	fits: (left: Value, right: Value) => boolean,
): PacketTest {
	const leftValues = compileOperand(left, selected);
	const rightValues = compileOperand(right, selected);
	return packet => {
		const ours = leftValues(packet);
		if (ours === undefined) return false;
		const theirs = rightValues(packet);
		if (theirs === undefined) return false;
		return all ? ours.every(a => theirs.every(b => fits(a, b))) : ours.some(a => theirs.some(b => fits(a, b)));
	};
}

/** Looks through the values of the left side. */
function search(
	{left, quantifier}: CheckedTest & {readonly kind: 'contains' | 'matches'},
	searcher: Searcher,
	selected: Selected,
): PacketTest {
	const values = compileOperand(left, selected);
	const fits = (value: Value): boolean => {
		const bytes = searchedBytes(value)!;
		// In nothing, such as a slice behind the end, no pattern is found: not even an empty one.
		return bytes.length > 0 && searcher.test(bytes, 0, bytes.length);
	};
	return inPlace(left, searcher, packet => {
		const found = values(packet);
		return found !== undefined && (quantifier === 'all' ? found.every(fits) : found.some(fits));
	});
}

/**
 * `any f in S`: some value is one of the elements. `all f in S`: every value is; Wireshark asks for one element that
 * all values equal. A quantifier before `not in` does nothing (spec 6.3).
 */
function membership(test: CheckedTest & {readonly kind: 'in'}, selected: Selected): PacketTest {
	const order = orderOf(test.left.type);
	const values = compileOperand(test.left, selected);
	const elements = test.elements.map(({low, high}): {low: Evaluate; high?: Evaluate; orderOfHigh: Order} => ({
		low: compileOperand(low, selected),
		...(high === undefined ? {} : {high: compileOperand(high, selected)}),
		orderOfHigh: high?.kind === 'slice' ? orderOf(high.type) : order,
	}));
	const isIn = (value: Value, packet: PacketIndex): boolean =>
		elements.some(({low, high, orderOfHigh}) => {
			const from = low(packet) ?? [];
			if (high === undefined) return from.some(bound => order(value, bound) === 0);
			const to = high(packet) ?? [];
			return from.some(bound => order(value, bound) >= 0) && to.some(bound => orderOfHigh(value, bound) <= 0);
		});
	const all = test.quantifier === 'all' && !test.negated;
	return packet => {
		const found = values(packet);
		if (found === undefined) return test.negated;
		const isMember = all ? found.every(value => isIn(value, packet)) : found.some(value => isIn(value, packet));
		return isMember !== test.negated;
	};
}
