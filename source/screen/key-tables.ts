import {COMMAND_LINE_KEYS} from './command/command-line-state.ts';
import {NOTES_TABLES} from './command/notes-state.ts';
import {ENDINGS_TABLES} from './endings/endings-reducer.ts';
import {ASK_KEYS} from './filter/ask-state.ts';
import {BOOKMARK_KEYS} from './filter/bookmarks-state.ts';
import {COMPLETION_KEYS, PROMPT_KEYS} from './filter/filter-prompt-state.ts';
import {GRAPH_TABLES} from './graphs/graph-keys.ts';
import {HELP_TABLES} from './help/help-state.ts';
import type {KeyTable} from './keys/key-table.ts';
import {tableName} from './keys/keymap.ts';
import {COMPARE_TABLES, DETAILS_TABLES, FOLLOW_TABLES, LADDER_TABLES, VERDICT_TABLES} from './ladder/ladder-keys.ts';
import type {ScreenState} from './screen.ts';
import {COLUMN_KEYS} from './streams/columns/column-picker-state.ts';
import {LIST_TABLES} from './streams/list-keys.ts';
import {OUTCOME_KEYS} from './streams/outcomes/outcomes-state.ts';
import {verdictTables} from './verdicts/verdict-reducer.ts';
import {openVerdict, openVerdictList} from './verdicts/verdict-state.ts';

/** The key tables that are in force together. */
export interface KeyScreen {
	/** What it is called where keys are spoken of. */
	readonly title: string;
	/** The first that knows a key decides. */
	readonly tables: readonly KeyTable[];
	/** Characters are typed into it: they cannot be bound. */
	readonly typed?: boolean;
}

/** Screens, and panes with keys of their own. */
const SCREENS: Readonly<Record<ScreenState['kind'], readonly KeyScreen[]>> = {
	streams: [{title: 'stream list', tables: LIST_TABLES}],
	ladder: [
		{title: 'ladder', tables: LADDER_TABLES},
		{title: 'fields', tables: DETAILS_TABLES},
		{title: 'explanation', tables: VERDICT_TABLES},
		{title: 'comparison', tables: COMPARE_TABLES},
		{title: 'followed stream', tables: FOLLOW_TABLES},
	],
	endings: [{title: 'overview', tables: ENDINGS_TABLES}],
	verdict: [
		{title: 'verdicts', tables: verdictTables(openVerdictList())},
		{title: 'verdict', tables: verdictTables(openVerdict(''))},
	],
	columns: [{title: 'columns', tables: [COLUMN_KEYS]}],
	outcomes: [{title: 'outcomes', tables: [OUTCOME_KEYS]}],
	graph: [{title: 'graphs', tables: GRAPH_TABLES}],
	bookmarks: [{title: 'bookmarks', tables: [BOOKMARK_KEYS]}],
	'filter-prompt': [
		{title: 'filter prompt', tables: [PROMPT_KEYS], typed: true},
		{title: 'completion', tables: [COMPLETION_KEYS, PROMPT_KEYS], typed: true},
	],
	ask: [{title: 'question', tables: [ASK_KEYS], typed: true}],
	'command-line': [
		{title: 'command line', tables: [COMMAND_LINE_KEYS], typed: true},
		{title: 'completion', tables: [COMPLETION_KEYS, COMMAND_LINE_KEYS], typed: true},
	],
	notes: [{title: 'notes', tables: NOTES_TABLES}],
	help: [{title: 'help', tables: HELP_TABLES}],
};

/** All of them, the ones that are met first in front. */
export const KEY_SCREENS: readonly KeyScreen[] = Object.values(SCREENS).flat();

/** Every table once, by the name that users call it; tables of one name are one to them. */
export function namedTables(): ReadonlyMap<string, KeyTable> {
	const named = new Map<string, KeyTable>();
	for (const {tables} of KEY_SCREENS) {
		for (const table of tables) {
			const name = tableName(table);
			if (!named.has(name)) named.set(name, table);
		}
	}
	return named;
}
