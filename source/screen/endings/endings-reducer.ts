import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {extended} from '../../filter/write/value-filter.ts';
import {commonEffects} from '../keys/common-effects.ts';
import {COMMON_KEYS, MOVE_KEYS, moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Facts, Step} from '../screen.ts';
import {openVerdict, openVerdictList} from '../verdicts/verdict-state.ts';
import {endingPanes} from './endings-panes.ts';
import {type EndingsState, PANES, type PaneName} from './endings-state.ts';

export const ENDINGS_KEYS: KeyTable = {
	title: 'Overview',
	bindings: [
		{
			keys: ['enter', 'l', 'right'],
			action: 'list',
			label: 'list the streams of this row: filters by what it says',
			footer: 'list them',
		},
		{keys: ['tab'], action: 'next-pane', label: 'next part: verdicts, across streams, servers', footer: 'part'},
		{keys: ['shift-tab'], action: 'previous-pane', label: 'part before it'},
		{keys: ['c'], action: 'side', label: 'servers or clients', footer: 'servers/clients'},
		{
			keys: ['K'],
			action: 'meaning',
			label: 'what this verdict means; on all streams: every verdict',
			footer: 'meaning',
		},
		{keys: ['a'], action: 'all', label: 'count all streams: takes the filter off'},
		{keys: ['escape', 'q', 'h', 'left', 'o'], action: 'close', label: 'back', footer: 'back'},
	],
};

export const ENDINGS_TABLES: readonly KeyTable[] = [ENDINGS_KEYS, MOVE_KEYS, COMMON_KEYS];

export function reduceEndings(state: EndingsState, command: Command, facts: Facts): Step<EndingsState> {
	const {session} = facts;
	const panes = endingPanes(state, facts);
	const {rows, index, room} = panes[state.pane];
	const target = moveTo(command.action, command.count, index, rows.length, room);
	if (target !== undefined) {
		const key = rows[target]?.key ?? '';
		const selected = {...state.selected, [state.pane]: key};
		// Another verdict is in other places.
		return {state: {...state, selected: state.pane === 'verdicts' ? {...selected, places: ''} : selected}};
	}
	const row = rows[index];
	switch (command.action) {
		case 'list': {
			if (row === undefined) return {state};
			const inForce = session.view.filter?.expression ?? '';
			const expression = row.filter === '' ? inForce : extended(inForce, row.filter, false);
			return {state, effects: [{type: 'list'}, {type: 'filter', expression, when: 'keep'}]};
		}
		case 'next-pane':
			return {state: {...state, pane: otherPane(state.pane, 1)}};
		case 'previous-pane':
			return {state: {...state, pane: otherPane(state.pane, -1)}};
		case 'side':
			return {
				state: {
					...state,
					side: state.side === 'server' ? 'client' : 'server',
					selected: {...state.selected, places: ''},
				},
			};
		case 'all':
			return {state, effects: [{type: 'filter', expression: '', when: 'now'}]};
		case 'meaning': {
			const isVerdict = VERDICTS.some(({id}) => id === row?.verdict);
			return {state, effects: [{type: 'open', screen: isVerdict ? openVerdict(row!.verdict!) : openVerdictList()}]};
		}
		default:
			return {state, effects: commonEffects(command.action, facts, 'Overview', ENDINGS_TABLES)};
	}
}

function otherPane(pane: PaneName, step: number): PaneName {
	return PANES[(PANES.indexOf(pane) + step + PANES.length) % PANES.length]!;
}
