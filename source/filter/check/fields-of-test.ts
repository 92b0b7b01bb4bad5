import type {FieldDefinition} from '../../dissect/field.ts';
import type {CallOperand, CheckedOperand, CheckedTest, FieldOperand} from './checked-tree.ts';

/** All fields that a test looks at in the packet that is tested. */
export function fieldsOfTest(test: CheckedTest): readonly FieldDefinition[] {
	switch (test.kind) {
		case 'and':
		case 'or':
			return test.tests.flatMap(fieldsOfTest);
		case 'not':
			return fieldsOfTest(test.test);
		case 'exists':
		case 'nonzero':
			return fieldsOf(test.operand);
		case 'comparison':
		case 'contains':
			return [...fieldsOf(test.left), ...fieldsOf(test.right)];
		case 'matches':
			return fieldsOf(test.left);
		case 'in':
			return [
				...fieldsOf(test.left),
				...test.elements.flatMap(({low, high}) => [...fieldsOf(low), ...(high === undefined ? [] : fieldsOf(high))]),
			];
	}
}

function fieldsOf(operand: CheckedOperand): readonly FieldDefinition[] {
	return fieldOperandsOf(operand).map(({field}) => field);
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
