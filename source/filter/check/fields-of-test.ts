import type {FieldDefinition} from '../../dissect/field.ts';
import type {CheckedOperand, CheckedTest} from './checked-tree.ts';

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
	switch (operand.kind) {
		case 'field':
			return [operand.field];
		case 'slice':
		case 'bytes':
		case 'negation':
			return fieldsOf(operand.operand);
		case 'arithmetic':
			return [...fieldsOf(operand.left), ...fieldsOf(operand.right)];
		case 'call':
			return operand.arguments.flatMap(fieldsOf);
		default:
			return [];
	}
}
