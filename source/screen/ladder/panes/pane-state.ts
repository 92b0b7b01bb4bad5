import {askFind} from '../../filter/ask-state.ts';
import {moveTo} from '../../keys/common-keys.ts';
import type {Command} from '../../keys/key-table.ts';
import type {Facts, Step} from '../../screen.ts';
import {filterByValue, isByValue} from '../filter-by-value.ts';
import type {LadderModel} from '../ladder-model.ts';
import {ladderPlaces} from '../ladder-places.ts';
import {goTo, type LadderState, reduceLadder, select} from '../ladder-state.ts';
import {comparison} from './compare-pane.ts';
import {parentRow, treeRows} from './details-tree.ts';
import {findNext} from './find.ts';
import {reduceVerdict} from './verdict-pane.ts';

/** What a command does in the pane that has the keys; undefined if it is not the pane's. */
export function reducePane(
	state: LadderState,
	command: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const {action} = command;
	if (action === 'find') return {state, effects: [{type: 'open', screen: askFind(state.find)}]};
	if (action === 'next-match' || action === 'previous-match') {
		const isNext = action === 'next-match';
		if (state.find !== '') return findNext(state, isNext ? 1 : -1, 1, facts, model);
		return reduceLadder(state, {...command, action: isNext ? 'next-event' : 'previous-event'}, facts);
	}
	switch (state.pane) {
		case 'verdict':
			return reduceVerdict(state, command, facts, model);
		case 'compare':
			return reduceCompare(state, command, facts, model);
		case 'follow':
			return reduceFollow(state, command, facts, model);
		default:
			return reduceDetails(state, command, facts, model);
	}
}

function reduceCompare(
	state: LadderState,
	{action, count}: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	if (action === 'same') return {state: {...state, showsSame: !state.showsSame, line: 0}};
	const fields = comparison(state, facts, model).length - 1;
	const room = ladderPlaces(state, facts, model).pane - 2;
	const target = moveTo(action, count, state.line, fields, room);
	return target === undefined ? undefined : {state: {...state, line: Math.max(0, target)}};
}

function reduceFollow(
	state: LadderState,
	{action, count}: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	const lines = model.followed(state.hex, facts.columns, facts.appearance.drawing);
	const packetOf = (line: number) => lines[line]?.index ?? state.index;
	if (action === 'hex') {
		const other = model.followed(!state.hex, facts.columns, facts.appearance.drawing);
		const line = other.findIndex(({index}) => index === packetOf(state.line));
		return {state: {...state, hex: !state.hex, line: Math.max(0, line)}};
	}
	if (action === 'go-packet')
		return {state: goTo({...state, zoomed: false, focused: false}, packetOf(state.line), facts, model)};
	const room = ladderPlaces(state, facts, model).pane - 1;
	const target = moveTo(action, count, state.line, lines.length, room);
	if (target === undefined) return undefined;
	const view = model.view(state.folds);
	// The ladder follows what is read; its runs stay folded.
	const at = view.start(view.rowOf(packetOf(target)));
	return {state: select({...state, line: target}, at, facts, model)};
}

function reduceDetails(
	state: LadderState,
	{action, count}: Command,
	facts: Facts,
	model: LadderModel,
): Step<LadderState> | undefined {
	if (action === 'packet-down' || action === 'packet-up') {
		const step = (count ?? 1) * (action === 'packet-down' ? 1 : -1);
		const view = model.view(state.folds);
		const row = Math.max(0, Math.min(view.count - 1, view.rowOf(state.index) + step));
		return {state: select(state, view.start(row), facts, model)};
	}
	const rows = treeRows(model.packetDetails(state.index), state.open);
	const at = selectedRow(rows, state.node);
	const room = ladderPlaces(state, facts, model).pane - 1;
	const target = moveTo(action, count, at, rows.length, room);
	const row = rows[at];
	if (target !== undefined) return {state: {...state, node: rows[target]?.path ?? state.node}};
	if (row === undefined) return undefined;
	if (isByValue(action)) return {state, effects: filterByValue(row, action, facts)};
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
