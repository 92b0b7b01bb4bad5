import type {ReportFormat} from '../format-names.ts';
import {jsonReport, ndjsonReport} from './json-report.ts';
import type {ReportSource} from './report-model.ts';
import {csvReport} from './table/csv-report.ts';

/** Makes a report in pieces, as they are asked for. */
export type Report = (source: ReportSource, streams: Iterable<number>) => Iterable<string | Uint8Array>;

const REPORTS: Readonly<Record<ReportFormat, () => Report | Promise<Report>>> = {
	// What lays text out in columns loads tables of Unicode, which takes longer than a small report.
	text: async () => (await import('./text-report.ts')).textReport,
	markdown: async () => (await import('./markdown-report.ts')).markdownReport,
	json: () => jsonReport,
	ndjson: () => ndjsonReport,
	csv: () => csvReport,
	// The library that writes Parquet is loaded by those who want it.
	parquet: async () => (await import('./table/parquet-report.ts')).parquetReport,
};

export async function reportOf(format: ReportFormat): Promise<Report> {
	return await REPORTS[format]();
}
