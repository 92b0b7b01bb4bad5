import type {SortColumn, StreamView} from '../../session/session.ts';
import {askFile} from '../filter/ask-state.ts';
import {commonEffects} from '../keys/common-effects.ts';
import {COMMON_KEYS, MOVE_KEYS, moveTo, scrollTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import {openLadder} from '../ladder/ladder-state.ts';
import type {Facts, Step} from '../screen.ts';
import {STREAM_COLUMNS} from './stream-columns.ts';

export interface StreamListState {
	readonly kind: 'streams';
	/** tcp.stream under the cursor; undefined until the cursor was moved: then it stays on the list's first row. */
	readonly selected: number | undefined;
	/** Where the cursor was last, for when the selected stream is filtered away. */
	readonly index: number;
	/** First row in sight. */
	readonly top: number;
	readonly sort: SortColumn;
	readonly descending: boolean;
	/** Start column as time of day. */
	readonly clock: boolean;
}

export const STREAM_LIST: StreamListState = {
	kind: 'streams',
	selected: undefined,
	index: 0,
	top: 0,
	sort: 'stream',
	descending: false,
	clock: false,
};

/** Rows of the stream list that are no streams: title, status, headings. */
export const LIST_CHROME = 3;

export const LIST_KEYS: KeyTable = {
	title: 'Stream list',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'open', label: 'open the ladder of the stream', footer: 'ladder'},
		{keys: ['<'], action: 'sort-previous', label: 'sort by the previous column', footer: 'sort'},
		{keys: ['>'], action: 'sort-next', label: 'sort by the next column', footer: 'sort'},
		{keys: ['z', 'Z'], action: 'reverse', label: 'reverse the order', footer: 'reverse'},
		{keys: ['t'], action: 'clock', label: 'start: since the first packet, or time of day'},
		{keys: ['escape'], action: 'clear-filter', label: 'take the filter off'},
		{keys: ['q'], action: 'close', label: 'quit', footer: 'quit'},
	],
};

export const SORT_KEYS: KeyTable = {
	title: 'Sort by column; the same key again reverses',
	bindings: [...new Set(STREAM_COLUMNS.map(column => column.keys.join(' ')))].map(keys => {
		const column = STREAM_COLUMNS.find(candidate => candidate.keys.join(' ') === keys)!;
		return {keys: column.keys, action: `sort-${column.id}`, label: column.label};
	}),
};

export const LIST_TABLES: readonly KeyTable[] = [LIST_KEYS, SORT_KEYS, MOVE_KEYS, COMMON_KEYS];

/** Place of the cursor in the list; -1 in an empty one. */
export function cursorIndex(state: StreamListState, view: StreamView): number {
	if (view.count === 0) return -1;
	if (state.selected === undefined) return 0;
	const index = view.indexOf(state.selected);
	return index >= 0 ? index : Math.min(state.index, view.count - 1);
}

export function reduceStreamList(state: StreamListState, command: Command, facts: Facts): Step<StreamListState> {
	const {view} = facts.session;
	const rows = Math.max(1, facts.rows - LIST_CHROME);
	const index = cursorIndex(state, view);
	const target = moveTo(command.action, command.count, index, view.count, rows);
	if (target !== undefined) return {state: view.count === 0 ? state : moved(state, target, view, rows)};
	switch (command.action) {
		case 'open':
			return index < 0
				? {state}
				: {state: keep(state, view), effects: [{type: 'open', screen: openLadder(view.at(index))}]};
		case 'write':
			return index < 0
				? {state}
				: {state: keep(state, view), effects: [{type: 'open', screen: askFile(view.at(index))}]};
		case 'sort-next':
			return sortBy(state, neighbour(state.sort, command.count ?? 1));
		case 'sort-previous':
			return sortBy(state, neighbour(state.sort, -(command.count ?? 1)));
		case 'reverse':
			return order({...state, descending: !state.descending});
		case 'clock':
			return {state: {...state, clock: !state.clock}};
		case 'clear-filter':
			return view.filter === undefined
				? {state}
				: {
						state: keep(state, view),
						effects: [
							{type: 'filter', expression: '', when: 'now'},
							{type: 'message', message: {text: `filter taken off: ${view.filter.expression}`, role: 'dim'}},
						],
					};
		default:
			if (command.action.startsWith('sort-')) return sortKey(state, command.action.slice('sort-'.length));
			return {state: keep(state, view), effects: commonEffects(command.action, facts, 'Stream list', LIST_TABLES)};
	}
}

function moved(state: StreamListState, index: number, view: StreamView, rows: number): StreamListState {
	const top = scrollTo(state.top, index, view.count, rows);
	return {...state, selected: view.at(index), index, top};
}

/** Notes the stream under the cursor, so that it is found again in another order or filter. */
function keep(state: StreamListState, view: StreamView): StreamListState {
	const index = cursorIndex(state, view);
	return index < 0 || state.selected === undefined ? state : {...state, index};
}

function sortBy(state: StreamListState, column: SortColumn): Step<StreamListState> {
	const {descendingFirst} = STREAM_COLUMNS.find(({id}) => id === column)!;
	return order({...state, sort: column, descending: descendingFirst});
}

function sortKey(state: StreamListState, id: string): Step<StreamListState> {
	const {keys} = STREAM_COLUMNS.find(column => column.id === id)!;
	const sharing = STREAM_COLUMNS.filter(column => column.keys[0] === keys[0]);
	const at = sharing.findIndex(column => column.id === state.sort);
	if (at >= 0 && sharing.length === 1) return order({...state, descending: !state.descending});
	return sortBy(state, sharing[(at + 1) % sharing.length]!.id);
}

function order(state: StreamListState): Step<StreamListState> {
	return {state, effects: [{type: 'order', column: state.sort, descending: state.descending}]};
}

function neighbour(column: SortColumn, step: number): SortColumn {
	const at = STREAM_COLUMNS.findIndex(({id}) => id === column);
	const count = STREAM_COLUMNS.length;
	return STREAM_COLUMNS[(((at + step) % count) + count) % count]!.id;
}
