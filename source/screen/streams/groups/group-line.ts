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
import type {Session} from '../../../session/session.ts';
import type {StreamGroups} from '../../../session/view/stream-groups.ts';
import {verdictSpan} from '../columns/cells.ts';

/** Cells of a group's name: those of the longest verdict, of an IPv4 endpoint, of most of an IPv6 one. */
const NAME = 29;
const WIDE_NAME = 49;

/** Cells of the number of streams, their share, those that ended badly, and bytes. */
const STREAMS = 17;
const SHARE = 5;
const ABNORMAL = 15;
const BYTES = 9;

const nameCells = (width: number) => (width >= 110 ? WIDE_NAME : NAME);

/** What stands in the lines of groups, over them. */
export function groupHeadings(by: StreamGroups['by'], width: number): Line {
	const text = [
		`${by[0]!.toUpperCase()}${by.slice(1)}`.padEnd(nameCells(width)),
		'Streams'.padStart(STREAMS),
		'Share'.padStart(SHARE + 1),
		'Abnormal'.padStart(ABNORMAL - 1),
		'Bytes'.padStart(BYTES),
	].join('');
	return [{text: '    '}, {text, role: 'heading'}];
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
