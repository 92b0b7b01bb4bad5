/**
 * Times filters: how long they take to be parsed and checked, and to run over the packets of a capture.
 *
 *   node --import tsx test/bench/filters.ts [packets]      1,000,000 by default
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {check, compile} from '../../source/session/compile-filter.ts';
import {FilterRun} from '../../source/session/view/filter-run.ts';
import {type LoadedCapture, load} from '../support/captures/loaded-capture.ts';
import {SHAPES, writeCapture} from './captures.ts';

/** Filters whose fields are all columns of the tables: 60 ms for a million packets. */
const COLUMN_FILTERS: readonly string[] = [
	'tcp.flags.fin == 1 || tcp.flags.reset == 1 || tcp.flags.syn == 1',
	'(tcp.flags.fin == 1 || tcp.flags.reset == 1) && tcp.port == 8443',
	'ip.addr == 10.1.0.0/24 && tcp.len > 100',
	'tcp.analysis.retransmission',
	'tcp.port in {80, 443, 8000..9000}',
	'conn.duration > 1 && tcp.stream < 1000',
	'conn.verdict matches "reset"',
	'tcp.time_delta > 1',
	'frame.time > "2026-11-18 00:00:00"',
	'tcp.seq > 100000 && tcp.ack > 5',
	'tls.record.content_type == 21',
	'tcp.srcport < tcp.dstport',
	'tcp.analysis.duplicate_ack_num > 2',
	anyOf('ip.src ==', 20, n => `10.1.0.${n}`),
	anyOf('tcp.port ==', 40, String),
];

/** Filters over columns that no loop is written for: evaluated once for packets that have the same in these columns. */
const COMPUTED_FILTERS: readonly string[] = [
	'tcp.srcport - tcp.dstport == 1',
	'count(ip.addr) > 2',
	'max(tcp.srcport, tcp.dstport) == 8443',
	'ip.src[0:2] == 0a:01',
	'string(tcp.port) matches "^84"',
	'upper(tcp.flags.str) contains "S"',
	'ip.host contains "10.1"',
	'ip.src#1 == 10.1.0.1',
	'tcp.port#2 == 80',
];

/** Filters that look at the bytes of packets: 1.5 s for a million packets. */
const BYTE_FILTERS: readonly string[] = [
	'tcp.payload contains "GET"',
	'tcp.payload[0:2] == 16:03',
	'frame contains "password"',
	'tcp matches "user=[a-z]+"',
	'frame[-1] == 8f',
	'tcp.options.mss_val == 1460',
	'ip.dsfield.dscp == 46',
	'eth.src == 00:00:00:00:00:01',
	'tcp.payload matches "[a-z]{3}[0-9]{2}"',
	'tcp.payload matches r"\\w+@\\w+\\.com"',
	'frame matches "pass.*word"',
	'tcp.payload matches "x.*y.*z"',
	'frame matches "e$"',
	'tcp.payload matches r"(\\w)\\1\\1"',
	'tcp.payload matches "(?=.*user)(?=.*pass)"',
	'frame contains "e"',
	'ip contains 80:81',
	'tcp.payload[0:4] == tcp.payload[4:4]',
	'tls.handshake.extensions_server_name contains "x"',
	'tcp.options.timestamp.tsval > 5',
	'len(tcp.payload) > 1000',
	'frame.protocols contains "tls"',
	'vlan.id == 5',
];

const LONG_FILTER = anyOf('tcp.port ==', 40, String);

function anyOf(test: string, count: number, value: (n: number) => string): string {
	return Array.from({length: count}, (_, n) => `${test} ${value(n)}`).join(' || ');
}

/** Prints the time of each filter, for a million packets. */
export function benchmarkFilters({tables, reader}: LoadedCapture): void {
	const packets = tables.packets.length;
	for (const [title, limit, filters] of [
		['columns only', 60, COLUMN_FILTERS],
		['computed from columns', 1500, COMPUTED_FILTERS],
		['needs bytes', 1500, BYTE_FILTERS],
	] as const) {
		console.log(`\n${title}, milliseconds per 1,000,000 packets (at most ${limit})`);
		for (const filter of filters) {
			const {milliseconds, passing} = timeRun(filter, tables, reader);
			const perMillion = (milliseconds * 1e6) / packets;
			console.log(`  ${perMillion.toFixed(0).padStart(6)}  ${filter.slice(0, 80)}  (${passing} pass)`);
		}
	}
	console.log('\nparsed and checked, milliseconds (at most 1)');
	for (const filter of [COLUMN_FILTERS[0]!, 'tcp.prot == 80', LONG_FILTER])
		console.log(`  ${timeCheck(filter).toFixed(3).padStart(6)}  ${filter.length} characters: ${filter.slice(0, 60)}`);
}

/** The faster of two runs, so that the compiler of the machine is warm. */
function timeRun(filter: string, tables: LoadedCapture['tables'], reader: LoadedCapture['reader']) {
	let milliseconds = Number.POSITIVE_INFINITY;
	let passing = 0;
	for (let turn = 0; turn < 2; turn++) {
		const start = performance.now();
		const run = new FilterRun(tables, compile(filter, tables), reader);
		run.advance(Number.POSITIVE_INFINITY);
		milliseconds = Math.min(milliseconds, performance.now() - start);
		passing = run.packets;
	}
	return {milliseconds, passing};
}

function timeCheck(filter: string): number {
	const turns = 200;
	for (let turn = 0; turn < turns; turn++) check(filter);
	const start = performance.now();
	for (let turn = 0; turn < turns; turn++) check(filter);
	return (performance.now() - start) / turns;
}

async function main(): Promise<void> {
	const packets = Number(process.argv[2] ?? 1_000_000);
	const folder = mkdtempSync(path.join(tmpdir(), 'tcpwhy-filters-'));
	try {
		const file = path.join(folder, 'mixed.pcap');
		writeCapture(file, {...SHAPES[0]!, packets});
		benchmarkFilters(await load(file));
	} finally {
		rmSync(folder, {recursive: true});
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
