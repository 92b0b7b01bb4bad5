import type {FieldDefinition} from '../../dissect/field.ts';
import type {CallOperand, CheckedOperand, CheckedTest, FieldOperand} from './checked-tree.ts';

/** All fields that a test looks at in the packet that is tested. */
export function fieldsOfTest(test: CheckedTest): readonly FieldDefinition[] {
	return fieldOperandsOfTest(test).map(({field}) => field);
}

/** As `fieldsOfTest`, with their layers. */
export function fieldOperandsOfTest(test: CheckedTest): readonly FieldOperand[] {
	return operandsOfTest(test).flatMap(operand => fieldOperandsOf(operand));
}

/** All that a test compares or looks for. */
export function operandsOfTest(test: CheckedTest): readonly CheckedOperand[] {
	switch (test.kind) {
		case 'and':
		case 'or':
			return test.tests.flatMap(operandsOfTest);
		case 'not':
			return operandsOfTest(test.test);
		case 'exists':
		case 'nonzero':
			return [test.operand];
		case 'comparison':
		case 'contains':
			return [test.left, test.right];
		case 'matches':
			return [test.left];
		case 'in':
			return [test.left, ...test.elements.flatMap(({low, high}) => (high === undefined ? [low] : [low, high]))];
	}
}

/**
 * The fields in an operand.
 *
 * @param leftOut whether what a function's arguments name is not wanted
 */
export function fieldOperandsOf(
	operand: CheckedOperand,
	leftOut: (call: CallOperand) => boolean = () => false,
): readonly FieldOperand[] {
	switch (operand.kind) {
		case 'field':
			return [operand];
		case 'slice':
		case 'bytes':
		case 'negation':
			return fieldOperandsOf(operand.operand, leftOut);
		case 'arithmetic':
			return [...fieldOperandsOf(operand.left, leftOut), ...fieldOperandsOf(operand.right, leftOut)];
		case 'call':
			return leftOut(operand) ? [] : operand.arguments.flatMap(argument => fieldOperandsOf(argument, leftOut));
		default:
			return [];
	}
}
