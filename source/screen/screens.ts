import {commandLine} from './command/command-line.tsx';
import {notes} from './command/notes.tsx';
import {endingsOverview} from './endings/endings-screen.tsx';
import {askScreen} from './filter/ask.tsx';
import {bookmarkPicker} from './filter/bookmark-picker.tsx';
import {filterPrompt} from './filter/filter-prompt.tsx';
import {graph} from './graphs/graph-screen.tsx';
import {help} from './help/help.tsx';
import {ladder} from './ladder/ladder-screen.tsx';
import type {ScreenDefinition, ScreenState} from './screen.ts';
import {columnPicker} from './streams/columns/column-picker.tsx';
import {outcomes} from './streams/outcomes/outcomes.tsx';
import {streamList} from './streams/stream-list.tsx';
import {verdictScreen} from './verdicts/verdict-screen.tsx';

const DEFINITIONS: {readonly [Kind in ScreenState['kind']]: ScreenDefinition<Extract<ScreenState, {kind: Kind}>>} = {
	streams: streamList,
	ladder,
	graph,
	endings: endingsOverview,
	verdict: verdictScreen,
	help,
	'filter-prompt': filterPrompt,
	bookmarks: bookmarkPicker,
	ask: askScreen,
	columns: columnPicker,
	outcomes,
	'command-line': commandLine,
	notes,
};

/** The definition that belongs to a state. Sound because the table above pairs them by kind. */
export function definitionOf(state: ScreenState): ScreenDefinition<ScreenState> {
	return DEFINITIONS[state.kind] as ScreenDefinition<ScreenState>;
}
