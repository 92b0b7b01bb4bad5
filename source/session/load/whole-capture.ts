import {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {captureName} from '../../capture/capture-set.ts';
import {CaptureError} from '../../capture/problem.ts';
import {DEFAULT_OPTIONS, type DiagnosisOptions} from '../../diagnosis/context.ts';
import type {Wanted} from '../../dissect/describe/layers.ts';
import type {PacketDetails} from '../../dissect/field.ts';
import type {ReportSource} from '../../report/endings/report-model.ts';
import {compile} from '../compile-filter.ts';
import {DetailsReader} from '../details-reader.ts';
import {Judge} from '../judging.ts';
import {FilterRun} from '../view/filter-run.ts';
import {CaptureInput} from './capture-input.ts';
import type {CaptureRequest} from './capture-request.ts';
import {loadCapture} from './load-capture.ts';

/** Signals that end the program at once. */
const ENDING = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** A capture that is loaded in this thread, as a whole, before anything is asked of it. */
export class WholeCapture {
	readonly tables = new CaptureTables();
	readonly judge: Judge;
	/** What messages call it. */
	readonly name: string;
	readonly files: readonly string[];
	readonly input: CaptureInput;
	readonly reader: DetailsReader;
	private run: FilterRun | undefined;
	private isJudged = false;

	constructor(
		request: CaptureRequest,
		private readonly thresholds: DiagnosisOptions = DEFAULT_OPTIONS,
	) {
		this.judge = new Judge(this.tables, thresholds);
		this.files = request.live === undefined ? request.files : [request.live.interface];
		this.name = this.files.length === 1 ? captureName(this.files[0]!) : `${this.files.length} captures`;
		this.input = new CaptureInput(request);
		this.reader = new DetailsReader(this.tables, this.input.bytes);
	}

	/** Throws `CaptureError` when there is nothing to be read. */
	async load(): Promise<void> {
		const {input, tables} = this;
		// The first ^C ends what would go on for ever, and what has come so far is reported; the second ends the program.
		const finish = () => input.finish();
		process.once('SIGINT', finish);
		const stop = (signal: NodeJS.Signals) => {
			finish();
			process.kill(process.pid, signal);
		};
		// tcpdump would not notice before its next packet that nobody reads any more.
		for (const signal of ENDING) process.once(signal, stop);
		process.once('exit', finish);
		try {
			const keyLogFile = input.openKeyLog();
			await loadCapture(await input.open(), tables, {spools: input.spools, keyLogFile});
			const losses = await input.losses();
			if (losses !== undefined) tables.problems.push(losses);
		} finally {
			process.off('SIGINT', finish);
			for (const signal of ENDING) process.off(signal, stop);
			process.off('exit', finish);
		}
	}

	get source(): ReportSource {
		return {
			files: this.files,
			tables: this.tables,
			thresholds: this.thresholds,
			ending: stream => {
				this.judgeAll();
				return this.judge.ending(stream, true)!;
			},
			diagnose: stream => this.judge.diagnose(stream, true),
		};
	}

	/** The streams to report on. Throws `CaptureError` if the one that was asked for is not there. */
	select(filter: string, stream: number | undefined): Iterable<number> {
		const count = this.tables.streams.length;
		if (stream !== undefined) {
			if (stream >= count) throw new CaptureError(`There is no stream ${stream}: ${this.name} has ${count}, from 0.`);
			return [stream];
		}
		return filter.trim() === '' ? Array(count).keys() : this.filterRun(filter).passingStreams();
	}

	/** First rows of the packets that pass, and of that stream if one is named. */
	*passingRows(filter: string, stream: number | undefined): Generator<number> {
		const {packets} = this.tables;
		const run = filter.trim() === '' ? undefined : this.filterRun(filter);
		for (let row = 0; row < packets.length; row++) {
			if (packets.isExtra(row) || (run !== undefined && !run.rows.has(row))) continue;
			if (stream !== undefined && packets.stream(row) !== stream) continue;
			yield row;
		}
	}

	/** @param only what to describe; default: all */
	details(row: number, only?: Wanted): PacketDetails {
		return this.reader.details(row, only);
	}

	/** Fills the verdicts of the stream table, which many ways through the program do without. */
	private judgeAll(): void {
		if (!this.isJudged) this.judge.judgeAll();
		this.isJudged = true;
	}

	private filterRun(filter: string): FilterRun {
		if (this.run === undefined) {
			this.run = new FilterRun(this.tables, compile(filter, this.tables), this.reader);
			if (this.run.isAboutStreams) this.judgeAll();
			this.run.advance(Number.POSITIVE_INFINITY);
		}
		return this.run;
	}
}
