import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {streamField} from '../../source/filter/stream-fields.ts';
import {CONNECTION_COLUMNS} from '../../source/report/endings/table/connection-columns.ts';
import {csvCell} from '../../source/report/endings/table/csv-report.ts';
import {parquetReport} from '../../source/report/endings/table/parquet-report.ts';
import {sanitize} from '../../source/report/sanitize.ts';
import {sample} from '../support/captures/samples.ts';
import {duckdb, literal} from '../support/duckdb.ts';
import {hugeSession} from '../support/frames/fake-captures.ts';
import {HOSTILE_NAMES, hostileCapture} from '../support/frames/hostile-capture.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';

const folder = scratchFolder();

/** Exports a capture and gives the file's path. */
function exported(file: string, ...args: readonly string[]): string {
	const path = join(folder, file);
	assert.deepEqual(run(['--export', path, ...args]), {status: 0, stdout: '', stderr: ''});
	return path;
}

test('columns are named as the conn.* fields are, with underscores for dots', () => {
	const names = CONNECTION_COLUMNS.map(({name}) => name);
	assert.equal(new Set(names).size, names.length);
	for (const name of names) assert.match(name, /^[a-z]+(_[a-z]+)*$/);
	for (const field of ['verdict', 'ended_by', 'duration', 'rtt', 'client.bytes', 'server.resets', 'tls.server_name'])
		assert.ok(streamField(`conn.${field}`) !== undefined && names.includes(field.replace('.', '_')), field);
});

test('a cell that a spreadsheet would run is made text by an apostrophe (OWASP, CSV Injection)', () => {
	for (const [text, cell] of [
		['=1+1', "'=1+1"],
		['+1', "'+1"],
		['-1', "'-1"],
		['@x', "'@x"],
		['\tx', "'\tx"],
		['\rx', `"'\rx"`],
		['＝1', "'＝1"],
		['=cmd|"/c calc"!A1,2', `"'=cmd|""/c calc""!A1,2"`],
		['a=1', 'a=1'],
		['', ''],
	] as const)
		assert.equal(csvCell({type: 'text'}, text), cell);
	assert.equal(csvCell({type: 'decimal'}, -1.5), '-1.5', 'numbers are ours');
});

test('cells of CSV are quoted as in RFC 4180, and numbers have no exponent', () => {
	assert.equal(csvCell({type: 'text'}, 'a,b'), '"a,b"');
	assert.equal(csvCell({type: 'text'}, 'say "x"'), '"say ""x"""');
	assert.equal(csvCell({type: 'text'}, null), '');
	assert.equal(csvCell({type: 'decimal'}, 2.5e-7), '0.000000250');
	assert.equal(csvCell({type: 'integer'}, 4711), '4711');
	assert.equal(csvCell({type: 'boolean'}, false), 'false');
	assert.equal(csvCell({type: 'timestamp'}, 1_795_300_000_000_001), '2026-11-21T22:26:40.000001Z');
	assert.equal(csvCell({type: 'timestamp'}, -1), '1969-12-31T23:59:59.999999Z');
});

test('DuckDB reads from Parquet what the JSON report says', async () => {
	const parquet = exported('mixed.parquet', sample('mixed.pcap'));
	const rows = await duckdb(`SELECT *, epoch_us(start_time) AS micros FROM ${literal(parquet)} ORDER BY stream`);
	const {streams} = JSON.parse(run(['--report=json', sample('mixed.pcap')]).stdout);
	assert.equal(rows.length, streams.length);
	for (const [at, row] of rows.entries()) {
		const {client, server, packets, payloadBytes, handshake, tls, ending, ...stream} = streams[at];
		assert.deepEqual(
			[row['client_address'], row['client_port'], row['server_address'], row['server_port']],
			[client.address, String(client.port), server.address, String(server.port)],
		);
		assert.deepEqual(
			[row['client_packets'], row['server_packets'], row['client_bytes'], row['server_bytes']],
			[packets.client, packets.server, payloadBytes.client, payloadBytes.server].map(String),
		);
		assert.deepEqual(
			[row['verdict'], row['category'], row['ended_by'], row['confidence'], row['summary'], row['root_cause']],
			[ending.verdict, ending.category, ending.endedBy, ending.confidence, ending.summary, ending.rootCause || null],
		);
		assert.equal(row['duration'], String(stream.durationSeconds));
		assert.equal(row['rtt'], handshake.initialRttSeconds === null ? null : String(handshake.initialRttSeconds));
		assert.equal(row['tls_server_name'], tls?.serverName ?? null);
		assert.equal(row['tls_version'], tls?.version ?? null);
		assert.equal(row['micros'], String(Date.parse(stream.startTime) * 1000 + Number(stream.startTime.slice(23, 26))));
	}
});

test('CSV and Parquet hold the same, in types that DuckDB knows', async () => {
	const csv = exported('same.csv', sample('mixed.pcap'));
	assert.equal(readFileSync(csv, 'utf8'), run(['--report=csv', sample('mixed.pcap')]).stdout);
	const parquet = exported('same.parquet', sample('mixed.pcap'));
	const both = (first: string, second: string) => `SELECT * FROM ${first} EXCEPT SELECT * FROM ${second}`;
	const fromCsv = `read_csv(${literal(csv)})`;
	assert.deepEqual(await duckdb(both(fromCsv, literal(parquet))), []);
	assert.deepEqual(await duckdb(both(literal(parquet), fromCsv)), []);
	const described = await duckdb(`DESCRIBE SELECT * FROM ${literal(parquet)}`);
	const types = {
		integer: 'BIGINT',
		decimal: 'DOUBLE',
		timestamp: 'TIMESTAMP WITH TIME ZONE',
		boolean: 'BOOLEAN',
		text: 'VARCHAR',
	};
	assert.deepEqual(
		described.map(({column_name, column_type}) => [column_name, column_type]),
		CONNECTION_COLUMNS.map(({name, type}) => [name, types[type]]),
	);
});

test('a filter selects the same connections by a conn.* field as SQL does by its column', async () => {
	const all = exported('all.parquet', sample('mixed.pcap'));
	for (const [filter, where] of [
		['conn.server.resets > 0 && conn.idle_max > 60', 'server_resets > 0 AND idle_max > 60'],
		['conn.client.retransmissions > 0', 'client_retransmissions > 0'],
		['conn.verdict == "tls-alert"', "verdict = 'tls-alert'"],
		['conn.handshake_complete == 0', 'NOT handshake_complete'],
		['conn.client.bytes >= 100 && conn.duration < 1', 'client_bytes >= 100 AND duration < 1'],
	] as const) {
		const some = exported(`${filter.length}-some.parquet`, '-Y', filter, sample('mixed.pcap'));
		const streams = (file: string, condition: string) =>
			duckdb(`SELECT stream FROM ${literal(file)} WHERE ${condition} ORDER BY stream`);
		const expected = await streams(all, where);
		assert.ok(expected.length > 0, filter);
		assert.deepEqual(await streams(some, 'true'), expected, filter);
	}
});

test('a table of many connections comes in row groups, one in memory at a time', async () => {
	const session = hugeSession(70_000);
	const source = {
		files: session.files,
		tables: session.tables,
		thresholds: DEFAULT_OPTIONS,
		ending: (stream: number) => session.ending(stream % 3)!,
		diagnose: (stream: number) => session.diagnose(stream % 3),
	};
	const pieces = [...parquetReport(source, Array(70_000).keys())];
	const path = join(folder, 'huge.parquet');
	writeFileSync(path, Buffer.concat(pieces));
	const [counts] = await duckdb(
		`SELECT count(*) AS rows, count(DISTINCT stream) AS streams, max(stream) AS last FROM ${literal(path)}`,
	);
	assert.deepEqual(counts, {rows: '70000', streams: '70000', last: '69999'});
	const groups = await duckdb(
		`SELECT DISTINCT row_group_id, row_group_num_rows AS rows FROM parquet_metadata(${literal(path)}) ORDER BY ALL`,
	);
	assert.equal(pieces.length, groups.length + 1, 'a piece a row group, and the footer');
	assert.ok(groups.length > 2);
});

test('a table without rows has its columns', async () => {
	const parquet = exported('none.parquet', '-Y', 'tcp.port == 1', sample('refused.pcap'));
	const rows = await duckdb(`DESCRIBE SELECT * FROM ${literal(parquet)}`);
	assert.equal(rows.length, CONNECTION_COLUMNS.length);
	assert.deepEqual(await duckdb(`SELECT * FROM ${literal(parquet)}`), []);
	assert.equal(run(['--report=csv', '-Y', 'tcp.port == 1', sample('refused.pcap')]).stdout.split('\n').length, 2);
});

test('hostile names reach CSV and Parquet as visible text that no spreadsheet runs', async () => {
	const capture = join(folder, 'hostile.pcap');
	writeFileSync(capture, hostileCapture());
	const names = (file: string) => duckdb(`SELECT tls_server_name AS name FROM ${file} ORDER BY stream`);
	// A server name is ASCII (RFC 6066 3): each other byte is a character of its own.
	const bytewise = new TextDecoder('latin1');
	const visible = HOSTILE_NAMES.map(name => sanitize(bytewise.decode(Buffer.from(name))));
	const parquet = exported('hostile.parquet', capture);
	assert.deepEqual(
		(await names(literal(parquet))).map(({name}) => name),
		visible,
	);
	const csv = exported('hostile.csv', capture);
	assert.deepEqual(
		(await names(`read_csv(${literal(csv)}, strict_mode = true)`)).map(({name}) => name),
		visible.map(name => (/^[=+\-@＝]/.test(name) ? `'${name}` : name)),
	);
	assert.doesNotMatch(readFileSync(csv, 'utf8'), /[^\P{C}\n]/u);
});

test('the file that a connection is from stands in its row, with its name made safe', async () => {
	const name = '=1+1,"x"\u{1B}.pcap';
	writeFileSync(join(folder, name), readFileSync(sample('refused.pcap')));
	writeFileSync(join(folder, 'other.pcap'), readFileSync(sample('never-speaks.pcap')));
	const {stdout} = spawnSync(process.execPath, [PROGRAM, '--report=csv', name, 'other.pcap'], {
		cwd: folder,
		encoding: 'utf8',
	});
	const csv = join(folder, 'files.csv');
	writeFileSync(csv, stdout);
	const rows = await duckdb(`SELECT capture_file, verdict FROM read_csv(${literal(csv)}) GROUP BY ALL ORDER BY ALL`);
	assert.deepEqual(rows, [
		{capture_file: `'=1+1,"x"\\x1b.pcap`, verdict: 'connection-refused'},
		{capture_file: 'other.pcap', verdict: 'idle-client-reset'},
	]);
});

test('an export is in the format that the end of its name asks for', () => {
	const capture = sample('never-speaks.pcap');
	for (const [ending, format] of [
		['.txt', 'text'],
		['.md', 'markdown'],
		['.json', 'json'],
		['.NDJSON', 'ndjson'],
	] as const)
		assert.equal(readFileSync(exported(`one${ending}`, capture), 'utf8'), run([`--report=${format}`, capture]).stdout);
	const {status, stderr} = run(['--export', join(folder, 'one.xlsx'), capture]);
	assert.equal(status, 2);
	assert.match(stderr, /\.csv, \.parquet/);
});

test('beside an export a report is printed only when it is asked for', () => {
	const {stdout} = run(['--report=csv', '--export', join(folder, 'two.ndjson'), sample('mixed.pcap')]);
	assert.equal(stdout, run(['--report=csv', sample('mixed.pcap')]).stdout);
	assert.equal(readFileSync(join(folder, 'two.ndjson'), 'utf8'), run(['--report=ndjson', sample('mixed.pcap')]).stdout);
});

test('an existing file is left alone, unless --force is given', () => {
	const path = join(folder, 'there.csv');
	writeFileSync(path, 'precious');
	const {status, stderr} = run(['--export', path, sample('refused.pcap')]);
	assert.equal(status, 1);
	assert.match(stderr, /exists already: [^\n]+--force[^\n]+\n$/);
	assert.equal(readFileSync(path, 'utf8'), 'precious');
	assert.equal(run(['--export', path, '--force', sample('refused.pcap')]).status, 0);
	assert.match(readFileSync(path, 'utf8'), /^capture_file,/);
});

test('a full disk is reported and leaves no half table behind', t => {
	const disk = mkdtempSync(join(folder, 'disk-'));
	if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]).status !== 0) {
		t.skip('this user cannot mount a small file system');
		return;
	}
	try {
		for (const file of ['big.csv', 'big.parquet']) {
			const {status, stderr} = run(['--export', join(disk, file), sample('mixed.pcap')]);
			assert.equal(status, 1);
			assert.match(stderr, /cannot be written: the disk is full[^\n]+\n$/);
		}
		assert.deepEqual(readdirSync(disk), []);
	} finally {
		execFileSync('umount', [disk]);
	}
});
