import type {Category} from '../../diagnosis/diagnosis.ts';
import {clockText, durationText, endpointText, fitEndpoint, secondsText, shortCount} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {sanitize} from '../../report/sanitize.ts';
import type {Span} from '../../report/spans.ts';
import type {Session, SortColumn} from '../../session/session.ts';

/** A column of the stream list. */
export interface StreamColumn {
	readonly id: SortColumn;
	heading(drawing: Drawing): string;
	/** What the column holds, for the help screen. */
	readonly label: string;
	/** Keys that sort by this column; two columns may share one, which then goes from one to the other. */
	readonly keys: readonly string[];
	/** First sorted with the greatest on top: for amounts, which people look up from that end. */
	readonly descendingFirst: boolean;
	readonly align: 'left' | 'right';
	/** Cells below which the column says too little to stay, where its text is that long. */
	readonly narrowest: number;
	/** Cells that the heading needs. */
	readonly floor: number;
	/** Cells that all of its text needs; `longest` is that of the capture where it depends on it. */
	readonly widest: number;
	/** Columns with the greatest number leave first when there is no room; 0 never leaves. */
	readonly leaves: number;
	/** What stands in the cell; the text may be longer than `width`, it is cut then. */
	cell(session: Session, stream: number, look: CellLook): Span;
}

export interface CellLook {
	readonly drawing: Drawing;
	readonly width: number;
	/** Start as time of day rather than since the capture's first packet. */
	readonly clock: boolean;
}

/** Seconds from the capture's first packet to a row of the packet table. */
function sinceStart(session: Session, row: number): number {
	return session.tables.packets.nanosecondsBetween(0, row);
}

function endpointCell(session: Session, stream: number, side: 'client' | 'server', look: CellLook): Span {
	const {streams, addresses} = session.tables;
	const text = endpointText(addresses, streams.address(stream, side), streams.port(stream, side));
	return {text: fitEndpoint(text, look.width, look.drawing.ellipsis)};
}

const MARK_OF: Readonly<Record<Category, 'normal' | 'info' | 'abnormal' | 'unknown'>> = {
	normal: 'normal',
	info: 'info',
	abnormal: 'abnormal',
	unknown: 'unknown',
};

/** A verdict with the mark and the role of its category. */
export function verdictSpan(verdict: string, category: Category, drawing: Drawing): Span {
	return {text: `${drawing[MARK_OF[category]]} ${verdict}`, role: category};
}

export const STREAM_COLUMNS: readonly StreamColumn[] = [
	{
		id: 'stream',
		heading: () => 'Stream',
		label: 'tcp.stream',
		keys: ['S'],
		descendingFirst: false,
		align: 'right',
		narrowest: 6,
		floor: 6,
		widest: 9,
		leaves: 0,
		cell: (_session, stream) => ({text: String(stream)}),
	},
	{
		id: 'start',
		heading: () => 'Start',
		label: 'start',
		keys: ['T'],
		descendingFirst: false,
		align: 'right',
		narrowest: 10,
		floor: 5,
		widest: 15,
		leaves: 6,
		cell(session, stream, {clock}) {
			const {packets, streams} = session.tables;
			const row = streams.firstRow(stream);
			const text = clock
				? clockText(packets.seconds(row), packets.nanoseconds(row))
				: secondsText(sinceStart(session, row));
			return {text};
		},
	},
	{
		id: 'duration',
		heading: () => 'Duration',
		label: 'duration',
		keys: ['D'],
		descendingFirst: true,
		align: 'right',
		narrowest: 8,
		floor: 8,
		widest: 9,
		leaves: 2,
		cell(session, stream) {
			const {packets, streams} = session.tables;
			const nanoseconds = packets.nanosecondsBetween(streams.firstRow(stream), streams.lastRow(stream));
			return {text: durationText(nanoseconds / 1e9)};
		},
	},
	{
		id: 'client',
		heading: () => 'Client',
		label: 'client',
		keys: ['C'],
		descendingFirst: false,
		align: 'right',
		narrowest: 24,
		floor: 6,
		widest: 47,
		leaves: 0,
		cell: (session, stream, look) => endpointCell(session, stream, 'client', look),
	},
	{
		id: 'server',
		heading: () => 'Server',
		label: 'server',
		keys: ['V'],
		descendingFirst: false,
		align: 'left',
		narrowest: 24,
		floor: 7,
		widest: 47,
		leaves: 0,
		cell: (session, stream, look) => endpointCell(session, stream, 'server', look),
	},
	{
		id: 'packets',
		heading: () => 'Packets',
		label: 'packets',
		keys: ['P'],
		descendingFirst: true,
		align: 'right',
		narrowest: 7,
		floor: 7,
		widest: 8,
		leaves: 3,
		cell({tables: {streams}}, stream) {
			return {text: shortCount(streams.packets(stream, 'client') + streams.packets(stream, 'server'))};
		},
	},
	{
		id: 'clientBytes',
		heading: ({to}) => `Bytes ${to}`,
		label: 'payload bytes of the client, of the server',
		keys: ['B'],
		descendingFirst: true,
		align: 'right',
		narrowest: 7,
		floor: 7,
		widest: 8,
		leaves: 5,
		cell: ({tables: {streams}}, stream) => ({text: shortCount(streams.payloadBytes(stream, 'client'))}),
	},
	{
		id: 'serverBytes',
		heading: ({from}) => `${from} Bytes`,
		label: 'payload bytes of the client, of the server',
		keys: ['B'],
		descendingFirst: true,
		align: 'right',
		narrowest: 7,
		floor: 7,
		widest: 8,
		leaves: 4,
		cell: ({tables: {streams}}, stream) => ({text: shortCount(streams.payloadBytes(stream, 'server'))}),
	},
	{
		id: 'serverName',
		heading: () => 'Server name',
		label: 'TLS server name',
		keys: ['N'],
		descendingFirst: false,
		align: 'left',
		narrowest: 12,
		floor: 12,
		widest: 60,
		leaves: 7,
		cell({tables: {streams, names}}, stream) {
			const name = streams.serverName(stream);
			return {text: name < 0 ? '' : sanitize(names[name]!)};
		},
	},
	{
		id: 'ending',
		heading: () => 'Ending',
		label: 'ending (why)',
		keys: ['E', 'W'],
		descendingFirst: false,
		align: 'left',
		narrowest: 19,
		floor: 7,
		widest: 29,
		leaves: 0,
		cell(session, stream, {drawing}) {
			const ending = session.ending(stream);
			return ending === undefined
				? {text: drawing.dot, role: 'dim'}
				: verdictSpan(ending.verdict, ending.category, drawing);
		},
	},
];

/** A column in the room that it was given. */
export interface PlacedColumn {
	readonly column: StreamColumn;
	readonly width: number;
	/** What stands between the column before and this one. */
	readonly before: string;
}

/**
 * Shares `width` cells among the columns, one blank between two. Columns leave by their rank until the narrowest forms
 * of the others fit; a column that sorts stays. What is left over goes to the columns in the order in which they gain
 * most: endings, then endpoints, then the rest.
 */
export function placeColumns(width: number, sorted: SortColumn, longest: Longest, drawing: Drawing): PlacedColumn[] {
	const widest = ({id, widest, floor}: StreamColumn) => Math.max(floor, Math.min(widest, longest[id] ?? widest));
	const narrowest = (column: StreamColumn) => Math.min(column.narrowest, widest(column));
	const staying = STREAM_COLUMNS.filter(column => (longest[column.id] ?? 1) > 0 || column.id === sorted);
	const need = () => staying.reduce((sum, column) => sum + narrowest(column) + 1, -1);
	while (need() > width) {
		const leaver = staying
			.filter(column => column.leaves > 0 && column.id !== sorted)
			.reduce<StreamColumn | undefined>(
				(last, column) => (column.leaves > (last?.leaves ?? 0) ? column : last),
				undefined,
			);
		if (leaver === undefined) break;
		staying.splice(staying.indexOf(leaver), 1);
	}
	const widths = new Map(staying.map(column => [column.id, narrowest(column)]));
	let spare = width - need();
	const arrow = spare >= 2 ? ` ${drawing.to} ` : ' ';
	spare -= arrow.length - 1;
	for (const id of GAINERS) {
		const column = staying.find(candidate => candidate.id === id);
		if (column === undefined || spare <= 0) continue;
		const gain = Math.min(spare, widest(column) - widths.get(id)!);
		widths.set(id, widths.get(id)! + gain);
		spare -= gain;
	}
	return staying.map((column, index) => ({
		column,
		width: widths.get(column.id)!,
		before: index === 0 ? '' : column.id === 'server' ? arrow : ' ',
	}));
}

/** Longest text of a column in this capture, where it is known; 0 leaves the column out. */
export type Longest = Readonly<Partial<Record<SortColumn, number>>>;

const GAINERS: readonly SortColumn[] = [
	'server',
	'client',
	'ending',
	'stream',
	'serverName',
	'start',
	'duration',
	'packets',
	'clientBytes',
	'serverBytes',
];
