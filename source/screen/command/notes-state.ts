import {COMMON_KEYS, MOVE_KEYS, moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Facts, Step} from '../screen.ts';

/** Lines to read. */
export interface NotesState {
	readonly kind: 'notes';
	readonly title: string;
	readonly lines: readonly string[];
	readonly top: number;
}

export function openNotes(title: string, lines: readonly string[]): NotesState {
	return {kind: 'notes', title, lines, top: 0};
}

export const NOTES_KEYS: KeyTable = {
	title: 'Notes',
	bindings: [{keys: ['escape', 'q', 'h', 'left', 'enter'], action: 'close', label: 'back', footer: 'back'}],
};

export const NOTES_TABLES: readonly KeyTable[] = [
	NOTES_KEYS,
	MOVE_KEYS,
	{
		title: COMMON_KEYS.title,
		bindings: COMMON_KEYS.bindings.filter(({action}) => ['quit', 'redraw', 'suspend'].includes(action)),
	},
];

/** Rows above the lines: title and a blank. */
export const NOTES_CHROME = 2;

/** @param lines how many there are when they are broken for the screen */
export function reduceNotes(
	state: NotesState,
	{action, count}: Command,
	facts: Facts,
	lines: number,
): Step<NotesState> {
	const room = facts.rows - NOTES_CHROME;
	const target = moveTo(action, count, state.top, Math.max(1, lines - room + 1), room);
	if (target !== undefined) return {state: {...state, top: target}};
	return action === 'close' || action === 'quit' || action === 'redraw' || action === 'suspend'
		? {state, effects: [{type: action}]}
		: {state};
}
