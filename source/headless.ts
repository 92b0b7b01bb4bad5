import {createInterface} from 'node:readline/promises';
import {CaptureTables} from './analysis/capture-tables.ts';
import {openPacketBytes} from './capture/packet-bytes.ts';
import {CaptureError} from './capture/problem.ts';
import {Spool} from './capture/spool.ts';
import {type Options, UsageError} from './command-line.ts';
import {fieldLine, selectFields, unknownFieldsMessage} from './report/field-output.ts';
import {jsonReport, ndjsonReport} from './report/json-report.ts';
import {ladderText} from './report/ladder/ladder-text.ts';
import {markdownReport} from './report/markdown-report.ts';
import type {ReportSource} from './report/report-model.ts';
import {sanitize} from './report/sanitize.ts';
import {textReport} from './report/text-report.ts';
import {check, compile, judgeFilterLine} from './session/compile-filter.ts';
import {DetailsReader} from './session/details-reader.ts';
import {FilterRun} from './session/filter-run.ts';
import {Judge, judgeWhole} from './session/judging.ts';
import {loadCapture} from './session/load-capture.ts';
import {streamRows} from './session/stream-rows.ts';

const REPORTS = {text: textReport, markdown: markdownReport, json: jsonReport, ndjson: ndjsonReport} as const;

/** Does without a screen what the options ask for; the result is the exit status. */
export async function runHeadless(options: Options): Promise<number> {
	if (options.checkFilters) return await checkFilters();
	const file = options.captures[0];
	if (file === undefined) throw new UsageError('Name a capture file; tcpwhy --help tells more.');
	const checked = check(options.filter);
	if (!checked.ok) throw new UsageError(`--filter: ${checked.problems[0]!.message}`);
	const fields = options.fields === undefined ? undefined : selectFields(options.fields);
	if (fields?.unknown !== undefined) throw new UsageError(unknownFieldsMessage(fields.unknown));

	const capture = new HeadlessCapture(file);
	await capture.load();
	const {tables} = capture;
	const streams = capture.select(options.filter, options.stream);
	if (fields !== undefined) await write(capture.fieldLines(options, row => fieldLine(fields.fields, row)));
	else {
		if (tables.tcpPackets === 0) throw new CaptureError(`${file} has no TCP in it (${tables.packets.length} packets).`);
		judgeWhole(tables);
		if (options.ladder)
			await write(
				ladderText(
					tables,
					options.stream!,
					streamRows(tables, options.stream!),
					row => capture.judge.explain(row, true),
					options.ascii,
				),
			);
		else await write(REPORTS[options.report ?? 'text'](capture.source, streams));
	}
	for (const {message} of tables.problems) process.stderr.write(`tcpwhy: ${sanitize(file)}: ${sanitize(message)}\n`);
	return tables.problems.length === 0 ? 0 : 1;
}

/** A capture that was loaded in this thread. */
class HeadlessCapture {
	readonly tables = new CaptureTables();
	readonly judge = new Judge(this.tables);
	private readonly spool = new Spool();
	private run: FilterRun | undefined;

	constructor(private readonly file: string) {}

	async load(): Promise<void> {
		await loadCapture(this.file, this.tables, {spool: this.spool});
	}

	get source(): ReportSource {
		return {
			files: [this.file],
			tables: this.tables,
			ending: stream => this.judge.ending(stream, true)!,
			diagnose: stream => this.judge.diagnose(stream, true),
		};
	}

	/** The streams to report on. Throws `CaptureError` if the one that was asked for is not there. */
	select(filter: string, stream: number | undefined): Iterable<number> {
		const count = this.tables.streams.length;
		if (stream !== undefined) {
			if (stream >= count) throw new CaptureError(`There is no stream ${stream}: ${this.file} has ${count}, from 0.`);
			return [stream];
		}
		return filter.trim() === '' ? Array(count).keys() : this.filterRun(filter).passingStreams();
	}

	/** The lines that `--fields` prints. */
	*fieldLines(options: Options, line: (details: ReturnType<DetailsReader['details']>) => string): Generator<string> {
		const {packets} = this.tables;
		const reader = this.reader();
		const run = options.filter.trim() === '' ? undefined : this.filterRun(options.filter);
		for (let row = 0; row < packets.length; row++) {
			if (packets.isExtra(row) || (run !== undefined && !run.rows.has(row))) continue;
			if (options.stream !== undefined && packets.stream(row) !== options.stream) continue;
			yield `${line(reader.details(row))}\n`;
		}
	}

	private filterRun(filter: string): FilterRun {
		if (this.run === undefined) {
			const reader = this.reader();
			this.run = new FilterRun(this.tables, compile(filter, this.tables), row => reader.details(row));
			this.run.advance(Number.POSITIVE_INFINITY);
		}
		return this.run;
	}

	private reader(): DetailsReader {
		return new DetailsReader(this.tables, openPacketBytes(this.file, this.spool));
	}
}

/** Judges the filters on standard input, one a line. */
async function checkFilters(): Promise<number> {
	for await (const line of createInterface({input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY}))
		await write([`${judgeFilterLine(line)}\n`]);
	return 0;
}

const CHUNK = 65_536;

/** Writes pieces of text to standard output as fast as it takes them. */
async function write(pieces: Iterable<string>): Promise<void> {
	let pending = '';
	for (const piece of pieces) {
		pending += piece;
		if (pending.length < CHUNK) continue;
		await flush(pending);
		pending = '';
	}
	await flush(pending);
}

function flush(text: string): Promise<void> {
	return new Promise(resolve => {
		if (process.stdout.write(text)) resolve();
		else process.stdout.once('drain', resolve);
	});
}
