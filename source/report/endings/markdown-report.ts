import {captureName} from '../../capture/capture-set.ts';
import {bytesText, countText, durationText, plural} from '../format.ts';
import {sanitize} from '../sanitize.ts';
import {byConcern, endingCounts, ORDER_IN_WORDS} from './ending-counts.ts';
import {
	captureReport,
	evidenceTexts,
	isCapturedTwice,
	type ReportSource,
	type StreamReport,
	StreamReports,
	sideFactTexts,
} from './report-model.ts';

/** The endings as Markdown, for a ticket: a table of verdicts, then every stream that did not end normally. */
export function* markdownReport(source: ReportSource, streams: Iterable<number>): Generator<string> {
	const listed = byConcern(stream => source.ending(stream), streams);
	const capture = captureReport(source);
	yield `# ${capture.files.map(file => escapeMarkdown(captureName(file))).join(', ')}\n\n`;
	yield `${plural(capture.packets, 'packet')} (${countText(capture.tcpPackets)} with TCP), ${plural(listed.length, 'stream')}, ${durationText(capture.durationSeconds)}${capture.firstTime === null ? '' : ` from ${capture.firstTime}`}\n\n`;
	for (const problem of capture.problems) yield `> **${problem.kind}**: ${escapeMarkdown(problem.message)}\n\n`;
	yield '| category | verdict | streams |\n|---|---|--:|\n';
	for (const {category, verdict, streams: count} of endingCounts(listed, stream => source.ending(stream).verdict))
		yield `| ${category} | ${verdict} | ${countText(count)} |\n`;
	if (listed.length > 1) yield `\nStreams: ${ORDER_IN_WORDS}; normal ones are only counted.\n`;
	const reports = new StreamReports(source);
	for (const stream of listed) {
		if (listed.length > 1 && source.ending(stream).category === 'normal') continue;
		yield streamMarkdown(reports.report(stream));
	}
}

/** One stream: its verdict, evidence and next steps. */
export function streamMarkdown(report: StreamReport): string {
	return `${[...verdictMarkdown(report), ...supportMarkdown(report)].join('\n')}\n`;
}

/** The lines that say who spoke and how it ended. */
export function verdictMarkdown(report: StreamReport): string[] {
	const {ending} = report;
	const client = `${report.client.name ?? report.client.address} port ${report.client.port}`;
	const server = `${report.server.name ?? report.server.address} port ${report.server.port}`;
	return [
		`\n## Stream ${report.stream}: ${ending.verdict}`,
		'',
		`client ${client} → server ${server}, ${durationText(report.durationSeconds)}, ${bytesText(report.payloadBytes.client)} up, ${bytesText(report.payloadBytes.server)} down${isCapturedTwice(report) ? ', counts doubled: each packet was captured twice' : ''}`,
		'',
		`**${escapeMarkdown(ending.summary)}** (${ending.category}, ${ending.confidence}; ended by: ${ending.endedBy})`,
		...(ending.rootCause === '' ? [] : ['', `Root cause: ${escapeMarkdown(ending.rootCause)}`]),
	];
}

/** The lines that say what the verdict rests on and what to do. */
export function supportMarkdown(report: StreamReport): string[] {
	const {ending} = report;
	return [
		...list('Evidence', evidenceTexts(report)),
		...list('Not the cause', ending.notTheCause),
		...list('But', ending.caveats ?? []),
		...list('Also', sideFactTexts(report)),
		...list('Check next', ending.nextSteps),
		...list('References', ending.references),
	];
}

function list(title: string, texts: readonly string[]): string[] {
	return texts.length === 0 ? [] : ['', `${title}:`, '', ...texts.map(text => `- ${escapeMarkdown(text)}`)];
}

/** Text of the capture that Markdown shows as it is: nothing in it is markup, a link or HTML. */
export function escapeMarkdown(text: string): string {
	return sanitize(text).replace(/[\\`*_{}[\]<>#|!~&]/g, character => `\\${character}`);
}
