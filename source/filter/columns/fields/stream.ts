import type {FieldDefinition} from '../../../dissect/field.ts';
import {addressOf, isBig, utf8, type Value} from '../../evaluate/values.ts';
import {remember} from '../../remember.ts';
import {type StreamContext, type StreamReader, streamField} from '../../stream-fields.ts';
import {type BlockReader, type BlockTest, type Column, inStream, type TextColumn} from '../column.ts';
import {streamTest} from '../number-tests.ts';

/** The column of a stream field: what its stream has, for every row with TCP. */
export function streamColumn(field: FieldDefinition, context: StreamContext): Column | undefined {
	const read = streamField(field.name)?.read;
	if (read === undefined) return undefined;
	const {addresses} = context.tables;
	switch (read.kind) {
		case 'number':
			return {
				kind: 'number',
				state: hasValue(read.value, context),
				readers: [numbers(read.value, context)],
				ofStream: ofStream(read.value, context),
			};
		case 'text':
			return textColumn(read.value, context);
		case 'address': {
			const {version, value} = read;
			const ofVersion: StreamReader<number> = stream => {
				const address = value(stream, context)!;
				return addresses.version(address) === version ? address : undefined;
			};
			return {
				kind: 'address',
				version,
				state: hasValue(ofVersion, context),
				readers: [numbers(value, context)],
				ofStream: ofStream(ofVersion, context),
			};
		}
	}
}

/** Each different text has a number: what streams have in common is tested once. */
function textColumn(value: StreamReader<string>, context: StreamContext): TextColumn {
	const numbers = new Map<string, number>();
	const texts: string[] = [];
	const numberOf = (text: string) => remember(numbers, text, () => texts.push(text) - 1);
	return {
		kind: 'text',
		state: hasValue(value, context),
		readers: [
			({stream, count}, values) => {
				for (let i = 0; i < count; i++) {
					const text = stream[i]! < 0 ? undefined : value(stream[i]!, context);
					values[i] = text === undefined ? Number.NaN : numberOf(text);
				}
			},
		],
		text: number => texts[number]!,
	};
}

function hasValue(value: StreamReader<unknown>, context: StreamContext): BlockTest {
	return streamTest(inStream, stream => value(stream, context) !== undefined);
}

function ofStream(value: StreamReader<number>, context: StreamContext): (stream: number) => readonly number[] {
	return stream => {
		const one = value(stream, context);
		return one === undefined ? [] : [one];
	};
}

function numbers(value: StreamReader<number>, context: StreamContext): BlockReader {
	return (block, values) => {
		for (let i = 0; i < block.count; i++) {
			const id = block.stream[i]!;
			values[i] = id < 0 ? Number.NaN : (value(id, context) ?? Number.NaN);
		}
	};
}

/** A stream field's value for a row: undefined where it has none, null for a field of the packet itself. */
export function streamValues(
	field: FieldDefinition,
	row: number,
	context: StreamContext,
): readonly [Value] | undefined | null {
	const read = streamField(field.name)?.read;
	if (read === undefined) return null;
	const stream = context.tables.packets.stream(row);
	if (stream < 0) return undefined;
	const value = read.value(stream, context);
	if (value === undefined) return undefined;
	if (typeof value === 'string') return [utf8(value)];
	if (read.kind !== 'address') return [isBig(field.type) ? BigInt(value) : value];
	const words = context.tables.addresses.words(value);
	return words.length === (read.version === 4 ? 1 : 4) ? [addressOf(words)] : undefined;
}
