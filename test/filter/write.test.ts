import assert from 'node:assert/strict';
import test from 'node:test';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import type {FieldNode} from '../../source/dissect/field.ts';
import {checkFilter} from '../../source/filter/check/checker.ts';
import {compileFilter} from '../../source/filter/compiler.ts';
import {captureValues} from '../../source/filter/completion/capture-values.ts';
import {quickFix} from '../../source/filter/mistakes/quick-fix.ts';
import {withStreamFields} from '../../source/filter/stream-fields.ts';
import {forWireshark, needsTcpwhy} from '../../source/filter/write/for-wireshark.ts';
import {extended, valueFilter} from '../../source/filter/write/value-filter.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {sample} from '../support/captures/samples.ts';
import {registry as packetFields} from './support.ts';

const registry = withStreamFields(packetFields);

for (const file of ['never-speaks.pcap', 'mixed.pcap']) {
	test(`every field of ${file}'s packets makes a filter that its own packet passes`, async () => {
		const {tables, rows, details} = await load(sample(file));
		let tried = 0;
		for (const row of rows.slice(0, 120)) {
			const packet = details(row);
			const tryNode = (node: Pick<FieldNode, 'field' | 'value'>) => {
				const filter = valueFilter(node, registry);
				if (filter === undefined) return;
				const checked = checkFilter(filter, registry);
				assert.deepEqual(checked.problems, [], filter);
				assert.equal(
					compileFilter(checked, tables).test(row, () => packet),
					true,
					`row ${row}: ${filter}`,
				);
				tried++;
			};
			const walk = (nodes: readonly FieldNode[]): void => {
				for (const node of nodes) {
					tryNode(node);
					walk(node.children);
				}
			};
			for (const {protocol, fields} of packet.layers) {
				tryNode({field: protocol, value: undefined});
				walk(fields);
			}
		}
		assert.ok(tried > 100, `${tried} filters`);
	});
}

test('a value is written as one types it', () => {
	const written = (name: string, value: FieldNode['value']) =>
		valueFilter({field: registry.fieldNamed(name)!, value}, registry);
	assert.equal(written('tcp.srcport', 443), 'tcp.srcport == 443');
	assert.equal(written('tcp.flags.syn', 0), 'tcp.flags.syn == 0');
	assert.equal(written('ip.src', 0x0a010203), 'ip.src == 10.1.2.3');
	assert.equal(written('tcp.analysis.retransmission', undefined), 'tcp.analysis.retransmission');
	assert.equal(
		written('tls.handshake.extensions_server_name', 'a"b\\c\u{1B}'),
		'tls.handshake.extensions_server_name == "a\\"b\\\\c\\x1b"',
	);
	assert.equal(written('tcp.payload', Uint8Array.of(1, 255)), 'tcp.payload == 01:ff');
	assert.equal(written('frame.time', 1_795_329_060_000_000_001n), 'frame.time == "2026-11-22T06:31:00.000000001Z"');
});

test('a time that filters cannot write has no filter', () => {
	const field = registry.fieldNamed('frame.time')!;
	const second = 1_000_000_000n;
	const filterOf = (seconds: bigint) => valueFilter({field, value: seconds * second}, registry);
	// The last second of the year 9999, and the one behind it (RFC 3339 has four digits for the year).
	assert.equal(filterOf(253_402_300_799n), 'frame.time == "9999-12-31T23:59:59.000000000Z"');
	for (const seconds of [253_402_300_800n, -62_000_000_000n, 2n ** 63n, -(2n ** 63n)])
		assert.equal(filterOf(seconds), undefined, `${seconds}`);
	assert.equal(filterOf(-1n), 'frame.time == "1969-12-31T23:59:59.000000000Z"');
});

test('only the beginning of a long value is compared', () => {
	const filter = valueFilter({field: registry.fieldNamed('tcp.payload')!, value: new Uint8Array(1000)}, registry)!;
	assert.match(filter, /^tcp\.payload\[0:32\] == 00(:00){31}$/);
});

test('a value is added to the filter in force, or excluded from it', () => {
	assert.equal(extended('', 'ip', false), 'ip');
	assert.equal(extended('', 'tcp.port == 80', true), 'not tcp.port == 80');
	assert.equal(extended('ip', 'tcp.port == 80', true), 'ip && not tcp.port == 80');
	assert.equal(extended('ip || ipv6', 'tcp', false), '(ip || ipv6) && tcp');
	assert.equal(extended('ip or ipv6', 'tcp', false), '(ip or ipv6) && tcp');
});

test('a copied filter has no name that only tcpwhy takes', () => {
	assert.equal(
		forWireshark('tls.content_type == 21 || tls.content_type == 22', registry),
		'tls.record.content_type == 21 || tls.record.content_type == 22',
	);
	assert.equal(forWireshark('frame contains "tls.content_type"', registry), 'frame contains "tls.content_type"');
	assert.equal(needsTcpwhy('tcp && conn.verdict == "x"', registry), true);
	assert.equal(needsTcpwhy('tcp contains "conn.verdict"', registry), false);
});

/** What becomes of a filter whose first remark is taken. */
function fixed(filter: string): string | undefined {
	const {problems, warnings} = checkFilter(filter, registry);
	return quickFix(filter, (problems[0] ?? warnings[0])!, registry)?.text;
}

test('a suggestion is put where it belongs', () => {
	assert.equal(fixed('tcp.flags.reset eq 1 adn ip.addr == 1.2.3.4'), 'tcp.flags.reset eq 1 and ip.addr == 1.2.3.4');
	assert.equal(fixed('ip and tcp.flags.rst == 1 or ipv6'), 'ip and tcp.flags.reset == 1 or ipv6');
	assert.equal(fixed('ip and tcp.flags.rst'), 'ip and tcp.flags.reset == 1');
	assert.equal(fixed('tcp.port = 80'), 'tcp.port == 80');
	assert.equal(fixed('ip and (5 < tcp.len)'), 'ip and (tcp.len > 5)');
	assert.equal(fixed('not tcp.flags == SYN'), 'not tcp.flags.syn == 1');
	assert.equal(fixed('tcp.port-1 == 79'), 'tcp.port - 1 == 79');
	assert.equal(fixed('tcp.flags.syn'), 'tcp.flags.syn == 1');
	assert.equal(fixed('ssl.handshake.type == 1'), 'tls.handshake.type == 1');
});

test('a suggestion that would lose what was typed is not taken', () => {
	assert.equal(fixed('host 1.2.3.4'), undefined);
	assert.equal(fixed('tcp.port in (80)'), undefined);
});

test('values of the capture are offered, the most frequent first', async () => {
	const {tables} = await load(sample('mixed.pcap'));
	const values = captureValues(tables, VERDICTS);
	const of = (name: string) => values(registry.fieldNamed(name)!);
	const counts = of('tcp.port').map(({description}) => Number.parseInt(description, 10));
	assert.ok(counts.length > 1);
	assert.deepEqual(
		counts,
		counts.toSorted((a, b) => b - a),
	);
	assert.match(of('ip.addr')[0]!.text, /^\d+\.\d+\.\d+\.\d+$/);
	assert.ok(of('tcp.flags').some(({text, description}) => text === '0x0002' && description.startsWith('SYN, ')));
	assert.deepEqual(of('tcp.seq'), [], 'how much of something there was is not offered');
	const verdicts = new Map(of('conn.verdict').map(({text, description}) => [text, description]));
	assert.match(
		verdicts.get('"unknown"')!,
		/^\d+ streams: the packets do not tell/,
		'nothing is judged by loading alone',
	);
	assert.equal(verdicts.get('"connection-refused"'), 'none here: nothing listens on that port');
});
