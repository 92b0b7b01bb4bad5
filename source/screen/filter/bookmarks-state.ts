import {moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Facts, Step} from '../screen.ts';
import {BOOKMARKS} from './bookmarks.ts';

export interface BookmarksState {
	readonly kind: 'bookmarks';
	readonly selected: number;
}

export function openBookmarks(): BookmarksState {
	return {kind: 'bookmarks', selected: 0};
}

export const BOOKMARK_KEYS: KeyTable = {
	title: 'Bookmarks',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'choose', label: 'filter by this bookmark', footer: 'filter'},
		...BOOKMARKS.map(({name}, index) => ({
			keys: [String(index + 1)],
			action: `choose-${index}`,
			label: name,
		})),
		{keys: ['e', '/'], action: 'edit', label: 'edit it before', footer: 'edit'},
		{keys: ['j', 'down'], action: 'down', label: 'one down'},
		{keys: ['k', 'up'], action: 'up', label: 'one up'},
		{keys: ['escape', 'q', 'b', 'h', 'left', 'ctrl-c'], action: 'close', label: 'back', footer: 'back'},
		{keys: ['Q'], action: 'quit', label: 'quit at once'},
	],
};

export function reduceBookmarks(state: BookmarksState, {action, count}: Command, _facts: Facts): Step<BookmarksState> {
	const target = moveTo(action, count, state.selected, BOOKMARKS.length, BOOKMARKS.length);
	if (target !== undefined) return {state: {...state, selected: target}};
	if (action === 'close' || action === 'quit') return {state, effects: [{type: action}]};
	if (action === 'edit') {
		return {state, effects: [{type: 'close'}, {type: 'edit-filter', expression: BOOKMARKS[state.selected]!.filter}]};
	}
	const selected = action === 'choose' ? state.selected : Number(action.slice('choose-'.length));
	const {filter} = BOOKMARKS[selected]!;
	return {
		state: {...state, selected},
		effects: [{type: 'close'}, {type: 'filter', expression: filter, when: 'keep'}],
	};
}
