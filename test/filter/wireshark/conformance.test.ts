import assert from 'node:assert/strict';
import test from 'node:test';
import {checkFilter} from '../../../source/filter/check/checker.ts';
import {wiresharkPosition} from '../../../source/filter/problems.ts';
import {sharedTable} from '../../support/captures/shared-files.ts';
import {registry} from '../support.ts';

/** Where the specification advises to do otherwise than Wireshark: filter → section. */
const DIVERGENCES: ReadonlyMap<string, string> = new Map([
	["tcp.port == '\\n'", '2.6'],
	['tcp.flags.syn == true', '3.2'],
	[`frame.number == $\{frame.number} and ip.addr#2`, '12'],
]);

function judgement(filter: string): string {
	const [problem] = checkFilter(filter, registry).problems;
	if (problem === undefined) return 'ok';
	const {column, length} = wiresharkPosition(filter, problem);
	return `${problem.id} ${column} ${length}`;
}

function expected(row: Readonly<Record<string, string>>): string {
	// A macro's problem has no position either; the table leaves those cells empty.
	return `${row['err_class']} ${row['err_col'] || -1} ${row['err_len'] || 0}`;
}

test('every own filter is accepted, or refused at the place and for the reason of Wireshark', context => {
	const rows = sharedTable(context, 'dfilter-extra-cases.tsv');
	if (rows === undefined) return;
	const wrong: string[] = [];
	let judged = 0;
	for (const row of rows) {
		const filter = row['filter']!;
		if (row['scope'] !== 'tcp-tool' || DIVERGENCES.has(filter)) continue;
		judged++;
		const wanted = row['result'] === 'ok' ? 'ok' : expected(row);
		const got = judgement(filter);
		if (got !== wanted) wrong.push(`${filter}: ${got}, Wireshark ${wanted}`);
	}
	assert.deepEqual(wrong, []);
	assert.ok(judged > 900, `only ${judged} rows`);
});

test("every filter of Wireshark's test suite is accepted or refused as there", context => {
	const rows = sharedTable(context, 'wireshark-dfilter-cases.tsv');
	if (rows === undefined) return;
	const wrong: string[] = [];
	let judged = 0;
	for (const row of rows) {
		// IPX is not among the protocols here, whatever the table's scope says.
		if (row['scope'] !== 'tcp-tool' || row['filter']!.includes('ipx.')) continue;
		judged++;
		const wanted = row['expected'] === 'fail' ? expected(row) : 'ok';
		const got = judgement(row['filter']!);
		if (got !== wanted) wrong.push(`${row['filter']}: ${got}, Wireshark ${wanted}`);
	}
	assert.deepEqual(wrong, []);
	assert.ok(judged > 200, `only ${judged} rows`);
});

/** What tshark 4.0.17 says of filters that no table has. */
const MEASURED = `
tcp.payload in {4 .. frame[0:1]}|ok
tcp.payload in {4 .. frame[0:1], x}|E_LIT_BYTES 33 1
frame.len in {1 .. frame[0:1]}|E_BYTES_CONV 0 9
frame.len in {1 .. min()[1]}|E_ARITY_MIN 19 3
tcp in {1 .. "a"[1]}|E_SLICE_BASE 13 3
frame.len in {frame[0:1] .. 4}|E_SET_SLICE -1 0
frame.len in {-frame[0:1]}|E_ARITH_TYPE -1 0
ipv6 ~ 4294967296[2]|E_MATCH_RHS -1 0
tcp.len ~ tcp.port|E_MATCH_RHS 10 8
-ip.proto * ip.ttl >= tcp[3:4]|E_BYTES_CONV 1 8
tcp.ack_raw == -2147483647|ok
tcp.ack_raw == -2147483648|E_LIT_RANGE 16 10
tcp.ack_raw in {1 .. -4000000000}|E_LIT_RANGE 22 10
tcp.options.mptcp.recvkey == -9223372036854775808|E_LIT_RANGE 30 19
tcp.port == -40000|ok
tlé == 1|E_LEX_NONPRINT 2 1
`;

test('ends of sets, patterns, signs and letters outside ASCII are refused at the place of tshark', () => {
	for (const row of MEASURED.trim().split('\n')) {
		const [filter, wanted] = row.split('|') as [string, string];
		assert.equal(judgement(filter), wanted, filter);
	}
});

test('the advised divergences from Wireshark accept what it refuses', () => {
	for (const filter of DIVERGENCES.keys()) assert.equal(judgement(filter), 'ok', filter);
	assert.equal(judgement('tls.content_type == 21'), 'ok');
});

test('the advised divergences from Wireshark refuse what it takes by accident', () => {
	assert.equal(judgement('frame.time_delta == 0.5ms'), 'E_LIT_RELTIME 20 5');
	assert.equal(judgement('frame.time_delta == 10.0.0.1'), 'E_LIT_RELTIME 20 8');
	assert.equal(judgement('tcp.port == 0b-1'), 'E_LIT_NUM 12 4');
});
