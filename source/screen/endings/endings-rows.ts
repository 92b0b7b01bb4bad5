import {CATEGORIES} from '../../diagnosis/diagnosis.ts';
import type {VerdictEndings} from '../../diagnosis/endings/endings-summary.ts';
import type {Finding} from '../../diagnosis/endings/findings.ts';
import type {Place, Places} from '../../diagnosis/endings/places.ts';
import {VERDICTS} from '../../diagnosis/verdicts.ts';
import {type StreamTraits, streamFilter} from '../../filter/write/stream-filter.ts';
import {findingText} from '../../report/endings/finding-text.ts';
import {addressText, countText, endpointText, fitEndpoint, hostName, plural, shortCount} from '../../report/format.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {sanitize} from '../../report/sanitize.ts';
import {fit, type Line, type Role, type Span, wrap} from '../../report/spans.ts';
import type {Session} from '../../session/session.ts';
import type {EndingsAnswer} from '../../session/view/endings-request.ts';
import {verdictSpan} from '../streams/columns/cells.ts';

/** A row of a part of the overview, and the streams that it stands for. */
export interface EndingRow {
	/** Stays with what the row says while the capture loads. */
	readonly key: string;
	/** One or more lines, without the cell of the cursor. */
	readonly lines: readonly Line[];
	/** Filter for its streams; empty for all that are counted. */
	readonly filter: string;
	/** Id of the verdict that it is about, where it is about one. */
	readonly verdict?: string;
}

/** What rows are made from. */
export interface RowMaker {
	readonly session: Session;
	readonly answer: EndingsAnswer;
	readonly side: 'server' | 'client';
	/** Cells of a row, without that of the cursor. */
	readonly width: number;
	readonly drawing: Drawing;
}

/** Key of the row of all streams. */
export const ALL = 'all';
const COUNT_CELLS = 6;
const WIDEST_BAR = 30;

function severityOf({verdict}: VerdictEndings): number {
	return CATEGORIES.indexOf(VERDICTS[verdict]!.category);
}

/** All streams, then each verdict: how often, and where most. What is abnormal comes first, the most frequent on top. */
export function verdictRows(maker: RowMaker): EndingRow[] {
	const {answer, drawing, side, width} = maker;
	const {summary} = answer;
	const most = Math.max(1, ...summary.verdicts.map(({streams}) => streams));
	const names = 2 + Math.max(11, ...summary.verdicts.map(({verdict}) => VERDICTS[verdict]!.id.length));
	const bar = Math.max(4, Math.min(WIDEST_BAR, width - names - COUNT_CELLS - 31));
	const where = width - names - bar - COUNT_CELLS - 4;
	const {servers, clients} = summary;
	const all: EndingRow = {
		key: ALL,
		filter: '',
		lines: [
			[
				{text: fit('  all streams', names, drawing.ellipsis)},
				{text: ' '.repeat(bar + 1)},
				{text: ` ${shortCount(summary.streams).padStart(COUNT_CELLS)}  `},
				{text: fit(`${plural(servers.count, 'server')}, ${plural(clients.count, 'client')}`, where, drawing.ellipsis)},
			],
		],
	};
	const bySeverity = [...summary.verdicts].sort((a, b) => severityOf(a) - severityOf(b));
	const rows = bySeverity.map(({verdict, streams, ...places}): EndingRow => {
		const {id, category} = VERDICTS[verdict]!;
		return {
			key: id,
			filter: streamFilter({verdict: id}, maker.session.tables.addresses),
			verdict: id,
			lines: [
				[
					{...verdictSpan(fit(id, names - 2, drawing.ellipsis), category, drawing)},
					{text: ' '},
					...barSpans(streams, most, bar, category, drawing),
					{text: ` ${shortCount(streams).padStart(COUNT_CELLS)}  `},
					{text: whereText(places[`${side}s`], streams, where, maker)},
				],
			],
		};
	});
	return [all, ...rows];
}

/** The place where a verdict is most frequent: `7 of 9 at 10.2.0.2:7005`. */
function whereText({most, count}: Places, streams: number, width: number, maker: RowMaker): string {
	const [place] = most;
	if (place === undefined) return '';
	const word = maker.side === 'server' ? 'at' : 'from';
	const share = count === 1 ? (streams > 1 ? 'all ' : '') : `${countText(place.matching)} of ${countText(streams)} `;
	const head = `${share}${word} `;
	return head + fitEndpoint(placeText(place, maker), Math.max(0, width - head.length), maker.drawing.ellipsis);
}

/** The places of a verdict, or of all streams: those with most of it first. */
export function placeRows(maker: RowMaker, verdict: string): EndingRow[] {
	const {answer, side, width, drawing, session} = maker;
	const {summary} = answer;
	const ofVerdict = summary.verdicts.find(each => VERDICTS[each.verdict]!.id === verdict);
	const {most} = (ofVerdict ?? summary)[`${side}s`];
	const names = Math.max(
		9,
		Math.min(47, width - 32, ...[Math.max(0, ...most.map(each => placeText(each, maker).length))]),
	);
	const bar = Math.max(4, Math.min(WIDEST_BAR, width - names - 46));
	const weight = (place: Place) => (ofVerdict === undefined ? place.abnormal : place.matching);
	const heaviest = Math.max(1, ...most.map(weight));
	return most.map(place => {
		const traits: StreamTraits = {
			...(ofVerdict === undefined ? {} : {verdict}),
			[side]: {address: place.address, port: place.port},
		};
		const category = ofVerdict === undefined ? 'abnormal' : VERDICTS[ofVerdict.verdict]!.category;
		const worst = VERDICTS[place.worst]!;
		const tail: Line =
			ofVerdict !== undefined
				? [{text: `${countText(place.matching)} of its ${plural(place.streams, 'stream')}`}]
				: place.abnormal === 0
					? [{text: `none of ${countText(place.streams)} abnormal`, role: 'dim'}]
					: [
							{text: `${countText(place.abnormal)} of ${countText(place.streams)} abnormal  `},
							verdictSpan(worst.id, worst.category, drawing),
						];
		return {
			key: `${place.address} ${place.port}`,
			filter: streamFilter(traits, session.tables.addresses),
			...(ofVerdict !== undefined ? {verdict} : place.abnormal > 0 ? {verdict: worst.id} : {}),
			lines: [
				[
					{text: fit(fitEndpoint(placeText(place, maker), names, drawing.ellipsis), names, drawing.ellipsis)},
					{text: ' '},
					...barSpans(weight(place), heaviest, bar, category, drawing),
					{text: '  '},
					...tail,
				],
			],
		};
	});
}

function placeText({address, port}: Place, {session, side}: RowMaker): string {
	const {addresses} = session.tables;
	if (side === 'server') return sanitize(endpointText(addresses, address, port));
	return sanitize(hostName(addresses, address) ?? addressText(addresses, address));
}

/** What streams show together, each in as many lines as its sentence takes. */
export function findingRows(maker: RowMaker): EndingRow[] {
	const {answer, session, width, drawing} = maker;
	const {addresses} = session.tables;
	return (answer.summary.findings ?? []).map(finding => {
		const {id, category} = VERDICTS[finding.verdict]!;
		const role = finding.kind === 'scan' ? 'info' : category;
		const text = wrap(sanitize(findingText(finding, session.tables)), Math.max(20, width - 2));
		return {
			key: `${finding.kind} ${finding.verdict} ${finding.server} ${finding.port} ${finding.client}`,
			filter: streamFilter(findingTraits(finding), addresses),
			...(finding.verdict === 0 ? {} : {verdict: id}),
			lines: text.map((part, index): Line => [{text: index === 0 ? `${drawing[role]} ` : '  ', role}, {text: part}]),
		};
	});
}

function findingTraits({kind, verdict, server, port, client}: Finding): StreamTraits {
	const places = {
		...(client < 0 ? {} : {client: {address: client}}),
		...(server < 0 ? {} : {server: {address: server, port}}),
	};
	return kind === 'service' ? {verdict: VERDICTS[verdict]!.id, ...places} : {...places, empty: true};
}

function barSpans(count: number, most: number, cells: number, role: Role, drawing: Drawing): readonly Span[] {
	const full = count === 0 ? 0 : Math.max(1, Math.round((cells * count) / most));
	return [{text: drawing.barFull.repeat(full), role}, {text: ' '.repeat(cells - full)}];
}
