import {ALL_FOLDED} from '../../report/ladder/fold-view.ts';
import {GROUPINGS, type Session, type SortColumn, type StreamView} from '../../session/session.ts';
import {askLadderFile} from '../filter/ask-state.ts';
import {openGraph} from '../graphs/graph-state.ts';
import {commonEffects, tell} from '../keys/common-effects.ts';
import {moveTo, scrollTo} from '../keys/common-keys.ts';
import type {Command} from '../keys/key-table.ts';
import {openLadder} from '../ladder/ladder-state.ts';
import type {Cell, Effect, Facts, Step} from '../screen.ts';
import {openColumnPicker} from './columns/column-picker-state.ts';
import {placedColumns} from './columns/place-columns.ts';
import {reduceSort, sortByHeading} from './columns/sort.ts';
import {groupHeadings} from './groups/group-line.ts';
import {hasOnlyGroups, type ListRows, listRows} from './groups/list-rows.ts';
import {filterByRow} from './list-filter.ts';
import {LIST_TABLES} from './list-keys.ts';
import {reduceMarks} from './mark-streams.ts';
import {openOutcomes} from './outcomes/outcomes-state.ts';
import {cursorRow, groupedBy, LIST_CHROME, placeCursor, type StreamListState} from './stream-list-state.ts';

/** Actions that mean nothing in an empty list. */
const OF_A_ROW: readonly string[] = [
	...['open', 'only', 'exclude', 'export', 'graph', 'next-alike', 'previous-alike'],
	...['mark', 'range', 'mark-all', 'write', 'copy-filter', 'copy-tshark'],
];

export function reduceStreamList(state: StreamListState, command: Command, facts: Facts): Step<StreamListState> {
	const {action, count} = command;
	const {session} = facts;
	const {view} = session;
	const rows = listRows(view, state.open);
	const row = cursorRow(state, rows);
	const target = moveTo(action, count, row, rows.count, Math.max(1, facts.rows - LIST_CHROME));
	if (row < 0 && session.progress.phase === 'loading' && (target !== undefined || OF_A_ROW.includes(action)))
		return {state, effects: [{type: 'wait', command}]};
	if (target !== undefined) return {state: row < 0 ? state : placeCursor(state, target, rows, facts)};
	const kept = keep(state, row);
	const sorted = reduceSort(kept, command);
	if (sorted !== undefined) return sorted;
	switch (action) {
		case 'group':
			return group(kept, count ?? 1);
		case 'columns':
			return {state: kept, effects: [{type: 'open', screen: openColumnPicker(state)}]};
		case 'outcomes':
			return {state: kept, effects: [{type: 'open', screen: openOutcomes()}]};
		case 'clock':
			return {state: {...state, clock: !state.clock}};
		case 'pause':
			return {state: kept, effects: [pauseEffect(session)]};
		case 'clear':
			return clear(kept, view);
	}
	if (row >= 0) {
		const step = reduceRow(kept, command, row, rows, facts) ?? reduceMarks(kept, action, row, rows, facts);
		if (step !== undefined) return step;
	}
	return {state: kept, effects: commonEffects(action, facts, 'Stream list', LIST_TABLES)};
}

/** A click puts the cursor on a row; on the row that it is on already, it opens it. On a heading, it sorts. */
export function clickStreamList(state: StreamListState, cell: Cell, facts: Facts): Step<StreamListState> {
	const rows = listRows(facts.session.view, state.open);
	const row = cursorRow(state, rows);
	const height = Math.max(1, facts.rows - LIST_CHROME);
	const top = scrollTo(state.top, Math.max(0, row), rows.count, height);
	if (cell.row === LIST_CHROME - 1) {
		const isGrouped = hasOnlyGroups(rows.at, top, Math.min(height, rows.count - top));
		const column = headingAt(cell.column, state, isGrouped, facts);
		return column === undefined || rows.count === 0 ? {state} : sortByHeading(keep(state, row), column);
	}
	const target = top + cell.row - LIST_CHROME;
	if (cell.row < LIST_CHROME || target >= rows.count) return {state};
	if (target === row) return reduceStreamList(state, {action: 'open'}, facts);
	return {state: placeCursor(state, target, rows, facts)};
}

/** In front of the columns of a row. */
const CURSOR_CELL = 1;

/** The column whose heading is at a cell of the headings. */
function headingAt(cell: number, state: StreamListState, isGrouped: boolean, facts: Facts): SortColumn | undefined {
	const {groups} = facts.session.view;
	const headings =
		isGrouped && groups !== undefined
			? groupHeadings(groups.by, facts.columns)
			: placedColumns(state, facts).map(({column, width, before}) => ({
					column: column.id,
					cells: before.length + width,
				}));
	let end = isGrouped ? 0 : CURSOR_CELL;
	return headings.find(({cells}) => {
		end += cells;
		return cell < end;
	})?.column;
}

/** What is done with the row under the cursor; undefined for other actions. */
function reduceRow(
	state: StreamListState,
	{action, count}: Command,
	row: number,
	rows: ListRows,
	facts: Facts,
): Step<StreamListState> | undefined {
	const at = rows.at(row);
	switch (action) {
		case 'open':
			return at.kind === 'stream'
				? {
						state: {...state, selected: at.stream, onGroup: false},
						effects: [{type: 'open', screen: openLadder(at.stream)}],
					}
				: {state: turnGroup(state, row, rows, facts, !at.isOpen)};
		case 'close-group':
			return facts.session.view.groups === undefined ? {state} : {state: turnGroup(state, row, rows, facts, false)};
		case 'only':
		case 'exclude':
			return {state, effects: filterByRow(facts.session, at, action)};
		case 'meaning': {
			const [stream] = rows.streamsOf(row);
			return {state, effects: commonEffects(action, facts, 'Stream list', LIST_TABLES, stream)};
		}
		case 'copy-filter':
		case 'copy-tshark':
			if (at.kind !== 'stream') return undefined;
			return {state, effects: commonEffects(action, facts, 'Stream list', LIST_TABLES, at.stream)};
		case 'export':
			if (at.kind !== 'stream') return {state, effects: [tell('the ladder of one stream: open the group first')]};
			return {state, effects: [{type: 'open', screen: askLadderFile(at.stream, ALL_FOLDED)}]};
		case 'graph':
			if (at.kind !== 'stream') return {state, effects: [tell('the graph of one stream: open the group first')]};
			return {state, effects: [openLadder(at.stream), openGraph(at.stream, 0)].map(screen => ({type: 'open', screen}))};
		case 'next-alike':
			return alike(state, count ?? 1, row, rows, facts);
		case 'previous-alike':
			return alike(state, -(count ?? 1), row, rows, facts);
		default:
			return undefined;
	}
}

/** Notes the row of the cursor, so that it stays near if its stream goes. */
function keep(state: StreamListState, row: number): StreamListState {
	return row < 0 || state.selected === undefined ? state : {...state, index: row};
}

function group(state: StreamListState, steps: number): Step<StreamListState> {
	const grouping = GROUPINGS[(GROUPINGS.indexOf(state.grouping) + steps) % GROUPINGS.length]!;
	return {state: groupedBy(state, grouping), effects: [{type: 'group', by: grouping}]};
}

/** Opens or closes the group of a row; the cursor stays on its heading. */
function turnGroup(state: StreamListState, row: number, rows: ListRows, facts: Facts, open: boolean): StreamListState {
	const {view} = facts.session;
	const groups = view.groups!;
	const [stream] = rows.streamsOf(row);
	const key = groups.key(groups.groupAt(view.indexOf(stream!)));
	const keys = new Set(state.open);
	if (open) keys.add(key);
	else keys.delete(key);
	const turned = listRows(view, keys);
	return placeCursor({...state, open: keys}, turned.headingOf(stream!), turned, facts);
}

/** To the next or previous stream of the list that ended in the same way. */
function alike(
	state: StreamListState,
	steps: number,
	row: number,
	rows: ListRows,
	facts: Facts,
): Step<StreamListState> {
	const {session} = facts;
	const {view} = session;
	const {streams} = session.tables;
	const [stream] = rows.streamsOf(row);
	const verdict = streams.verdict(stream!);
	const direction = Math.sign(steps);
	let left = Math.abs(steps);
	let found: number | undefined;
	for (
		let place = view.indexOf(stream!) + direction;
		left > 0 && place >= 0 && place < view.count;
		place += direction
	) {
		if (streams.verdict(view.at(place)) !== verdict) continue;
		found = view.at(place);
		left--;
	}
	if (found === undefined) {
		const side = steps > 0 ? 'below' : 'above';
		return {state, effects: [tell(`no stream ${side} ended like this one`)]};
	}
	return {state: placeCursor(state, rows.rowOf(found), rows, facts)};
}

function pauseEffect({isPaused, progress}: Session): Effect {
	if (progress.phase !== 'loading') return tell('nothing comes in any more: the capture is read');
	return {type: 'pause', paused: !isPaused};
}

function clear(state: StreamListState, view: StreamView): Step<StreamListState> {
	if (state.range !== undefined) return {state: {...state, range: undefined}};
	if (view.filter === undefined) return {state};
	return {
		state,
		effects: [
			{type: 'filter', expression: '', when: 'now'},
			tell(`filter off; / and Up bring it back: ${view.filter.expression}`),
		],
	};
}
