import type {Diagnosis} from '../../diagnosis/diagnosis.ts';
import {type FieldNode, type PacketDetails, tcpPayload} from '../../dissect/field.ts';
import type {Drawing} from '../../report/ladder/drawing.ts';
import {type Folds, FoldView} from '../../report/ladder/fold-view.ts';
import type {Side} from '../../report/ladder/ladder.ts';
import {Ladder} from '../../report/ladder/ladder.ts';
import type {SequenceBases} from '../../report/ladder/ladder-layout.ts';
import {LadderRuns} from '../../report/ladder/runs.ts';
import type {Session} from '../../session/session.ts';
import {type FollowLine, followLines} from './panes/follow-lines.ts';

/** All of the stream's packets, in place of a run's first one. */
const ALL = -1;

/** A stream's ladder and what the session says of its packets, asked for once. */
export class LadderModel {
	readonly ladder: Ladder;
	private verdict: Diagnosis | undefined;
	private readonly sentences = new Map<number, string | undefined>();
	private readonly details = new Map<number, PacketDetails>();
	private absolute: SequenceBases | undefined;
	private said:
		| {readonly hex: boolean; readonly width: number; readonly drawing: Drawing; readonly lines: readonly FollowLine[]}
		| undefined;
	private foldedRuns: LadderRuns | undefined;
	private shown: FoldView | undefined;
	/** Packets of a run that pass the filter, by the run's first packet; and for which state of the filter. */
	private readonly matching = new Map<number, number>();
	private matchingFor = '';

	constructor(
		private readonly session: Session,
		readonly stream: number,
	) {
		this.ladder = new Ladder(session.tables, stream, session.streamRows(stream), index => this.payload(index));
	}

	get diagnosis(): Diagnosis {
		this.verdict ??= this.session.diagnose(this.stream);
		return this.verdict;
	}

	/** The ladder's rows with these folds; what the verdict rests on is never folded. */
	view(folds: Folds): FoldView {
		this.foldedRuns ??= new LadderRuns(
			this.ladder,
			this.diagnosis.evidence.map(({row}) => row),
		);
		if (this.shown?.folds !== folds) this.shown = new FoldView(this.foldedRuns, folds);
		return this.shown;
	}

	/** Whether a packet passes the filter in force. */
	passes(index: number): boolean {
		return this.session.passes(this.ladder.rows[index]!) === true;
	}

	/** How many of the stream's packets pass it. */
	get passing(): number {
		return this.matches(ALL, this.ladder.count);
	}

	/** How many of the packets from `from` up to `to` pass the filter in force; `ALL` counts from the first on. */
	matches(from: number, to: number): number {
		const {filter} = this.session.view;
		if (filter === undefined) return 0;
		const inForce = `${filter.packets} ${filter.complete} ${filter.expression}`;
		if (this.matchingFor !== inForce) this.matching.clear();
		this.matchingFor = inForce;
		let count = this.matching.get(from);
		if (count === undefined) {
			count = 0;
			for (let index = Math.max(0, from); index < to; index++) if (this.passes(index)) count++;
			this.matching.set(from, count);
		}
		return count;
	}

	/** The sentence under a packet; undefined where there is none. */
	explanation(index: number): string | undefined {
		const row = this.ladder.rows[index]!;
		if (!this.sentences.has(row)) {
			bound(this.sentences);
			this.sentences.set(row, this.session.explain(row));
		}
		return this.sentences.get(row);
	}

	packetDetails(index: number): PacketDetails {
		const row = this.ladder.rows[index]!;
		const known = this.details.get(row);
		if (known !== undefined) return known;
		const details = this.session.packetDetails(row);
		bound(this.details);
		this.details.set(row, details);
		return details;
	}

	/** Captured payload of a packet. */
	payload(index: number): Uint8Array {
		return tcpPayload(this.packetDetails(index), this.session.tables.packets.payloadLength(this.ladder.rows[index]!));
	}

	/** What was said, as lines for a screen. */
	followed(hex: boolean, width: number, drawing: Drawing): readonly FollowLine[] {
		const known = this.said;
		if (known !== undefined && known.hex === hex && known.width === width && known.drawing === drawing)
			return known.lines;
		const lines = followLines(this.ladder, index => this.payload(index), hex, width, drawing);
		this.said = {hex, width, drawing, lines};
		return lines;
	}

	/** What makes relative numbers absolute: told by the first packet of each side. */
	get bases(): SequenceBases {
		this.absolute ??= {client: this.basesOf('client'), server: this.basesOf('server')};
		return this.absolute;
	}

	private basesOf(side: Side): SequenceBases['client'] {
		const {packets} = this.session.tables;
		const index = this.firstWithAck(side);
		if (index < 0) return {sequence: 0, acknowledgment: 0};
		const row = this.ladder.rows[index]!;
		const {layers} = this.packetDetails(index);
		const tcp = layers.findLast(({protocol}) => protocol.name === 'tcp');
		const raw = (name: string, shown: number) => {
			const value = tcp === undefined ? undefined : findField(tcp.fields, name)?.value;
			return typeof value === 'number' ? (value - shown) >>> 0 : 0;
		};
		return {
			sequence: raw('tcp.seq_raw', packets.sequence(row)),
			acknowledgment: raw('tcp.ack_raw', packets.acknowledgment(row)),
		};
	}

	/** The first packet of a side that acknowledges something, else its first. */
	private firstWithAck(side: Side): number {
		const first = this.ladder.firstOf(side);
		const end = Math.min(this.ladder.count, first + 1000);
		for (let index = Math.max(0, first); index < end; index++) {
			if (this.ladder.sender(index) === side && this.ladder.acknowledges(index)) return index;
		}
		return first;
	}
}

/** Packets of which answers are kept. */
const KEPT = 4096;

function bound(map: Map<number, unknown>): void {
	if (map.size >= KEPT) map.clear();
}

function findField(fields: readonly FieldNode[], name: string): FieldNode | undefined {
	for (const node of fields) {
		const found = node.field.name === name ? node : findField(node.children, name);
		if (found !== undefined) return found;
	}
	return undefined;
}

const models = new WeakMap<Session, {readonly model: LadderModel; readonly packets: number; readonly phase: string}>();

/** The model of a stream as far as it is loaded; undefined while the stream is not there yet. */
export function ladderModel(session: Session, stream: number): LadderModel | undefined {
	const {streams} = session.tables;
	if (stream < 0 || stream >= streams.length) return undefined;
	const packets = streams.packets(stream, 'client') + streams.packets(stream, 'server');
	const known = models.get(session);
	const {phase} = session.progress;
	// What a packet means is settled only when nothing can follow it any more.
	const isCurrent = known?.model.stream === stream && known.packets === packets && known.phase === phase;
	if (isCurrent) return known.model;
	const model = new LadderModel(session, stream);
	models.set(session, {model, packets, phase});
	return model;
}
