import {moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import {askName, askNewName, askPort, askText} from './ask-state.ts';
import {BOOKMARKS} from './bookmarks.ts';
import {callOf, type Entry, entriesOf, removed, wholeFilter} from './named-filters.ts';

export interface BookmarksState {
	readonly kind: 'bookmarks';
	/** Place among the entries: bookmarks, then macros. */
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
		{keys: ['enter', 'l', 'right'], action: 'choose', label: 'filter by this bookmark or macro', footer: 'filter'},
		{keys: ['p'], action: 'port', label: 'filter by it and a TCP port', footer: 'with a port'},
		{keys: ['e', '/'], action: 'edit', label: 'edit it before; of your macros, what they stand for', footer: 'edit'},
		{keys: ['a'], action: 'add', label: 'bookmark the filter in force; among macros: a new macro', footer: 'add'},
		{keys: ['r'], action: 'rename', label: 'rename your bookmark or macro', footer: 'rename'},
		{keys: ['d d'], action: 'delete', label: 'delete your bookmark or macro', footer: 'delete'},
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

/** Place of the cursor: entries may have gone since it was moved. */
export function entryIndex({selected}: BookmarksState, facts: Facts): number {
	return Math.min(selected, entriesOf(facts).length - 1);
}

export function reduceBookmarks(state: BookmarksState, {action, count}: Command, facts: Facts): Step<BookmarksState> {
	const all = entriesOf(facts);
	const index = entryIndex(state, facts);
	const target = moveTo(action, count, index, all.length, all.length);
	if (target !== undefined) return {state: {...state, selected: target}};
	if (action === 'close' || action === 'quit') return {state, effects: [{type: action}]};
	if (action.startsWith('choose-')) {
		const chosen = Number(action.slice('choose-'.length));
		const bookmark = all.filter(({list}) => list === 'bookmarks')[chosen];
		if (bookmark === undefined) return {state, effects: [tell(`there is no bookmark ${chosen + 1}`)]};
		return {state: {...state, selected: chosen}, effects: choose(bookmark)};
	}
	return {state, effects: effectsOf(action, all[index]!, facts)};
}

/** What a key does to the entry under the cursor. */
function effectsOf(action: string, entry: Entry, facts: Facts): readonly Effect[] {
	const {list, name, filter, place} = entry;
	const noun = list === 'macros' ? 'macro' : 'bookmark';
	const isChange = action === 'rename' || action === 'delete' || (action === 'edit' && list === 'macros');
	if (isChange && place < 0) return [tell(`this ${noun} always ships: only your own can be changed`)];
	switch (action) {
		case 'edit':
			if (list === 'macros') return [{type: 'open', screen: askText(name, filter, place)}];
			return [{type: 'close'}, {type: 'edit-filter', expression: filter}];
		case 'port': {
			const whole = wholeFilter(entry);
			return [whole === undefined ? tell('Enter gives the arguments') : {type: 'open', screen: askPort(whole)}];
		}
		case 'add':
			return [list === 'macros' ? newMacro(facts) : newBookmark(facts)];
		case 'rename':
			return [{type: 'open', screen: askName(list, place, name)}];
		case 'delete':
			return [removed(list, place, facts)];
		default:
			return choose(entry);
	}
}

/** Filters by the entry; the arguments of a macro are typed in the prompt. */
function choose(entry: Entry): readonly Effect[] {
	const expression = wholeFilter(entry);
	if (expression === undefined) return [{type: 'close'}, {type: 'edit-filter', expression: callOf(entry)}];
	return [{type: 'close'}, {type: 'filter', expression, when: 'keep'}];
}

function newBookmark(facts: Facts): Effect {
	const filter = facts.session.view.filter?.expression;
	if (filter === undefined) return tell('no filter is in force that could be bookmarked');
	const known = entriesOf(facts).find(entry => entry.list === 'bookmarks' && entry.filter === filter);
	if (known !== undefined) return tell(`this filter is bookmarked already: ${known.name}`);
	return {type: 'open', screen: askNewName('bookmarks', filter)};
}

/** A macro may begin as the filter in force, or from nothing. */
function newMacro({session}: Facts): Effect {
	return {type: 'open', screen: askNewName('macros', session.view.filter?.expression ?? '')};
}

function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}
