import type {ReportFormat} from './format-names.ts';
import {jsonReport, ndjsonReport} from './json-report.ts';
import {markdownReport} from './markdown-report.ts';
import type {ReportSource} from './report-model.ts';
import {csvReport} from './table/csv-report.ts';
import {textReport} from './text-report.ts';

/** Makes a report in pieces, as they are asked for. */
export type Report = (source: ReportSource, streams: Iterable<number>) => Iterable<string | Uint8Array>;

const REPORTS: Readonly<Record<ReportFormat, () => Report | Promise<Report>>> = {
	text: () => textReport,
	markdown: () => markdownReport,
	json: () => jsonReport,
	ndjson: () => ndjsonReport,
	csv: () => csvReport,
	// The library that writes Parquet is loaded by those who want it.
	parquet: async () => (await import('./table/parquet-report.ts')).parquetReport,
};

export async function reportOf(format: ReportFormat): Promise<Report> {
	return await REPORTS[format]();
}
