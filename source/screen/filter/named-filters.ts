import {callStart, type NamedFilter, parametersOf, SHIPPED_MACROS} from '../../filter/macro-definitions.ts';
import type {Effect, Facts, FilterList} from '../screen.ts';
import {BOOKMARKS} from './bookmarks.ts';

/** A bookmark or a macro. */
export interface Entry extends NamedFilter {
	readonly list: FilterList;
	/** Place among the user's own; -1 for what ships. */
	readonly place: number;
}

/** Bookmarks, then macros; of each, those that ship come first. A macro of the user's hides the shipped one of its name. */
export function entriesOf({own}: Pick<Facts, 'own'>): readonly Entry[] {
	const hidden = new Set(own.macros.filters.map(({name}) => name));
	const shipped = Array.from(SHIPPED_MACROS, ([name, {text}]) => ({name, filter: text}));
	return [
		...BOOKMARKS.map((bookmark): Entry => ({...bookmark, list: 'bookmarks', place: -1})),
		...own.bookmarks.filters.map((bookmark, place): Entry => ({...bookmark, list: 'bookmarks', place})),
		...shipped.filter(({name}) => !hidden.has(name)).map((macro): Entry => ({...macro, list: 'macros', place: -1})),
		...own.macros.filters.map((macro, place): Entry => ({...macro, list: 'macros', place})),
	];
}

/** The filter of an entry that needs nothing else; undefined for a macro that wants arguments. */
export function wholeFilter({list, name, filter}: Entry): string | undefined {
	if (list === 'bookmarks') return filter;
	return takesArguments({filter}) ? undefined : callOf({name, filter});
}

/** What is typed to call a macro, as far as its arguments. */
export function callOf({name, filter}: NamedFilter): string {
	return callStart(name, {text: filter});
}

function takesArguments({filter}: Pick<NamedFilter, 'filter'>): boolean {
	return parametersOf({text: filter}) > 0;
}

/** Adds to the user's own, and puts the cursor on it. */
export function added(list: FilterList, filter: NamedFilter, {own}: Facts): readonly Effect[] {
	const filters = [...own[list].filters, filter];
	const after = entriesOf({own: {...own, [list]: {filters}}});
	const selected = after.findLastIndex(entry => entry.list === list);
	return [
		{type: 'save-filters', list, filters},
		{type: 'replace', screen: {kind: 'bookmarks', selected}},
	];
}

/** Changes one of the user's own. */
export function changed(list: FilterList, place: number, change: Partial<NamedFilter>, {own}: Facts): Effect {
	const filters = own[list].filters.map((filter, index) => (index === place ? {...filter, ...change} : filter));
	return {type: 'save-filters', list, filters};
}

/** Takes one of the user's own away. */
export function removed(list: FilterList, place: number, {own}: Facts): Effect {
	return {type: 'save-filters', list, filters: own[list].filters.filter((_, index) => index !== place)};
}
