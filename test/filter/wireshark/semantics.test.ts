import assert from 'node:assert/strict';
import test from 'node:test';
import {checkFilter} from '../../../source/filter/check/checker.ts';
import {compileFilter} from '../../../source/filter/compiler.ts';
import {sharedPath, sharedTable} from '../../support/captures/shared-files.ts';
import {registry} from '../support.ts';
import {type LoadedCapture, loadCapture} from './load-capture.ts';

process.env['TZ'] = 'UTC';

/** Frames that pass, as the tables of expected results have them. */
function frames(filter: string, capture: LoadedCapture): string {
	const checked = checkFilter(filter, registry);
	if (checked.problems.length > 0) return 'fail';
	const compiled = compileFilter(checked, capture.tables);
	const {packets} = capture.tables;
	const found = new Set<number>();
	for (let row = 0; row < capture.rows; row++)
		if (compiled.test(row, () => capture.details(row))) found.add(packets.frameNumber(row));
	return found.size === 0 ? 'none' : [...found].join(' ');
}

const ALL_TCP = '1 2 3 4 5 8 9 10 11';

/** Filters that Wireshark 4.0 answers wrongly, and what the specification advises instead. */
const ADVISED: ReadonlyMap<string, string> = new Map([
	// 6.3: each value is in some element.
	['all tcp.port in {80, 1000}', '1 2 3 4 5'],
	// 6.4: numbers compare by what they are worth.
	['tcp.port === -1', 'none'],
	['tcp.port !== -1', ALL_TCP],
	['tcp.port > -1', ALL_TCP],
	['tcp.port >= -1', ALL_TCP],
	['all tcp.port < -1', 'none'],
	['tcp.port in {-1 .. 100}', '1 2 3 4 5 10'],
	// 3.10: what follows the fraction is refused.
	['frame.time_delta == 0.5ms', 'fail'],
	['frame.time_delta < 1.0ms', 'fail'],
	// 8: abs() of a time span between -1 and 0 seconds.
	['abs(frame.time_delta - 2) == 0.999', '2 3 4 5 6 7 8 9 10 11 12'],
	// 10: a layer does not stick to a field.
	['ip.src#1 == 1.1.1.1 and ip.src == 3.3.3.3', '10'],
	// 7.3 and 6.3: tshark aborts.
	['ipv6[8:16] == ipv6.src', '8 11'],
	['frame.number in {tcp.srcport .. tcp.port}', 'none'],
	// Frame 4 carries HTTP, which is not dissected here.
	['frame.protocols == "eth:ethertype:ip:tcp"', '1 2 3 4 5'],
]);

test('every filter passes the frames that it passes in Wireshark', async context => {
	const rows = sharedTable(context, 'dfilter-semantics.tsv');
	const path = sharedPath(context, 'spec', 'dfilter-semantics.pcap');
	if (rows === undefined || path === undefined) return;
	const capture = await loadCapture(path);
	const wrong: string[] = [];
	for (const row of rows) {
		const filter = row['filter']!;
		if (row['scope'] !== 'tcp-tool') continue;
		const wanted = ADVISED.get(filter) ?? row['frames'];
		const got = frames(filter, capture);
		if (got !== wanted) wrong.push(`${filter}: ${got}, Wireshark ${wanted}`);
	}
	assert.deepEqual(wrong, []);
});

test("every filter of Wireshark's test suite passes as many frames as there", async context => {
	const rows = sharedTable(context, 'wireshark-dfilter-cases.tsv');
	if (rows === undefined) return;
	const captures = new Map<string, LoadedCapture>();
	const wrong: string[] = [];
	for (const row of rows) {
		const {filter, capture: name, expected, scope, selected_frame: selected} = row as Record<string, string>;
		if (scope !== 'tcp-tool' || expected === 'fail' || filter!.includes('ipx.') || selected !== '') continue;
		const path = sharedPath(context, 'corpus', 'dfilter-captures', name!);
		if (path === undefined) return;
		if (!captures.has(name!)) captures.set(name!, await loadCapture(path));
		const got = frames(filter!, captures.get(name!)!);
		const count = got === 'fail' ? got : got === 'none' ? 0 : got.split(' ').length;
		if (String(count) !== expected) wrong.push(`${name} ${filter}: ${count}, Wireshark ${expected}`);
	}
	assert.deepEqual(wrong, []);
});
