import {sessionMemory} from '../../../source/screen/memory/user-memory.ts';
import {type Facts, NO_PREFERENCES, type Step} from '../../../source/screen/screen.ts';
import {reduceStreamList} from '../../../source/screen/streams/reduce-stream-list.ts';
import {STREAM_LIST, type StreamListState} from '../../../source/screen/streams/stream-list-state.ts';
import type {FakeSession} from '../../support/captures/fake-session.ts';
import {PLAIN} from '../../support/terminal/screen-under-test.tsx';

export const factsOf = (session: FakeSession): Facts => ({
	session,
	appearance: PLAIN,
	columns: 100,
	rows: 23,
	history: [],
	own: sessionMemory(),
	preferences: NO_PREFERENCES,
});

/** Runs actions through the list's reducer and does what they ask of the session. */
export function run(
	session: FakeSession,
	actions: readonly string[],
	from: StreamListState = STREAM_LIST,
): Step<StreamListState> {
	let step: Step<StreamListState> = {state: from};
	for (const action of actions) {
		step = reduceStreamList(step.state, {action}, factsOf(session));
		for (const effect of step.effects ?? []) {
			if (effect.type === 'order') session.setOrder(effect.column, effect.descending);
			if (effect.type === 'group') session.setGrouping(effect.by);
			if (effect.type === 'filter') session.setFilter(effect.expression);
		}
	}
	return step;
}
