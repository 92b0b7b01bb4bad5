import assert from 'node:assert/strict';
import test from 'node:test';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../../source/analysis/tables/packet-table.ts';
import {StreamFlag} from '../../source/analysis/tables/stream-table.ts';
import type {FieldNode, FieldValue, Layer, PacketDetails} from '../../source/dissect/field.ts';
import {fieldNamed} from '../../source/dissect/registry.ts';
import {checkFilter} from '../../source/filter/check/checker.ts';
import {type CompileOptions, compileFilter} from '../../source/filter/compiler.ts';
import {withStreamFields} from '../../source/filter/stream-fields.ts';
import {writeRow} from '../support/frames/packet-rows.ts';
import {registry as packetFields, tablesSay} from './support.ts';

const registry = withStreamFields(packetFields);

function node(name: string, value: FieldValue, children: readonly FieldNode[] = []): FieldNode {
	return {field: fieldNamed(name)!, value, at: 0, length: 0, children};
}

function layer(name: string, header: string, rest: string, occurrence: number, fields: readonly FieldNode[]): Layer {
	const bytes = Buffer.from(header + rest, 'latin1');
	const place = {at: 0, headerEnd: header.length, packetEnd: bytes.length};
	return {protocol: fieldNamed(name)!, bytes, ...place, occurrence, summary: '', fields};
}

const ADDRESSES = [0x0a000001, 0x0a000002, 0xc0a80001, 0xc0a80002];
const [outerSource, outerTarget, innerSource, innerTarget] = ADDRESSES as [number, number, number, number];

/** A tunnel: IP in IP, with TCP from port 1000 to 80 that carries "GET / HTTP". */
const TUNNEL: PacketDetails = {
	row: 0,
	layers: [
		layer('frame', 'all bytes GET / HTTP', '', 1, [node('frame.number', 7), node('frame.time_delta', -250_000_000n)]),
		layer('ip', 'I', 'ITGET / HTTP', 1, [
			node('ip.src', outerSource, [node('ip.addr', outerSource)]),
			node('ip.dst', outerTarget, [node('ip.addr', outerTarget)]),
			node('ip.ttl', 64),
		]),
		layer('ip', 'I', 'TGET / HTTP', 2, [
			node('ip.src', innerSource, [node('ip.addr', innerSource)]),
			node('ip.dst', innerTarget, [node('ip.addr', innerTarget)]),
			node('ip.ttl', 63),
		]),
		layer('tcp', 'T', 'GET / HTTP', 1, [
			node('tcp.srcport', 1000, [node('tcp.port', 1000)]),
			node('tcp.dstport', 80, [node('tcp.port', 80)]),
			node('tcp.flags', 0x18, [node('tcp.flags.syn', 0), node('tcp.flags.push', 1)]),
			node('tcp.len', 10),
			node('tcp.payload', Buffer.from('GET / HTTP')),
			node('tcp.flags.str', '·······AP···'),
			node('tcp.analysis', undefined, [node('tcp.analysis.flags', undefined)]),
		]),
	],
};

/** Does the filter pass the tunnelled packet? Its row says nothing, so that everything comes from the details. */
function passes(filter: string, options: CompileOptions = {}): boolean {
	const checked = checkFilter(filter, registry);
	assert.deepEqual(checked.problems, [], filter);
	const tables = new CaptureTables();
	writeRow(tables.packets, 0, {stream: 0, analysis: Analysis.NO_TIMESTAMP});
	tables.packets.length = 1;
	tables.streams.chunkFor(0);
	tables.streams.length = 1;
	return compileFilter(checked, tables, options).test(0, () => TUNNEL);
}

const HOLD = [
	'tcp.port == 80',
	'any tcp.port != 80',
	'tcp.port !== 80',
	'all tcp.port in {80, 1000}',
	'tcp.srcport > tcp.dstport',
	'tcp.dstport < tcp.srcport <= 1000',
	'ip.addr#2 == 192.168.0.0/16',
	'ip.src#[-1] == 192.168.0.1',
	'count(ip.addr) == 4',
	'max(ip.ttl) == 64 and min(ip.ttl) == 63',
	'tcp.flags & 0x10',
	'tcp.srcport - 2000 == -1000',
	'tcp.payload[0:3] == "GET"',
	'tcp.payload[-4:] == 48:54:54:50',
	'tcp contains "GET" and not tcp[0:1] == "G"',
	'len(tcp) == 1 and len(tcp.payload) == 10',
	'len(tcp.flags.str) == 22',
	'frame matches "^ALL"',
	'lower(tcp.flags.str) contains "ap"',
	'string(tcp.srcport) == "1000"',
	'abs(frame.time_delta) == 0.25',
	'frame.time_delta < 0',
	'tcp.analysis.flags and not tcp.analysis.retransmission',
	'ip.src & 255.255.0.0 == 10.0.0.0',
	'tcp.len / 0 != 5',
	'tcp.port > -1',
	'tcp.flags.push == True',
	'not ipv6',
	'ipv6.src not in {::1}',
	'max(tcp.srcport, vlan.id) == 1000',
	'tcp.len - 2147483647 < 0',
	'tcp.payload in {4 .. tcp[0:1], "GET" .. frame[-10:]}',
];

const FAIL = [
	'tcp.port != 80',
	'tcp.port === 80',
	'ip.addr#2 == 10.0.0.0/8',
	'ip.addr#3',
	'ipv6.src != ::1',
	'tcp.len / 0 == 5',
	'tcp.payload[100]',
	'tcp contains ""',
	'tcp.port in {81..999}',
	'tcp.flags.syn == 1',
	'frame.time_delta >= -0.2',
	'frame matches "(?-i)^ALL"',
	'vlan.id == 0 or count(vlan) == 0',
	'max(vlan.id) != 5 or all max(vlan.id) + 1 == 5',
	'abs(tcp.len / 0) != 5',
	'tcp.len - 2147483648 < 0',
];

test('operators, quantifiers, slices, layers, functions and arithmetic mean what they mean in Wireshark', () => {
	for (const filter of HOLD) assert.equal(passes(filter), true, filter);
	for (const filter of FAIL) assert.equal(passes(filter), false, filter);
});

test('a reference stands for the values in the selected packet, and without one for nothing', () => {
	const filter = `tcp.srcport == $\{tcp.srcport}`;
	assert.equal(passes(filter, {selected: TUNNEL}), true);
	assert.equal(passes(filter), false);
	assert.equal(passes(`not ${filter}`), true);
});

/** Two streams over IPv4: a client that resets after 60 s of silence, and one that is not judged. */
function streams(): CaptureTables {
	const tables = new CaptureTables();
	const {packets, streams: table, addresses} = tables;
	const [a, b] = [addresses.intern(4, 0x0a000001, 0, 0, 0), addresses.intern(4, 0x0a000002, 0, 0, 0)];
	const rows = [
		{stream: 0, flags: TcpFlag.SYN, seconds: 0, previous: -1, analysis: 0},
		{stream: 0, flags: TcpFlag.SYN | TcpFlag.ACK, seconds: 0, previous: 0, analysis: Analysis.FROM_B},
		{stream: 1, flags: TcpFlag.ACK, seconds: 1, previous: -1, analysis: 0},
		{stream: 0, flags: TcpFlag.RST, seconds: 61, previous: 1, analysis: 0},
		{stream: -1, flags: 0, seconds: 62, previous: -1, analysis: 0},
	];
	for (const [index, row] of rows.entries())
		writeRow(packets, index, {
			...row,
			seconds: 1000 + row.seconds,
			analysis: row.analysis | Analysis.ONE_IP_LAYER,
		});
	packets.length = rows.length;
	const columns = table.chunkFor(0);
	for (const stream of [0, 1]) {
		columns.addressA[stream] = a;
		columns.addressB[stream] = b;
		columns.portA[stream] = 40_000 + stream;
		columns.portB[stream] = 443;
		columns.packetsA[stream] = 2 - stream;
		columns.packetsB[stream] = 1 - stream;
		columns.firstRow[stream] = stream * 2;
		columns.lastRow[stream] = 3 - stream;
	}
	columns.longestSilence[0] = 61;
	columns.flags[0] = StreamFlag.HANDSHAKE_COMPLETE;
	columns.payloadA[0] = 2 ** 40;
	columns.serverName[0] = 1;
	tables.names.intern(Buffer.from('example.org'), 1);
	table.length = 2;
	table.setJudgement(0, 1, 1, 2);
	return tables;
}

const verdicts = [
	{id: 'unknown', category: 'unknown', title: 'not known'},
	{id: 'idle-client-reset', category: 'abnormal', title: 'client never spoke'},
];

function rowsThatPass(filter: string, tables = streams()): readonly number[] {
	const checked = checkFilter(filter, registry);
	assert.deepEqual(checked.problems, [], filter);
	const compiled = compileFilter(checked, tables, {verdicts});
	assert.equal(compiled.needsBytes, false, filter);
	return Array.from({length: tables.packets.length}, (_, row) => row).filter(row => tablesSay(compiled, row));
}

test('stream fields say of every packet what its connection is', () => {
	for (const filter of [
		'conn.verdict == "idle-client-reset" && conn.idle_max > 60',
		'conn.category == "abnormal"',
		'conn.ended_by in {"client", "server"}',
		'conn.confidence contains "cert"',
		'conn.duration == 61',
		'conn.client.resets == 1 and conn.server.resets == 0',
		'conn.client.bytes == 1099511627776',
		'conn.tls.server_name matches r"\\.org$"',
		'conn.handshake_complete == 1',
		'conn.client.port == 40000 and conn.server.port == 443',
		'conn.packets == 3',
	])
		assert.deepEqual(rowsThatPass(filter), [0, 1, 3], filter);
	assert.deepEqual(rowsThatPass('conn.client.address == 10.0.0.1'), [0, 1, 2, 3]);
	assert.deepEqual(rowsThatPass('conn.client.address6'), []);
	assert.deepEqual(rowsThatPass('conn.verdict == "unknown"'), [2]);
	assert.deepEqual(rowsThatPass('not conn.verdict'), [4]);
	assert.deepEqual(rowsThatPass('conn.duration < 1 && tcp.flags.ack == 1'), [2]);
});

test('a filter that goes over the rows again sees what the tables have learned since', () => {
	const tables = streams();
	const compiled = compileFilter(checkFilter('conn.verdict == "idle-client-reset"', registry), tables, {verdicts});
	assert.equal(tablesSay(compiled, 2), false);
	tables.streams.setJudgement(1, 1, 1, 1);
	writeRow(tables.packets, 5, {stream: 1});
	tables.packets.length = 6;
	assert.equal(tablesSay(compiled, 2), true);
	assert.equal(tablesSay(compiled, 5), true);
});

test('a packet is dissected only where the tables leave the filter open', () => {
	const checked = checkFilter('tcp.flags.reset == 1 and frame contains "GET"', registry);
	const compiled = compileFilter(checked, streams());
	assert.equal(compiled.needsBytes, true);
	assert.equal(tablesSay(compiled, 0), false);
	assert.equal(tablesSay(compiled, 3), undefined);
	let dissected = 0;
	const details = (): PacketDetails => {
		dissected++;
		return TUNNEL;
	};
	for (let row = 0; row < 4; row++) compiled.test(row, details);
	assert.equal(dissected, 1);
});
