import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {fieldNamed} from '../../source/dissect/registry.ts';
import {fieldLine, selectFields, unknownFieldsMessage} from '../../source/report/field-output.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {compareWithOracle} from '../support/captures/oracle.ts';
import {CAPTURES, parseTable, sharedPath} from '../support/captures/shared-files.ts';
import {
	block,
	enhancedPacket,
	interfaceBlock,
	pcap,
	pcapng,
	sectionBlock,
	tcp,
} from '../support/frames/capture-builder.ts';
import {describeFrameBytes} from '../support/frames/described-frame.ts';
import {hex} from '../support/frames/packet-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const folder = scratchFolder();

const SYN_ACK = hex(
	'42b1a266aa540a93a296a64808004500003c000040003f0627b60a0200020a0100021b86a342001c4c0c0220ce58a012fe8839200000' +
		'020405b40402080a7ab8726698739b410103030a',
);

function line(...names: string[]): string {
	const selection = selectFields(names);
	assert.ok(selection.fields !== undefined);
	return fieldLine(selection.fields, {row: 0, layers: describeFrameBytes(SYN_ACK)});
}

test('columns are separated by tabs, occurrences by commas, in the order of the tree', () => {
	assert.equal(line('tcp.port', 'ip.addr', 'tcp.option_kind'), '7046,41794\t10.2.0.2,10.1.0.2\t2,4,8,1,3');
});

test('a field that the packet does not have leaves its column empty', () => {
	assert.equal(line('ipv6.src', 'ip.ttl', 'tcp.payload'), '\t63\t');
});

test('a field may be asked for twice', () => {
	assert.equal(line('ip.ttl', 'ip.ttl'), '63\t63');
});

test('a protocol prints its name', () => {
	assert.equal(line('ip', 'tcp', 'ipv6'), 'ip\ttcp\t');
});

test('no text of a packet can steer the terminal', () => {
	const field = fieldNamed('frame.interface_name')!;
	const value = 'eth0\x1b]0;title\x07\u202e\n';
	const node = {field, value, at: 0, length: 0, children: []};
	const frame = {protocol: fieldNamed('frame')!, bytes: SYN_ACK, at: 0, headerEnd: 0, packetEnd: 0, occurrence: 1};
	const layer = {...frame, summary: '', fields: [node]};
	assert.equal(fieldLine([field], {row: 0, layers: [layer]}), 'eth0\\x1b]0;title\\x07\\u{202e}\\n');
});

test('names that are not fields are all told', () => {
	const selection = selectFields(['ip.src', 'ip.source', 'tcp.prot']);
	assert.deepEqual(selection.unknown, ['ip.source', 'tcp.prot']);
	assert.equal(
		unknownFieldsMessage(selection.unknown!),
		'--fields: not fields: ip.source (near: ip.src, eth.src, ipv6.src), tcp.prot (near: tcp.port).',
	);
	assert.equal(selectFields(['ip.src']).fields?.[0], fieldNamed('ip.src'));
});

test('a fraction of a second that is none is printed as tshark 4.0.17 prints it', async () => {
	const file = join(folder, 'fraction.pcap');
	const bytes = pcap([{...tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', flags: 'S', seq: 1}), time: 1}]);
	for (const [microseconds, printed] of [
		[1_500_000, '1700000001.1500000000'],
		[1_677_780_310, '-1700000001.1551902736'],
	] as const) {
		new DataView(bytes.buffer).setUint32(24 + 4, microseconds, true);
		writeFileSync(file, bytes);
		const {rows, details} = await load(file);
		assert.equal(fieldLine(selectFields(['frame.time_epoch']).fields!, details(rows[0]!)), printed);
	}
});

test('a block that is no packet has a section, and neither an interface nor a link type', async () => {
	const file = join(folder, 'custom-block.pcapng');
	const packet = enhancedPacket(tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', flags: 'S', seq: 1}));
	const first = [sectionBlock(), interfaceBlock(), packet, block(0xbad, new Uint8Array(12))];
	writeFileSync(file, pcapng([...first, sectionBlock(), block(0xbad, new Uint8Array(12))]));
	const {fields} = selectFields(['frame.number', 'frame.section_number', 'frame.interface_id', 'frame.encap_type']);
	const {rows, details} = await load(file);
	// As tshark 4.0.17 prints it.
	assert.deepEqual(
		rows.map(row => fieldLine(fields!, details(row))),
		['1\t1\t0\t1', '2\t1\t\t', '3\t2\t\t'],
	);
});

/** Recordings with what tshark says of each packet (tcp-cases): windows, times, analysis, ICMP quotes, IPv6, cut options. */
const CASES = ['ws_variants', 'dup_ack', 'icmp_quote', 'ipv6', 'snap_options', 'time_backwards', 'tls12', 'tls_split'];
/** Columns of the Wireshark window, and what only a reassembly over frames knows. */
const LEFT_OUT = new Set(['_ws.col.Protocol', '_ws.col.Info', 'tcp.reassembled.length']);

for (const name of CASES)
	test(`${name}: field output agrees with tshark`, async t => {
		const path = sharedPath(t, 'spec/tcp-cases', `${name}.pcap`);
		if (path === undefined) return;
		const expected = parseTable(readFileSync(path.replace('.pcap', '.expected.tsv'), 'utf8'));
		assert.ok(expected.length > 0);
		assert.deepEqual(compareWithOracle(await load(path), expected, LEFT_OUT), []);
	});

test('what needs packet bytes agrees with tshark', async t => {
	const path = sharedPath(t, 'captures', 'tls12_unknown_ca.pcap');
	if (path === undefined) return;
	assert.ok(path.startsWith(CAPTURES));
	const capture = await load(path);
	const names = ['tls.handshake.ciphersuite', 'tls.handshake.extension.type', 'tls.handshake.extensions_server_name'];
	const {fields} = selectFields(names);
	assert.equal(
		fieldLine(fields!, capture.details(3)),
		'0xc02c,0xc030,0xc02b,0xc02f,0xcca9,0xcca8,0xc024,0xc028,0xc023,0xc027,0x009f,0x009e,0x006b,0x0067,0x00ff' +
			'\t0,11,10,35,22,23,13\tlab',
	);
	const alert = selectFields(['tls.alert_message.level', 'tls.alert_message.desc', 'tcp.options.timestamp.tsval']);
	assert.equal(fieldLine(alert.fields!, capture.details(7)), '2\t48\t432896960');
});
