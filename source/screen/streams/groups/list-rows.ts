import type {StreamView} from '../../../session/session.ts';
import type {StreamGroups} from '../../../session/view/stream-groups.ts';

/** A row of the list: a stream, or the heading of a group of them. */
export type ListRow =
	| {readonly kind: 'stream'; readonly stream: number}
	| {readonly kind: 'group'; readonly group: number; readonly isOpen: boolean};

/**
 * The rows of a list whose groups may be open:
 *
 *   ▸ group 0        closed
 *   ▾ group 1        open: its streams follow
 *       stream
 *       stream
 *   ▸ group 2
 */
export interface ListRows {
	readonly count: number;
	at(row: number): ListRow;
	/** Row of a stream, or of its group while that is closed; -1 where the list has no such stream. */
	rowOf(stream: number): number;
	/** Row of the heading of the group that a stream is in; without groups that of the stream. */
	headingOf(stream: number): number;
	/** Streams of a row: of a heading, all of its group. */
	streamsOf(row: number): Iterable<number>;
}

/** @param open keys of the groups that are open */
export function listRows(view: StreamView, open: ReadonlySet<number>): ListRows {
	return view.groups === undefined ? plainRows(view) : groupedRows(view, view.groups, open);
}

/** Whether none of so many rows from one on is a stream. */
export function hasOnlyGroups(at: ListRows['at'], from: number, count: number): boolean {
	for (let row = from; row < from + count; row++) if (at(row).kind === 'stream') return false;
	return true;
}

function plainRows(view: StreamView): ListRows {
	return {
		count: view.count,
		at: row => ({kind: 'stream', stream: view.at(row)}),
		rowOf: view.indexOf,
		headingOf: view.indexOf,
		streamsOf: row => [view.at(row)],
	};
}

function groupedRows(view: StreamView, groups: StreamGroups, open: ReadonlySet<number>): ListRows {
	const {shown, before} = openGroups(groups, open);
	const headingRow = (group: number) => group + before[countBelow(shown, group)]!;
	const at = (row: number): ListRow => {
		const last = lastHeadingUpTo(shown, before, row);
		if (last < 0) return {kind: 'group', group: row, isOpen: false};
		const group = shown[last]!;
		const behind = row - group - before[last]!;
		if (behind === 0) return {kind: 'group', group, isOpen: true};
		if (behind <= groups.size(group)) return {kind: 'stream', stream: view.at(groups.start(group) + behind - 1)};
		return {kind: 'group', group: row - before[last + 1]!, isOpen: false};
	};
	const headingOf = (stream: number) => {
		const place = view.indexOf(stream);
		return place < 0 ? -1 : headingRow(groups.groupAt(place));
	};
	return {
		count: groups.count + before.at(-1)!,
		at,
		rowOf(stream) {
			const place = view.indexOf(stream);
			if (place < 0) return -1;
			const group = groups.groupAt(place);
			const row = headingRow(group);
			return open.has(groups.key(group)) ? row + 1 + place - groups.start(group) : row;
		},
		headingOf,
		*streamsOf(row) {
			const found = at(row);
			if (found.kind === 'stream') yield found.stream;
			else yield* streamsOfGroup(view, groups, found.group);
		},
	};
}

/** The streams of a group, in the order of the list. */
export function* streamsOfGroup(view: StreamView, groups: StreamGroups, group: number): Generator<number> {
	const end = groups.start(group) + groups.size(group);
	for (let place = groups.start(group); place < end; place++) yield view.at(place);
}

interface OpenGroups {
	/** The open groups of this list, ascending. */
	readonly shown: readonly number[];
	/** Rows of streams in front of each of them, and at the end in all. */
	readonly before: readonly number[];
}

/** Asked for with each key and each frame, and seldom changed. */
const known = new WeakMap<StreamGroups, {readonly open: ReadonlySet<number>; readonly found: OpenGroups}>();

function openGroups(groups: StreamGroups, open: ReadonlySet<number>): OpenGroups {
	const kept = known.get(groups);
	if (kept?.open === open) return kept.found;
	const shown = Array.from(open, key => groups.withKey(key))
		.filter(group => group >= 0)
		.sort((a, b) => a - b);
	const before = [0];
	for (const group of shown) before.push(before.at(-1)! + groups.size(group));
	const found = {shown, before};
	known.set(groups, {open, found});
	return found;
}

/** How many of the ascending numbers are smaller. */
function countBelow(numbers: readonly number[], limit: number): number {
	const place = numbers.findIndex(number => number >= limit);
	return place < 0 ? numbers.length : place;
}

/** The last open group whose heading is in this row or above; -1 if there is none. */
function lastHeadingUpTo(shown: readonly number[], before: readonly number[], row: number): number {
	return shown.findLastIndex((group, index) => group + before[index]! <= row);
}
