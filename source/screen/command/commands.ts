import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {nearestWord} from '../../filter/mistakes/nearest-word.ts';
import {GROUPINGS, SORT_COLUMNS} from '../../session/session.ts';
import {openHelp} from '../help/help-state.ts';
import type {KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, ScreenState} from '../screen.ts';
import {openVerdict, openVerdictList} from '../verdicts/verdict-state.ts';
import {COMMANDS, type CommandName, commandNamed, SWITCHES, THEME_NAMES} from './command-table.ts';
import {goToFrame, goToStream} from './go-to.ts';
import {openNotes} from './notes-state.ts';
import {configNotes, groupBy, setColumns, setSwitch, setTheme, sortList} from './settings-commands.ts';

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
	/** @param force `!` stands behind the name */
	run(argument: string, context: CommandContext, force: boolean): Outcome;
	/** What may follow the name, for completion. A filter completes itself. */
	readonly offers?: () => readonly string[];
}

/** Opens the question for a file, and answers it where the file is named; `--force` is what the command line has for `!`. */
function writeTo(action: 'write' | 'export', argument: string, force: boolean): readonly Effect[] {
	const path = argument.replace(/(?:^|\s+)--force$/, '');
	if (path === '') return act(action);
	return [...act(action), {type: 'answer', text: path, force: force || path !== argument}];
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
	write: {run: (argument, _context, force) => writeTo('write', argument, force)},
	export: {
		run: (argument, {below}, force) =>
			below.kind === 'ladder' || below.kind === 'streams'
				? writeTo('export', argument, force)
				: ':export on the ladder or the stream list',
	},
	group: {run: groupBy, offers: () => GROUPINGS},
	columns: {run: setColumns, offers: () => SORT_COLUMNS},
	sort: {run: sortList, offers: () => SORT_COLUMNS},
	theme: {run: setTheme, offers: () => THEME_NAMES},
	set: {run: setSwitch, offers: () => SWITCHES.flatMap(name => [name, `no${name}`])},
	verdicts: {run: showVerdict, offers: () => VERDICTS.map(({id}) => id)},
	config: {
		run: (_argument, {facts}) => [{type: 'open', screen: openNotes('Settings', configNotes(facts.preferences))}],
	},
	help: {run: (_argument, {tables}) => [{type: 'open', screen: openHelp('the screen below', tables)}]},
	q: {run: (_argument, _context, force) => [{type: force ? 'quit' : 'close'}]},
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
	if (/^(?:wq|x|wqa|xa)!?$/.test(name)) return `two commands: :w FILE writes packets, :q closes; nothing is unsaved`;
	const force = name.endsWith('!');
	const command = commandNamed(force ? name.slice(0, -1) : name);
	if (command !== undefined) {
		if (force && !FORCED.includes(command.names[0])) return `:${command.names[0]} without !`;
		if (command.argument === '' && rest !== '') return `nothing behind :${name}`;
		return DOINGS[command.names[0]].run(rest, context, force);
	}
	const actions = actionsOf(context.tables);
	if (!actions.has(name)) {
		const near = nearestWord(name, [...COMMANDS.flatMap(({names}) => names), ...actions.keys()]);
		return `a command; ${name} is none${near === undefined ? ' (Tab shows them)' : `: is ${near} meant?`}`;
	}
	if (/^\d+$/.test(rest)) return [{type: 'act', command: {action: name, count: Number(rest), key: rest}}];
	if (rest === '') return act(name);
	return lettersOf(name, context.tables).includes(rest)
		? [{type: 'act', command: {action: name, key: rest}}]
		: `nothing behind :${name}, or how many times`;
}

/** Commands that `!` may stand behind. */
const FORCED: readonly CommandName[] = ['write', 'export', 'q', 'quit'];

/** The letters that tell apart what an action does: those of the marks. */
function lettersOf(action: string, tables: readonly KeyTable[]): readonly string[] {
	return tables
		.flatMap(({bindings}) => bindings.filter(binding => binding.action === action && binding.shown !== undefined))
		.flatMap(({keys}) => keys.map(key => key.slice(-1)));
}
