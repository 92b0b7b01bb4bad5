import {type QuickFix, quickFix} from '../../filter/mistakes/quick-fix.ts';
import {REGISTRY} from '../../session/compile-filter.ts';
import type {FilterCheck, FilterProblem} from '../../session/session.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import {
	type CompletionList,
	followCompletion,
	moveMark,
	onlyOffer,
	openCompletion,
	takeOffer,
} from './completion-list.ts';
import {type Edit, type EditedLine, edit, editBindings, insert} from './line-editor.ts';

export interface FilterPromptState extends EditedLine {
	readonly kind: 'filter-prompt';
	/** The filter that was in force when the prompt opened: to cancel returns to it. */
	readonly original: string;
	/** The text that the prompt opened with: not in force if it came from a bookmark. */
	readonly opened: string;
	/** What the session said of the text; undefined while it was not asked. */
	readonly check?: FilterCheck | undefined;
	/** Enter was pressed on text that is not finished: now that is an error. */
	readonly insisted: boolean;
	/** Steps back in the history; 0 is the text that is being typed, kept in `draft`. */
	readonly back: number;
	readonly draft: string;
	/** What may be typed at the cursor, while the list is open. */
	readonly list?: CompletionList | undefined;
}

export function openFilterPrompt(original: string): FilterPromptState {
	return {
		kind: 'filter-prompt',
		text: original,
		cursor: original.length,
		original,
		opened: original,
		insisted: false,
		back: 0,
		draft: original,
	};
}

/** The prompt with an expression to start from, while another filter, or none, is in force. */
export function editFilter(expression: string, original: string): FilterPromptState {
	return {...openFilterPrompt(expression), original};
}

export const PROMPT_KEYS: KeyTable = {
	title: 'Filter prompt',
	bindings: [
		{keys: ['enter'], action: 'keep', label: 'keep the filter; empty: none', footer: 'keep'},
		{keys: ['escape'], action: 'leave', label: 'back; the last good filter stays in force', footer: 'back'},
		{keys: ['ctrl-c'], action: 'cancel', label: 'back to the filter before', footer: 'cancel'},
		{keys: ['tab', 'shift-tab'], action: 'complete', label: 'what may be typed here', footer: 'complete'},
		{keys: ['up', 'ctrl-p'], action: 'older', label: 'older filter', footer: 'history'},
		{keys: ['down', 'ctrl-n'], action: 'newer', label: 'newer filter', footer: 'history'},
		{keys: ['ctrl-y'], action: 'fix', label: 'take what is suggested'},
		...editBindings(),
		{keys: ['ctrl-k'], action: 'delete-to-end', label: 'delete to the end'},
		{keys: ['ctrl-l'], action: 'redraw', label: 'draw the screen again'},
	],
};

/** While the list is open, before the prompt's own keys. */
export const COMPLETION_KEYS: KeyTable = {
	title: 'Completion',
	bindings: [
		{keys: ['enter', 'tab'], action: 'take', label: 'take the marked one', footer: 'take'},
		{keys: ['down', 'ctrl-n'], action: 'mark-next', label: 'mark the next one', footer: 'choose'},
		{keys: ['up', 'ctrl-p', 'shift-tab'], action: 'mark-previous', label: 'mark the one before', footer: 'choose'},
		{keys: ['page-down'], action: 'mark-page-down', label: 'some further down'},
		{keys: ['page-up'], action: 'mark-page-up', label: 'some further up'},
		{keys: ['escape', 'ctrl-c'], action: 'close-list', label: 'close the list', footer: 'close'},
	],
};

export function promptTables({list}: FilterPromptState): readonly KeyTable[] {
	return list === undefined ? [PROMPT_KEYS] : [COMPLETION_KEYS, PROMPT_KEYS];
}

const MARK_STEPS: Readonly<Record<string, number>> = {
	'mark-next': 1,
	'mark-previous': -1,
	'mark-page-down': 8,
	'mark-page-up': -8,
};

export function reduceFilterPrompt(state: FilterPromptState, command: Command, facts: Facts): Step<FilterPromptState> {
	const {action} = command;
	if (state.list !== undefined) {
		const step = reduceList(state, state.list, action);
		if (step !== undefined) return step;
	}
	switch (action) {
		case 'keep':
			return {
				state: {...state, insisted: true},
				effects: [{type: 'filter', expression: state.text.trim(), when: 'keep'}],
			};
		case 'leave':
			return {state, effects: [...lastTyped(state), {type: 'close'}]};
		case 'cancel':
			return {state, effects: [{type: 'filter', expression: state.original, when: 'now'}, {type: 'close'}]};
		case 'redraw':
			return {state, effects: [{type: 'redraw'}]};
		case 'older':
			return recall(state, state.back + 1, facts.history);
		case 'newer':
			return recall(state, state.back - 1, facts.history);
		case 'complete':
			return openList(state, facts);
		case 'fix':
			return takeFix(state);
		default:
			return edited(state, edit(state, action as Edit));
	}
}

/** What was typed goes into force without the pause for typing; a text that is wrong leaves there what was good before. */
function lastTyped({text, opened}: FilterPromptState): readonly Effect[] {
	return text === opened ? [] : [{type: 'filter', expression: text.trim(), when: 'now'}];
}

/** Takes what was typed or pasted. */
export function typeIntoFilterPrompt(state: FilterPromptState, text: string): Step<FilterPromptState> {
	return edited(state, insert(state, text));
}

/** What a command does to the open list; undefined if it is not the list's. */
function reduceList(
	state: FilterPromptState,
	list: CompletionList,
	action: string,
): Step<FilterPromptState> | undefined {
	if (action === 'close-list') return {state: {...state, list: undefined}};
	if (action === 'take') return edited({...state, list: undefined}, takeOffer(state, list));
	const step = MARK_STEPS[action];
	return step === undefined ? undefined : {state: {...state, list: moveMark(list, step)}};
}

/** Opens the list; an offer is taken at once if it is the only one, or the only one that begins as the word does. */
function openList(state: FilterPromptState, facts: Facts): Step<FilterPromptState> {
	const list = openCompletion(state, facts.session);
	if (list === undefined) {
		return {state, effects: [{type: 'message', message: {text: 'nothing to complete here', role: 'dim'}}]};
	}
	const sure = onlyOffer(list, state);
	return sure < 0 ? {state: {...state, list}} : edited(state, takeOffer(state, {...list, selected: sure}));
}

function takeFix(state: FilterPromptState): Step<FilterPromptState> {
	const text = promptRemark(state)?.fix?.text;
	if (text === undefined) {
		return {state, effects: [{type: 'message', message: {text: 'nothing is suggested', role: 'dim'}}]};
	}
	return edited({...state, list: undefined}, {text, cursor: text.length});
}

function edited(state: FilterPromptState, line: EditedLine): Step<FilterPromptState> {
	const list = state.list === undefined ? undefined : followCompletion(line, state.list);
	if (line.text === state.text) return {state: {...state, ...line, list}};
	return {
		state: {...state, ...line, list, check: undefined, insisted: false, back: 0, draft: line.text},
		effects: [{type: 'filter', expression: line.text, when: 'later'}],
	};
}

function recall(state: FilterPromptState, back: number, history: readonly string[]): Step<FilterPromptState> {
	if (back < 0 || back > history.length) return {state};
	const text = back === 0 ? state.draft : history[history.length - back]!;
	return {
		state: {...state, text, cursor: text.length, check: undefined, insisted: false, back},
		effects: [{type: 'filter', expression: text, when: 'later'}],
	};
}

/** What is to be said of the text, and what taking the suggestion does. */
export interface PromptRemark extends FilterProblem {
	/** An error, a text that goes on, or a good filter that may surprise. */
	readonly weight: 'wrong' | 'unfinished' | 'warning';
	readonly fix?: QuickFix | undefined;
}

/** What to tell about the text: nothing, that it goes on, where and why it is wrong, or what may surprise. */
export function promptRemark({check, text, cursor, insisted}: FilterPromptState): PromptRemark | undefined {
	if (check === undefined) return undefined;
	const begun = insisted ? -1 : begunName(text, cursor);
	const problems = check.ok ? [] : check.problems;
	const isPending = ({incomplete, from}: FilterProblem) => incomplete === true || (begun >= 0 && from >= begun);
	const remark = check.ok ? check.warnings?.[0] : (problems.find(one => !isPending(one)) ?? problems[0]);
	if (remark === undefined) return undefined;
	const isUnfinished = !check.ok && !insisted && isPending(remark);
	if (isUnfinished && begun >= 0)
		return {message: 'Tab completes the name', from: begun, to: text.length, weight: 'unfinished'};
	const weight = check.ok ? 'warning' : isUnfinished ? 'unfinished' : 'wrong';
	return {...remark, weight, fix: quickFix(text, remark, REGISTRY)};
}

/** Where a field's name starts that is half typed, with the cursor at its end; -1 if none is. */
function begunName(text: string, cursor: number): number {
	const [word] = /[a-z][\w.]*$/i.exec(text) ?? [];
	if (word === undefined || cursor !== text.length) return -1;
	const isBegun = REGISTRY.allFields.some(({name}) => name.startsWith(word) && name !== word);
	return isBegun ? text.length - word.length : -1;
}
