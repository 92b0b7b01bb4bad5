import {type PacketDetails, tcpPayload} from '../../../dissect/field.ts';
import {type ReportSource, type StreamReport, StreamReports} from '../../endings/report-model.ts';
import {ALL_FOLDED, type Folds, FoldView} from '../fold-view.ts';
import {Ladder} from '../ladder.ts';
import {describePacket, type LadderPacket} from '../ladder-packet.ts';
import {describeRun, type LadderRun} from '../ladder-words.ts';
import type {Hole} from '../relations/hole.ts';
import {relationsOf} from '../relations/relations.ts';
import {LadderRuns, UnitKind} from '../runs.ts';

/** A ladder to be written down, with what is said about it. */
export interface PaperLadder {
	readonly files: readonly string[];
	readonly ladder: Ladder;
	readonly view: FoldView;
	readonly report: StreamReport;
	/** @see SaidOfPackets */
	readonly explain: (row: number) => string | undefined;
}

/** What single packets say, by their row of the packet table. */
export interface SaidOfPackets {
	/** The sentence under a packet. */
	explain(row: number): string | undefined;
	packetDetails(row: number): PacketDetails;
}

/**
 * A stream's ladder for paper; what the verdict rests on is not folded.
 *
 * @param rows the stream's packets, oldest first
 */
export function paperLadder(
	source: Pick<ReportSource, 'files' | 'tables' | 'diagnose'>,
	stream: number,
	rows: Uint32Array,
	said: SaidOfPackets,
	folds: Folds = ALL_FOLDED,
): PaperLadder {
	const payload = (index: number) =>
		tcpPayload(said.packetDetails(rows[index]!), source.tables.packets.payloadLength(rows[index]!));
	const ladder = new Ladder(source.tables, stream, rows, payload);
	const pinned = source.diagnose(stream).evidence.map(({row}) => row);
	const view = new FoldView(new LadderRuns(ladder, pinned), folds);
	const explain = (row: number) => said.explain(row);
	return {files: source.files, ladder, view, report: new StreamReports(source).report(stream), explain};
}

/** What is drawn below each other. Packets are counted from 0 within the stream. */
export type PaperRow =
	| {readonly kind: 'packet'; readonly index: number; readonly packet: LadderPacket}
	| {readonly kind: 'run'; readonly from: number; readonly to: number; readonly run: LadderRun}
	| {readonly kind: 'silence'; readonly nanoseconds: number}
	/** Bytes that should stand in front of a packet. */
	| {readonly kind: 'hole'; readonly hole: Hole; readonly toServer: boolean}
	| {readonly kind: 'sentence'; readonly text: string}
	| {readonly kind: 'omitted'; readonly packets: number};

/**
 * The rows of a ladder, top to bottom. Of more than `most` packets and runs only the first and the last are given: a
 * picture of a million packets can be shown by nothing.
 */
export function* paperRows({ladder, view, explain}: PaperLadder, most: number): Generator<PaperRow> {
	const head = view.count <= most ? view.count : most >> 1;
	const tail = view.count <= most ? view.count : view.count - (most - head);
	for (let row = 0; row < view.count; row++) {
		if (row === head && head < tail) {
			yield {kind: 'omitted', packets: view.start(tail) - view.start(head)};
			row = tail;
		}
		const index = view.start(row);
		const nanoseconds = ladder.gapBefore(index);
		if (nanoseconds > 0) yield {kind: 'silence', nanoseconds};
		const hole = relationsOf(ladder).hole(index);
		if (hole !== undefined) yield {kind: 'hole', hole, toServer: ladder.sender(index) === 'client'};
		if (view.kind(row) !== UnitKind.PACKET) {
			yield {kind: 'run', from: index, to: view.end(row), run: describeRun(ladder, view, row)};
			continue;
		}
		yield {kind: 'packet', index, packet: describePacket(ladder, index)};
		const text = explain(ladder.rows[index]!);
		if (text !== undefined) yield {kind: 'sentence', text};
	}
}
