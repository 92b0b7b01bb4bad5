import type {CaptureTables} from '../../../analysis/tables/capture-tables.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import type {Session} from '../../../session/session.ts';

/** Packets of a stream that are looked at for its bar: a longer one would be felt while the list scrolls. */
const MOST_PACKETS = 20_000;

/** Bars that were drawn, for one width and one state of the capture. */
interface Bars {
	readonly packets: number;
	readonly width: number;
	readonly drawing: Drawing;
	readonly isLoading: boolean;
	readonly bars: Map<number, string>;
}
const known = new WeakMap<CaptureTables, Bars>();
/** The list shows some tens of streams at a time. */
const MOST_BARS = 4096;

/**
 * When in the capture's time a stream was active, in `width` cells: its packets in each part of that time, as heights
 * relative to its own busiest part. A line from its start to its end stands for a stream of very many packets, and for
 * all while the capture grows.
 */
export function activityBar({tables, progress}: Session, stream: number, width: number, drawing: Drawing): string {
	const packets = tables.packets.length;
	const isLoading = progress.phase === 'loading';
	let kept = known.get(tables);
	if (
		kept === undefined ||
		kept.packets !== packets ||
		kept.width !== width ||
		kept.drawing !== drawing ||
		kept.isLoading !== isLoading ||
		kept.bars.size > MOST_BARS
	) {
		kept = {packets, width, drawing, isLoading, bars: new Map()};
		known.set(tables, kept);
	}
	let bar = kept.bars.get(stream);
	if (bar === undefined) {
		const {streams} = tables;
		const isLong = streams.packets(stream, 'client') + streams.packets(stream, 'server') > MOST_PACKETS;
		bar = (isLoading || isLong ? extent : heights)(tables, stream, width, drawing);
		kept.bars.set(stream, bar);
	}
	return bar;
}

/** Which of `width` parts of the capture's time a row is in. */
function partOf({packets}: CaptureTables, row: number, width: number): number {
	const span = packets.nanosecondsBetween(0, packets.length - 1);
	const part = span <= 0 ? 0 : Math.floor((packets.nanosecondsBetween(0, row) / span) * width);
	// The clock may have gone back.
	return Math.max(0, Math.min(width - 1, part));
}

function extent(tables: CaptureTables, stream: number, width: number, {gap, rule}: Drawing): string {
	const {streams} = tables;
	const first = partOf(tables, streams.firstRow(stream), width);
	const last = Math.max(first, partOf(tables, streams.lastRow(stream), width));
	return gap.repeat(first) + rule.repeat(last - first + 1) + gap.repeat(width - last - 1);
}

function heights(tables: CaptureTables, stream: number, width: number, {gap, levels}: Drawing): string {
	const counts = new Uint32Array(width);
	const {packets, streams} = tables;
	for (let row = streams.lastRow(stream); row >= 0; row = packets.previous(row)) counts[partOf(tables, row, width)]!++;
	const most = Math.max(...counts);
	return Array.from(counts, count => (count === 0 ? gap : levels[Math.ceil((count / most) * levels.length) - 1])).join(
		'',
	);
}
