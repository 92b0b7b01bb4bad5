import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import type {Side} from '../../../analysis/tables/stream-table.ts';
import {type Category, ENDED_BY} from '../../../diagnosis/diagnosis.ts';
import {type Count, StreamTallies} from '../../../filter/columns/fields/stream-tallies.ts';
import {tlsVersionName} from '../../../report/endings/report-model.ts';
import {clockText, durationText, endpointText, fitEndpoint, secondsText, shortCount} from '../../../report/format.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import {sanitize} from '../../../report/sanitize.ts';
import type {Span} from '../../../report/spans.ts';
import type {Session} from '../../../session/session.ts';
import type {CellLook, StreamColumn} from './column.ts';

type Cell = StreamColumn['cell'];

/** A verdict with the mark and the role of its category. */
export function verdictSpan(verdict: string, category: Category, drawing: Drawing): Span {
	return {text: `${drawing[category]} ${verdict}`, role: category};
}

/** The ending, or only its category. */
export function endingCell(part: 'verdict' | 'category'): Cell {
	return (session, stream, {drawing}) => {
		const ending = session.ending(stream);
		return ending === undefined
			? {text: drawing.dot, role: 'dim'}
			: verdictSpan(ending[part], ending.category, drawing);
	};
}

export function endedByCell({tables: {streams}}: Session, stream: number): Span {
	return {text: streams.verdict(stream) === 0 ? '' : ENDED_BY[streams.endedBy(stream)]!};
}

export function startCell({tables: {packets, streams}}: Session, stream: number, {clock}: CellLook): Span {
	const row = streams.firstRow(stream);
	const text = clock
		? clockText(packets.seconds(row), packets.nanoseconds(row))
		: secondsText(packets.nanosecondsBetween(0, row));
	return {text};
}

export function endpointCell(side: Side): Cell {
	return ({tables: {streams, addresses}}, stream, {width, drawing}) => {
		const text = endpointText(addresses, streams.address(stream, side), streams.port(stream, side));
		return {text: fitEndpoint(text, width, drawing.ellipsis)};
	};
}

/** A number out of the tables, as it is. */
export function numberCell(value: (tables: CaptureTables, stream: number) => number): Cell {
	return ({tables}, stream) => ({text: String(value(tables, stream))});
}

/** A number out of the tables in at most five cells. */
export function countCell(value: (tables: CaptureTables, stream: number) => number): Cell {
	return ({tables}, stream) => ({text: shortCount(value(tables, stream))});
}

/** A span of time out of the tables, given in nanoseconds; nothing where the capture does not show it. */
export function timeCell(nanoseconds: (tables: CaptureTables, stream: number) => number, missing?: 0): Cell {
	return ({tables}, stream) => {
		const value = nanoseconds(tables, stream);
		return {text: value === missing ? '' : durationText(value / 1e9)};
	};
}

const tallies = new WeakMap<CaptureTables, StreamTallies>();

/** A count over the stream's packets; nothing instead of a zero, which is what most streams have. */
export function tallyCell(count: Count): Cell {
	return ({tables}, stream) => {
		let tally = tallies.get(tables);
		if (tally === undefined) {
			tally = new StreamTallies(tables);
			tallies.set(tables, tally);
		}
		const value = tally.count(stream, count);
		if (value === 0) return {text: ''};
		return {text: count === 'zeroWindow' ? durationText(value / 1e9) : shortCount(value), role: TALLY_ROLES[count]};
	};
}

const TALLY_ROLES = {
	retransmissions: 'retransmission',
	resets: 'reset',
	zeroWindow: 'warning',
	fins: undefined,
} as const;

export function serverNameCell({tables: {streams, names}}: Session, stream: number): Span {
	return {text: sanitize(names.text(streams.serverName(stream)) ?? '')};
}

export function tlsVersionCell({tables: {streams}}: Session, stream: number): Span {
	return {text: tlsVersionName(streams.tlsVersion(stream)) ?? ''};
}
