import type {LadderEvent} from '../../report/ladder/ladder.ts';
import {TIME_HEADINGS, TIME_MODES, type TimeMode} from '../../report/ladder/ladder-lines.ts';
import {commonEffects} from '../keys/common-effects.ts';
import {moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import {FIRST_OPEN} from './details-tree.ts';
import {DETAILS_TABLES, LADDER_TABLES, VERDICT_TABLES} from './ladder-keys.ts';
import {type LadderModel, ladderModel} from './ladder-model.ts';
import {ladderPlaces} from './ladder-places.ts';
import {packetsInWindow, windowTop} from './ladder-window.ts';
import {reducePane} from './pane-state.ts';

export interface LadderState {
	readonly kind: 'ladder';
	readonly stream: number;
	/** Packet under the cursor, counted within the stream from 0; and the first in sight. */
	readonly index: number;
	readonly top: number;
	readonly time: TimeMode;
	readonly absolute: boolean;
	readonly explanations: boolean;
	readonly pane: 'none' | 'details' | 'verdict';
	/** Keys go to the pane rather than to the ladder. */
	readonly focused: boolean;
	/** The pane has the whole screen. */
	readonly zoomed: boolean;
	/** Path of the selected node of the details tree, and the open nodes. */
	readonly node: string;
	readonly open: ReadonlySet<string>;
	/** Selected line of the verdict panel. */
	readonly line: number;
}

export function openLadder(stream: number): LadderState {
	return {
		kind: 'ladder',
		stream,
		index: 0,
		top: 0,
		time: 'start',
		absolute: false,
		explanations: true,
		pane: 'none',
		focused: false,
		zoomed: false,
		node: 'tcp',
		open: FIRST_OPEN,
		line: 0,
	};
}

/** The key tables in force: those of the pane that has the keys. */
export function ladderTables({focused, pane}: LadderState): readonly KeyTable[] {
	if (!focused) return LADDER_TABLES;
	return pane === 'verdict' ? VERDICT_TABLES : DETAILS_TABLES;
}

export function reduceLadder(state: LadderState, command: Command, facts: Facts): Step<LadderState> {
	const model = ladderModel(facts.session, state.stream);
	const inPane = state.focused && model !== undefined ? reducePane(state, command, facts, model) : undefined;
	if (inPane !== undefined) return inPane;
	const {action} = command;
	const toggled = toggles(state, action);
	if (toggled !== undefined) return {state: toggled};
	switch (action) {
		case 'back':
			return back(state);
		case 'time': {
			const time = TIME_MODES[(TIME_MODES.indexOf(state.time) + 1) % TIME_MODES.length]!;
			return {state: {...state, time}, effects: [tell(`time: ${TIME_HEADINGS[time]}`)]};
		}
		case 'next-stream':
			return otherStream(state, command.count ?? 1, facts);
		case 'previous-stream':
			return otherStream(state, -(command.count ?? 1), facts);
	}
	const step = model === undefined ? undefined : reduceMove(state, command, facts, model);
	return step ?? {state, effects: commonEffects(action, facts, 'Ladder', ladderTables(state))};
}

/** Actions that switch something on or off; undefined for others. */
function toggles(state: LadderState, action: string): LadderState | undefined {
	switch (action) {
		case 'absolute':
			return {...state, absolute: !state.absolute};
		case 'explanations':
			return {...state, explanations: !state.explanations};
		case 'details':
			return switchPane(state, 'details');
		case 'verdict':
			return switchPane(state, 'verdict');
		case 'inspect':
			return {...state, pane: 'details', focused: true};
		case 'pane':
			return state.pane === 'none'
				? {...state, pane: 'details', focused: true}
				: {...state, focused: !state.focused, zoomed: false};
		case 'zoom':
			return state.pane === 'none' ? state : {...state, zoomed: !state.zoomed, focused: true};
		default:
			return undefined;
	}
}

function switchPane(state: LadderState, pane: 'details' | 'verdict'): LadderState {
	return state.pane === pane
		? {...state, pane: 'none', focused: false, zoomed: false}
		: // The explanation is there to be read, line by line; fields are looked at while stepping.
			{...state, pane, focused: pane === 'verdict', line: 0};
}

/** One step back: out of the pane, then the pane away, then to the list. */
function back(state: LadderState): Step<LadderState> {
	if (state.zoomed) return {state: {...state, zoomed: false}};
	if (state.focused) return {state: {...state, focused: false}};
	if (state.pane !== 'none') return {state: {...state, pane: 'none'}};
	return {state, effects: [{type: 'close'}]};
}

/** Moves to a packet of the ladder; undefined if the action is no such move. */
function reduceMove(
	state: LadderState,
	command: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const {rows, look} = ladderPlaces(state, facts, model);
	const {ladder} = model;
	const page = packetsInWindow(model, state.top, rows, look);
	const target = moveTo(command.action, command.count, state.index, ladder.count, page);
	if (target !== undefined) return {state: goTo(state, target, facts, model)};
	const jump = jumpOf(state, command, model);
	if (jump === undefined) return undefined;
	return jump.index < 0 ? {state, effects: [tell(jump.missing)]} : {state: goTo(state, jump.index, facts, model)};
}

/** Selects a packet and scrolls to it. */
export function goTo(state: LadderState, index: number, facts: Facts, model: LadderModel): LadderState {
	const {rows, look} = ladderPlaces(state, facts, model);
	return {...state, index, top: windowTop(model, state.top, index, rows, look)};
}

function jumpOf(
	{index}: LadderState,
	{action, count}: Command,
	{ladder}: LadderModel,
): {index: number; missing: string} | undefined {
	const first = (event: LadderEvent, missing: string) => ({index: ladder.find(event, 0), missing});
	switch (action) {
		case 'next-event':
			return {index: repeat(count, index, at => ladder.nextEvent(at, 1)), missing: 'no further event'};
		case 'previous-event':
			return {index: repeat(count, index, at => ladder.nextEvent(at, -1)), missing: 'no event before'};
		case 'go-fin':
			return first('fin', 'no FIN in this stream');
		case 'go-reset':
			return first('reset', 'no RST in this stream');
		case 'go-alert': {
			const next = ladder.find('alert', index + 1);
			return {index: next < 0 ? ladder.find('alert', 0) : next, missing: 'no TLS alert in this stream'};
		}
		case 'go-handshake':
			return {index: ladder.findHandshake(), missing: 'no SYN in this stream'};
		case 'go-last-data':
			return {index: ladder.findLastData(), missing: 'no data in this stream'};
		default:
			return undefined;
	}
}

/** Takes a step so many times, or as many of them as there are; -1 if there is not one. */
function repeat(times: number | undefined, from: number, step: (at: number) => number): number {
	let at = step(from);
	for (let done = 1; at >= 0 && done < (times ?? 1); done++) {
		const next = step(at);
		if (next < 0) return at;
		at = next;
	}
	return at;
}

function otherStream(state: LadderState, step: number, {session: {view}}: Facts): Step<LadderState> {
	const here = view.indexOf(state.stream);
	if (here < 0) return {state, effects: [tell('this stream is not in the list: the filter took it out')]};
	const place = Math.max(0, Math.min(view.count - 1, here + step));
	if (place === here)
		return {
			state,
			effects: [tell(step > 0 ? 'this is the last stream of the list' : 'this is the first stream of the list')],
		};
	const stream = view.at(place);
	return {state: {...state, stream, index: 0, top: 0, line: 0}, effects: [{type: 'select', stream}]};
}

function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}
