import {ASK_KEYS} from './filter/ask-state.ts';
import {BOOKMARK_KEYS} from './filter/bookmarks-state.ts';
import {COMPLETION_KEYS, PROMPT_KEYS} from './filter/filter-prompt-state.ts';
import {HELP_TABLES} from './help/help-state.ts';
import type {KeyTable} from './keys/key-table.ts';
import {tableName} from './keys/keymap.ts';
import {COMPARE_TABLES, DETAILS_TABLES, FOLLOW_TABLES, LADDER_TABLES, VERDICT_TABLES} from './ladder/ladder-keys.ts';
import type {ScreenState} from './screen.ts';
import {LIST_TABLES} from './streams/stream-list-state.ts';

/** The key tables that are in force together. */
export interface KeyScreen {
	readonly kind: ScreenState['kind'];
	/** What it is called where keys are spoken of. */
	readonly title: string;
	/** The first that knows a key decides. */
	readonly tables: readonly KeyTable[];
	/** Characters are typed into it: they cannot be bound. */
	readonly typed?: boolean;
}

/** All screens and panes with keys of their own. */
export const KEY_SCREENS: readonly KeyScreen[] = [
	{kind: 'streams', title: 'stream list', tables: LIST_TABLES},
	{kind: 'ladder', title: 'ladder', tables: LADDER_TABLES},
	{kind: 'ladder', title: 'fields', tables: DETAILS_TABLES},
	{kind: 'ladder', title: 'explanation', tables: VERDICT_TABLES},
	{kind: 'ladder', title: 'comparison', tables: COMPARE_TABLES},
	{kind: 'ladder', title: 'followed stream', tables: FOLLOW_TABLES},
	{kind: 'bookmarks', title: 'bookmarks', tables: [BOOKMARK_KEYS]},
	{kind: 'filter-prompt', title: 'filter prompt', tables: [PROMPT_KEYS], typed: true},
	{kind: 'filter-prompt', title: 'completion', tables: [COMPLETION_KEYS, PROMPT_KEYS], typed: true},
	{kind: 'ask', title: 'question', tables: [ASK_KEYS], typed: true},
	{kind: 'help', title: 'help', tables: HELP_TABLES},
];

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
