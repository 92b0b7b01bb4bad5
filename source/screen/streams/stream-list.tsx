import {Box} from 'ink';
import {remember} from '../../filter/remember.ts';
import {countText, plural} from '../../report/format.ts';
import type {StreamView} from '../../session/session.ts';
import type {StreamGroups} from '../../session/view/stream-groups.ts';
import {Lines} from '../draw/lines.tsx';
import {scrollTo} from '../keys/common-keys.ts';
import type {ScreenDefinition, ScreenProps} from '../screen.ts';
import {placedColumns} from './columns/place-columns.ts';
import {type ListRows, listRows} from './groups/list-rows.ts';
import {LIST_TABLES} from './list-keys.ts';
import {isMarked, rangeRows} from './mark-streams.ts';
import type {Marks} from './marks.ts';
import {clickStreamList, reduceStreamList} from './reduce-stream-list.ts';
import {emptyLines, statusLine, titleLine} from './status-lines.ts';
import {cursorIndex, cursorRow, LIST_CHROME, type StreamListState} from './stream-list-state.ts';
import {StreamTable} from './stream-table.tsx';

/**
 *   tcpwhy  capture.pcap                      streams · packets · time
 *   filter, progress or problem                         marks · counts
 *   headings
 *   one row a stream, or a group of streams …
 */
function StreamList({state, facts}: ScreenProps<StreamListState>) {
	const {session, appearance, columns, rows} = facts;
	const {drawing} = appearance;
	const {view} = session;
	const list = listRows(view, state.open);
	const cursor = cursorRow(state, list);
	const notes = notesOf(state, view);
	const head = [titleLine(session, columns, drawing), statusLine(session, columns, drawing, notes)];
	const room = Math.max(1, rows - LIST_CHROME);
	const top = scrollTo(state.top, Math.max(0, cursor), list.count, room);
	const shown = Math.max(0, Math.min(room, list.count - top));
	return (
		<Box flexDirection="column" height={rows}>
			<Lines lines={head} width={columns} appearance={appearance} />
			{list.count === 0 ? (
				<Lines
					lines={emptyLines(session, columns, drawing, facts.preferences.keymap)}
					rows={room + 1}
					width={columns}
					appearance={appearance}
				/>
			) : (
				<Box height={room + 1}>
					<StreamTable
						data={[{rows: shown}]}
						columns={['rows']}
						top={top}
						session={session}
						at={list.at}
						isMarked={markTest(state, cursor, list, view.groups)}
						placed={placedColumns(state, facts)}
						appearance={appearance}
						width={columns}
						selected={cursor}
						sort={state.sort}
						descending={state.descending}
						clock={state.clock}
					/>
				</Box>
			)}
		</Box>
	);
}

export const streamList: ScreenDefinition<StreamListState> = {
	Component: StreamList,
	tables: () => LIST_TABLES,
	reduce: reduceStreamList,
	click: clickStreamList,
	place(state, {session: {view}}) {
		const index = cursorIndex(state, view);
		return index < 0 ? '' : `${countText(index + 1)}/${countText(listRows(view, state.open).count)}`;
	},
};

/** What the list shows beyond streams, in words. */
function notesOf({marks, range}: StreamListState, {groups}: StreamView): readonly string[] {
	const notes: string[] = [];
	if (groups !== undefined) notes.push(`${plural(groups.count, 'group')} by ${groups.by}`);
	if (range !== undefined) notes.push('range');
	if (marks.count > 0) notes.push(`${countText(marks.count)} marked`);
	return notes;
}

function markTest(
	state: StreamListState,
	cursor: number,
	list: ListRows,
	groups: StreamGroups | undefined,
): (row: number) => boolean {
	const range = rangeRows(state, cursor, list);
	return row => {
		if (range !== undefined && row >= range[0] && row <= range[1]) return true;
		const at = list.at(row);
		if (state.marks.count === 0 || at.kind === 'stream') return isMarked(state, list.streamsOf(row));
		return isGroupMarked(state, groups!, at.group, () => list.streamsOf(row));
	};
}

/** Groups that were found to be marked or not: a large one is not gone through again for each frame. */
const known = new WeakMap<StreamGroups, {readonly marks: Marks; readonly found: Map<number, boolean>}>();

function isGroupMarked(
	state: StreamListState,
	groups: StreamGroups,
	group: number,
	streams: () => Iterable<number>,
): boolean {
	let kept = known.get(groups);
	if (kept?.marks !== state.marks) {
		kept = {marks: state.marks, found: new Map()};
		known.set(groups, kept);
	}
	return remember(kept.found, group, () => isMarked(state, streams()));
}
