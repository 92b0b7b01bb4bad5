/** What the tables and the bytes as they lie say of a packet, against the packet with all its fields. */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {checkFilter} from '../../source/filter/check/checker.ts';
import {compileFilter} from '../../source/filter/compiler.ts';
import {compileGeneral} from '../../source/filter/evaluate/general.ts';
import {PacketIndex} from '../../source/filter/evaluate/packet-index.ts';
import {ENCAPSULATIONS, FRAME, IPV4, IPV6, SEGMENT} from '../dissect/encapsulations.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {CORPUS, sharedPath} from '../support/captures/shared-files.ts';
import {
	block,
	concat,
	enhancedPacket,
	type Frame,
	hex,
	icmp,
	interfaceBlock,
	ip,
	pcapng,
	sectionBlock,
	tcp,
	udp,
} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {registry} from './support.ts';

const FILTERS = Object.entries({
	'ip.host ip.src_host ip.dst_host ipv6.host ipv6.src_host': [
		'',
		'contains "0"',
		'== "10.0.0.1"',
		'matches "^(fd|192)"',
	],
	'tcp.flags.str upper(tcp.flags.str) string(tcp.port) string(ip.addr) string(ipv6.src) upper(frame.interface_name)': [
		'contains "4"',
		'matches "[S2]"',
	],
	'len(tcp.flags.str) len(ip.host) tcp.srcport+tcp.dstport count(tcp.port) max(ip.ttl)': ['> 12', '== 2'],
	'ip.addr#1 ip.src#1 ip.dst#2 ip.addr#[-1] ip.addr#[2:] ip.addr#[1-2]': [
		'',
		'== 10.0.0.0/8',
		'!= 192.0.2.1',
		'[3] & 1',
	],
	'ipv6.addr#1 ipv6.src#2 ip#1 ip#2 ipv6#[-1] tcp#1 tcp#2 eth#2 frame#1 frame#2 vlan#2 tls#1': [''],
	'tcp.port#1 tcp.srcport#2 tcp.port#[-1] tcp.dstport#[1:1] tcp.port#[-2--1]': ['', '== 443', '!= 443', 'in {1..999}'],
	'eth.src#1 eth.dst#2 eth.addr#[1:2] tcp.options#1 tcp.payload#1 tcp.payload#2': ['', '[0] > 1', 'contains 02'],
	'tcp#1 tcp#2 ip#1 ip#[-1] frame#1 frame#2': ['contains 01:bb', 'matches "[a-z]{3}"', '[0] > 1'],
	'string(ip.ttl#1) ip.host#2 ip.host#1 tcp.flags.str#1 tcp.flags.str#2': ['matches "[1-6]"', '!= "64"'],
	'tcp.len#1+tcp.len#2 max(tcp.port#2,tcp.port#1) tcp.hdr_len#1 ip.hdr_len#2 tcp.seq_raw#[-1]': ['> 10', '== 20'],
	'frame.protocols lower(frame.protocols)': [
		'contains "ip"',
		'matches "tcp$"',
		'contains ":ip:tcp"',
		'== "eth:ethertype:ip:tcp"',
	],
	'frame.interface_name frame.interface_description': ['', 'contains "N"', '== "if 3"'],
	'frame.interface_id frame.section_number frame.encap_type frame.interface_id#2': ['', '== 1', '> 5', '!= 3'],
	'frame.marked frame.ignored frame.time_delta_displayed frame.time_delta': ['', '== 0', '> 0'],
	'len(frame.protocols) frame.number#1 frame.number#2 frame.len#[-1]': ['> 20'],
}).flatMap(([fields, tests]) => fields.split(' ').flatMap(field => tests.map(one => `${field} ${one}`)));

/** Cut frames too: without their last bytes, fields are missing. */
const CUTS = [0, 1, 5, 9, 17, 25] as const;

function oddCapture(): Uint8Array {
	const quote = {from: '10.0.0.9', to: '10.0.0.1', type: 3, code: 1} as const;
	const data = tcp({
		...SEGMENT,
		flags: 'PA',
		seq: 1001,
		payload: 'GET / HTTP/1.1',
		ipOptions: Uint8Array.of(1, 1, 1, 0),
	});
	const ethernet: readonly Frame[] = [
		icmp({...quote, quote: IPV4}),
		icmp({...quote, quote: IPV4, quoteLength: 28}),
		icmp({from: 'fd00::9', to: 'fd00::1', type: 1, code: 0, quote: IPV6}),
		data,
		tcp({...SEGMENT, flags: 'A', pad: true, vlans: [7]}),
		tcp({...SEGMENT, flags: 'SA', options: {mss: 1460, timestamps: [1, 2]}, dataOffset: 4}),
		tcp({...SEGMENT, flags: 'FAN', fragment: 0x2000, payload: 24}),
		tcp({...SEGMENT, from: '[fd00::1]:40000', to: '[fd00::2]:443', flags: 'R'}),
		udp({from: '10.0.0.1:53', to: '10.0.0.2:53', payload: 'abc'}),
		ip('10.0.0.1', '10.0.0.2', 4, concat(IPV4.subarray(0, 20), IPV4)),
		{bytes: FRAME.subarray(0, 10)},
	];
	const frames = [...ethernet, ...ENCAPSULATIONS.map(([, , bytes], index): Frame => ({bytes, interface: index + 1}))];
	const cut = frames.flatMap(frame =>
		CUTS.map(less => ({
			...frame,
			bytes: frame.bytes.subarray(0, Math.max(1, frame.bytes.length - less)),
			wireLength: frame.wireLength ?? frame.bytes.length,
		})),
	);
	return pcapng([
		sectionBlock(),
		...[1, ...ENCAPSULATIONS.map(([, linkType]) => linkType)].map((linkType, index) =>
			interfaceBlock({linkType, ...(index % 2 === 0 ? {} : {name: `if ${index}`, description: 'Name'})}),
		),
		...cut.map((frame, index) => enhancedPacket({...frame, time: index / 1000})),
		// An entry of the systemd journal is numbered as a frame, and has no interface.
		block(9, hex('5f545445 53543d31')),
	]);
}

/** Asserts that each filter passes the same packets in all ways; returns how many did. */
async function assertSame(file: string): Promise<number> {
	const {tables, reader, rows} = await load(file);
	const wrong: string[] = [];
	let passing = 0;
	for (const filter of FILTERS) {
		const checked = checkFilter(filter, registry);
		assert.deepEqual(checked.problems, [], filter);
		const fast = compileFilter(checked, tables);
		const thorough = compileGeneral(checked.tree!, undefined);
		for (const row of rows) {
			const packet = new PacketIndex(
				row,
				() => reader.details(row),
				() => null,
			);
			const expected = thorough(packet);
			if (expected) passing++;
			const few = fast.test(row, () => reader.details(row, fast.wanted));
			const raw = fast.test(row, () => reader.details(row, fast.wanted), reader);
			if (few !== expected || raw !== expected) wrong.push(`row ${row} ${filter}: ${few} and ${raw}, not ${expected}`);
		}
	}
	assert.deepEqual(wrong.slice(0, 20), [], file);
	return passing;
}

test('tunnels, quotes, tags, fragments and cut frames pass the filters that their dissected fields pass', async () => {
	const file = join(scratchFolder(), 'odd.pcapng');
	writeFileSync(file, oddCapture());
	assert.ok((await assertSame(file)) > 5000);
});

test('so do those of the public corpus', async context => {
	if (sharedPath(context, 'corpus', 'public') === undefined) return;
	for (const name of [
		'6in4tunnel.pcap',
		'bug-7657-01.pcap',
		'frag-ip-tcp.pcap',
		'gre-sample.pcap',
		'gtp1-gn-normal-incl-fragmentation.pcap',
		'http-qinq-0.pcap',
		'ip6-route0-tcp-bad-chksum.pcap',
		'vxlan-decoder-03-vxlan.pcap',
	])
		assert.ok((await assertSame(join(CORPUS, name))) > 0, name);
});
