import type {CallOperand, CheckedOperand} from '../check/checked-tree.ts';
import type {ByteRange} from '../syntax/range.ts';
import {calculate, negate} from './arithmetic.ts';
import {absolute, callOnField, extreme} from './call.ts';
import type {PacketIndex} from './packet-index.ts';
import {bytesOf, type Value} from './values.ts';

/**
 * Values of an operand in a packet: one for each occurrence, results that do not exist left out. Undefined where a
 * field that it needs is absent: then no comparison holds (spec/display-filter.md 5).
 */
export type Evaluate = (packet: PacketIndex) => readonly Value[] | undefined;

/** The packet that references look at; undefined when none is selected. */
export type Selected = PacketIndex | undefined;

export function compileOperand(operand: CheckedOperand, selected: Selected): Evaluate {
	switch (operand.kind) {
		case 'field':
			return packet => packet.values(operand.field, operand.layers);
		case 'reference': {
			const values = selected?.values(operand.field, operand.layers);
			return () => values;
		}
		case 'constant': {
			const values = [operand.value];
			return () => values;
		}
		case 'slice': {
			const inner = compileOperand(operand.operand, selected);
			return packet => inner(packet)?.map(value => slice(bytesOf(value)!, operand.ranges));
		}
		case 'bytes': {
			const inner = compileOperand(operand.operand, selected);
			return packet => inner(packet)?.map(value => bytesOf(value)!);
		}
		case 'call':
			return compileCall(operand, selected);
		case 'negation': {
			const inner = compileOperand(operand.operand, selected);
			return packet => inner(packet)?.flatMap(value => present(negate(value, operand.type)));
		}
		case 'arithmetic': {
			const left = compileOperand(operand.left, selected);
			const right = compileOperand(operand.right, selected);
			const {operator, type} = operand;
			return packet => {
				const ours = left(packet);
				const theirs = ours === undefined ? undefined : right(packet);
				return theirs && ours?.flatMap(a => theirs.flatMap(b => present(calculate(operator, a, b, type))));
			};
		}
	}
}

function present(value: Value | undefined): readonly Value[] {
	return value === undefined ? [] : [value];
}

function compileCall(operand: CallOperand, selected: Selected): Evaluate {
	const {name, type} = operand;
	const given = operand.arguments.map(argument => compileOperand(argument, selected));
	if (name === 'max' || name === 'min')
		// Absent fields are skipped, unlike everywhere else.
		return packet => {
			const values = given.flatMap(argument => argument(packet) ?? []);
			return extreme(name, values, type);
		};
	const [argument] = given;
	if (name === 'abs')
		return packet => {
			const values = argument!(packet);
			return values?.length === 0 ? undefined : values?.map(value => absolute(value, type));
		};
	const {type: argumentType} = operand.arguments[0]!;
	return packet => {
		const values = argument!(packet);
		return values && callOnField(name, values, argumentType);
	};
}

/** The bytes of all ranges, one behind the other; a range that does not fit ends the list (spec 10). */
export function slice(bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array {
	const parts: Uint8Array[] = [];
	for (const {start, length} of ranges) {
		const from = start < 0 ? bytes.length + start : start;
		const to = length === undefined ? bytes.length : from + length;
		if (from < 0 || from >= bytes.length || to > bytes.length) break;
		parts.push(bytes.subarray(from, to));
	}
	return parts.length === 1 ? parts[0]! : Uint8Array.from(Buffer.concat(parts));
}
