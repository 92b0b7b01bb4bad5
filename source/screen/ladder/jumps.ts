import type {FoldView} from '../../report/ladder/fold-view.ts';
import type {Ladder, LadderEvent} from '../../report/ladder/ladder.ts';
import {relationsOf} from '../../report/ladder/relations/relations.ts';
import {UnitKind} from '../../report/ladder/runs.ts';
import type {Command} from '../keys/key-table.ts';
import type {LadderModel} from './ladder-model.ts';
import type {LadderState} from './ladder-state.ts';

/** Where a command leads: a packet of the stream, or -1 and why not. */
export interface Jump {
	readonly index: number;
	readonly missing: string;
}

/** Where a command jumps to; undefined if it is no jump. */
export function jumpOf(state: LadderState, {action, count, key}: Command, model: LadderModel): Jump | undefined {
	const {index} = state;
	const {ladder} = model;
	const view = model.view(state.folds);
	const first = (event: LadderEvent, missing: string) => ({index: ladder.find(event, 0), missing});
	switch (action) {
		case 'next-event':
			return {index: repeat(count, index, at => nextEvent(ladder, view, at, 1)), missing: 'no further event'};
		case 'previous-event':
			return {index: repeat(count, index, at => nextEvent(ladder, view, at, -1)), missing: 'no event before'};
		case 'next-passing':
			return {index: repeat(count, index, at => nextPassing(model, at, 1)), missing: 'no further packet that passes'};
		case 'previous-passing':
			return {index: repeat(count, index, at => nextPassing(model, at, -1)), missing: 'no packet before that passes'};
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
		case 'provoker':
			return {index: relationsOf(ladder).provoker(index), missing: 'no packet provoked this one: it answers nothing'};
		case 'go-mark':
			return {index: state.marks.get(key ?? '') ?? -1, missing: `no mark ${key}: m${key} sets it`};
		case 'go-back':
			return {index: state.before, missing: 'no jump to come back from'};
		default:
			return undefined;
	}
}

/** The next event in a direction, -1 without one. A folded run has none in it, so a long one is passed in one step. */
function nextEvent(ladder: Ladder, view: FoldView, from: number, step: 1 | -1): number {
	if (view.count === 0) return -1;
	for (let row = view.rowOf(from) + step; row >= 0 && row < view.count; row += step) {
		const index = view.start(row);
		const isEvent = view.kind(row) === UnitKind.PACKET && !ladder.isEcho(index) && ladder.event(index) !== undefined;
		if (isEvent) return index;
	}
	return -1;
}

/** The next packet in a direction that passes the filter, -1 without one. */
function nextPassing(model: LadderModel, from: number, step: 1 | -1): number {
	for (let index = from + step; index >= 0 && index < model.ladder.count; index += step)
		if (model.passes(index)) return index;
	return -1;
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

/** The name of the mark that Space sets. */
export const HERE = ' ';

/** Sets a mark at the packet under the cursor; the newest mark is what times are counted from. */
export function withMark(state: LadderState, name: string): LadderState {
	return {...state, marks: new Map(state.marks).set(name, state.index), newestMark: name};
}

export function withoutMark(state: LadderState, name: string): LadderState {
	const marks = new Map(state.marks);
	marks.delete(name);
	return {...state, marks, newestMark: [...marks.keys()].at(-1)};
}

/** Time and packets from the newest mark to the cursor: `+19.005700 s, 3 packets from a`; empty without a mark. */
export function sinceMark({marks, newestMark, index}: LadderState, {ladder}: LadderModel): string {
	const from = newestMark === undefined ? undefined : marks.get(newestMark);
	if (from === undefined || from >= ladder.count || from === index) return '';
	const delta = ladder.tables.packets.nanosecondsBetween(ladder.rows[from]!, ladder.rows[index]!) / 1e9;
	const name = newestMark === HERE ? 'the mark' : newestMark;
	return `${delta < 0 ? '' : '+'}${delta.toFixed(6)} s from ${name}`;
}
