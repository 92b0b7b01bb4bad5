import {openCompletion} from '../filter/completion-list.ts';
import {COMPLETION_KEYS} from '../filter/filter-prompt-state.ts';
import {type Edit, type EditedLine, edit, editBindings, insert} from '../filter/line-editor.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Facts, ScreenState, Step} from '../screen.ts';
import {COMMANDS, commandNamed} from './command-table.ts';
import {actionsOf, argumentOffers, runLine} from './commands.ts';

/** Something that may be typed at the cursor. */
export interface CommandOffer {
	readonly text: string;
	readonly description: string;
}

/** The open list of what may be typed, and the part of the line that an offer replaces. */
export interface OfferList {
	readonly from: number;
	readonly to: number;
	/** Best first; never empty. */
	readonly offers: readonly CommandOffer[];
	readonly selected: number;
}

export interface CommandLineState extends EditedLine {
	readonly kind: 'command-line';
	readonly below: ScreenState;
	/** Key tables of the screen below: their actions are commands. */
	readonly tables: readonly KeyTable[];
	/** Lines of before, newest last. */
	readonly history: readonly string[];
	/** Steps back in the history; 0 is the line that is being typed, kept in `draft`. */
	readonly back: number;
	readonly draft: string;
	readonly list?: OfferList | undefined;
	/** What was expected where the line is wrong. */
	readonly expected?: string | undefined;
}

export function openCommandLine(
	below: ScreenState,
	tables: readonly KeyTable[],
	history: readonly string[],
): CommandLineState {
	return {kind: 'command-line', below, tables, history, text: '', cursor: 0, back: 0, draft: ''};
}

export const COMMAND_LINE_KEYS: KeyTable = {
	title: 'Command line',
	bindings: [
		{keys: ['enter'], action: 'run', label: 'do it', footer: 'do'},
		{keys: ['escape', 'ctrl-c'], action: 'close', label: 'back', footer: 'back'},
		{keys: ['tab', 'shift-tab'], action: 'complete', label: 'what may be typed here', footer: 'complete'},
		{keys: ['up', 'ctrl-p'], action: 'older', label: 'older line', footer: 'history'},
		{keys: ['down', 'ctrl-n'], action: 'newer', label: 'newer line', footer: 'history'},
		...editBindings('delete the character before; the line if empty'),
		{keys: ['ctrl-k'], action: 'delete-to-end', label: 'delete to the end'},
	],
};

export function commandLineTables({list}: CommandLineState): readonly KeyTable[] {
	return list === undefined ? [COMMAND_LINE_KEYS] : [COMPLETION_KEYS, COMMAND_LINE_KEYS];
}

const MARK_STEPS: Readonly<Record<string, number>> = {
	'mark-next': 1,
	'mark-previous': -1,
	'mark-page-down': 8,
	'mark-page-up': -8,
};

export function reduceCommandLine(state: CommandLineState, {action}: Command, facts: Facts): Step<CommandLineState> {
	const {list} = state;
	if (list !== undefined) {
		const step = MARK_STEPS[action];
		const count = list.offers.length;
		if (step !== undefined)
			return {state: {...state, list: {...list, selected: (((list.selected + step) % count) + count) % count}}};
		if (action === 'take') return {state: edited({...state, list: undefined}, take(state, list), facts)};
		if (action === 'close-list') return {state: {...state, list: undefined}};
	}
	switch (action) {
		case 'run':
			return run(state, facts);
		case 'close':
			return {state, effects: [{type: 'close'}]};
		case 'complete':
			return {state: complete(state, facts)};
		case 'older':
			return {state: recall(state, state.back + 1)};
		case 'newer':
			return {state: recall(state, state.back - 1)};
		case 'delete-left':
			if (state.text === '') return {state, effects: [{type: 'close'}]};
			return {state: edited(state, edit(state, action), facts)};
		default:
			return {state: edited(state, edit(state, action as Edit), facts)};
	}
}

/** Takes what was typed or pasted. */
export function typeIntoCommandLine(state: CommandLineState, text: string, facts: Facts): Step<CommandLineState> {
	return {state: edited(state, insert(state, text), facts)};
}

function run(state: CommandLineState, facts: Facts): Step<CommandLineState> {
	const line = state.text.trim();
	if (line === '') return {state, effects: [{type: 'close'}]};
	const outcome = runLine(line, {facts, below: state.below, tables: state.tables});
	if (typeof outcome === 'string') return {state: {...state, expected: outcome}};
	return {state, effects: [{type: 'close'}, {type: 'ran', line}, ...outcome]};
}

function edited(state: CommandLineState, line: EditedLine, facts: Facts): CommandLineState {
	const next = {...state, ...line, expected: undefined, back: 0, draft: line.text};
	return state.list === undefined ? next : {...next, list: offersAt(next, facts)};
}

function recall(state: CommandLineState, back: number): CommandLineState {
	const {history} = state;
	if (back < 0 || back > history.length) return state;
	const text = back === 0 ? state.draft : history[history.length - back]!;
	return {...state, text, cursor: text.length, back, expected: undefined};
}

/** Takes the only offer, or opens the list of several. */
function complete(state: CommandLineState, facts: Facts): CommandLineState {
	const list = offersAt(state, facts);
	if (list === undefined) return {...state, expected: 'nothing that could be completed here'};
	return list.offers.length === 1 ? edited(state, take(state, list), facts) : {...state, list, expected: undefined};
}

/** The line with the marked offer in it, and a blank where an argument follows. */
function take({text}: EditedLine, {from, to, offers, selected}: OfferList): EditedLine {
	const {text: offered} = offers[selected]!;
	const rest = text.slice(to);
	const isOpen = from === 0 && rest === '' && (commandNamed(offered)?.argument ?? '') !== '';
	const inserted = offered + (isOpen ? ' ' : '');
	return {text: text.slice(0, from) + inserted + rest, cursor: from + inserted.length};
}

/** What may be typed at the cursor: commands and actions, then what belongs to the command. */
function offersAt(state: CommandLineState, facts: Facts): OfferList | undefined {
	const {text, cursor} = state;
	const typed = text.slice(0, cursor);
	const space = typed.search(/\s/);
	if (space < 0) return listOf(0, typed, cursor, firstWords(state));
	const name = typed.slice(0, space);
	const from = space + (/^\s*/.exec(typed.slice(space))?.[0].length ?? 0);
	if (commandNamed(name)?.names[0] === 'filter') {
		const list = openCompletion({text: text.slice(from), cursor: cursor - from}, facts.session);
		return list === undefined ? undefined : {...list, from: list.from + from, to: list.to + from};
	}
	return listOf(
		from,
		typed.slice(from),
		cursor,
		argumentOffers(name).map(word => ({text: word, description: ''})),
	);
}

function firstWords({tables}: CommandLineState): CommandOffer[] {
	const commands = COMMANDS.map(({names: [name], argument, does}) => ({
		text: name,
		description: argument === '' ? does : `${argument}: ${does}`,
	}));
	const known = new Set<string>(COMMANDS.flatMap(({names}) => names));
	const actions = [...actionsOf(tables)].filter(([action]) => !known.has(action));
	return [...commands, ...actions.map(([text, description]) => ({text, description}))];
}

/** Those that begin as what is typed, then those that have it in them. */
function listOf(from: number, typed: string, to: number, offers: readonly CommandOffer[]): OfferList | undefined {
	const begin = offers.filter(({text}) => text.startsWith(typed));
	const within = offers.filter(({text}) => !text.startsWith(typed) && text.includes(typed));
	const found = begin.length === 1 ? begin : [...begin, ...within];
	return found.length === 0 ? undefined : {from, to, offers: found, selected: 0};
}
