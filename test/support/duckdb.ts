import {DuckDBInstance} from '@duckdb/node-api';

/** Runs SQL statements in DuckDB, an independent reader of CSV and Parquet; gives the rows of the last, as text. */
export async function duckdb(...statements: readonly string[]): Promise<Record<string, string | null>[]> {
	const instance = await DuckDBInstance.create();
	const connection = await instance.connect();
	try {
		for (const statement of ["SET TimeZone = 'UTC'", ...statements.slice(0, -1)]) await connection.run(statement);
		const reader = await connection.runAndReadAll(statements.at(-1)!);
		const names = reader.columnNames();
		return reader
			.getRows()
			.map(row => Object.fromEntries(row.map((value, at) => [names[at]!, value === null ? null : String(value)])));
	} finally {
		connection.closeSync();
		instance.closeSync();
	}
}

/** A path or text in SQL. */
export function literal(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}
