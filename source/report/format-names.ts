import {extname} from 'node:path';

/** Report formats by the name that `--report` takes, and the end of a file's name that asks for each. */
export const REPORT_ENDINGS = {
	text: '.txt',
	markdown: '.md',
	json: '.json',
	ndjson: '.ndjson',
	csv: '.csv',
	parquet: '.parquet',
} as const;
export type ReportFormat = keyof typeof REPORT_ENDINGS;

/** The same for ladders, and `--ladder`. */
export const LADDER_ENDINGS = {text: '.txt', markdown: '.md', svg: '.svg', mermaid: '.mmd'} as const;
export type LadderFormat = keyof typeof LADDER_ENDINGS;

/** The format that the end of a file's name asks for; undefined where it asks for none. */
export function formatOfFile<Format extends string>(
	path: string,
	endings: Readonly<Record<Format, string>>,
): Format | undefined {
	const ending = extname(path).toLowerCase();
	return (Object.keys(endings) as Format[]).find(format => endings[format] === ending);
}
