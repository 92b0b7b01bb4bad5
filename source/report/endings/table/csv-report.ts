import type {ReportSource} from '../report-model.ts';
import {type Cell, CONNECTION_COLUMNS, type ConnectionColumn, connections} from './connection-columns.ts';

/**
 * The connection table as CSV: a line of names, then a line a connection. Quoted as RFC 4180 says; lines end in LF, which
 * every reader of CSV takes and tools such as `cut` and `awk` need.
 */
export function* csvReport(source: ReportSource, streams: Iterable<number>): Generator<string> {
	yield `${CONNECTION_COLUMNS.map(({name}) => name).join(',')}\n`;
	for (const connection of connections(source, streams))
		yield `${CONNECTION_COLUMNS.map(column => csvCell(column, column.value(connection))).join(',')}\n`;
}

/** A cell of a column; null is empty. */
export function csvCell({type}: Pick<ConnectionColumn, 'type'>, cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell === 'string') return quoted(unlikeFormula(cell));
	if (type === 'timestamp') return timestampText(Number(cell));
	return type === 'decimal' ? decimalText(Number(cell)) : String(cell);
}

/** What spreadsheets take for the start of a formula (OWASP, "CSV Injection"), their full-width forms too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Text of a packet must not be run by a spreadsheet: an apostrophe in front makes it text there. */
function unlikeFormula(text: string): string {
	return FORMULA.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Without an exponent, which not every reader takes; times have nanoseconds at best. */
function decimalText(value: number): string {
	const text = String(value);
	return text.includes('e') ? value.toFixed(9) : text;
}

/** `2026-11-22T06:31:00.000000Z`. */
function timestampText(microseconds: number): string {
	const second = Math.floor(microseconds / 1e6);
	const fraction = String(microseconds - second * 1e6).padStart(6, '0');
	return `${new Date(second * 1000).toISOString().slice(0, -5)}.${fraction}Z`;
}
