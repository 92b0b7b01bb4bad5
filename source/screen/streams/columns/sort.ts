import type {SortColumn} from '../../../session/session.ts';
import type {Command} from '../../keys/key-table.ts';
import type {Step} from '../../screen.ts';
import type {StreamListState} from '../stream-list-state.ts';
import {STREAM_COLUMNS, streamColumn} from './stream-columns.ts';

/** Sorts the list anew; undefined for an action that does not. */
export function reduceSort(state: StreamListState, {action, count}: Command): Step<StreamListState> | undefined {
	switch (action) {
		case 'sort-next':
			return sortBy(state, neighbour(state, count ?? 1));
		case 'sort-previous':
			return sortBy(state, neighbour(state, -(count ?? 1)));
		case 'reverse':
			return order({...state, descending: !state.descending});
		default:
			return action.startsWith('sort-') ? sortKey(state, action.slice('sort-'.length)) : undefined;
	}
}

/** Sorts by a column whose heading was clicked on; by that one already: the other way round. */
export function sortByHeading(state: StreamListState, column: SortColumn): Step<StreamListState> {
	return column === state.sort ? order({...state, descending: !state.descending}) : sortBy(state, column);
}

function sortBy(state: StreamListState, column: SortColumn): Step<StreamListState> {
	return order({...state, sort: column, descending: streamColumn(column).descendingFirst});
}

/** The key of a column: among several that share it those that are shown take turns; one alone turns round. */
function sortKey(state: StreamListState, id: string): Step<StreamListState> {
	const {key} = STREAM_COLUMNS.find(column => column.id === id)!;
	const all = STREAM_COLUMNS.filter(column => column.key === key);
	const shown = all.filter(column => state.columns.some(chosen => chosen.id === column.id));
	const sharing = shown.length === 0 ? all : shown;
	const at = sharing.findIndex(column => column.id === state.sort);
	if (at >= 0 && sharing.length === 1) return order({...state, descending: !state.descending});
	return sortBy(state, sharing[(at + 1) % sharing.length]!.id);
}

function order(state: StreamListState): Step<StreamListState> {
	return {state, effects: [{type: 'order', column: state.sort, descending: state.descending}]};
}

/** The column that stands so many further to the right among those that are shown. */
function neighbour({columns, sort}: StreamListState, step: number): SortColumn {
	const at = columns.findIndex(({id}) => id === sort);
	const from = at < 0 && step > 0 ? -1 : Math.max(0, at);
	const count = columns.length;
	return columns[(((from + step) % count) + count) % count]!.id;
}
