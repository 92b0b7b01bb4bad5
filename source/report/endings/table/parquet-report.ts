import {ByteWriter, type ColumnSource, ParquetWriter} from 'hyparquet-writer';
import type {ReportSource} from '../report-model.ts';
import {type Cell, CONNECTION_COLUMNS, type ColumnType, connections} from './connection-columns.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** Physical and logical types (Apache Parquet, LogicalTypes.md); the converted type is for readers before those. */
const TYPES: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
	integer: {type: 'INT64'},
	decimal: {type: 'DOUBLE'},
	boolean: {type: 'BOOLEAN'},
	text: {type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: {type: 'STRING'}},
	timestamp: {
		type: 'INT64',
		converted_type: 'TIMESTAMP_MICROS',
		logical_type: {type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS'},
	},
};

/** Connections of a row group: what is in memory at a time. */
const ROW_GROUP = 32_768;

/** The connection table as a Parquet file, in pieces: a row group each, and the footer. */
export function* parquetReport(source: ReportSource, streams: Iterable<number>): Generator<Uint8Array> {
	const writer = new ByteWriter();
	const file = new ParquetWriter({writer, schema: schema(), createdBy: 'tcpwhy'});
	const cells: Cell[][] = CONNECTION_COLUMNS.map(() => []);
	const rowGroup = (): Uint8Array => {
		const columnData = CONNECTION_COLUMNS.map(
			({name, type}, index): ColumnSource => ({name, data: cells[index]!.map(cell => parquetCell(type, cell))}),
		);
		file.write({columnData, rowGroupSize: ROW_GROUP});
		for (const column of cells) column.length = 0;
		return take(writer);
	};
	for (const connection of connections(source, streams)) {
		for (const [index, {value}] of CONNECTION_COLUMNS.entries()) cells[index]!.push(value(connection));
		if (cells[0]!.length === ROW_GROUP) yield rowGroup();
	}
	if (cells[0]!.length > 0) yield rowGroup();
	file.finish();
	yield take(writer);
}

function schema(): SchemaElement[] {
	return [
		{name: 'connections', num_children: CONNECTION_COLUMNS.length},
		...CONNECTION_COLUMNS.map(
			({name, type, nullable}): SchemaElement => ({
				name,
				repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED',
				...TYPES[type],
			}),
		),
	];
}

function parquetCell(type: ColumnType, cell: Cell): Cell | bigint {
	return typeof cell === 'number' && type !== 'decimal' ? BigInt(cell) : cell;
}

/** The bytes written since the last time; `offset`, which counts all of them, goes on. */
function take(writer: ByteWriter): Uint8Array {
	const bytes = writer.getBytes().slice();
	writer.index = 0;
	return bytes;
}
