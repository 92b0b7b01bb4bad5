import {moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import {askName, askNewName, askPort} from './ask-state.ts';
import {BOOKMARKS, type Bookmark} from './bookmarks.ts';

export interface BookmarksState {
	readonly kind: 'bookmarks';
	readonly selected: number;
}

export function openBookmarks(): BookmarksState {
	return {kind: 'bookmarks', selected: 0};
}

/** Bookmarks that a digit chooses: those that ship, then the user's first. */
const DIGITS = 9;

export const BOOKMARK_KEYS: KeyTable = {
	title: 'Bookmarks',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'choose', label: 'filter by this bookmark', footer: 'filter'},
		{keys: ['p'], action: 'port', label: 'filter by it and a TCP port', footer: 'with a port'},
		{keys: ['e', '/'], action: 'edit', label: 'edit it before', footer: 'edit'},
		{keys: ['a'], action: 'add', label: 'bookmark the filter in force', footer: 'add'},
		{keys: ['r'], action: 'rename', label: 'rename your bookmark', footer: 'rename'},
		{keys: ['d d'], action: 'delete', label: 'delete your bookmark', footer: 'delete'},
		...Array.from({length: DIGITS}, (_, index) => ({
			keys: [String(index + 1)],
			action: `choose-${index}`,
			label: BOOKMARKS[index]?.name ?? `your bookmark ${index + 1}`,
		})),
		{keys: ['j', 'down'], action: 'down', label: 'one down'},
		{keys: ['k', 'up'], action: 'up', label: 'one up'},
		{keys: ['g g', 'home'], action: 'top', label: 'first'},
		{keys: ['G', 'end'], action: 'bottom', label: 'last'},
		{keys: ['escape', 'q', 'b', 'h', 'left', 'ctrl-c'], action: 'close', label: 'back', footer: 'back'},
		{keys: ['Q'], action: 'quit', label: 'quit at once'},
	],
};

/** The bookmarks that ship, then the user's own. */
export function allBookmarks({bookmarks}: Facts): readonly Bookmark[] {
	return [...BOOKMARKS, ...bookmarks.own];
}

/** Place of the cursor: bookmarks may have gone since it was moved. */
export function bookmarkIndex({selected}: BookmarksState, facts: Facts): number {
	return Math.min(selected, allBookmarks(facts).length - 1);
}

export function reduceBookmarks(state: BookmarksState, {action, count}: Command, facts: Facts): Step<BookmarksState> {
	const all = allBookmarks(facts);
	const index = bookmarkIndex(state, facts);
	const target = moveTo(action, count, index, all.length, all.length);
	if (target !== undefined) return {state: {...state, selected: target}};
	const {filter, name} = all[index]!;
	const own = index - BOOKMARKS.length;
	switch (action) {
		case 'close':
		case 'quit':
			return {state, effects: [{type: action}]};
		case 'edit':
			return {state, effects: [{type: 'close'}, {type: 'edit-filter', expression: filter}]};
		case 'port':
			return {state, effects: [{type: 'open', screen: askPort(filter)}]};
		case 'add':
			return {state, effects: [addition(facts)]};
		case 'rename':
		case 'delete': {
			if (own < 0) return {state, effects: [tell('this bookmark always ships: only your own can be changed')]};
			if (action === 'rename') return {state, effects: [{type: 'open', screen: askName(own, name)}]};
			const bookmarks = facts.bookmarks.own.filter((_, place) => place !== own);
			return {state, effects: [{type: 'save-bookmarks', bookmarks}]};
		}
		case 'choose':
			return choose(state, index, all);
		default:
			return choose(state, Number(action.slice('choose-'.length)), all);
	}
}

function choose(state: BookmarksState, index: number, all: readonly Bookmark[]): Step<BookmarksState> {
	const bookmark = all[index];
	if (bookmark === undefined) return {state, effects: [tell(`there is no bookmark ${index + 1}`)]};
	return {
		state: {...state, selected: index},
		effects: [{type: 'close'}, {type: 'filter', expression: bookmark.filter, when: 'keep'}],
	};
}

function addition(facts: Facts): Effect {
	const filter = facts.session.view.filter?.expression;
	if (filter === undefined) return tell('no filter is in force that could be bookmarked');
	const known = allBookmarks(facts).find(bookmark => bookmark.filter === filter);
	if (known !== undefined) return tell(`this filter is bookmarked already: ${known.name}`);
	return {type: 'open', screen: askNewName(filter)};
}

function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}
