import {commandRows} from '../command/command-table.ts';
import {COMMON_KEYS, MOVE_KEYS, moveTo} from '../keys/common-keys.ts';
import {effectiveBindings} from '../keys/footer-line.ts';
import {type Command, type KeyTable, keyLabel} from '../keys/key-table.ts';
import type {Facts, Preferences, Step} from '../screen.ts';

export interface HelpState {
	readonly kind: 'help';
	/** The screen whose keys are shown. */
	readonly title: string;
	readonly tables: readonly KeyTable[];
	readonly top: number;
}

export function openHelp(title: string, tables: readonly KeyTable[]): HelpState {
	return {kind: 'help', title, tables, top: 0};
}

/** Rows of the help screen that show no keys: title and a blank. */
export const HELP_CHROME = 2;

export const HELP_KEYS: KeyTable = {
	title: 'Help',
	bindings: [
		{keys: ['escape', 'q', '?', 'h', 'left', 'enter'], action: 'close', label: 'back', footer: 'back'},
		{keys: ['j', 'down'], action: 'down', label: 'scroll down', footer: 'scroll'},
		{keys: ['k', 'up'], action: 'up', label: 'scroll up', footer: 'scroll'},
	],
};

export const HELP_TABLES: readonly KeyTable[] = [
	HELP_KEYS,
	MOVE_KEYS,
	{
		title: COMMON_KEYS.title,
		bindings: COMMON_KEYS.bindings.filter(({action}) => ['quit', 'redraw', 'suspend'].includes(action)),
	},
];

/** A row of the help: a key and what it does, or a heading where the keys are empty. */
export type HelpRow = {readonly keys: string; readonly does: string};

export function helpRows(tables: readonly KeyTable[]): HelpRow[] {
	return effectiveBindings(tables).flatMap(({title, bindings}, index) => [
		...(index === 0 ? [] : [{keys: '', does: ''}]),
		{keys: '', does: title},
		...bindings.map(({keys, shown, label}) => ({keys: shown ?? keys.map(keyLabel).join('  '), does: label})),
	]);
}

/** All rows of a help screen: its keys as they are bound, then the commands. */
export function helpText({tables}: HelpState, {keymap}: Preferences): HelpRow[] {
	return [...helpRows(keymap.rebind(tables)), {keys: '', does: ''}, {keys: '', does: 'Command line'}, ...commandRows()];
}

export function reduceHelp(state: HelpState, {action, count}: Command, facts: Facts): Step<HelpState> {
	const room = facts.rows - HELP_CHROME;
	const places = Math.max(1, helpText(state, facts.preferences).length - room + 1);
	const target = moveTo(action, count, state.top, places, room);
	if (target !== undefined) return {state: {...state, top: target}};
	return action === 'close' || action === 'quit' || action === 'redraw' || action === 'suspend'
		? {state, effects: [{type: action}]}
		: {state};
}
