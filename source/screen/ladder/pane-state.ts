import {moveTo} from '../keys/common-keys.ts';
import type {Command} from '../keys/key-table.ts';
import type {Facts, Step} from '../screen.ts';
import {parentRow, treeRows} from './details-tree.ts';
import type {LadderModel} from './ladder-model.ts';
import {ladderPlaces} from './ladder-places.ts';
import {goTo, type LadderState} from './ladder-state.ts';
import {verdictLines} from './verdict-lines.ts';

/** What a command does in the pane that has the keys; undefined if it is not the pane's. */
export function reducePane(
	state: LadderState,
	command: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	return state.pane === 'verdict'
		? reduceVerdict(state, command, facts, model)
		: reduceDetails(state, command, facts, model);
}

function reduceVerdict(
	state: LadderState,
	{action, count}: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const {packets} = facts.session.tables;
	const lines = verdictLines(model.diagnosis, row => packets.frameNumber(row), facts.columns, facts.appearance.drawing);
	const room = ladderPlaces(state, facts, model).pane - 1;
	const target = moveTo(action, count, state.line, lines.length, room);
	const packetOf = (line: number) => {
		const row = lines[line]?.row;
		return row === undefined ? -1 : model.ladder.indexOf(row);
	};
	if (target !== undefined) {
		// The ladder follows the evidence as it is read.
		const index = packetOf(target);
		const moved = {...state, line: target};
		return {state: index < 0 ? moved : goTo(moved, index, facts, model)};
	}
	if (action !== 'evidence') return undefined;
	const index = packetOf(state.line);
	if (index >= 0) return {state: goTo({...state, zoomed: false, focused: false}, index, facts, model)};
	return {state, effects: [{type: 'message', message: {text: 'this line names no packet of the stream', role: 'dim'}}]};
}

function reduceDetails(
	state: LadderState,
	{action, count}: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const {ladder} = model;
	if (action === 'packet-down' || action === 'packet-up') {
		const step = (count ?? 1) * (action === 'packet-down' ? 1 : -1);
		const index = Math.max(0, Math.min(ladder.count - 1, state.index + step));
		return {state: goTo(state, index, facts, model)};
	}
	const rows = treeRows(model.packetDetails(state.index), state.open);
	const at = selectedRow(rows, state.node);
	const room = ladderPlaces(state, facts, model).pane - 1;
	const target = moveTo(action, count, at, rows.length, room);
	const row = rows[at];
	if (target !== undefined) return {state: {...state, node: rows[target]?.path ?? state.node}};
	if (row === undefined) return undefined;
	switch (action) {
		case 'toggle':
			return {state: setOpen(state, row.path, row.hasChildren && !row.open)};
		case 'expand':
			return {state: setOpen(state, row.path, row.hasChildren)};
		case 'collapse':
			return {state: row.open ? setOpen(state, row.path, false) : {...state, node: rows[parentRow(rows, at)]!.path}};
		default:
			return undefined;
	}
}

/** Row of the selected node, or of the nearest one above it that this packet has. */
export function selectedRow(rows: readonly {readonly path: string}[], node: string): number {
	for (let path = node; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
		const at = rows.findIndex(row => row.path === path);
		if (at >= 0) return at;
	}
	return 0;
}

function setOpen(state: LadderState, path: string, open: boolean): LadderState {
	const paths = new Set(state.open);
	if (open) paths.add(path);
	else paths.delete(path);
	return {...state, node: path, open: paths};
}
