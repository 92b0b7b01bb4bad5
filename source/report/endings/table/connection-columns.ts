import {VERDICTS} from '../../../diagnosis/verdicts.ts';
import {StreamTallies} from '../../../filter/columns/fields/stream-tallies.ts';
import {type StreamContext, streamField} from '../../../filter/stream-fields.ts';
import {sanitize} from '../../sanitize.ts';
import {type AlertReport, type ReportSource, type StreamReport, StreamReports} from '../report-model.ts';

/** What a column holds: whole numbers, fractions, microseconds since 1970 in UTC, true or false, text. */
export type ColumnType = 'integer' | 'decimal' | 'timestamp' | 'boolean' | 'text';
export type Cell = number | boolean | string | null;

/** A column of the connection table: one table for CSV, Parquet and the readme. */
export interface ConnectionColumn {
	readonly name: string;
	readonly type: ColumnType;
	/** Some connections have no value. */
	readonly nullable: boolean;
	readonly meaning: string;
	/** Text is sanitised, and null where it is empty. */
	readonly value: (connection: Connection) => Cell;
}

/** What the columns of a row are made from. */
export interface Connection {
	readonly report: StreamReport;
	readonly file: string;
	readonly context: StreamContext;
}

function column(
	name: string,
	type: ColumnType,
	meaning: string,
	value: (connection: Connection) => Cell,
	nullable = false,
): ConnectionColumn {
	return {name, type, meaning, value, nullable};
}

function text(
	name: string,
	meaning: string,
	value: (report: StreamReport) => string | null | undefined,
	nullable = false,
): ConnectionColumn {
	return column(name, 'text', meaning, ({report}) => sanitize(value(report) ?? '') || null, nullable);
}

/** A number or flag that filters know as `conn.NAME`: the same name with underscores, the same meaning and value. */
function filterField(name: string, nullable = false): ConnectionColumn {
	const {definition, read} = streamField(`conn.${name}`)!;
	if (read.kind !== 'number') throw new TypeError(`conn.${name} is no number`);
	const [type, cell] = CELLS[definition.type] ?? (['integer', Number] as const);
	const value = ({report, context}: Connection) => {
		const found = read.value(report.stream, context);
		return found === undefined ? null : cell(found);
	};
	return column(name.replaceAll('.', '_'), type, definition.description, value, nullable);
}

/** Stream fields give times in nanoseconds and flags as 0 or 1; other numbers stand for themselves. */
const CELLS: Readonly<Record<string, readonly [ColumnType, (value: number) => Cell]>> = {
	FT_RELATIVE_TIME: ['decimal', nanoseconds => Math.round(nanoseconds) / 1e9],
	FT_BOOLEAN: ['boolean', bit => bit === 1],
};

/** The columns, in their order. Names, types and units are stable; more may be added at the end. */
export const CONNECTION_COLUMNS: readonly ConnectionColumn[] = [
	column('capture_file', 'text', 'Capture that its first packet is from, as named on the command line', ({file}) =>
		sanitize(file),
	),
	column('stream', 'integer', 'Number within the run: tcp.stream', ({report}) => report.stream),
	column('start_time', 'timestamp', 'Time of the first packet, in UTC', startTime, true),
	filterField('duration'),
	text('client_address', 'IP address of the client', ({client}) => client.address),
	filterField('client.port'),
	text('client_host', 'Host name of the client, with --names', ({client}) => client.name, true),
	text('server_address', 'IP address of the server', ({server}) => server.address),
	filterField('server.port'),
	text('server_host', 'Host name of the server, with --names', ({server}) => server.name, true),
	text('verdict', 'How the connection ended: the id of the verdict', ({ending}) => ending.verdict),
	text('category', 'Whether that is normal, info, abnormal or unknown', ({ending}) => ending.category),
	text('ended_by', 'Who ended it', ({ending}) => ending.endedBy),
	text('confidence', 'How sure the verdict is', ({ending}) => ending.confidence),
	text('summary', 'What happened, in one sentence', ({ending}) => ending.summary),
	text('root_cause', 'Why, in one sentence', ({ending}) => ending.rootCause, true),
	text('also', 'Ids of side facts, with blanks between', ({ending}) => ending.also.join(' '), true),
	filterField('rtt', true),
	filterField('handshake_complete'),
	filterField('roles_guessed'),
	filterField('idle_max'),
	...['packets', 'bytes', 'retransmissions', 'resets', 'fins', 'zero_window_time'].flatMap(name => [
		filterField(`client.${name}`),
		filterField(`server.${name}`),
	]),
	filterField('icmp_error'),
	filterField('tls'),
	text('tls_version', 'Negotiated TLS version', ({tls}) => tls?.version, true),
	text('tls_server_name', 'Server name that the client asked for (SNI)', ({tls}) => tls?.serverName, true),
	text('tls_alerts', 'TLS alerts in their order, with semicolons between', ({tls}) => alerts(tls?.alerts ?? []), true),
	column('first_frame', 'integer', 'frame.number of the first packet', ({report}) => report.firstFrame),
	column('last_frame', 'integer', 'frame.number of the last packet', ({report}) => report.lastFrame),
];

/** Microseconds since 1970, what is finer cut off; null for a time that no such number holds (from 2255 on). */
function startTime({report, context}: Connection): number | null {
	const {streams, packets} = context.tables;
	const row = streams.firstRow(report.stream);
	const microseconds = packets.seconds(row) * 1e6 + Math.floor(packets.nanoseconds(row) / 1000);
	return Number.isSafeInteger(microseconds) ? microseconds : null;
}

/** `client fatal unknown_ca; server encrypted; server warning close_notify decrypted`. */
function alerts(list: readonly AlertReport[]): string {
	return list
		.map(({from, level, description, encrypted, decrypted}) =>
			encrypted ? `${from} encrypted` : `${from} ${level} ${description}${decrypted ? ' decrypted' : ''}`,
		)
		.join('; ');
}

/** The rows of the connection table, each made when it is asked for. */
export function* connections(source: ReportSource, streams: Iterable<number>): Generator<Connection> {
	const {tables, files} = source;
	const reports = new StreamReports(source);
	const context: StreamContext = {tables, tallies: new StreamTallies(tables), verdicts: VERDICTS};
	for (const stream of streams) {
		const first = tables.interfaces[tables.packets.interface(tables.streams.firstRow(stream))];
		yield {report: reports.report(stream), file: files[first?.file ?? 0]!, context};
	}
}
