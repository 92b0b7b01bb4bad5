import type {ComparisonNode, FieldNode, MembershipNode, OperandNode} from '../syntax/syntax-tree.ts';
import type {ComparisonOperator} from '../syntax/token.ts';
import type {CheckedOperand, FieldOperand} from './checked-tree.ts';
import type {Reporter} from './reporter.ts';
import {TYPES} from './types.ts';

/** Notes on filters that are right and may surprise (spec/display-filter.md 5, 6, 10, 13.2). */
export function warnOfExistence(reporter: Reporter, node: FieldNode, operand: FieldOperand): void {
	if (operand.type !== 'FT_BOOLEAN') return;
	const message = `${node.name} alone asks whether the field is there, whatever its value`;
	reporter.warning('surprise', node.own, message, `${node.name} == 1`);
}

export function warnOfComparison(
	reporter: Reporter,
	node: ComparisonNode,
	operator: ComparisonOperator,
	left: OperandNode,
	{left: checked, right}: {readonly left: CheckedOperand; readonly right: CheckedOperand},
): void {
	if (operator === '!=' && (left.kind === 'slice' || checked.kind === 'bytes'))
		reporter.warning(
			'surprise',
			node.own,
			'a slice that does not fit is empty, and an empty one differs from any bytes',
		);
	if (operator === '!=' && checked.kind === 'field' && checked.field.multi === 'pair') {
		const {name} = checked.field;
		reporter.warning('surprise', node.own, `!= drops packets without ${name} too; "not ${name} == …" keeps them`);
	}
	const {signed, bits} = TYPES[checked.type];
	if (
		checked.kind === 'field' &&
		bits !== undefined &&
		!signed &&
		right.kind === 'negation' &&
		right.operand.kind === 'constant'
	)
		reporter.warning(
			'surprise',
			node.own,
			`${checked.field.name} is never negative: this is always true or always false`,
		);
}

export function warnOfMembership(reporter: Reporter, node: MembershipNode): void {
	if (!node.negated || node.quantifier === undefined) return;
	const message = `${node.quantifier} does nothing before "not in", which holds when no value is in the set`;
	reporter.warning('surprise', node.own, message);
}
