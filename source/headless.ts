import {createInterface} from 'node:readline/promises';
import type {AddressTable} from './analysis/tables/address-table.ts';
import {CaptureError} from './capture/problem.ts';
import {writeCapture} from './capture/write/write-capture.ts';
import {writePieces} from './capture/write/write-pieces.ts';
import {type Options, UsageError} from './command-line/parse-command-line.ts';
import {wantedFor} from './dissect/describe/layers.ts';
import type {FieldDefinition} from './dissect/field.ts';
import {reportOf} from './report/endings/report-formats.ts';
import type {ReportSource} from './report/endings/report-model.ts';
import {fieldLine, selectFields, unknownFieldsMessage} from './report/field-output.ts';
import {plural} from './report/format.ts';
import type {LadderFormat, ReportFormat} from './report/format-names.ts';
import {asciiText} from './report/locale.ts';
import {sanitize} from './report/sanitize.ts';
import {check, judgeFilterLine, MACRO_PROBLEMS} from './session/compile-filter.ts';
import {readHostNames} from './session/host-names.ts';
import {inputFiles} from './session/load/capture-request.ts';
import {WholeCapture} from './session/load/whole-capture.ts';
import {NameResolver} from './session/name-resolver.ts';
import {streamRows} from './session/stream-rows.ts';
import {selectPackets} from './session/view/packet-selection.ts';

/** Does without a screen what the options ask for; the result is the exit status. */
export async function runHeadless(options: Options): Promise<number> {
	for (const problem of MACRO_PROBLEMS) complain(problem, options);
	if (options.checkFilters) return await checkFilters();
	if (options.input === undefined) throw new UsageError('Name a capture file; tcpwhy --help tells more.');
	const checked = check(options.filter);
	if (!checked.ok) throw new UsageError(`--filter: ${checked.problems[0]!.message}`);
	const fields = options.fields === undefined ? undefined : selectFields(options.fields);
	if (fields?.unknown !== undefined) throw new UsageError(unknownFieldsMessage(fields.unknown));
	if (options.report === 'parquet' && process.stdout.isTTY)
		throw new UsageError('Parquet is not for a terminal: redirect it, or name a file: --export FILE.parquet.');

	const capture = new WholeCapture(options.input, options.thresholds);
	await capture.load();
	const {tables} = capture;
	if (options.names) tables.addresses.hostNames = readHostNames(options.hosts);
	if (options.resolve) await resolveNames(tables.addresses);
	if (fields !== undefined) await write(fieldLines(capture, options, fields.fields));
	if (options.write !== undefined) await writePackets(capture, options);
	if (options.export !== undefined) {
		const {path, report: format} = options.export;
		const pieces =
			format === undefined
				? await ladder(capture, options.export.ladder, options)
				: await report(capture, format, options);
		await writePieces(pieces, {path, force: options.force, inputs: inputFiles(options.input)});
	}
	if (isReportWanted(options))
		await write(
			options.ladder === undefined
				? await report(capture, options.report ?? 'text', options)
				: await ladder(capture, options.ladder, options),
		);
	// Messages about one of several captures name it themselves.
	const about = capture.files.length === 1 ? `${sanitize(capture.name)}: ` : '';
	const problems = [...tables.problems, ...capture.input.bytes.problems];
	for (const {message} of problems) complain(`${about}${message}`, options);
	return problems.every(({kind}) => kind === 'secrets') ? 0 : 1;
}

function complain(message: string, {ascii}: Options): void {
	const line = `tcpwhy: ${sanitize(message)}\n`;
	process.stderr.write(ascii ? asciiText(line) : line);
}

/** Adds the names that the DNS knows to those from files. */
async function resolveNames(addresses: AddressTable): Promise<void> {
	const resolver = new NameResolver(addresses.hostNames);
	await resolver.resolve(addresses);
	addresses.hostNames = resolver.names;
}

/** Beside packets' fields and a file that is written, a report is printed only when it is asked for. */
function isReportWanted({report, ladder, fields, write, export: file}: Options): boolean {
	if (fields !== undefined) return false;
	return report !== undefined || ladder !== undefined || (write === undefined && file === undefined);
}

/** The report on the streams that are asked for. */
async function report(
	capture: WholeCapture,
	format: ReportFormat,
	{filter, stream, ascii}: Options,
): Promise<Iterable<string | Uint8Array>> {
	const source = sourceOf(capture);
	const pieces = (await reportOf(format))(source, capture.select(filter, stream));
	return ascii && isForPeople(format) ? inAscii(pieces) : pieces;
}

/** The ladder of the stream that is asked for. */
async function ladder(
	capture: WholeCapture,
	format: LadderFormat,
	{stream, ascii}: Options,
): Promise<Iterable<string>> {
	const source = sourceOf(capture);
	const [{LADDERS}, {paperLadder}] = await Promise.all([
		import('./report/ladder/paper/ladder-formats.ts'),
		import('./report/ladder/paper/paper-ladder.ts'),
	]);
	const said = {
		explain: (row: number) => capture.judge.explain(row, true),
		packetDetails: (row: number) => capture.details(row),
	};
	return LADDERS[format](paperLadder(source, stream!, streamRows(capture.tables, stream!), said), ascii);
}

/** What a report is made from. Throws `CaptureError` where there is nothing to report on; damage, which may be why, first. */
function sourceOf({name, tables, source}: WholeCapture): ReportSource {
	if (tables.tcpPackets > 0) return source;
	const {length} = tables.packets;
	const missing = length === 0 ? 'no packets' : 'no TCP';
	const packets = length === 0 ? '' : ` (${plural(length, 'packet')})`;
	const [problem] = tables.problems;
	throw new CaptureError(
		problem === undefined
			? `${name} has ${missing} in it${packets}.`
			: `${name}: ${problem.message} There is ${missing} in what could be read of it${packets}.`,
	);
}

function* inAscii(pieces: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
	for (const piece of pieces) yield typeof piece === 'string' ? asciiText(piece) : piece;
}

/** Programs read JSON, which is UTF-8 whatever the locale (RFC 8259 8.1). */
function isForPeople(format: ReportFormat): boolean {
	return format === 'text' || format === 'markdown';
}

/** Writes the packets that pass to the file that `--write` names. */
async function writePackets(
	capture: WholeCapture,
	{input, write: path = '', force, filter, stream}: Options,
): Promise<void> {
	const rows = capture.passingRows(filter, stream);
	const selection = selectPackets(capture.tables, rows, capture.files.length, capture.input.bytes);
	const format = await writeCapture(selection, {path, force, inputs: input === undefined ? [] : inputFiles(input)});
	if (process.stdout.isTTY)
		process.stdout.write(`${plural(selection.count, 'packet')} written to ${sanitize(path)} (${format})\n`);
}

/** The lines that `--fields` prints. */
function* fieldLines(
	capture: WholeCapture,
	{filter, stream}: Options,
	fields: readonly FieldDefinition[],
): Generator<string> {
	const only = wantedFor(fields);
	for (const row of capture.passingRows(filter, stream)) yield `${fieldLine(fields, capture.details(row, only))}\n`;
}

/** Judges the filters on standard input, one a line. */
async function checkFilters(): Promise<number> {
	for await (const line of createInterface({input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY}))
		await write([`${judgeFilterLine(line)}\n`]);
	return 0;
}

const CHUNK = 65_536;

/** Writes a report to standard output as fast as it is taken. */
async function write(pieces: Iterable<string | Uint8Array>): Promise<void> {
	let pending = '';
	for (const piece of pieces) {
		if (typeof piece === 'string') {
			pending += piece;
			if (pending.length < CHUNK) continue;
			await flush(pending);
			pending = '';
		} else await flush(piece);
	}
	await flush(pending);
}

function flush(text: string | Uint8Array): Promise<void> {
	return new Promise(resolve => {
		if (process.stdout.write(text)) resolve();
		else process.stdout.once('drain', resolve);
	});
}
