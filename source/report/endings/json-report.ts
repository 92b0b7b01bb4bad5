import type {VerdictId} from '../../diagnosis/verdicts.ts';
import {isPlain} from '../sanitize.ts';
import {endingCounts} from './ending-counts.ts';
import {captureReport, type ReportSource, StreamReports} from './report-model.ts';

/** Characters of entries that are held back: the endings stand in front, and come from the entries if these are few. */
const HELD = 6 * 1024 * 1024;

/** The report as one JSON object, in pieces; streams are made one at a time. */
export function* jsonReport(source: ReportSource, streams: Iterable<number>): Generator<string> {
	const listed = [...streams];
	const reports = new StreamReports(source);
	const held: string[] = [];
	const verdicts: VerdictId[] = [];
	for (let length = 0; held.length < listed.length && length < HELD; length += held.at(-1)!.length) {
		const report = reports.report(listed[held.length]!);
		held.push(json(report));
		verdicts.push(report.ending.verdict);
	}
	const endings = endingCounts(listed.keys(), at => verdicts[at] ?? source.ending(listed[at]!).verdict);
	yield `{"capture":${json(captureReport(source))},\n"thresholds":${json(source.thresholds)},\n"endings":${json(endings)},\n"streams":[`;
	for (const at of listed.keys()) yield (at === 0 ? '\n' : ',\n') + (held[at] ?? json(reports.report(listed[at]!)));
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
