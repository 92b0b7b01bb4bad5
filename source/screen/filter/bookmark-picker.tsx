import {Box} from 'ink';
import {fit, type Line} from '../../report/spans.ts';
import {Lines} from '../draw/lines.tsx';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {BOOKMARKS} from './bookmarks.ts';
import {BOOKMARK_KEYS, type BookmarksState, reduceBookmarks} from './bookmarks-state.ts';

function BookmarkPicker({state, facts}: ScreenProps<BookmarksState>) {
	const {appearance, columns, rows} = facts;
	const {drawing} = appearance;
	const names = Math.max(...BOOKMARKS.map(({name}) => name.length));
	const lines: Line[] = BOOKMARKS.map(({name, filter}, index) => [
		{text: `${index === state.selected ? drawing.cursor : ' '}${index + 1}  `, role: 'key'},
		{text: fit(name, names, drawing.ellipsis)},
		{text: `  ${filter}`, role: 'dim'},
	]);
	return (
		<Box flexDirection="column" height={rows}>
			<Lines
				lines={[[{text: 'Bookmarks', role: 'title'}], ...lines]}
				selected={state.selected + 1}
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
	overlayRows: () => BOOKMARKS.length + 1,
	place: ({selected}) => `${selected + 1}/${BOOKMARKS.length}`,
};
