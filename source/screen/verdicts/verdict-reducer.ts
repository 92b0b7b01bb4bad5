import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {streamFilter} from '../../filter/write/stream-filter.ts';
import {extended} from '../../filter/write/value-filter.ts';
import {commonEffects} from '../keys/common-effects.ts';
import {COMMON_KEYS, MOVE_KEYS, moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Facts, Step} from '../screen.ts';
import {guideLines} from './guide-lines.ts';
import {openVerdict, openVerdictList, type VerdictState} from './verdict-state.ts';

/** Rows that are neither page nor list: the title. */
export const VERDICT_CHROME = 1;

const SCREEN_ACTIONS: readonly string[] = ['help', 'quit', 'redraw', 'suspend', 'overview'];
const SHARED: KeyTable = {
	title: COMMON_KEYS.title,
	bindings: COMMON_KEYS.bindings.filter(({action}) => SCREEN_ACTIONS.includes(action)),
};

export const VERDICT_LIST_KEYS: KeyTable = {
	title: 'All verdicts',
	bindings: [
		{keys: ['enter', 'l', 'right', 'K'], action: 'open', label: 'what the verdict means', footer: 'meaning'},
		{keys: ['f'], action: 'streams', label: 'list the streams with this verdict', footer: 'list streams'},
		{keys: ['escape', 'q', 'h', 'left'], action: 'close', label: 'back', footer: 'back'},
	],
};

export const VERDICT_PAGE_KEYS: KeyTable = {
	title: 'Meaning of a verdict',
	bindings: [
		{keys: ['f'], action: 'streams', label: 'list the streams with this verdict', footer: 'list streams'},
		{keys: ['K', 'a'], action: 'all', label: 'all verdicts', footer: 'all verdicts'},
		{keys: [']'], action: 'next', label: 'next verdict', footer: 'verdict'},
		{keys: ['['], action: 'previous', label: 'previous verdict', footer: 'verdict'},
		{keys: ['escape', 'q', 'h', 'left'], action: 'close', label: 'back', footer: 'back'},
	],
};

export function verdictTables({verdict}: VerdictState): readonly KeyTable[] {
	return [verdict === undefined ? VERDICT_LIST_KEYS : VERDICT_PAGE_KEYS, MOVE_KEYS, SHARED];
}

export function reduceVerdict(state: VerdictState, command: Command, facts: Facts): Step<VerdictState> {
	const {action, count} = command;
	const room = Math.max(1, facts.rows - VERDICT_CHROME);
	const {verdict, index} = state;
	if (verdict === undefined) {
		const target = moveTo(action, count, index, VERDICTS.length, room);
		if (target !== undefined) return {state: {...state, index: target}};
	} else {
		const lines = guideLines(verdict, facts.columns, facts.appearance.drawing).length;
		const target = moveTo(action, count, state.top, Math.max(1, lines - room + 1), room);
		if (target !== undefined) return {state: {...state, top: target}};
	}
	switch (action) {
		case 'open':
			return {state, effects: [{type: 'open', screen: openVerdict(VERDICTS[index]!.id)}]};
		case 'all':
			return {state: {...openVerdictList(), index}};
		case 'next':
		case 'previous': {
			const step = (count ?? 1) * (action === 'next' ? 1 : -1);
			const place = Math.max(0, Math.min(VERDICTS.length - 1, index + step));
			return {state: openVerdict(VERDICTS[place]!.id)};
		}
		case 'streams': {
			const {session} = facts;
			const test = streamFilter({verdict: VERDICTS[index]!.id}, session.tables.addresses);
			const expression = extended(session.view.filter?.expression ?? '', test, false);
			return {state, effects: [{type: 'list'}, {type: 'filter', expression, when: 'keep'}]};
		}
		default:
			return {state, effects: commonEffects(action, facts, 'Verdicts', verdictTables(state))};
	}
}
