import type {Grouping, SortColumn, StreamView} from '../../session/session.ts';
import {scrollTo} from '../keys/common-keys.ts';
import type {Facts} from '../screen.ts';
import {DEFAULT_COLUMNS, type ListColumns} from './columns/list-columns.ts';
import {type ListRows, listRows} from './groups/list-rows.ts';
import {Marks} from './marks.ts';

export interface StreamListState {
	readonly kind: 'streams';
	/** tcp.stream under the cursor; undefined until the cursor was moved: then it stays on the list's first row. */
	readonly selected: number | undefined;
	/** The cursor is on the heading of the group that the selected stream is in. */
	readonly onGroup: boolean;
	/** Row of the cursor when it was last moved, for when the selected stream is filtered away. */
	readonly index: number;
	/** First row in sight. */
	readonly top: number;
	readonly sort: SortColumn;
	readonly descending: boolean;
	/** Start column as time of day. */
	readonly clock: boolean;
	readonly columns: ListColumns;
	readonly grouping: Grouping;
	/** Keys of the groups that are open. */
	readonly open: ReadonlySet<number>;
	readonly marks: Marks;
	/** Stream at which a range was begun that is not marked yet. */
	readonly range: number | undefined;
}

export const STREAM_LIST: StreamListState = {
	kind: 'streams',
	selected: undefined,
	onGroup: false,
	index: 0,
	top: 0,
	sort: 'stream',
	descending: false,
	clock: false,
	columns: DEFAULT_COLUMNS,
	grouping: 'none',
	open: new Set(),
	marks: Marks.NONE,
	range: undefined,
};

/** Rows of the stream list that are no streams: title, status, headings. */
export const LIST_CHROME = 3;

/** Row of the cursor in the list; -1 in an empty one. */
export function cursorIndex(state: StreamListState, view: StreamView): number {
	return cursorRow(state, listRows(view, state.open));
}

export function cursorRow({selected, onGroup, index}: StreamListState, rows: ListRows): number {
	if (rows.count === 0) return -1;
	if (selected === undefined) return 0;
	const row = onGroup ? rows.headingOf(selected) : rows.rowOf(selected);
	return row >= 0 ? row : Math.min(index, rows.count - 1);
}

/** The list in groups of another kind, which have nothing to do with those before. */
export function groupedBy(state: StreamListState, grouping: Grouping): StreamListState {
	return {...state, grouping, open: new Set(), onGroup: grouping !== 'none' && state.onGroup};
}

/** Moves the cursor to a row, and the window as little as can be. */
export function placeCursor(
	state: StreamListState,
	row: number,
	rows: ListRows,
	{rows: height}: Facts,
): StreamListState {
	const [stream] = rows.streamsOf(row);
	const top = scrollTo(state.top, row, rows.count, Math.max(1, height - LIST_CHROME));
	return {...state, selected: stream, onGroup: rows.at(row).kind === 'group', index: row, top};
}
