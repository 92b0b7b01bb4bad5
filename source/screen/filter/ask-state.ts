import {wrongEnding} from '../../capture/write/capture-endings.ts';
import {wrongMacroName} from '../../filter/macro-definitions.ts';
import {formatOfFile, LADDER_ENDINGS} from '../../report/format-names.ts';
import type {Folds} from '../../report/ladder/fold-view.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import type {WriteChoice} from '../../session/session.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, FilterList, Step} from '../screen.ts';
import {type Edit, type EditedLine, edit, editBindings, insert} from './line-editor.ts';
import {added, changed} from './named-filters.ts';

/** A question whose answer is one line. */
export interface AskState extends EditedLine {
	readonly kind: 'ask';
	readonly question: Question;
	/** The text is a proposal that nobody has touched yet: what is typed takes its place. */
	readonly isProposed: boolean;
	/** A file that is there may be overwritten. */
	readonly force: boolean;
}

/** What writes a file. */
export type WriteEffect = Extract<Effect, {readonly type: 'write' | 'export-ladder'}>;

export type Question =
	/** The port to add to a bookmark's filter. */
	| {readonly about: 'port'; readonly filter: string}
	/** The name of a new bookmark or macro. */
	| {readonly about: 'new-name'; readonly list: FilterList; readonly filter: string}
	/** The new name of the user's bookmark or macro at a place of its list. */
	| {readonly about: 'name'; readonly list: FilterList; readonly place: number}
	/** What a macro stands for; `place` is -1 for a new one. */
	| {readonly about: 'text'; readonly name: string; readonly place: number}
	/** The text to look for in the screen below. */
	| {readonly about: 'find'}
	/** The capture file to write packets to; `what` says in words which. */
	| {readonly about: 'file'; readonly choice: WriteChoice; readonly what: string}
	/** The file to write a stream's ladder to, with these runs folded. */
	| {readonly about: 'ladder'; readonly stream: number; readonly folds: Folds}
	/** Whether the file that is there is to be overwritten: `y` does. */
	| {readonly about: 'overwrite'; readonly write: WriteEffect};

export function askPort(filter: string): AskState {
	return ask({about: 'port', filter}, '');
}

export function askNewName(list: FilterList, filter: string): AskState {
	return ask({about: 'new-name', list, filter}, '');
}

export function askName(list: FilterList, place: number, name: string): AskState {
	return ask({about: 'name', list, place}, name);
}

/** The text that is there is to be changed, rather than typed over. */
export function askText(name: string, text: string, place: number): AskState {
	return {...ask({about: 'text', name, place}, text), isProposed: false};
}

export function askFile(choice: WriteChoice, what: string, name: string): AskState {
	return ask({about: 'file', choice, what}, name);
}

export function askFileOfStream(stream: number): AskState {
	return askFile({streams: [stream]}, `stream ${stream}`, `stream-${stream}.pcap`);
}

/** @param last what was looked for before */
export function askFind(last: string): AskState {
	return ask({about: 'find'}, last);
}

export function askLadderFile(stream: number, folds: Folds): AskState {
	return ask({about: 'ladder', stream, folds}, `stream-${stream}.md`);
}

export function askOverwrite(write: WriteEffect): AskState {
	return ask({about: 'overwrite', write}, '');
}

function ask(question: Question, text: string): AskState {
	return {kind: 'ask', question, text, cursor: text.length, isProposed: text !== '', force: false};
}

export const ASK_KEYS: KeyTable = {
	title: 'Question',
	bindings: [
		{keys: ['enter'], action: 'answer', label: 'answer', footer: 'answer'},
		{keys: ['escape', 'ctrl-c'], action: 'close', label: 'back', footer: 'back'},
		...editBindings(),
	],
};

export function reduceAsk(state: AskState, {action}: Command, facts: Facts): Step<AskState> {
	if (action === 'close') return {state, effects: [{type: 'close'}]};
	if (action !== 'answer') return {state: editAsk(state, action as Edit)};
	const effects = answer(state, facts);
	return effects === undefined ? {state, effects: [tellWhatIsWanted(state, facts)]} : {state, effects};
}

/** Deleting takes a whole proposal away, other keys keep it to be changed. */
function editAsk(state: AskState, change: Edit): AskState {
	const line = state.isProposed && change.startsWith('delete-') ? EMPTY : edit(state, change);
	return {...state, ...line, isProposed: false};
}

const EMPTY: EditedLine = {text: '', cursor: 0};

export function typeIntoAsk(state: AskState, text: string, facts: Facts): Step<AskState> {
	const {question} = state;
	if (question.about === 'overwrite') {
		if (/^y/i.test(text)) return {state, effects: [{type: 'close'}, {...question.write, force: true}]};
		return {state, effects: [/^n/i.test(text) ? {type: 'close'} : tellWhatIsWanted(state, facts)]};
	}
	return {state: {...state, ...insert(state.isProposed ? EMPTY : state, text), isProposed: false}};
}

/** What the answer leads to; undefined if it is none. */
function answer({question, text, force}: AskState, facts: Facts): readonly Effect[] | undefined {
	const given = text.trim();
	switch (question.about) {
		case 'port': {
			const port = /^\d{1,5}$/.test(given) ? Number(given) : -1;
			if (port < 0 || port > 65_535) return undefined;
			const expression = `(${question.filter}) && tcp.port == ${port}`;
			// The list of bookmarks has done its part, too.
			return [{type: 'close'}, {type: 'close'}, {type: 'filter', expression, when: 'keep'}];
		}
		case 'new-name':
			if (wrongName(question.list, given, -1, facts) !== undefined) return undefined;
			if (question.list === 'macros') return [{type: 'replace', screen: askText(given, question.filter, -1)}];
			return [{type: 'close'}, ...added(question.list, {name: given, filter: question.filter}, facts)];
		case 'name':
			if (wrongName(question.list, given, question.place, facts) !== undefined) return undefined;
			return [{type: 'close'}, changed(question.list, question.place, {name: given}, facts)];
		case 'text': {
			if (given === '') return undefined;
			const {name, place} = question;
			if (place < 0) return [{type: 'close'}, ...added('macros', {name, filter: given}, facts)];
			return [{type: 'close'}, changed('macros', place, {filter: given}, facts)];
		}
		case 'find':
			return text === '' ? undefined : [{type: 'close'}, {type: 'find', text}];
		case 'file':
			if (given === '' || wrongEnding(given) !== undefined) return undefined;
			return [{type: 'close'}, {type: 'write', choice: question.choice, path: given, force}];
		case 'ladder': {
			const format = formatOfFile(given, LADDER_ENDINGS);
			if (format === undefined) return undefined;
			const {stream, folds} = question;
			return [{type: 'close'}, {type: 'export-ladder', stream, folds, format, path: given, force}];
		}
		case 'overwrite':
			return [{type: 'close'}];
	}
}

/** Why a bookmark or macro cannot have this name; undefined if it can. `place` is that of the one which it is for. */
function wrongName(list: FilterList, name: string, place: number, {own}: Facts): string | undefined {
	if (list === 'bookmarks') return name === '' ? 'a bookmark needs a name' : undefined;
	if (own.macros.filters.some((macro, index) => macro.name === name && index !== place))
		return `there is a macro ${name} already`;
	return wrongMacroName(name, REGISTRY);
}

function tellWhatIsWanted({question, text}: AskState, facts: Facts): Effect {
	return {type: 'message', message: {text: whatIsWanted(question, text.trim(), facts), role: 'error'}};
}

function whatIsWanted(question: Question, given: string, facts: Facts): string {
	if (question.about === 'new-name') return wrongName(question.list, given, -1, facts) ?? '';
	if (question.about === 'name') return wrongName(question.list, given, question.place, facts) ?? '';
	return (question.about === 'file' ? wrongEnding(given) : undefined) ?? WANTED[question.about];
}

const WANTED: Readonly<Record<Exclude<Question['about'], 'name' | 'new-name'>, string>> = {
	port: 'a port is a number from 0 to 65535',
	text: 'a macro stands for something',
	find: 'there is nothing to look for',
	file: 'a file needs a name',
	overwrite: 'y overwrites the file, n leaves it as it is',
	ladder: `the end of the name tells the format: ${Object.values(LADDER_ENDINGS).join(', ')}`,
};
