import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import {FAMILIES, type Family} from '../../../diagnosis/families.ts';
import {VERDICTS, type VerdictId, verdictIndex} from '../../../diagnosis/verdicts.ts';
import type {Session} from '../../../session/session.ts';
import {moveTo} from '../../keys/common-keys.ts';
import type {Command, KeyTable} from '../../keys/key-table.ts';
import type {Step} from '../../screen.ts';
import {verdictsTest, verdictTest, withOutcome} from '../list-filter.ts';

/** A line of the menu: a kind of ending, or under it one of its verdicts. */
export interface Outcome {
	/** Letter that picks it. */
	readonly key?: string;
	readonly name: string;
	readonly title: string;
	/** Listed streams that ended so, and those of the whole capture. */
	readonly listed: number;
	readonly all: number;
	/** The test that they pass; empty for any ending. */
	readonly test: string;
	readonly verdict?: VerdictId;
}

export interface OutcomesState {
	readonly kind: 'outcomes';
	/** Name of the line under the cursor: lines come as the capture loads. */
	readonly selected: string;
}

const FAMILY_KEYS: Readonly<Record<Family['id'], string>> = {
	client: 'c',
	server: 's',
	network: 'p',
	tls: 't',
	normal: 'n',
	open: 'o',
	unknown: 'u',
};

export const OUTCOME_KEYS: KeyTable = {
	title: 'Outcome',
	bindings: [
		{keys: ['enter', 'l', 'right'], action: 'pick', label: 'only streams that ended like this', footer: 'filter'},
		{keys: ['b'], action: 'pick-b', label: 'abnormal'},
		...FAMILIES.map(({id, title}) => ({
			keys: [FAMILY_KEYS[id]],
			action: `pick-${FAMILY_KEYS[id]}`,
			label: `${id}: ${title}`,
		})),
		{keys: ['a'], action: 'pick-a', label: 'any ending again', footer: 'all'},
		{keys: ['j', 'down'], action: 'down', label: 'one down'},
		{keys: ['k', 'up'], action: 'up', label: 'one up'},
		{keys: ['g g', 'home'], action: 'top', label: 'first'},
		{keys: ['G', 'end'], action: 'bottom', label: 'last'},
		{keys: ['escape', 'q', 'f', 'h', 'left', 'ctrl-c'], action: 'close', label: 'back', footer: 'back'},
		{keys: ['Q'], action: 'quit', label: 'quit at once'},
	],
};

export function openOutcomes(): OutcomesState {
	return {kind: 'outcomes', selected: 'all'};
}

/** The counts of a capture and a list, kept until one of them changes. */
const counted = new WeakMap<CaptureTables, {readonly of: string; readonly outcomes: readonly Outcome[]}>();

/** The lines of the menu, counted anew while the capture loads. */
export function outcomesOf(session: Session): readonly Outcome[] {
	const {tables, view, progress} = session;
	const of = JSON.stringify([tables.packets.length, progress.phase, view.filter, view.count]);
	const kept = counted.get(tables);
	if (kept?.of === of) return kept.outcomes;
	const outcomes = countOutcomes(session);
	counted.set(tables, {of, outcomes});
	return outcomes;
}

/** Line of the cursor. */
export function outcomeIndex({selected}: OutcomesState, outcomes: readonly Outcome[]): number {
	return Math.max(
		0,
		outcomes.findIndex(({name}) => name === selected),
	);
}

/** Streams by the index of their verdict; those that are not judged yet are left out. */
function verdictCounts(
	{tables: {streams}, progress}: Session,
	count: number,
	at: (index: number) => number,
): Uint32Array {
	const counts = new Uint32Array(256);
	for (let index = 0; index < count; index++) counts[streams.verdict(at(index))]!++;
	if (progress.phase === 'loading') counts[0] = 0;
	return counts;
}

function countOutcomes(session: Session): Outcome[] {
	const {view, progress} = session;
	const streams = session.tables.streams.length;
	const all = verdictCounts(session, streams, stream => stream);
	const listed = verdictCounts(session, view.count, view.at);
	const sum = (counts: Uint32Array, verdicts: readonly VerdictId[]) =>
		verdicts.reduce((total, id) => total + counts[verdictIndex(id)]!, 0);
	const abnormal = VERDICTS.filter(({category}) => category === 'abnormal').map(({id}) => id);
	const line = (key: string, name: string, title: string, test: string, verdicts: readonly VerdictId[]): Outcome => ({
		key,
		name,
		title,
		test,
		listed: sum(listed, verdicts),
		all: sum(all, verdicts),
	});
	return [
		{key: 'a', name: 'all', title: 'any ending', listed: view.count, all: streams, test: ''},
		line('b', 'abnormal', 'whatever went wrong', 'conn.category == "abnormal"', abnormal),
		...FAMILIES.flatMap(({id, title, verdicts}) => {
			const met = verdicts.filter(verdict => all[verdictIndex(verdict)]! > 0);
			// The filter names what was met, once no other verdict can come.
			const named = progress.phase === 'loading' || met.length === 0 ? verdicts : met;
			const test = id === 'normal' ? 'conn.category == "normal"' : verdictsTest(named);
			const family = line(FAMILY_KEYS[id], id, title, test, verdicts);
			return [family, ...met.map(verdict => verdictLine(verdict, listed, all))];
		}),
	];
}

function verdictLine(verdict: VerdictId, listed: Uint32Array, all: Uint32Array): Outcome {
	const index = verdictIndex(verdict);
	return {
		name: verdict,
		title: VERDICTS[index]!.title,
		listed: listed[index]!,
		all: all[index]!,
		test: verdictTest(verdict),
		verdict,
	};
}

export function reduceOutcomes(state: OutcomesState, {action, count}: Command, session: Session): Step<OutcomesState> {
	const outcomes = outcomesOf(session);
	const selected = outcomeIndex(state, outcomes);
	const target = moveTo(action, count, selected, outcomes.length, outcomes.length);
	if (target !== undefined) return {state: {...state, selected: outcomes[target]!.name}};
	if (action === 'close' || action === 'quit') return {state, effects: [{type: action}]};
	const key = action === 'pick' ? undefined : action.slice('pick-'.length);
	const picked = key === undefined ? outcomes[selected] : outcomes.find(outcome => outcome.key === key);
	if (picked === undefined) return {state};
	const expression = withOutcome(session.view.filter?.expression ?? '', picked.test);
	return {state, effects: [{type: 'close'}, {type: 'filter', expression, when: expression === '' ? 'now' : 'keep'}]};
}
