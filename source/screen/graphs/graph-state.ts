import type {Side} from '../../report/ladder/ladder.ts';
import {commonEffects} from '../keys/common-effects.ts';
import {moveTo} from '../keys/common-keys.ts';
import type {Command} from '../keys/key-table.ts';
import {ladderModel} from '../ladder/ladder-model.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import {GRAPH_TABLES} from './graph-keys.ts';
import {GRAPHS, type GraphKind, type GraphModel, graphModel, SHORTEST_VIEW, type View} from './graph-model.ts';
import {otherSide} from './series/series.ts';

export interface GraphState {
	readonly kind: 'graph';
	readonly stream: number;
	/** Packet under the cursor, counted within the stream from 0. */
	readonly index: number;
	readonly graph: GraphKind;
	/** Who sends the data that is looked at; undefined for the side that sends more. */
	readonly sender: Side | undefined;
	/** The time in view; undefined for all of it. */
	readonly view: View | undefined;
}

export function openGraph(stream: number, index: number): GraphState {
	return {kind: 'graph', stream, index, graph: 'sequence', sender: undefined, view: undefined};
}

/** The stream's graphs as far as it is loaded; undefined while it has no packets. */
export function graphsOf({stream}: GraphState, {session}: Facts): GraphModel | undefined {
	const model = ladderModel(session, stream);
	return model === undefined || model.ladder.count === 0 ? undefined : graphModel(model);
}

export function reduceGraph(state: GraphState, command: Command, facts: Facts): Step<GraphState> {
	const {action, key} = command;
	switch (action) {
		case 'to-packet':
			return {state, effects: [{type: 'close'}, {type: 'show-packet', stream: state.stream, index: state.index}]};
		case 'graph':
			return {state: {...state, graph: GRAPHS[Number(key) - 1] ?? state.graph}};
		case 'next-graph':
			return {state: {...state, graph: otherGraph(state, 1)}};
		case 'previous-graph':
			return {state: {...state, graph: otherGraph(state, -1)}};
		case 'zoom-all':
			return {state: {...state, view: undefined}};
	}
	const model = graphsOf(state, facts);
	const step =
		model === undefined ? undefined : (reduceView(state, action, model) ?? reduceCursor(state, command, model));
	return step ?? {state, effects: commonEffects(action, facts, 'Graphs', GRAPH_TABLES, state.stream)};
}

function otherGraph({graph}: GraphState, step: number): GraphKind {
	return GRAPHS[(GRAPHS.indexOf(graph) + step + GRAPHS.length) % GRAPHS.length]!;
}

/** Changes what is looked at; undefined if the action does not. */
function reduceView(state: GraphState, action: string, model: GraphModel): Step<GraphState> | undefined {
	const view = state.view ?? model.all;
	switch (action) {
		case 'direction':
			return {state: {...state, sender: otherSide(state.sender ?? model.busierSide)}};
		case 'zoom-in':
			return {state: {...state, view: zoomed(model, view, state.index, 1 / 2)}};
		case 'zoom-out':
			return {state: {...state, view: zoomed(model, view, state.index, 2)}};
		case 'pan-left':
			return pan(state, model, -1 / 4);
		case 'pan-right':
			return pan(state, model, 1 / 4);
		default:
			return undefined;
	}
}

/** The view with so many times its span, the cursor where it was in it; undefined where that is all of the time. */
function zoomed(model: GraphModel, {from, to}: View, index: number, times: number): View | undefined {
	const span = Math.max(SHORTEST_VIEW, (to - from) * times);
	if (span >= model.all.to - model.all.from) return undefined;
	const time = model.times[index]!;
	const share = Math.max(0, Math.min(1, (time - from) / (to - from)));
	return shifted(model, {from: time - share * span, to: time - share * span + span});
}

/** The view within the stream's time. */
function shifted({all}: GraphModel, {from, to}: View): View {
	const by = Math.max(0, all.from - from) - Math.max(0, to - all.to);
	return {from: from + by, to: to + by};
}

function pan(state: GraphState, model: GraphModel, share: number): Step<GraphState> {
	if (state.view === undefined) return {state, effects: [tell('all of the stream is in view; + zooms in')]};
	const {from, to} = state.view;
	const by = (to - from) * share;
	const view = shifted(model, {from: from + by, to: to + by});
	return {state: {...state, view, index: keptInView(model, state.index, view)}};
}

/** The packet, or the nearest one that is in view where there is one. */
function keptInView(model: GraphModel, index: number, view: View): number {
	if (model.isIn(index, view)) return index;
	const behind = model.packetAt(view.to);
	const last = model.isIn(behind, view) ? behind : Math.max(0, behind - 1);
	const nearest = model.times[index]! < view.from ? model.packetAt(view.from) : last;
	return model.isIn(nearest, view) ? nearest : index;
}

/** Moves the cursor; undefined if the action does not. */
function reduceCursor(state: GraphState, {action, count}: Command, model: GraphModel): Step<GraphState> | undefined {
	if (action === 'next-event' || action === 'previous-event') {
		const found = nextEvent(model, state.index, action === 'next-event' ? 1 : -1);
		if (found >= 0) return {state: at(state, found, model)};
		return {state, effects: [tell(action === 'next-event' ? 'no further event' : 'no event before')]};
	}
	const share = SHARES[action];
	if (share !== undefined) {
		const {from, to} = state.view ?? model.all;
		const there = model.packetAt(model.times[state.index]! + share * (to - from));
		// Within a silence a page leads at least to the next packet.
		const target = share > 0 ? Math.max(there, state.index + 1) : Math.min(there, state.index - 1);
		return {state: at(state, Math.max(0, Math.min(model.ladder.count - 1, target)), model)};
	}
	const target = moveTo(action, count, state.index, model.ladder.count, 1);
	return target === undefined ? undefined : {state: at(state, target, model)};
}

/** Parts of the time in view that moves by pages go. */
const SHARES: Readonly<Record<string, number | undefined>> = {
	'half-down': 1 / 10,
	'half-up': -1 / 10,
	'page-down': 1 / 4,
	'page-up': -1 / 4,
};

function nextEvent({ladder}: GraphModel, from: number, step: 1 | -1): number {
	for (let index = from + step; index >= 0 && index < ladder.count; index += step) {
		if (ladder.event(index) !== undefined && !ladder.isEcho(index)) return index;
	}
	return -1;
}

/** The cursor on a packet; the view comes along where it must. */
function at(state: GraphState, index: number, model: GraphModel): GraphState {
	const {view} = state;
	if (view === undefined || model.isIn(index, view)) return {...state, index};
	const half = (view.to - view.from) / 2;
	const time = model.times[index]!;
	return {...state, index, view: shifted(model, {from: time - half, to: time + half})};
}

function tell(text: string): Effect {
	return {type: 'message', message: {text, role: 'dim'}};
}
