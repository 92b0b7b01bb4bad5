import type {CheckedElement, CheckedOperand, CheckedTest, FieldOperand} from '../check/checked-tree.ts';
import {fieldOperandsOf, operandsOfTest} from '../check/fields-of-test.ts';
import {holds, needsAll, orderOf} from '../evaluate/compare.ts';
import type {PacketTest} from '../evaluate/general.ts';
import type {Value} from '../evaluate/values.ts';
import type {BlockReader, BlockTest, Column, NumberColumn} from './column.ts';
import type {ColumnSource} from './column-source.ts';
import {atMostAsk} from './guards.ts';
import {negated} from './logic.ts';
import {type NumberRange, predicateTest, rangeOf, rangeTest} from './number-tests.ts';
import {rowByRow} from './row-by-row.ts';
import {addressTest, listTest, timeComparison, timeTest, twoColumns} from './value-tests.ts';

/** A test as the tables answer it. */
export interface ColumnTest {
	readonly test: BlockTest;
	/** The columns hold all that is needed: a plain packet is never dissected for it. */
	readonly complete: boolean;
}

type Comparison = CheckedTest & {readonly kind: 'comparison'};
type Membership = CheckedTest & {readonly kind: 'in'};

/** Compiles one relation to run on the tables; where they cannot tell, it asks for the packet's details. */
export function compileRelation(test: CheckedTest, source: ColumnSource, ofPacket: PacketTest): ColumnTest {
	const fromTables = overColumns(test, source) ?? rowByRow(test, source, ofPacket);
	if (fromTables !== undefined) return {test: fromTables, complete: true};
	const guard = atMostAsk(neededFields(test).map(field => source.guard(field)));
	return {test: test.kind === 'in' && test.negated ? negated(guard) : guard, complete: false};
}

function overColumns(test: CheckedTest, source: ColumnSource): BlockTest | undefined {
	switch (test.kind) {
		case 'exists':
			return columnOf(test.operand, source)?.state;
		case 'nonzero': {
			const column = numberColumn(test.operand, source);
			return column && rangeTest(column, rangeOf('!=', 0), false);
		}
		case 'comparison':
			return comparison(test, source);
		case 'in':
			return membership(test, source);
		default:
			return undefined;
	}
}

function columnOf(operand: CheckedOperand, source: ColumnSource): Column | undefined {
	return operand.kind === 'field' ? source.column(operand) : undefined;
}

/** A field, or a field with a bit mask, as numbers. */
function numberColumn(operand: CheckedOperand, source: ColumnSource): NumberColumn | undefined {
	if (operand.kind !== 'arithmetic') {
		const column = columnOf(operand, source);
		return column?.kind === 'number' ? column : undefined;
	}
	const inner = operand.operator === '&' ? numberColumn(operand.left, source) : undefined;
	const mask = constantNumber(operand.right);
	if (inner === undefined || mask === undefined || mask < 0 || mask > 0xffffffff) return undefined;
	const {state, readers, ofStream} = inner;
	const masked = readers.map(
		(read): BlockReader =>
			(block, values) => {
				read(block, values);
				for (let i = 0; i < block.count; i++) values[i] = (values[i]! & mask) >>> 0;
			},
	);
	const maskedStream = ofStream && ((stream: number) => ofStream(stream).map(value => (value & mask) >>> 0));
	return {kind: 'number', state, readers: masked, ...(maskedStream === undefined ? {} : {ofStream: maskedStream})};
}

/** A constant that a double holds exactly; also one with a minus before it. */
function constantNumber(operand: CheckedOperand): number | undefined {
	if (operand.kind === 'negation') {
		const value = constantNumber(operand.operand);
		return value === undefined ? undefined : -value;
	}
	if (operand.kind !== 'constant' || typeof operand.value === 'object') return undefined;
	const value = Number(operand.value);
	return Number.isSafeInteger(value) ? value : undefined;
}

function comparison(test: Comparison, source: ColumnSource): BlockTest | undefined {
	const {left, right, operator} = test;
	const all = needsAll(operator, test.quantifier);
	const numbers = numberColumn(left, source);
	if (numbers !== undefined) {
		const constant = constantNumber(right);
		if (constant !== undefined) return rangeTest(numbers, rangeOf(operator, constant), all);
		const others = numberColumn(right, source);
		return others && twoColumns(numbers, others, operator, all);
	}
	if (right.kind !== 'constant') return undefined;
	const column = columnOf(left, source);
	if (column?.kind === 'time' && typeof right.value === 'bigint') return timeComparison(column, operator, right.value);
	const order = orderOf(left.type);
	return overValues(left, value => holds(operator, order(value, right.value)), all, source);
}

/** A test of single values, over whatever kind of column the field has. */
function overValues(
	operand: CheckedOperand,
	fits: (value: Value) => boolean,
	all: boolean,
	source: ColumnSource,
): BlockTest | undefined {
	const column = columnOf(operand, source);
	switch (column?.kind) {
		case 'list':
			return listTest(column, fits, all);
		case 'address':
			return addressTest(column, fits, all, source.tables);
		case 'time':
			return timeTest(column, fits, source.tables);
		default:
			return undefined;
	}
}

function isConstant({low, high}: CheckedElement): boolean {
	return low.kind === 'constant' && (high === undefined || high.kind === 'constant');
}

function membership(test: Membership, source: ColumnSource): BlockTest | undefined {
	const all = test.quantifier === 'all' && !test.negated;
	const numbers = numberColumn(test.left, source);
	const inner = numbers === undefined ? inValues(test, all, source) : inNumbers(test, numbers, all);
	return inner !== undefined && test.negated ? negated(inner) : inner;
}

function inNumbers({elements}: Membership, column: NumberColumn, all: boolean): BlockTest | undefined {
	const singles = new Set<number>();
	const ranges: NumberRange[] = [];
	for (const element of elements) {
		const low = constantNumber(element.low);
		const high = element.high === undefined ? low : constantNumber(element.high);
		if (low === undefined || high === undefined) return undefined;
		if (element.high === undefined) singles.add(low);
		else ranges.push({low, high, inverted: false});
	}
	const isInRange = (value: number) => ranges.some(({low, high}) => value >= low && value <= high);
	return predicateTest(column, value => singles.has(value) || isInRange(value), all);
}

function inValues(test: Membership, all: boolean, source: ColumnSource): BlockTest | undefined {
	if (!test.elements.every(isConstant)) return undefined;
	const order = orderOf(test.left.type);
	const isIn = (value: Value): boolean =>
		test.elements.some(({low, high}) => {
			if (low.kind !== 'constant') return false;
			if (high?.kind !== 'constant') return order(value, low.value) === 0;
			return order(value, low.value) >= 0 && order(value, high.value) <= 0;
		});
	return overValues(test.left, isIn, all, source);
}

/** Fields without which the relation never holds; those within max() and min() may be absent. */
function neededFields(test: CheckedTest): readonly FieldOperand[] {
	// One of a set's elements may be absent while another one fits.
	const operands = test.kind === 'in' ? [test.left] : operandsOfTest(test);
	return operands.flatMap(operand => fieldOperandsOf(operand, ({name}) => name === 'max' || name === 'min'));
}
