import {
	addressText,
	bytesText,
	endpointText,
	fitEndpoint,
	hostName,
	plural,
	shortCount,
} from '../../../report/format.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import {fit, type Line, type Span} from '../../../report/spans.ts';
import type {Session, SortColumn} from '../../../session/session.ts';
import type {StreamGroups} from '../../../session/view/stream-groups.ts';
import {verdictSpan} from '../columns/cells.ts';

/** Cells of a group's name: those of the longest verdict, of an IPv4 endpoint, of most of an IPv6 one. */
const NAME = 29;
const WIDE_NAME = 49;

/** Cells of the number of streams, their share, those that ended badly, and bytes. */
const STREAMS = 17;
const SHARE = 6;
const ABNORMAL = 15;
const BYTES = 9;

/** Cells of the cursor, and of the mark of an open or closed group. */
const MARGIN = 4;

const nameCells = (width: number) => (width >= 110 ? WIDE_NAME : NAME);

/** A heading over the lines of groups: what stands below, and the column of the list that sorts groups so. */
export interface GroupHeading {
	readonly text: string;
	readonly column: SortColumn;
	readonly cells: number;
	/** That column's ascending order has the groups with most on top. */
	readonly isMostFirst: boolean;
}

/** The headings over the lines of groups, from the left. */
export function groupHeadings(by: StreamGroups['by'], width: number): readonly GroupHeading[] {
	const name = `${by[0]!.toUpperCase()}${by.slice(1)}`;
	return [
		{text: name, column: by === 'verdict' ? 'ending' : by, cells: MARGIN + nameCells(width), isMostFirst: false},
		{text: 'Streams', column: 'stream', cells: STREAMS, isMostFirst: true},
		{text: 'Share', column: 'stream', cells: SHARE, isMostFirst: true},
		{text: 'Abnormal', column: 'category', cells: ABNORMAL, isMostFirst: true},
		{text: 'Bytes', column: 'bytes', cells: BYTES, isMostFirst: false},
	];
}

/** The line of headings; a mark beside the one that sorts tells the direction. */
export function groupHeadingLine(
	by: StreamGroups['by'],
	width: number,
	{sort, descending}: {readonly sort: SortColumn; readonly descending: boolean},
	drawing: Drawing,
): Line {
	let isMarked = false;
	return groupHeadings(by, width).flatMap(({text, column, cells, isMostFirst}, index): Line => {
		const isSorted = column === sort && !isMarked;
		isMarked ||= isSorted;
		const heading: Span = {text, role: isSorted ? 'sorted' : 'heading'};
		const mark = isSorted ? (descending === isMostFirst ? drawing.ascending : drawing.descending) : '';
		const blank = (taken: number) => ' '.repeat(cells - taken - text.length - mark.length);
		return index === 0
			? [{text: ' '.repeat(MARGIN)}, heading, {text: mark + blank(MARGIN)}]
			: [{text: blank(0) + mark}, heading];
	});
}

/** The heading of a group: what its streams have in common, how many they are, how many ended badly, their bytes. */
export function groupLine(session: Session, group: number, isOpen: boolean, width: number, drawing: Drawing): Line {
	const groups = session.view.groups!;
	const size = groups.size(group);
	const abnormal = groups.abnormal(group);
	const cells = nameCells(width);
	const name = groupName(session, group, cells, drawing);
	const share = (100 * size) / session.view.count;
	return [
		{text: ` ${isOpen ? drawing.open : drawing.closed} `, role: 'key'},
		{text: fit(name.text, cells, drawing.ellipsis), role: name.role},
		{text: plural(size, 'stream').padStart(STREAMS)},
		{text: (share < 1 ? '<1%' : `${Math.round(share)}%`).padStart(SHARE), role: 'dim'},
		{text: (abnormal === 0 ? '' : `${shortCount(abnormal)} abnormal`).padStart(ABNORMAL), role: 'abnormal'},
		{text: bytesText(groups.bytes(group)).padStart(BYTES)},
	];
}

function groupName(session: Session, group: number, width: number, drawing: Drawing): Span {
	const {view, tables} = session;
	const {addresses, streams} = tables;
	const {by} = view.groups!;
	const stream = view.at(view.groups!.start(group));
	if (by === 'verdict') {
		const ending = session.ending(stream);
		return ending === undefined
			? {text: 'not judged yet', role: 'dim'}
			: verdictSpan(ending.verdict, ending.category, drawing);
	}
	const address = streams.address(stream, by);
	if (by === 'client') return {text: hostName(addresses, address) ?? addressText(addresses, address)};
	return {text: fitEndpoint(endpointText(addresses, address, streams.port(stream, by)), width, drawing.ellipsis)};
}
