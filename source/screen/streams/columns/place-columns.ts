import type {AddressTable} from '../../../analysis/tables/address-table.ts';
import type {Side} from '../../../analysis/tables/stream-table.ts';
import {clockText, endpointText, secondsText} from '../../../report/format.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import {sanitize} from '../../../report/sanitize.ts';
import {textWidth} from '../../../report/spans.ts';
import type {Session, SortColumn} from '../../../session/session.ts';
import type {Facts} from '../../screen.ts';
import type {StreamListState} from '../stream-list-state.ts';
import type {StreamColumn} from './column.ts';
import {longestFile} from './file-cell.ts';
import type {ListColumns} from './list-columns.ts';
import {streamColumn} from './stream-columns.ts';

/** A column in the room that it was given. */
export interface PlacedColumn {
	readonly column: StreamColumn;
	readonly width: number;
	/** What stands between the column before and this one. */
	readonly before: string;
}

/** Longest text of a column in this capture, where it is known; 0 leaves the column out. */
export type Longest = Readonly<Partial<Record<SortColumn, number>>>;

/** A column and the least and the most cells that it may have; other columns leave until it has those it wants. */
interface Candidate {
	readonly column: StreamColumn;
	readonly least: number;
	readonly wanted: number;
	readonly comfortable: number;
	readonly most: number;
}

/** Columns that leave later than this one stay where others are only not comfortable. */
const FOR_COMFORT = 3;

/**
 * Shares `width` cells among the columns, one blank between two. Columns leave by their rank until the narrowest forms
 * of the others fit; a column that sorts stays, and comes in where it was not chosen. What is left over goes to the
 * columns that gain most from it. A width that the user chose is kept as long as all columns that stay fit.
 */
export function placeColumns(
	width: number,
	chosen: ListColumns,
	sorted: SortColumn,
	longest: Longest,
	drawing: Drawing,
): PlacedColumn[] {
	let staying = candidates(chosen, sorted, longest, drawing);
	const need = () => staying.reduce((sum, {least}) => sum + least + 1, -1);
	const want = () => staying.reduce((sum, {wanted}) => sum + wanted + 1, -1);
	const comfort = () => staying.reduce((sum, {comfortable}) => sum + comfortable + 1, -1);
	while (comfort() > width) {
		const least = want() > width ? 0 : FOR_COMFORT;
		const leaver = staying
			.filter(({column}) => column.leaves > least && column.id !== sorted)
			.reduce<Candidate | undefined>(
				(last, candidate) => (candidate.column.leaves > (last?.column.leaves ?? 0) ? candidate : last),
				undefined,
			);
		if (leaver === undefined) break;
		staying.splice(staying.indexOf(leaver), 1);
	}
	if (need() > width) staying = squeezed(staying, need() - width);
	let spare = width - need();
	const meets = staying.findIndex(({column}) => column.id === 'server');
	// Where not all is comfortable, the arrow is worth more than two cells of an address.
	const room = width - (comfort() > width ? want() : comfort());
	const hasArrow = room >= 2 && meets > 0 && staying[meets - 1]!.column.id === 'client';
	if (hasArrow) spare -= 2;
	const widths = new Map(staying.map(({column, least}) => [column.id, least]));
	for (const {column, least, most} of staying.toSorted((a, b) => growth(a) - growth(b))) {
		const gain = Math.max(0, Math.min(spare, most - least));
		widths.set(column.id, least + gain);
		spare -= gain;
	}
	return staying.map(({column}, index) => ({
		column,
		width: widths.get(column.id)!,
		before: index === 0 ? '' : hasArrow && index === meets ? ` ${drawing.to} ` : ' ',
	}));
}

/** The columns of a list on this screen. */
export function placedColumns(
	{columns: chosen, sort, clock}: Pick<StreamListState, 'columns' | 'sort' | 'clock'>,
	{session, appearance, columns}: Facts,
): PlacedColumn[] {
	// The first cell of a row is the cursor's.
	return placeColumns(columns - 1, chosen, sort, longestTexts(session, clock), appearance.drawing);
}

/** Cells below which no column is squeezed: an address of so many still has its ends and its port. */
const LEAST_SQUEEZED = 14;

/** Takes cells away from the widest columns, one after the other. */
function squeezed(columns: readonly Candidate[], cells: number): Candidate[] {
	const least = columns.map(column => column.least);
	for (let left = cells; left > 0; left--) {
		const widest = Math.max(...least);
		if (widest <= LEAST_SQUEEZED) break;
		least[least.lastIndexOf(widest)]!--;
	}
	return columns.map((column, index) => ({...column, least: least[index]!}));
}

function growth({column}: Candidate): number {
	return column.grows ?? Number.MAX_SAFE_INTEGER;
}

function candidates(chosen: ListColumns, sorted: SortColumn, longest: Longest, drawing: Drawing): Candidate[] {
	const isChosen = chosen.some(({id}) => id === sorted);
	const wanted = isChosen ? chosen : [...chosen.slice(0, -1), {id: sorted}, ...chosen.slice(-1)];
	return wanted
		.filter(({id}) => (longest[id] ?? 1) > 0 || id === sorted)
		.map(({id, width}) => {
			const column = streamColumn(id);
			const needed = Math.min(column.widest, longest[id] ?? column.widest);
			const most = width ?? Math.max(column.heading(drawing).length, needed);
			const least = width ?? Math.min(column.narrowest, most);
			const wanted = column.isCutLast ? most : least;
			const comfortable = width ?? Math.max(wanted, Math.min(most, column.comfortable ?? 0));
			return {column, least, wanted, comfortable, most};
		});
}

/** What was found so far of the longest texts, so that columns do not jump while the list scrolls. */
interface Measured {
	streams: number;
	client: number;
	server: number;
	names: number;
	name: number;
}
const measured = new WeakMap<AddressTable, Measured>();

/** Streams and names that are looked at for the width of their columns; the rest of a huge capture is like them. */
const MEASURED = 5000;

/** Cells of a start up to a thousand seconds after the first packet: most captures need no more. */
const USUAL_START = 10;

/** The longest texts of the columns whose width depends on the capture. */
function longestTexts(session: Session, clock: boolean): Longest {
	const {addresses, names, packets, streams} = session.tables;
	const found = measured.get(addresses) ?? {streams: 0, client: 0, server: 0, names: 0, name: 0};
	measured.set(addresses, found);
	for (; found.streams < Math.min(streams.length, MEASURED); found.streams++) {
		const stream = found.streams;
		const cells = (side: Side) =>
			endpointText(addresses, streams.address(stream, side), streams.port(stream, side)).length;
		found.client = Math.max(found.client, cells('client'));
		found.server = Math.max(found.server, cells('server'));
	}
	for (; found.names < Math.min(names.length, MEASURED); found.names++) {
		found.name = Math.max(found.name, textWidth(sanitize(names.text(found.names) ?? '')));
	}
	const seconds = packets.length === 0 ? 0 : packets.nanosecondsBetween(0, packets.length - 1);
	return {
		start: clock ? clockText(0, 0).length : Math.max(USUAL_START, secondsText(seconds).length),
		ending: longestEnding(session),
		client: found.client,
		server: found.server,
		serverName: found.name,
		file: longestFile(session),
		stream: String(streams.length).length,
	};
}

/** Cells of the longest ending with its mark. Streams may be judged anew, so that each verdict is looked up again. */
function longestEnding(session: Session): number {
	const {streams} = session.tables;
	const seen = new Set([0]);
	let longest = 0;
	for (let stream = 0; stream < Math.min(streams.length, MEASURED); stream++) {
		const verdict = streams.verdict(stream);
		if (seen.has(verdict)) continue;
		seen.add(verdict);
		longest = Math.max(longest, 2 + (session.ending(stream)?.verdict.length ?? 0));
	}
	return Math.max(1, longest);
}
