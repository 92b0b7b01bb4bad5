import {Box} from 'ink';
import {type NamedFilter, parametersOf, SHIPPED_MACROS} from '../../filter/macro-definitions.ts';
import {sanitize} from '../../report/sanitize.ts';
import {fit, type Line, textWidth} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import {scrollTo} from '../keys/common-keys.ts';
import type {Facts, ScreenDefinition, ScreenProps} from '../screen.ts';
import {BOOKMARK_KEYS, type BookmarksState, entryIndex, reduceBookmarks} from './bookmarks-state.ts';
import {type Entry, entriesOf} from './named-filters.ts';

function BookmarkPicker({state, facts}: ScreenProps<BookmarksState>) {
	const {appearance, columns, rows} = facts;
	const index = entryIndex(state, facts);
	const head = headLines(facts);
	const room = Math.max(1, rows - head.length);
	const {lines, selected} = entryLines(facts, index);
	const top = scrollTo(selected - (room >> 1), selected, lines.length, room);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[...head, ...lines.slice(top, top + room)]}
				selected={head.length + selected - top}
				width={columns}
				appearance={appearance}
				rows={rows}
			/>
		</Box>
	);
}

export const bookmarkPicker: ScreenDefinition<BookmarksState> = {
	Component: BookmarkPicker,
	tables: () => [BOOKMARK_KEYS],
	reduce: reduceBookmarks,
	/** Some of the list stays in sight. */
	overlayRows: (_state, facts) =>
		Math.min(headLines(facts).length + entryLines(facts, 0).lines.length, Math.max(3, facts.rows - 6)),
	place: (state, facts) => `${entryIndex(state, facts) + 1}/${entriesOf(facts).length}`,
};

function headLines({own}: Facts): Line[] {
	const problems = [own.bookmarks.problem, own.macros.problem].filter(problem => problem !== undefined);
	const told = problems.map((problem): Line => [{text: sanitize(problem), role: 'warning'}]);
	return [[{text: 'Bookmarks', role: 'title'}], ...told];
}

/** Cells that a name may take; a longer one is cut. */
const LONGEST_NAME = 48;

/** The entries as lines, with a title before the macros; `selected` is the line of the entry under the cursor. */
function entryLines(facts: Facts, index: number): {readonly lines: readonly Line[]; readonly selected: number} {
	const all = entriesOf(facts);
	const names = {bookmarks: namesWidth(all, 'bookmarks'), macros: namesWidth(all, 'macros')};
	const lines = all.map((entry, place) => entryLine(entry, place, place === index, names[entry.list], facts));
	const bookmarks = all.filter(({list}) => list === 'bookmarks').length;
	lines.splice(bookmarks, 0, [{text: 'Macros, to be called in a filter', role: 'title'}]);
	return {lines, selected: index < bookmarks ? index : index + 1};
}

function namesWidth(entries: readonly Entry[], list: Entry['list']): number {
	const widths = entries.filter(entry => entry.list === list).map(entry => textWidth(sanitize(shownName(entry))));
	return Math.min(LONGEST_NAME, Math.max(...widths));
}

/** The name of a bookmark, or how a macro is called. */
function shownName({list, name, filter}: Entry): string {
	return list === 'macros' ? macroCall({name, filter}) : name;
}

function macroCall({name, filter}: NamedFilter): string {
	const given = Array.from({length: parametersOf({text: filter})}, (_, index) => `$${index + 1}`).join(';');
	return `\${${name}${given === '' ? '' : `:${given}`}}`;
}

function entryLine(entry: Entry, place: number, isSelected: boolean, names: number, facts: Facts): Line {
	const {drawing} = facts.appearance;
	const {list, name, filter, place: own} = entry;
	const digit = list === 'bookmarks' && place < 9 ? place + 1 : ' ';
	const shipped = list === 'macros' && own < 0 ? SHIPPED_MACROS.get(name) : undefined;
	return [
		{text: `${isSelected ? drawing.cursor : ' '}${digit}  `, role: 'key'},
		{text: fit(sanitize(shownName(entry)), names, drawing.ellipsis)},
		{text: `  ${sanitize(shipped?.description ?? filter)}`, role: 'dim'},
		// Set-ups and teardowns are looked at for one service: that is what its port is for.
		{text: place === 0 ? '  p: of one port' : '', role: 'key'},
	];
}
