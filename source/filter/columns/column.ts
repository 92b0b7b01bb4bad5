import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {Block} from './block.ts';

/**
 * What the tables alone say of a row: no, yes, or that the packet has to be dissected to know. The numbers make
 * three-valued logic simple: `and` is the minimum, `or` the maximum, `not` 2 minus the answer.
 */
export const enum Answer {
	NO,
	ASK,
	YES,
}

/** Writes the answer for each row of the block; `answers` is as long as a block. */
export type BlockTest = (block: Block, answers: Uint8Array) => void;
/** Writes the value for each row of the block; rows without the field may get any number. */
export type BlockReader = (block: Block, values: Float64Array) => void;

/** A field of whole numbers. Booleans are 0 or 1, time spans nanoseconds, all exact below 2^53. */
export interface NumberColumn {
	readonly kind: 'number';
	/** NO: the field is absent. YES: its values are what the readers give. */
	readonly state: BlockTest;
	/** One reader for each value that the field has in a packet: two for `tcp.port`. */
	readonly readers: readonly BlockReader[];
	/** The values, where every packet of a stream has the same; none where the stream has no value. */
	readonly ofStream?: (stream: number) => readonly number[];
	/** The one value is 1 where the row's TCP flags have one of these bits, otherwise 0. */
	readonly flagBits?: number;
}

/** Rows of the address table, as a number column gives numbers. */
export interface AddressColumn {
	readonly kind: 'address';
	readonly version: 4 | 6;
	readonly state: BlockTest;
	readonly readers: readonly BlockReader[];
	readonly ofStream?: (stream: number) => readonly number[];
}

/** A field with as many values as the packet has TLS records or messages. */
export interface ListColumn {
	readonly kind: 'list';
	readonly state: BlockTest;
	readonly values: (row: number) => readonly number[];
}

/** A point in time: the row's own, as nanoseconds since 1970. */
export interface TimeColumn {
	readonly kind: 'time';
	readonly state: BlockTest;
}

/** A text that a number stands for: an address, the flags, the number of a verdict. */
export interface TextColumn {
	readonly kind: 'text';
	readonly state: BlockTest;
	/** The numbers, as a number column has them. */
	readonly readers: readonly BlockReader[];
	readonly text: (number: number) => string;
}

/** A label: there or not. */
export interface LabelColumn {
	readonly kind: 'label';
	readonly state: BlockTest;
}

export type Column = NumberColumn | AddressColumn | ListColumn | TimeColumn | TextColumn | LabelColumn;
export type MakeColumn = (tables: CaptureTables) => Column;

/** A packet with one plain TCP header has the field, one without TCP has not. */
export const plainTcp: BlockTest = (block, answers) => answers.set(block.plain);

/** As `plainTcp`, but a packet without a row of TCP may still have it: ask there too. */
export const askWithoutTcp: BlockTest = (block, answers) => {
	for (let i = 0; i < block.count; i++) answers[i] = block.plain[i] === Answer.YES ? Answer.YES : Answer.ASK;
};

/** Of the rows that `state` says YES to, only those of which the condition holds. */
export function when(state: BlockTest, condition: (row: number) => boolean): BlockTest {
	return (block, answers) => {
		state(block, answers);
		for (let i = 0; i < block.count; i++)
			if (answers[i] === Answer.YES && !condition(block.first + i)) answers[i] = Answer.NO;
	};
}

/** ASK instead of YES where the condition does not hold. */
export function sureWhen(state: BlockTest, condition: (row: number) => boolean): BlockTest {
	return (block, answers) => {
		state(block, answers);
		for (let i = 0; i < block.count; i++)
			if (answers[i] === Answer.YES && !condition(block.first + i)) answers[i] = Answer.ASK;
	};
}

/** Every packet of a stream, whatever else is in it. */
export const inStream: BlockTest = (block, answers) => {
	for (let i = 0; i < block.count; i++) answers[i] = block.stream[i]! < 0 ? Answer.NO : Answer.YES;
};

export const always: BlockTest = (block, answers) => {
	answers.fill(Answer.YES, 0, block.count);
};

/** A reader that works row by row. */
export function byRow(read: (row: number) => number): BlockReader {
	return (block, values) => {
		for (let i = 0; i < block.count; i++) values[i] = read(block.first + i);
	};
}
