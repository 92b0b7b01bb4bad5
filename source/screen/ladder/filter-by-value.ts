import {extended, valueFilter} from '../../filter/write/value-filter.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import type {Effect, Facts} from '../screen.ts';
import type {TreeRow} from './panes/details-tree.ts';

/** What is done with the value of the selected field: it is the filter, is added to it, or is excluded. */
export type ByValue = 'filter-value' | 'and-value' | 'exclude-value';

export function isByValue(action: string): action is ByValue {
	return action === 'filter-value' || action === 'and-value' || action === 'exclude-value';
}

/** Filters by the field of a row of the details tree. */
export function filterByValue({node, name}: TreeRow, action: ByValue, {session}: Facts): readonly Effect[] {
	const test = valueFilter(node, REGISTRY);
	if (test === undefined) {
		return [{type: 'message', message: {text: `no filter knows ${name}`, role: 'dim'}}];
	}
	const inForce = action === 'filter-value' ? '' : (session.view.filter?.expression ?? '');
	const expression = extended(inForce, test, action === 'exclude-value');
	return [
		{type: 'message', message: {text: `filter: ${expression}`, role: 'dim'}},
		{type: 'filter', expression, when: 'keep'},
	];
}
