import {moveTo, scrollTo} from '../../keys/common-keys.ts';
import type {Command} from '../../keys/key-table.ts';
import type {Facts, Step} from '../../screen.ts';
import type {LadderModel} from '../ladder-model.ts';
import {ladderPlaces} from '../ladder-places.ts';
import {goTo, type LadderState} from '../ladder-state.ts';
import {type VerdictLine, verdictLines} from '../verdict-lines.ts';
import {type PaneLines, padded, rule} from './pane-frame.ts';

/** The lines of the explanation of a ladder's stream. */
export function explanationOf({columns, appearance, session}: Facts, model: LadderModel): VerdictLine[] {
	const {packets} = session.tables;
	return verdictLines(model.diagnosis, row => packets.frameNumber(row), columns, appearance.drawing);
}

/** Who ended it, why, and the evidence, with the selected line in sight. */
export function verdictPane(state: LadderState, facts: Facts, model: LadderModel, rows: number): PaneLines {
	const {columns, appearance} = facts;
	const all = explanationOf(facts, model);
	const room = rows - 1;
	// The head stays in sight as long as it can; then there is as much to read above the line as below.
	const top = state.line < room ? 0 : scrollTo(state.line - (room >> 1), state.line, all.length, room);
	const shown = all.slice(top, top + room).map(({line}) => line);
	return {
		lines: [rule('explanation', state.focused, columns, appearance.drawing), ...padded(shown, room)],
		selected: 1 + state.line - top,
	};
}

/** Opens the explanation at its first evidence, with the ladder at that packet: the one that matters. */
export function openVerdict(state: LadderState, facts: Facts, model: LadderModel): LadderState {
	const lines = explanationOf(facts, model);
	const line = lines.findIndex(({row}) => packetOf(model, row) >= 0);
	const opened: LadderState = {...state, pane: 'verdict', focused: true, line: Math.max(0, line)};
	return line < 0 ? opened : follow(opened, lines, facts, model);
}

export function reduceVerdict(
	state: LadderState,
	{action, count}: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const lines = explanationOf(facts, model);
	const room = ladderPlaces(state, facts, model).pane - 1;
	const target = moveTo(action, count, state.line, lines.length, room);
	if (target !== undefined) return {state: follow({...state, line: target}, lines, facts, model)};
	if (action !== 'evidence') return undefined;
	const index = packetOf(model, lines[state.line]?.row);
	if (index >= 0) return {state: goTo({...state, zoomed: false, focused: false}, index, facts, model)};
	return {state, effects: [{type: 'message', message: {text: 'this line names no packet of the stream', role: 'dim'}}]};
}

/** The ladder follows the evidence as it is read. */
function follow(state: LadderState, lines: readonly VerdictLine[], facts: Facts, model: LadderModel): LadderState {
	const index = packetOf(model, lines[state.line]?.row);
	if (index < 0) return state;
	const before = index === state.index ? state.before : state.index;
	return {...goTo(state, index, facts, model), before};
}

/** Packet of the ladder that a line names, -1 for none. */
function packetOf({ladder}: LadderModel, row: number | undefined): number {
	return row === undefined ? -1 : ladder.indexOf(row);
}
