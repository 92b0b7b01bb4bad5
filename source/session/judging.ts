import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {StreamFlag} from '../analysis/tables/stream-table.ts';
import {AcrossStreams} from '../diagnosis/across-streams.ts';
import {DiagnosisContext, type DiagnosisOptions} from '../diagnosis/context.ts';
import {diagnoseStream} from '../diagnosis/diagnose.ts';
import {CATEGORIES, type Category, type Diagnosis} from '../diagnosis/diagnosis.ts';
import {explainPacket} from '../diagnosis/explain.ts';
import {judgeAll, judgeStream} from '../diagnosis/judge.ts';
import {VERDICTS, type VerdictId} from '../diagnosis/verdicts.ts';

/** Judges all streams of a loaded capture, with what they show together. */
export function judgeWhole(tables: CaptureTables, options: DiagnosisOptions): void {
	new Judge(tables, options).judgeAll();
}

/** Milliseconds that early judgements may take between two progress messages. */
const BUDGET = 3;
/** Streams between two looks at the clock. */
const STRIDE = 16;
const ENDED = StreamFlag.FIN_A | StreamFlag.FIN_B | StreamFlag.RST_A | StreamFlag.RST_B;

/** Judges streams while the capture loads: those that seem to have ended, a few at a time, round and round. */
export class EarlyJudge {
	private next = 0;
	private readonly context: DiagnosisContext;
	/** Row of the last packet, plus one, when a stream was judged. */
	private judgedAt = new Uint32Array(1024);

	constructor(
		private readonly tables: CaptureTables,
		options: DiagnosisOptions,
	) {
		this.context = new DiagnosisContext(options);
	}

	judgeSome(): void {
		const {streams} = this.tables;
		if (this.judgedAt.length < streams.length) {
			const grown = new Uint32Array(streams.length * 2);
			grown.set(this.judgedAt);
			this.judgedAt = grown;
		}
		const end = performance.now() + BUDGET;
		for (let n = 1; n <= streams.length; n++) {
			if (this.next >= streams.length) this.next = 0;
			this.judge(this.next++);
			if (n % STRIDE === 0 && performance.now() > end) return;
		}
	}

	private judge(stream: number): void {
		const {streams} = this.tables;
		const last = streams.lastRow(stream) + 1;
		if ((streams.flags(stream) & ENDED) === 0 || this.judgedAt[stream] === last) return;
		this.judgedAt[stream] = last;
		judgeStream(this.tables, stream, this.context);
	}
}

/** Place of each verdict in the order of the ending column: what is abnormal first, then by name. */
export function endingRank(): readonly number[] {
	const order = VERDICTS.map((_, index) => index).sort((a, b) => {
		const byCategory = CATEGORIES.indexOf(VERDICTS[a]!.category) - CATEGORIES.indexOf(VERDICTS[b]!.category);
		return byCategory || (VERDICTS[a]!.id < VERDICTS[b]!.id ? -1 : 1);
	});
	const rank: number[] = [];
	for (const [place, index] of order.entries()) rank[index] = place;
	return rank;
}

/** Says what the tables show of streams and packets, in words. */
export class Judge {
	private readonly context: DiagnosisContext;

	constructor(
		private readonly tables: CaptureTables,
		options: DiagnosisOptions,
	) {
		this.context = new DiagnosisContext(options);
	}

	/** Judges all streams of the loaded capture, with what they show together. */
	judgeAll(): void {
		judgeAll(this.tables, this.contextOf(true));
	}

	/**
	 * The verdict in the stream table; undefined before the stream is judged.
	 *
	 * @param loaded whether the capture was read to its end: then every stream is judged, and other streams count too
	 */
	ending(stream: number, loaded: boolean): {readonly verdict: VerdictId; readonly category: Category} | undefined {
		const index = this.tables.streams.verdict(stream);
		if (index === 0 && !loaded) return undefined;
		const {id, category} = VERDICTS[index]!;
		return {verdict: id, category};
	}

	diagnose(stream: number, loaded: boolean): Diagnosis {
		return diagnoseStream(this.tables, stream, this.contextOf(loaded));
	}

	explain(row: number, loaded: boolean): string | undefined {
		return explainPacket(this.tables, row, this.contextOf(loaded));
	}

	private contextOf(loaded: boolean): DiagnosisContext {
		if (loaded) this.context.across ??= new AcrossStreams(this.tables);
		return this.context;
	}
}
