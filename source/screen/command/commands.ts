import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {nearestWord} from '../../filter/nearest-word.ts';
import {SORT_COLUMNS} from '../../session/session.ts';
import {openHelp} from '../help/help-state.ts';
import type {KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, ScreenState} from '../screen.ts';
import {openVerdict, openVerdictList} from '../verdicts/verdict-state.ts';
import {COMMANDS, type CommandName, commandNamed, SWITCHES, THEME_NAMES} from './command-table.ts';
import {goToFrame, goToStream} from './go-to.ts';
import {openNotes} from './notes-state.ts';
import {configNotes, setColumns, setSwitch, setTheme, sortList} from './settings-commands.ts';

/** Where a command is typed. */
export interface CommandContext {
	readonly facts: Facts;
	/** The screen under the command line, and its keys. */
	readonly below: ScreenState;
	readonly tables: readonly KeyTable[];
}

/** What a command leads to; a text says what was expected instead. */
export type Outcome = readonly Effect[] | string;

interface Doing {
	run(argument: string, context: CommandContext): Outcome;
	/** What may follow the name, for completion. A filter completes itself. */
	readonly offers?: () => readonly string[];
}

const act = (action: string): readonly Effect[] => [{type: 'act', command: {action}}];

function showVerdict(argument: string): Outcome {
	if (argument === '') return [{type: 'open', screen: openVerdictList()}];
	const ids = VERDICTS.map(({id}) => id);
	const known = ids.find(id => id === argument);
	if (known !== undefined) return [{type: 'open', screen: openVerdict(known)}];
	const near = nearestWord(argument, ids);
	return `a verdict${near === undefined ? '; Tab shows them' : `: is ${near} meant?`}`;
}

/** What the commands do. */
const DOINGS: Readonly<Record<CommandName, Doing>> = {
	filter: {
		run: argument => (argument === '' ? act('filter') : [{type: 'filter', expression: argument, when: 'keep'}]),
	},
	stream: {run: goToStream},
	frame: {run: goToFrame},
	write: {run: argument => [...act('write'), ...(argument === '' ? [] : [{type: 'answer', text: argument} as const])]},
	columns: {run: setColumns, offers: () => SORT_COLUMNS},
	sort: {run: sortList, offers: () => SORT_COLUMNS},
	theme: {run: setTheme, offers: () => THEME_NAMES},
	set: {run: setSwitch, offers: () => SWITCHES.flatMap(name => [name, `no${name}`])},
	verdicts: {run: showVerdict, offers: () => VERDICTS.map(({id}) => id)},
	config: {
		run: (_argument, {facts}) => [{type: 'open', screen: openNotes('Settings', configNotes(facts.preferences))}],
	},
	help: {run: (_argument, {tables}) => [{type: 'open', screen: openHelp('the screen below', tables)}]},
	q: {run: () => [{type: 'close'}]},
	quit: {run: () => [{type: 'quit'}]},
};

/** What may follow the name of a command. */
export function argumentOffers(name: string): readonly string[] {
	const command = commandNamed(name);
	return command === undefined ? [] : (DOINGS[command.names[0]].offers?.() ?? []);
}

/** Actions of key tables by name, with what they do; each once. */
export function actionsOf(tables: readonly KeyTable[]): ReadonlyMap<string, string> {
	const actions = new Map<string, string>();
	for (const {bindings} of tables)
		for (const {action, label} of bindings)
			if (!actions.has(action) && action !== 'command') actions.set(action, label);
	return actions;
}

/** Does what a line says: a command, an action of the screen below, or the number of a frame. */
export function runLine(line: string, context: CommandContext): Outcome {
	const [, name = '', rest = ''] = /^:*\s*(\S+)\s*(.*?)\s*$/s.exec(line) ?? [];
	if (/^\d+$/.test(name)) return goToFrame(name, context);
	const command = commandNamed(name);
	if (command !== undefined) {
		if (command.argument === '' && rest !== '') return `nothing behind :${name}`;
		return DOINGS[command.names[0]].run(rest, context);
	}
	const actions = actionsOf(context.tables);
	if (!actions.has(name)) {
		const near = nearestWord(name, [...COMMANDS.flatMap(({names}) => names), ...actions.keys()]);
		return `a command; ${name} is none${near === undefined ? ' (Tab shows them)' : `: is ${near} meant?`}`;
	}
	const count = /^\d+$/.test(rest) ? Number(rest) : undefined;
	return [{type: 'act', command: {action: name, count, key: rest === '' ? undefined : rest}}];
}
