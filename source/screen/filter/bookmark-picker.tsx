import {Box} from 'ink';
import {macrosOf, parametersOf} from '../../filter/macro-definitions.ts';
import {sanitize} from '../../report/sanitize.ts';
import {fit, type Line, textWidth} from '../../report/spans.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import {Lines} from '../draw/lines.tsx';
import {scrollTo} from '../keys/common-keys.ts';
import type {Facts, ScreenDefinition, ScreenProps} from '../screen.ts';
import {allBookmarks, BOOKMARK_KEYS, type BookmarksState, bookmarkIndex, reduceBookmarks} from './bookmarks-state.ts';

function BookmarkPicker({state, facts}: ScreenProps<BookmarksState>) {
	const {appearance, columns, rows} = facts;
	const selected = bookmarkIndex(state, facts);
	const head = headLines(facts);
	const room = Math.max(1, rows - head.length);
	const list = [...bookmarkLines(facts, selected), ...macroLines(facts)];
	const top = scrollTo(selected - (room >> 1), selected, list.length, room);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[...head, ...list.slice(top, top + room)]}
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
		Math.min(
			headLines(facts).length + allBookmarks(facts).length + macroLines(facts).length,
			Math.max(3, facts.rows - 6),
		),
	place: (state, facts) => `${bookmarkIndex(state, facts) + 1}/${allBookmarks(facts).length}`,
};

function headLines({bookmarks}: Facts): Line[] {
	const title: Line = [{text: 'Bookmarks', role: 'title'}];
	return bookmarks.problem === undefined ? [title] : [title, [{text: sanitize(bookmarks.problem), role: 'warning'}]];
}

/** Macros, which can be called in any filter; they are changed in their file. */
function macroLines({appearance: {drawing}}: Facts): Line[] {
	const macros = [...macrosOf(REGISTRY)].map(([name, macro]) => {
		const given = Array.from({length: parametersOf(macro)}, (_, index) => `$${index + 1}`).join(';');
		return {call: `\${${name}${given === '' ? '' : `:${given}`}}`, description: macro.description};
	});
	const calls = Math.min(LONGEST_NAME, Math.max(...macros.map(({call}) => textWidth(call))));
	return [
		[{text: 'Macros, to be called in a filter', role: 'title'}],
		...macros.map(
			({call, description}): Line => [
				{text: `    ${fit(call, calls, drawing.ellipsis)}`},
				{text: `  ${sanitize(description)}`, role: 'dim'},
			],
		),
	];
}

/** Cells that a name may take; a longer one is cut. */
const LONGEST_NAME = 48;

function bookmarkLines(facts: Facts, selected: number): Line[] {
	const {drawing} = facts.appearance;
	const all = allBookmarks(facts);
	const names = Math.min(LONGEST_NAME, Math.max(...all.map(({name}) => textWidth(sanitize(name)))));
	return all.map(({name, filter}, index) => [
		{text: `${index === selected ? drawing.cursor : ' '}${index < 9 ? index + 1 : ' '}  `, role: 'key'},
		{text: fit(sanitize(name), names, drawing.ellipsis)},
		{text: `  ${sanitize(filter)}`, role: 'dim'},
		// Set-ups and teardowns are looked at for one service: that is what its port is for.
		{text: index === 0 ? '  p: of one port' : '', role: 'key'},
	]);
}
