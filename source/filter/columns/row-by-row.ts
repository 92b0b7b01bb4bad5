import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {FieldType} from '../../dissect/field.ts';
import type {CheckedTest} from '../check/checked-tree.ts';
import {fieldOperandsOfTest} from '../check/fields-of-test.ts';
import type {PacketTest} from '../evaluate/general.ts';
import {PacketIndex} from '../evaluate/packet-index.ts';
import {addressOf, isBig, type Value} from '../evaluate/values.ts';
import {remember} from '../remember.ts';
import {BLOCK_LENGTH, type Block} from './block.ts';
import {Answer, type BlockReader, type BlockTest, type Column} from './column.ts';
import type {ColumnSource} from './column-source.ts';

/** A field's values in the rows of the block that was loaded last. */
interface FieldValues {
	readonly states: Uint8Array;
	load(block: Block): void;
	of(index: number): readonly Value[];
}

/**
 * Relations that no loop over columns is written for (functions, arithmetic, slices of addresses): evaluated for each
 * row, as for a packet, but with the values of the tables. Undefined where these do not hold all of its fields.
 */
export function rowByRow(test: CheckedTest, source: ColumnSource, passes: PacketTest): BlockTest | undefined {
	const known = new Map<string, FieldValues>();
	for (const {field, layers} of fieldOperandsOfTest(test)) {
		const column = layers === undefined ? source.column(field) : undefined;
		const values = column && valuesOf(column, field.type, source.tables);
		if (values === undefined) return undefined;
		known.set(field.name, values);
	}
	const fields = [...known.values()];
	if (fields.length === 0) return undefined;
	// One packet stands for all rows, one after the other: to make one for each takes longer than the test.
	let index = 0;
	const packet = new PacketIndex(-1, noDetails, ({name}) => {
		const values = known.get(name)!;
		return values.states[index] === Answer.YES ? values.of(index) : undefined;
	});
	return (block, answers) => {
		for (const field of fields) field.load(block);
		for (index = 0; index < block.count; index++) {
			if (isOpen(fields, index)) answers[index] = Answer.ASK;
			else answers[index] = passes(packet) ? Answer.YES : Answer.NO;
		}
	};
}

/** Do the tables leave open what one of the fields is? */
function isOpen(fields: readonly FieldValues[], index: number): boolean {
	for (const {states} of fields) if (states[index] === Answer.ASK) return true;
	return false;
}

function noDetails(): never {
	throw new Error('the tables hold all fields of this test');
}

function valuesOf(column: Column, type: FieldType, tables: CaptureTables): FieldValues | undefined {
	const states = new Uint8Array(BLOCK_LENGTH);
	switch (column.kind) {
		case 'number':
			return read(column.state, column.readers, states, isBig(type) ? BigInt : number => number);
		case 'address':
			return read(column.state, column.readers, states, addressReader(tables));
		case 'list': {
			let first = 0;
			return {
				states,
				load: block => {
					column.state(block, states);
					first = block.first;
				},
				of: index => column.values(first + index),
			};
		}
		default:
			return undefined;
	}
}

function read(
	state: BlockTest,
	readers: readonly BlockReader[],
	states: Uint8Array,
	value: (number: number) => Value,
): FieldValues {
	const numbers = readers.map(() => new Float64Array(BLOCK_LENGTH));
	return {
		states,
		load: block => {
			state(block, states);
			for (const [index, reader] of readers.entries()) reader(block, numbers[index]!);
		},
		of: index => numbers.map(column => value(column[index]!)),
	};
}

function addressReader({addresses}: CaptureTables): (row: number) => Value {
	const known = new Map<number, Value>();
	return row => remember(known, row, () => addressOf(addresses.words(row)));
}
