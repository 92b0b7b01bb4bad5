import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {checkFilter} from '../../../source/filter/check/checker.ts';
import {compileFilter} from '../../../source/filter/compiler.ts';
import {compileGeneral} from '../../../source/filter/evaluate/general.ts';
import {PacketIndex} from '../../../source/filter/evaluate/packet-index.ts';
import {compile} from '../../../source/session/compile-filter.ts';
import {FilterRun} from '../../../source/session/view/filter-run.ts';
import {load} from '../../support/captures/loaded-capture.ts';
import {CORPUS, parseTable, sharedPath} from '../../support/captures/shared-files.ts';
import {registry, tablesSay} from '../support.ts';
import {type LoadedCapture, loadCapture} from './load-capture.ts';

process.env['TZ'] = 'UTC';

/** In sites.pcapng tshark also finds TLS handshakes within QUIC, which is not dissected here. */
const TLS_IN_QUIC: ReadonlySet<string> = new Set([
	'tls',
	'frame.protocols contains "tls"',
	'tls.handshake.extensions_server_name contains "google"',
	'tls.handshake.extensions_server_name matches "\\\\.(com|net)$"',
	'len(tls.handshake.extensions_server_name) > 15',
]);

function passing(capture: LoadedCapture, filter: string): readonly number[] {
	const checked = checkFilter(filter, registry);
	assert.deepEqual(checked.problems, [], filter);
	const compiled = compileFilter(checked, capture.tables);
	const {packets} = capture.tables;
	const found = new Set<number>();
	for (let row = 0; row < capture.rows; row++)
		if (compiled.test(row, () => capture.details(row))) found.add(packets.frameNumber(row));
	return [...found];
}

test('every filter of the public corpus passes the frames that tshark passes', async context => {
	const path = sharedPath(context, 'corpus', 'public', 'oracle', 'filters.tsv');
	if (path === undefined) return;
	const rows = parseTable(readFileSync(path, 'utf8'));
	const wrong: string[] = [];
	for (const name of new Set(rows.map(row => row['capture']!))) {
		const capture = await loadCapture(join(CORPUS, name));
		for (const {filter, capture: of, frames, sha1} of rows as {[column: string]: string}[]) {
			if (of !== name || (name === 'sites.pcapng' && TLS_IN_QUIC.has(filter!))) continue;
			const found = passing(capture, filter!);
			const digest = createHash('sha1').update(found.join('\n')).digest('hex');
			if (digest !== sha1) wrong.push(`${name} ${filter}: ${found.length} frames, tshark ${frames}`);
		}
	}
	assert.deepEqual(wrong, []);
});

/** Frames that tshark 4.0.17 passes: capture, filter, frames. */
const MEASURED = `
206-example-a.pcap|frame.number == 131 and frame contains 75:4d|131
206-example-a.pcap|frame.number == 131 and eth contains 75:4d|131
206-example-a.pcap|frame.number == 131 and ip contains 75:4d|
206-example-a.pcap|frame.number == 131 and tcp contains 75:4d|
206-example-a.pcap|max(tcp.analysis.rto_frame) != 5|47 48
206-example-a.pcap|frame.number < 9 and tcp.ack_raw - 2147483648 < 0|
206-example-a.pcap|frame.number < 9 and tcp.ack_raw - 2147483647 < 0|1 2 5 6 7 8
vxlan-decoder-03-vxlan.pcap|tcp.payload[1000:] contains ""|10 11 37 38 62 63 87 88
vxlan-decoder-03-vxlan.pcap|tcp.payload[1000:] matches ""|10 11 37 38 62 63 87 88
vxlan-decoder-03-vxlan.pcap|tcp.payload[1000:] matches "^$"|
ip6-route0-tcp-bad-chksum.pcap|ipv6.dst == 2001:4f8:4:7:2e0:81ff:fe52:9a6b|1
ip6-route0-tcp-bad-chksum.pcap|ipv6.dst == 2001:4f8:4:7:2e0:81ff:fe52:ffff|
mpls-basic.pcap|eth.padding == 00:00|34 36 43 48 50
tls13draft16-ff52-a01.pcap|tls.handshake.ciphersuite == 0x1303|4 6 19 21
tls13draft16-ff52-a01.pcap|tls.handshake.ciphersuite > 0xc030|4 19
`;

test('trailers, empty slices, functions of nothing, rerouted addresses and drafts of TLS mean what they mean in tshark', async context => {
	if (sharedPath(context, 'corpus', 'public') === undefined) return;
	for (const row of MEASURED.trim().split('\n')) {
		const [name, filter, frames] = row.split('|') as [string, string, string];
		const file = join(CORPUS, name);
		assert.equal(passing(await loadCapture(file), filter).join(' '), frames, row);
		const {tables, reader} = await load(file);
		const run = new FilterRun(tables, compile(filter, tables), reader);
		run.advance(Number.POSITIVE_INFINITY);
		const rows = [...Array(tables.packets.length).keys()].filter(index => run.rows.has(index));
		assert.equal(rows.map(index => tables.packets.frameNumber(index)).join(' '), frames, `${row}, as the program does`);
	}
});

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
	'frame.number frame.len frame.cap_len': ['> 100', 'in {1..9, 70}'],
	'frame.time_relative frame.time_delta tcp.time_relative tcp.time_delta': ['', '> 0.01', '== 0', '< 1.5'],
	'frame.time': ['> "2012-01-01 00:00:00"', 'in {"2000-01-01".."2015-01-01"}'],
	'frame.time_epoch': ['> 1400000000.5'],
	'tcp.stream tcp.len tcp.completeness': ['', '== 0', '> 7', '& 1', 'in {1, 3..31}'],
	'tcp.port tcp.srcport tcp.dstport': [
		'',
		'== 80',
		'=== 443',
		'!= 80',
		'!== 443',
		'& 1',
		'& 0xff == 80',
		'> 1023',
		'not in {80, 443}',
	],
	'tcp.seq tcp.ack tcp.nxtseq': ['', '== 1', '> 100000'],
	'tcp.window_size tcp.window_size_value tcp.window_size_scalefactor': ['', '< 0', '> 8192', '== -2'],
	'tcp.flags': ['== 0x10', '& 0x12 == 2', '& 4', '> 0x1f'],
	'tcp.flags.syn tcp.flags.push tcp.flags.ece tcp.flags.res tcp.flags.ae': ['', '== 1', '!= 1', '== False'],
	'ip.src ip.addr ip.dst': [
		'',
		'== 10.0.0.0/8',
		'!= 192.168.0.0/16',
		'> 100.0.0.0',
		'in {10.0.0.0/8, 1.1.1.1..9.9.9.9}',
	],
	'ipv6.src ipv6.addr': ['', '== fe80::/10', '!= 2000::/3'],
	'ip.ttl ip.id ip.proto ipv6.hlim ipv6.version': ['', '== 64', '== 6', '> 99'],
	'tcp ip ipv6 frame tls tls.alert_message tcp.analysis': [''],
	'tcp.analysis.flags tcp.analysis.retransmission tcp.analysis.duplicate_ack tcp.analysis.window_update': [''],
	'tcp.analysis.bytes_in_flight tcp.analysis.push_bytes_sent tcp.analysis.acks_frame': ['', '> 1460', '== 3'],
	'tcp.analysis.ack_rtt tcp.analysis.initial_rtt': ['', '> 0.001', '< 0.0001'],
	'tcp.time_delta tcp.time_relative': ['', '> 0.001', '== 0'],
	'tls.record.content_type tls.record.opaque_type tls.handshake.type': ['', '== 22', '!= 23', '> 1', '=== 1'],
	'tls.record.version': ['', '== 0x303', '> 0x301'],
	'tls.record.length tls.handshake.length tls.record.length#1 tls.record.length#2': ['', '== 4', '> 1000'],
	'tls.alert_message.desc tls.alert_message.level': ['', '== 2', '> 1'],
	'tcp.port tcp.len tcp.seq ip.ttl': ['+ 1 > 80', '- tcp.srcport < 0', '% 2', '* 200 != 0', 'in {tcp.dstport .. 200}'],
	'ip.src ip.addr': ['[0:2] > 0a:00', '& 255.255.0.0 == 192.168.0.0', '== ip.dst'],
	'count(ip.addr) len(tcp.port) max(tcp.srcport,tcp.dstport) min(tcp.analysis.ack_rtt)': ['> 2', '!= 1'],
	'abs(tcp.time_delta) tcp.analysis.ack_rtt+0.1 max(frame.time_delta)': ['> 0.15', '!= 0.1'],
	'tls.record.length count(tls.record.content_type)': ['+ 1 > 100', '== 2', '> 1'],
	'ip.host ip.src_host ip.dst_host ipv6.host ipv6.src_host ipv6.dst_host': [
		'',
		'contains "1"',
		'matches "^(fe80|192)"',
		'!= "10.0.0.1"',
		'not in {"127.0.0.1", "::1"}',
		'> "2"',
	],
	'tcp.flags.str upper(tcp.flags.str) lower(ip.host) string(tcp.port) string(ip.addr)': [
		'contains "a"',
		'matches "[18]"',
		'== "443"',
		'!= "80"',
	],
	'len(tcp.flags.str) len(ip.host)': ['> 12', '== 9'],
	'tcp.port#1 tcp.port#2 tcp.srcport#[-1] tcp.dstport#[2:] tcp.port#[1-2]': [
		'',
		'== 80',
		'!= 80',
		'in {1..999}',
		'& 1',
	],
	'ip.src#1 ip.src#2 ip.addr#[-1] ip.dst#[-2] ip.addr#[1:2]': ['', '== 10.0.0.0/8', '!= 192.168.1.1', '[0] > 20'],
	'ipv6.src#1 ipv6.addr#2 ip#1 ip#2 tcp#[1:] tcp#2 tcp.analysis.flags#1': [''],
	'tcp.flags#1 tcp.flags.syn#2 tls.record.content_type#1 frame.len#1 frame.len#2': ['', '> 0'],
	'string(tcp.port#1) ip.host#2 ip.host#1': ['== "80"', '> "80"'],
	'max(tcp.port#2,tcp.port) tcp.len#1+tcp.len#2': ['== 80', '> 80'],
};

test('where the tables answer, the dissected packet gives the same answer', async context => {
	const path = sharedPath(context, 'corpus', 'public', 'oracle', 'filters.tsv');
	if (path === undefined) return;
	const filters = Object.entries(COLUMNS).flatMap(([names, tests]) =>
		names.split(' ').flatMap(name => tests.map(one => `${name} ${one}`)),
	);
	const checked = filters.map(filter => checkFilter(filter, registry));
	for (const {text, problems} of checked) assert.deepEqual(problems, [], text);
	const wrong: string[] = [];
	let answered = 0;
	for (const name of new Set(parseTable(readFileSync(path, 'utf8')).map(row => row['capture']!))) {
		const capture = await loadCapture(join(CORPUS, name));
		const columns = checked.map(one => compileFilter(one, capture.tables));
		const general = checked.map(one => compileGeneral(one.tree!, undefined));
		for (let row = 0; row < capture.rows; row++) {
			const packet = new PacketIndex(
				row,
				() => capture.details(row),
				() => null,
			);
			for (const [index, filter] of filters.entries()) {
				const answer = tablesSay(columns[index]!, row);
				if (answer === undefined) continue;
				answered++;
				if (answer !== general[index]!(packet)) wrong.push(`${name} row ${row} ${filter}: tables say ${answer}`);
			}
		}
	}
	assert.deepEqual(wrong.slice(0, 20), []);
	assert.ok(answered > 100_000, `only ${answered} answers`);
});
