import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {FieldType} from '../../dissect/field.ts';
import type {CheckedTest} from '../check/checked-tree.ts';
import {fieldOperandsOfTest} from '../check/fields-of-test.ts';
import type {PacketTest} from '../evaluate/general.ts';
import {PacketIndex} from '../evaluate/packet-index.ts';
import {addressOf, isBig, utf8, type Value} from '../evaluate/values.ts';
import {remember} from '../remember.ts';
import {ABSENT, AnswerCache} from './answer-cache.ts';
import {BLOCK_LENGTH, type Block} from './block.ts';
import {Answer, type BlockReader, type BlockTest, type Column, type ListColumn} from './column.ts';
import type {ColumnSource} from './column-source.ts';

/** A field's values in the rows of the block that was loaded last. */
interface FieldValues {
	readonly states: Uint8Array;
	/** The numbers that the values of a row are made of; `ABSENT` where it has none, NaN where numbers do not tell them. */
	readonly numbers: readonly Float64Array[];
	load(block: Block): void;
	of(index: number): readonly Value[];
}

/**
 * Relations that no loop over columns is written for (texts, functions, arithmetic, slices of addresses): evaluated as
 * for a packet, but with the values of the tables, and once for rows that have the same. Undefined where the tables do
 * not hold all of its fields.
 */
export function rowByRow(test: CheckedTest, source: ColumnSource, passes: PacketTest): BlockTest | undefined {
	const known = new Map<string, FieldValues>();
	for (const operand of fieldOperandsOfTest(test)) {
		const {field} = operand;
		const column = source.column(operand);
		const values = column && valuesOf(column, field.type, source.tables);
		if (values === undefined) return undefined;
		known.set(field.name, values);
	}
	const fields = [...known.values()];
	if (fields.length === 0) return undefined;
	// One packet stands for all rows, one after the other: to make one for each takes longer than the test.
	let current = 0;
	const packet = new PacketIndex(-1, noDetails, ({name}) => {
		const values = known.get(name)!;
		return values.states[current] === Answer.YES ? values.of(current) : undefined;
	});
	let cache: AnswerCache | undefined;
	return (block, answers) => {
		cache ??= new AnswerCache(
			fields.flatMap(({numbers}) => numbers),
			index => {
				current = index;
				return passes(packet);
			},
		);
		for (const field of fields) field.load(block);
		for (let index = 0; index < block.count; index++) {
			if (isOpen(fields, index)) answers[index] = Answer.ASK;
			else answers[index] = cache.test(index) ? Answer.YES : Answer.NO;
		}
	};
}

/** Do the tables leave open what one of the fields is? */
function isOpen(fields: readonly FieldValues[], index: number): boolean {
	for (let n = 0; n < fields.length; n++) if (fields[n]!.states[index] === Answer.ASK) return true;
	return false;
}

function noDetails(): never {
	throw new Error('the tables hold all fields of this test');
}

function valuesOf(column: Column, type: FieldType, tables: CaptureTables): FieldValues | undefined {
	switch (column.kind) {
		case 'number':
			return read(column.state, column.readers, isBig(type) ? BigInt : number => number);
		case 'address':
			return read(column.state, column.readers, addressReader(tables));
		case 'text':
			return read(column.state, column.readers, number => utf8(column.text(number)));
		case 'list':
			return readList(column);
		default:
			return undefined;
	}
}

function read(state: BlockTest, readers: readonly BlockReader[], value: (number: number) => Value): FieldValues {
	const states = new Uint8Array(BLOCK_LENGTH);
	const numbers = readers.map(() => new Float64Array(BLOCK_LENGTH));
	return {
		states,
		numbers,
		load: block => {
			state(block, states);
			for (const [index, reader] of readers.entries()) {
				const column = numbers[index]!;
				reader(block, column);
				for (let i = 0; i < block.count; i++) if (states[i] === Answer.NO) column[i] = ABSENT;
			}
		},
		of: index => numbers.map(column => value(column[index]!)),
	};
}

function readList(column: ListColumn): FieldValues {
	const states = new Uint8Array(BLOCK_LENGTH);
	const numbers = new Float64Array(BLOCK_LENGTH);
	let first = 0;
	return {
		states,
		numbers: [numbers],
		load: block => {
			column.state(block, states);
			first = block.first;
			for (let i = 0; i < block.count; i++) numbers[i] = states[i] === Answer.NO ? ABSENT : Number.NaN;
		},
		of: index => column.values(first + index),
	};
}

function addressReader({addresses}: CaptureTables): (row: number) => Value {
	const known = new Map<number, Value>();
	return row => remember(known, row, () => addressOf(addresses.words(row)));
}
