import type {CheckedElement, CheckedTest, FieldOperand} from '../check/checked-tree.ts';

/**
 * The tests of an `or`, where several that compare one field with constants are one test of a set: `a == 1 || a == 2`
 * is `a in {1, 2}`, and long lists of addresses and ports are typed as the former.
 */
export function mergedAlternatives(tests: readonly CheckedTest[]): readonly CheckedTest[] {
	const sets = new Map<string, {readonly left: FieldOperand; readonly elements: CheckedElement[]}>();
	const merged: (CheckedTest | string)[] = [];
	for (const test of tests) {
		const left = comparedField(test);
		if (left === undefined || test.kind !== 'comparison') {
			merged.push(test);
			continue;
		}
		const {name} = left.field;
		const set = sets.get(name) ?? {left, elements: []};
		if (set.elements.length === 0) merged.push(name);
		sets.set(name, set);
		set.elements.push({low: test.right});
	}
	return merged.map((test): CheckedTest => {
		if (typeof test !== 'string') return test;
		const {left, elements} = sets.get(test)!;
		if (elements.length > 1) return {kind: 'in', negated: false, left, elements};
		return {kind: 'comparison', operator: '==', left, right: elements[0]!.low};
	});
}

/** The field that is compared with a constant for equality; undefined where something else is tested. */
function comparedField(test: CheckedTest): FieldOperand | undefined {
	if (test.kind !== 'comparison' || test.operator !== '==' || test.quantifier !== undefined) return undefined;
	if (test.left.kind !== 'field' || test.left.layers !== undefined || test.right.kind !== 'constant') return undefined;
	return test.left;
}
