import {captureName} from '../../capture/capture-set.ts';
import {bytesText, countText, durationText, plural} from '../format.ts';
import {sanitize} from '../sanitize.ts';
import {wrap} from '../spans.ts';
import {byConcern, endingCounts, ORDER_IN_WORDS} from './ending-counts.ts';
import {
	captureReport,
	type EndpointReport,
	evidenceTexts,
	isCapturedTwice,
	type ReportSource,
	type StreamReport,
	StreamReports,
	sideFactTexts,
} from './report-model.ts';

const WIDTH = 100;
const INDENT = '    ';

/** The endings for a reader at a terminal, or for a log: an overview, then every stream, the unusual ones first and in full. */
export function* textReport(source: ReportSource, streams: Iterable<number>): Generator<string> {
	const listed = byConcern(stream => source.ending(stream), streams);
	yield header(source, listed.length);
	if (listed.length > 1) yield overview(source, listed);
	const reports = new StreamReports(source);
	for (const stream of listed) yield streamText(reports.report(stream), listed.length === 1);
}

function header(source: ReportSource, count: number): string {
	const capture = captureReport(source);
	const lines = [
		capture.files.map(file => sanitize(captureName(file))).join(', '),
		[
			capture.format,
			capture.linkTypes.join('+') || 'no link type',
			plural(capture.packets, 'packet'),
			`${countText(capture.tcpPackets)} with TCP`,
			plural(count, 'stream'),
			durationText(capture.durationSeconds),
			...(capture.firstTime === null ? [] : [`from ${capture.firstTime}`]),
		].join(' · '),
		...capture.problems.map(
			({kind, offset, message}) =>
				`problem: ${kind}${offset === undefined ? '' : ` at byte ${countText(offset)}`}: ${sanitize(message)}`,
		),
	];
	return `${lines.join('\n')}\n`;
}

function overview(source: ReportSource, streams: readonly number[]): string {
	const counts = endingCounts(streams, stream => source.ending(stream).verdict);
	const width = Math.max(...counts.map(({verdict}) => verdict.length));
	const lines = counts.map(
		({category, verdict, streams: count}) =>
			`  ${category.padEnd(8)}  ${verdict.padEnd(width)}  ${countText(count).padStart(9)}`,
	);
	return `\nENDINGS\n${lines.join('\n')}\n\nSTREAMS (${ORDER_IN_WORDS})\n`;
}

/** One stream: a line, its sentence, and what supports it. */
export function streamText(report: StreamReport, full: boolean): string {
	const {ending} = report;
	const client = endpoint(report.client);
	const server = endpoint(report.server);
	const title = [
		`${client} → ${server}`,
		plural(report.packets.client + report.packets.server, 'packet'),
		durationText(report.durationSeconds),
		`${bytesText(report.payloadBytes.client)} up, ${bytesText(report.payloadBytes.server)} down`,
		...(isCapturedTwice(report) ? ['counts doubled: each packet was captured twice'] : []),
		...(report.tls?.serverName == null ? [] : [sanitize(report.tls.serverName)]),
	].join(' · ');
	const lines = [`\n#${report.stream}  ${title}`, ...verdictLines(report)];
	if (full || ending.category !== 'normal') lines.push(...supportLines(report));
	return `${lines.join('\n')}\n`;
}

function verdictLines({ending}: StreamReport): string[] {
	const judgement = `${ending.verdict} [${ending.category}, ${ending.confidence}; ended by: ${ending.endedBy}]`;
	return [INDENT + judgement, ...paragraph(ending.summary)];
}

function supportLines(report: StreamReport): string[] {
	const {ending} = report;
	return [
		...(ending.rootCause === '' ? [] : labelled('cause', [ending.rootCause])),
		...labelled('why', evidenceTexts(report)),
		...labelled('not', ending.notTheCause),
		...labelled('but', ending.caveats ?? []),
		...labelled('also', sideFactTexts(report)),
		...labelled('next', ending.nextSteps),
		...labelled('see', ending.references.length === 0 ? [] : [ending.references.join(' · ')]),
	];
}

function labelled(label: string, texts: readonly string[]): string[] {
	return texts.flatMap((text, index) => paragraph(text, (index === 0 ? label : '').padEnd(7)));
}

function paragraph(text: string, label = ''): string[] {
	const lines = wrap(sanitize(text), WIDTH - INDENT.length - label.length);
	return lines.map((line, index) => INDENT + (index === 0 ? label : ' '.repeat(label.length)) + line);
}

function endpoint({name, address, port}: EndpointReport): string {
	if (name !== undefined) return `${name}:${port}`;
	return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
