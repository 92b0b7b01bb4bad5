import {isPlain} from '../sanitize.ts';
import {endingCounts} from './ending-counts.ts';
import {captureReport, type ReportSource, StreamReports} from './report-model.ts';

/** The report as one JSON object, in pieces; streams are made one at a time. */
export function* jsonReport(source: ReportSource, streams: Iterable<number>): Generator<string> {
	const listed = [...streams];
	const endings = endingCounts(listed, stream => source.ending(stream).verdict);
	yield `{"capture":${json(captureReport(source))},\n"thresholds":${json(source.thresholds)},\n"endings":${json(endings)},\n"streams":[`;
	const reports = new StreamReports(source);
	let separator = '\n';
	for (const stream of listed) {
		yield separator + json(reports.report(stream));
		separator = ',\n';
	}
	yield '\n]}\n';
}

/** The same stream objects, one a line. */
export function* ndjsonReport(source: ReportSource, streams: Iterable<number>): Generator<string> {
	const reports = new StreamReports(source);
	for (const stream of streams) yield `${json(reports.report(stream))}\n`;
}

const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Controls and other characters that could steer a terminal are written as JSON escapes. */
function json(value: unknown): string {
	const text = JSON.stringify(value);
	return isPlain(text) ? text : text.replace(STEERING, escapeUnits);
}

/** JSON escapes of a character's UTF-16 code units. */
function escapeUnits(character: string): string {
	return [...Array(character.length).keys()]
		.map(index => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
		.join('');
}
