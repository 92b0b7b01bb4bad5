import {plural} from '../../report/format.ts';
import type {WriteChoice} from '../../session/session.ts';
import {askFile} from '../filter/ask-state.ts';
import {tell} from '../keys/common-effects.ts';
import type {Effect, Facts, Step} from '../screen.ts';
import type {ListRows} from './groups/list-rows.ts';
import {LIST_KEYS} from './list-keys.ts';
import {placeCursor, type StreamListState} from './stream-list-state.ts';

/** Marks streams, and writes those that are; undefined for other actions. */
export function reduceMarks(
	state: StreamListState,
	action: string,
	row: number,
	rows: ListRows,
	facts: Facts,
): Step<StreamListState> | undefined {
	const {view} = facts.session;
	switch (action) {
		case 'mark':
			return {state: state.range === undefined ? markRow(state, row, rows, facts) : markRange(state, row, rows)};
		case 'range': {
			if (state.range !== undefined) return {state: markRange(state, row, rows)};
			const [stream] = rows.streamsOf(row);
			const begun = placeCursor(state, row, rows, facts);
			const key = (name: string) => facts.preferences.keymap.keyFor(LIST_KEYS, name);
			return {
				state: {...begun, range: stream},
				effects: [tell(`range: move, then ${key('range')} or ${key('mark')} marks it, ${key('clear')} gives it up`)],
			};
		}
		case 'mark-all': {
			const all = streamsFrom(view.count, view.at);
			return {state: {...state, marks: state.marks.with(all, !isMarked(state, streamsFrom(view.count, view.at)))}};
		}
		case 'unmark-all':
			return {state: {...state, marks: state.marks.with(state.marks.streams(), false), range: undefined}};
		case 'write':
			return {state, effects: [askWhere(state, row, rows)]};
		case 'write-passing':
			return {state, effects: [askPassing(facts)]};
		default:
			return undefined;
	}
}

/** The rows between the one where a range was begun and the cursor, both included; undefined without a range. */
export function rangeRows({range}: StreamListState, cursor: number, rows: ListRows): [number, number] | undefined {
	const anchor = range === undefined ? -1 : rows.rowOf(range);
	return anchor < 0 ? undefined : [Math.min(anchor, cursor), Math.max(anchor, cursor)];
}

/** The row's streams are marked, or unmarked where all were; the cursor goes on to the next row. */
function markRow(state: StreamListState, row: number, rows: ListRows, facts: Facts): StreamListState {
	const marks = state.marks.with(rows.streamsOf(row), !isMarked(state, rows.streamsOf(row)));
	return placeCursor({...state, marks}, Math.min(row + 1, rows.count - 1), rows, facts);
}

function markRange(state: StreamListState, row: number, rows: ListRows): StreamListState {
	const [from, to] = rangeRows(state, row, rows) ?? [row, row];
	let {marks} = state;
	marks = marks.with(
		(function* () {
			for (let next = from; next <= to; next++) yield* rows.streamsOf(next);
		})(),
		true,
	);
	return {...state, marks, range: undefined};
}

/** True if all of the streams are marked. */
export function isMarked({marks}: StreamListState, streams: Iterable<number>): boolean {
	if (marks.count === 0) return false;
	for (const stream of streams) if (!marks.has(stream)) return false;
	return true;
}

function* streamsFrom(count: number, at: (place: number) => number): Generator<number> {
	for (let place = 0; place < count; place++) yield at(place);
}

function askWhere({marks}: StreamListState, row: number, rows: ListRows): Effect {
	if (marks.count > 0) {
		const what = plural(marks.count, 'marked stream');
		return ask({streams: marks.streams()}, what, `marked-${marks.count}.pcap`);
	}
	const streams = Uint32Array.from(rows.streamsOf(row));
	return rows.at(row).kind === 'stream'
		? ask({streams}, `stream ${streams[0]}`, `stream-${streams[0]}.pcap`)
		: ask({streams}, `the ${plural(streams.length, 'stream')} of the group`, `group-of-${streams.length}.pcap`);
}

function askPassing({session: {view}}: Facts): Effect {
	return view.filter === undefined
		? ask('passing', 'the whole capture: no filter is in force', 'all.pcap')
		: ask('passing', `the filter: ${plural(view.filter.packets, 'packet')}`, 'filtered.pcap');
}

function ask(choice: WriteChoice, what: string, name: string): Effect {
	return {type: 'open', screen: askFile(choice, what, name)};
}
