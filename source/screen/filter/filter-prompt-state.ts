import type {FilterCheck, FilterProblem} from '../../session.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Facts, Step} from '../screen.ts';
import {type Edit, type EditedLine, edit, insert} from './line-editor.ts';

export interface FilterPromptState extends EditedLine {
	readonly kind: 'filter-prompt';
	/** The filter that was in force when the prompt opened: Esc returns to it. */
	readonly original: string;
	/** What the session said of the text; undefined while it was not asked. */
	readonly check?: FilterCheck | undefined;
	/** Enter was pressed on text that is not finished: now that is an error. */
	readonly insisted: boolean;
	/** Steps back in the history; 0 is the text that is being typed, kept in `draft`. */
	readonly back: number;
	readonly draft: string;
}

export function openFilterPrompt(original: string): FilterPromptState {
	return {
		kind: 'filter-prompt',
		text: original,
		cursor: original.length,
		original,
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
		{keys: ['escape', 'ctrl-c'], action: 'cancel', label: 'back to the filter before', footer: 'cancel'},
		{keys: ['up', 'ctrl-p'], action: 'older', label: 'older filter', footer: 'history'},
		{keys: ['down', 'ctrl-n'], action: 'newer', label: 'newer filter', footer: 'history'},
		{keys: ['ctrl-u'], action: 'delete-to-start', label: 'delete to the start', footer: 'clear'},
		{keys: ['left', 'ctrl-b'], action: 'left', label: 'one character left'},
		{keys: ['right', 'ctrl-f'], action: 'right', label: 'one character right'},
		{keys: ['home', 'ctrl-a'], action: 'start', label: 'to the start'},
		{keys: ['end', 'ctrl-e'], action: 'end', label: 'to the end'},
		{keys: ['backspace', 'ctrl-h'], action: 'delete-left', label: 'delete the character before'},
		{keys: ['delete', 'ctrl-d'], action: 'delete-right', label: 'delete the character under the cursor'},
		{keys: ['ctrl-w'], action: 'delete-word', label: 'delete the word before'},
		{keys: ['ctrl-k'], action: 'delete-to-end', label: 'delete to the end'},
		{keys: ['ctrl-l'], action: 'redraw', label: 'draw the screen again'},
	],
};

export function reduceFilterPrompt(state: FilterPromptState, {action}: Command, facts: Facts): Step<FilterPromptState> {
	switch (action) {
		case 'keep':
			return {
				state: {...state, insisted: true},
				effects: [{type: 'filter', expression: state.text.trim(), when: 'keep'}],
			};
		case 'cancel':
			return {state, effects: [{type: 'filter', expression: state.original, when: 'now'}, {type: 'close'}]};
		case 'redraw':
			return {state, effects: [{type: 'redraw'}]};
		case 'older':
			return recall(state, state.back + 1, facts.history);
		case 'newer':
			return recall(state, state.back - 1, facts.history);
		default:
			return edited(state, edit(state, action as Edit));
	}
}

/** Takes what was typed or pasted. */
export function typeIntoFilterPrompt(state: FilterPromptState, text: string): Step<FilterPromptState> {
	return edited(state, insert(state, text));
}

function edited(state: FilterPromptState, line: EditedLine): Step<FilterPromptState> {
	if (line.text === state.text) return {state: {...state, ...line}};
	return {
		state: {...state, ...line, check: undefined, insisted: false, back: 0, draft: line.text},
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

/** What to tell about the text: nothing, that it goes on, or where and why it is wrong. */
export function promptProblem(state: FilterPromptState): (FilterProblem & {readonly wrong: boolean}) | undefined {
	const {check} = state;
	if (check === undefined || check.ok) return undefined;
	const worst = check.problems.find(({incomplete}) => incomplete !== true) ?? check.problems[0];
	return worst === undefined ? undefined : {...worst, wrong: worst.incomplete !== true || state.insisted};
}
