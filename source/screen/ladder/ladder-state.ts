import {ALL_FOLDED, ALL_OPEN, type Folds} from '../../report/ladder/fold-view.ts';
import {type StateColumns, TIME_HEADINGS, TIME_MODES, type TimeMode} from '../../report/ladder/ladder-layout.ts';
import {UnitKind} from '../../report/ladder/runs.ts';
import {askLadderFile} from '../filter/ask-state.ts';
import {openGraph} from '../graphs/graph-state.ts';
import {commonEffects} from '../keys/common-effects.ts';
import {moveTo} from '../keys/common-keys.ts';
import type {Command, KeyTable} from '../keys/key-table.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import {copyVerdict} from './copy-verdict.ts';
import {HERE, jumpOf, withMark, withoutMark} from './jumps.ts';
import {COMPARE_TABLES, DETAILS_TABLES, FOLLOW_TABLES, LADDER_TABLES, VERDICT_TABLES} from './ladder-keys.ts';
import {type LadderModel, ladderModel} from './ladder-model.ts';
import {ladderPlaces} from './ladder-places.ts';
import {rowsInWindow, windowTop} from './ladder-window.ts';
import {neighbour, sameVerdict} from './other-stream.ts';
import {FIRST_OPEN} from './panes/details-tree.ts';
import {openFollow} from './panes/follow-pane.ts';
import {reducePane} from './panes/pane-state.ts';
import {openVerdict} from './panes/verdict-pane.ts';

export interface LadderState {
	readonly kind: 'ladder';
	readonly stream: number;
	/** Packet under the cursor, counted within the stream from 0; and the first in sight. */
	readonly index: number;
	readonly top: number;
	/** Runs that are folded. */
	readonly folds: Folds;
	/** Packets by the letter of their mark, the newest last; and the mark that times are counted from. */
	readonly marks: ReadonlyMap<string, number>;
	readonly newestMark: string | undefined;
	/** Where the last jump began; -1 before any. */
	readonly before: number;
	readonly time: TimeMode;
	readonly absolute: boolean;
	readonly explanations: boolean;
	/** Columns of the TCP states of both sides. */
	readonly states: StateColumns;
	readonly pane: 'none' | 'details' | 'verdict' | 'compare' | 'follow';
	/** Keys go to the pane rather than to the ladder. */
	readonly focused: boolean;
	/** The pane has the whole screen. */
	readonly zoomed: boolean;
	/** Path of the selected node of the details tree, and the open nodes. */
	readonly node: string;
	readonly open: ReadonlySet<string>;
	/** Selected line of the verdict panel, the comparison or what was said. */
	readonly line: number;
	/** The packets that are compared, and whether fields that are the same are shown. */
	readonly compared: readonly [number, number];
	readonly showsSame: boolean;
	/** What was said is shown as bytes. */
	readonly hex: boolean;
	/** What was looked for last; empty before any search. */
	readonly find: string;
}

export function openLadder(stream: number): LadderState {
	return {
		kind: 'ladder',
		stream,
		index: 0,
		top: 0,
		folds: ALL_FOLDED,
		marks: new Map(),
		newestMark: undefined,
		before: -1,
		time: 'start',
		absolute: false,
		explanations: true,
		states: 'fit',
		pane: 'none',
		focused: false,
		zoomed: false,
		node: 'tcp',
		open: FIRST_OPEN,
		line: 0,
		compared: [0, 0],
		showsSame: false,
		hex: false,
		find: '',
	};
}

/** The key tables in force: those of the pane that has the keys. */
export function ladderTables({focused, pane}: LadderState): readonly KeyTable[] {
	return focused ? PANE_TABLES[pane] : LADDER_TABLES;
}

const PANE_TABLES: Readonly<Record<LadderState['pane'], readonly KeyTable[]>> = {
	none: LADDER_TABLES,
	details: DETAILS_TABLES,
	verdict: VERDICT_TABLES,
	compare: COMPARE_TABLES,
	follow: FOLLOW_TABLES,
};

export function reduceLadder(state: LadderState, command: Command, facts: Facts): Step<LadderState> {
	const model = ladderModel(facts.session, state.stream);
	const inPane = state.focused && model !== undefined ? reducePane(state, command, facts, model) : undefined;
	if (inPane !== undefined) return inPane;
	const {action} = command;
	const folded = model === undefined ? undefined : reduceFolds(state, action, facts, model);
	if (folded !== undefined) return folded;
	if (action === 'verdict' && state.pane !== 'verdict' && model !== undefined)
		return {state: openVerdict(state, facts, model)};
	if (action === 'follow' && state.pane !== 'follow' && model !== undefined)
		return {state: openFollow(state, facts, model)};
	if (action === 'states' && model !== undefined) return switchStates(state, command.key, facts, model);
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
			return neighbour(state, command.count ?? 1, facts);
		case 'previous-stream':
			return neighbour(state, -(command.count ?? 1), facts);
		case 'next-same':
			return sameVerdict(state, command.count ?? 1, facts);
		case 'previous-same':
			return sameVerdict(state, -(command.count ?? 1), facts);
		case 'copy-verdict':
			return {state, effects: copyVerdict(facts.session, state.stream, 'text')};
		case 'copy-markdown':
			return {state, effects: copyVerdict(facts.session, state.stream, 'Markdown')};
		case 'export':
			return {state, effects: [{type: 'open', screen: askLadderFile(state.stream, state.folds)}]};
		case 'mark':
			return {state: withMark(state, command.key ?? ''), effects: [tell(`mark ${command.key} is set`)]};
		case 'mark-here':
			return markHere(state);
		case 'graph':
			return {state, effects: [{type: 'open', screen: openGraph(state.stream, state.index)}]};
	}
	const step = model === undefined ? undefined : reduceMove(state, command, facts, model);
	if (step !== undefined) return step;
	const effects = commonEffects(action, facts, 'Ladder', ladderTables(state), state.stream);
	const isEarly = model === undefined && effects.length === 0 && facts.session.progress.phase === 'loading';
	return {state, effects: isEarly ? [{type: 'wait', command}] : effects};
}

/** Folds and opens runs; undefined if the action does neither. */
function reduceFolds(
	state: LadderState,
	action: string,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const view = model.view(state.folds);
	if (view.count === 0) return undefined;
	const isOnRun = view.kind(view.rowOf(state.index)) !== UnitKind.PACKET;
	switch (action) {
		case 'fold-all':
			return {state: withFolds(state, ALL_FOLDED, facts, model)};
		case 'open-all':
			return {state: withFolds(state, ALL_OPEN, facts, model)};
		case 'inspect':
			return isOnRun ? {state: withFolds(state, view.reveal(state.index), facts, model)} : undefined;
		case 'open-run':
			return {state: isOnRun ? withFolds(state, view.reveal(state.index), facts, model) : state};
		case 'fold-run':
			return {state: isOnRun ? state : withFolds(state, view.turn(state.index) ?? state.folds, facts, model)};
		case 'keep-fold':
			return {state};
		case 'fold': {
			const folds = view.turn(state.index);
			return folds === undefined
				? {state, effects: [tell('this packet is in no run; M folds all runs, R opens them')]}
				: {state: withFolds(state, folds, facts, model)};
		}
		default:
			return undefined;
	}
}

/** The cursor stays on its packet, or on the run that now hides it. */
function withFolds(state: LadderState, folds: Folds, facts: Facts, model: LadderModel): LadderState {
	const view = model.view(folds);
	return select({...state, folds}, view.start(view.rowOf(state.index)), facts, model);
}

/** Marks a packet; with another one marked, compares the two. */
function markHere(state: LadderState): Step<LadderState> {
	const marked = state.marks.get(HERE);
	if (marked === undefined)
		return {state: withMark(state, HERE), effects: [tell('marked: Space on another packet compares the two')]};
	if (marked === state.index) return {state: withoutMark(state, HERE), effects: [tell('mark taken away')]};
	return {state: {...state, pane: 'compare', focused: true, zoomed: false, line: 0, compared: [marked, state.index]}};
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
		case 'follow':
			return switchPane(state, 'follow');
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

/** Shows the states beside the rails (`on`) or not (`off`); any other key turns round what is so now. */
function switchStates(
	state: LadderState,
	key: string | undefined,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> {
	const isShown = ladderPlaces(state, facts, model).layout.gutter > 0;
	if (key === (isShown ? 'on' : 'off')) return {state: {...state, states: key}};
	const switched: LadderState = {...state, states: isShown ? 'off' : 'on'};
	const changes = ladderPlaces(switched, facts, model).layout.gutter > 0 !== isShown;
	return changes ? {state: switched} : {state, effects: [tell('there is no room for the states')]};
}

function switchPane(state: LadderState, pane: 'details' | 'verdict' | 'follow'): LadderState {
	return state.pane === pane
		? {...state, pane: 'none', focused: false, zoomed: false}
		: // Explanation and payload are there to be read, line by line; fields are looked at while stepping.
			{...state, pane, focused: pane !== 'details', line: 0};
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
	const {action, count} = command;
	const {rows, look} = ladderPlaces(state, facts, model);
	const {view} = look;
	if (count !== undefined && (action === 'top' || action === 'bottom'))
		return {state: goTo(state, Math.min(count, model.ladder.count) - 1, facts, model)};
	const page = rowsInWindow(model, state.top, rows, look);
	const target = moveTo(action, count, view.rowOf(state.index), view.count, page);
	if (target !== undefined) return {state: select(state, view.start(target), facts, model)};
	const jump = jumpOf(state, command, model);
	if (jump === undefined) return undefined;
	return jump.index < 0
		? {state, effects: [tell(jump.missing)]}
		: {state: {...goTo(state, jump.index, facts, model), before: state.index}};
}

/** Selects a packet or a folded run by its first packet, and scrolls to it. */
export function select(state: LadderState, index: number, facts: Facts, model: LadderModel): LadderState {
	const {rows, look} = ladderPlaces(state, facts, model);
	return {...state, index, top: windowTop(model, state.top, index, rows, look)};
}

/** Selects a packet, wherever it is: a run that hides it is opened. */
export function goTo(state: LadderState, index: number, facts: Facts, model: LadderModel): LadderState {
	const place = Math.max(0, Math.min(model.ladder.count - 1, index));
	const folds = model.view(state.folds).reveal(place);
	return select({...state, folds}, place, facts, model);
}

/** The ladder with its cursor on a packet that another screen was left at; where it was is where a jump began. */
export function ladderAt(state: LadderState, index: number, facts: Facts): LadderState {
	const model = ladderModel(facts.session, state.stream);
	if (model === undefined || index === state.index) return state;
	return {...goTo(state, index, facts, model), before: state.index};
}

function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}
