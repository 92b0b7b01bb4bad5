import assert from 'node:assert/strict';
import test from 'node:test';
import {FragmentStore} from '../../source/dissect/fragments.ts';
import {walkFrame} from '../../source/dissect/frame.ts';
import {PROTOCOL_NAMES} from '../../source/dissect/protocol.ts';
import {SegmentFlag, Walk} from '../../source/dissect/walk.ts';
import {concat, ethernet, hex, icmp, ip, tcp} from '../support/packet-builder.ts';

const SEGMENT = {from: '10.0.0.1:40000', to: '10.0.0.2:443', flags: 'S', seq: 1000} as const;
/** The same segment as an IPv4 packet, an Ethernet frame, and an IPv6 packet. */
const IPV4 = tcp({...SEGMENT, raw: true}).bytes;
const FRAME = tcp(SEGMENT).bytes;
const IPV6 = tcp({...SEGMENT, from: '[fd00::1]:40000', to: '[fd00::2]:443', raw: true}).bytes;

const ADDRESSES = hex('020000000001 020000000002');
const SNAP = hex('aaaa03 000000 0800');
const WLAN_DATA = concat(hex('0801 0000'), ADDRESSES, hex('020000000003 0000'), SNAP, IPV4);

/** Carries an IPv4 packet in UDP to a port. */
function inUdp(port: number, payload: Uint8Array): Uint8Array {
	const header = new Uint8Array(8);
	const view = new DataView(header.buffer);
	view.setUint16(0, 50_000);
	view.setUint16(2, port);
	view.setUint16(4, 8 + payload.length);
	return ip('192.0.2.1', '192.0.2.2', 17, concat(header, payload)).bytes;
}

function inIp(protocol: number, payload: Uint8Array): Uint8Array {
	return ip('192.0.2.1', '192.0.2.2', protocol, payload).bytes;
}

/** What frame.protocols says of each, as tshark 4.0.17 prints it for these bytes. */
const ENCAPSULATIONS: readonly (readonly [name: string, linkType: number, bytes: Uint8Array, protocols: string])[] = [
	['Ethernet', 1, FRAME, 'eth:ethertype:ip:tcp'],
	['a VLAN tag', 1, tcp({...SEGMENT, vlans: [7]}).bytes, 'eth:ethertype:vlan:ethertype:ip:tcp'],
	['two VLAN tags', 1, tcp({...SEGMENT, vlans: [7, 8]}).bytes, 'eth:ethertype:vlan:ethertype:vlan:ethertype:ip:tcp'],
	['802.3 with LLC and SNAP', 1, concat(ADDRESSES, hex('0030'), SNAP, IPV4), 'eth:llc:ip:tcp'],
	['a stack of MPLS labels', 1, ethernet(0x8847, concat(hex('00010040 00011140'), IPV4)), 'eth:ethertype:mpls:ip:tcp'],
	['PPPoE', 1, ethernet(0x8864, concat(hex('1100 0001 002a 0021'), IPV4)), 'eth:ethertype:pppoes:ppp:ip:tcp'],
	['raw IPv4', 101, IPV4, 'raw:ip:tcp'],
	['raw IPv6', 101, IPV6, 'raw:ipv6:tcp'],
	['LINKTYPE_IPV4', 228, IPV4, 'ip:tcp'],
	['LINKTYPE_IPV6', 229, IPV6, 'ipv6:tcp'],
	['BSD null, little-endian', 0, concat(hex('02000000'), IPV4), 'null:ip:tcp'],
	['BSD null, big-endian', 0, concat(hex('00000002'), IPV4), 'null:ip:tcp'],
	['BSD loop with the IPv6 family of macOS', 108, concat(hex('0000001e'), IPV6), 'null:ipv6:tcp'],
	['Linux cooked', 113, concat(hex('0000 0001 0006 020000000001 0000 0800'), IPV4), 'sll:ethertype:ip:tcp'],
	['Linux cooked 2', 276, concat(hex('0800 0000 00000002 0001 00 06 0200000000010000'), IPV4), 'sll:ethertype:ip:tcp'],
	['PPP', 9, concat(hex('ff03 0021'), IPV4), 'ppp:ip:tcp'],
	['PPP with a compressed protocol field', 9, concat(hex('21'), IPV4), 'ppp:ip:tcp'],
	['Cisco HDLC', 104, concat(hex('0f00 0800'), IPV4), 'chdlc:ip:tcp'],
	['Frame Relay, RFC 2427', 107, concat(hex('1841 03 cc'), IPV4), 'fr:ip:tcp'],
	['Frame Relay, Cisco', 107, concat(hex('1841 0800'), IPV4), 'fr:ip:tcp'],
	['FDDI', 10, concat(hex('50'), ADDRESSES, SNAP, IPV4), 'fddi:llc:ip:tcp'],
	['802.11', 105, WLAN_DATA, 'wlan:llc:ip:tcp'],
	['radiotap', 127, concat(hex('00 00 0800 00000000'), WLAN_DATA), 'radiotap:wlan_radio:wlan:llc:ip:tcp'],
	['IP in IP', 1, inIp(4, IPV4), 'eth:ethertype:ip:ip:tcp'],
	['6in4', 1, inIp(41, IPV6), 'eth:ethertype:ip:ipv6:tcp'],
	['GRE', 1, inIp(47, concat(hex('0000 0800'), IPV4)), 'eth:ethertype:ip:gre:ip:tcp'],
	[
		'GRE with key and sequence',
		1,
		inIp(47, concat(hex('3000 6558 00000001 00000002'), FRAME)),
		'eth:ethertype:ip:gre:eth:ethertype:ip:tcp',
	],
	[
		'ERSPAN II',
		1,
		inIp(47, concat(hex('1000 88be 00000001 10010001 00000000'), FRAME)),
		'eth:ethertype:ip:gre:erspan:eth:ethertype:ip:tcp',
	],
	['VXLAN', 1, inUdp(4789, concat(hex('08000000 00000100'), FRAME)), 'eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp'],
	[
		'GENEVE',
		1,
		inUdp(6081, concat(hex('0000 6558 00000100'), FRAME)),
		'eth:ethertype:ip:udp:geneve:eth:ethertype:ip:tcp',
	],
	['GTP-U', 1, inUdp(2152, concat(hex('30ff 0028 00000001'), IPV4)), 'eth:ethertype:ip:udp:gtp:ip:tcp'],
	['Teredo', 1, inUdp(3544, IPV6), 'eth:ethertype:ip:udp:teredo:ipv6:tcp'],
	['IPv6 hop-by-hop and destination options', 229, withExtensions(), 'ipv6:ipv6.hopopts:ipv6.dstopts:tcp'],
];

/** The IPv6 packet with two extension headers of eight bytes in front of TCP. */
function withExtensions(): Uint8Array {
	const bytes = concat(IPV6.subarray(0, 40), hex('3c00 0104 00000000 0600 0104 00000000'), IPV6.subarray(40));
	bytes[5]! += 16;
	bytes[6] = 0;
	return bytes;
}

function walkOver(linkType: number, bytes: Uint8Array, captured = bytes.length, fragments = new FragmentStore()): Walk {
	const walk = new Walk();
	walkFrame(walk, fragments, linkType, bytes.subarray(0, captured), 0, captured, bytes.length);
	return walk;
}

function protocols(walk: Walk): string {
	return Array.from(walk.layerProtocol.subarray(0, walk.layerCount), protocol => PROTOCOL_NAMES[protocol]).join(':');
}

for (const [name, linkType, bytes, expected] of ENCAPSULATIONS) {
	test(`TCP is found through ${name}`, () => {
		const walk = walkOver(linkType, bytes);
		assert.equal(protocols(walk), expected);
		assert.equal(walk.segmentCount, 1);
	});

	test(`a frame of ${name} that is cut anywhere gives TCP only with 16 bytes of its header`, () => {
		for (let captured = 0; captured < bytes.length; captured++) {
			const walk = walkOver(linkType, bytes, captured);
			assert.equal(walk.segmentCount, captured >= bytes.length - 4 ? 1 : 0, `${captured} bytes captured`);
		}
	});
}

test('a link type that is not known is said to be so and gives nothing', () => {
	const walk = new Walk();
	assert.equal(walkFrame(walk, new FragmentStore(), 147, FRAME, 0, FRAME.length, FRAME.length), false);
	assert.equal(walk.segmentCount, 0);
});

test('Ethernet padding is not part of the segment', () => {
	const walk = walkOver(1, tcp({...SEGMENT, flags: 'A', pad: true}).bytes);
	assert.equal(walk.layerEnd[walk.segmentLayer[0]!]! - walk.layerAt[walk.segmentLayer[0]!]!, 20);
});

test('the header that an ICMP error quotes is marked as a quote', () => {
	const {bytes} = icmp({from: '10.0.0.9', to: '10.0.0.1', type: 3, code: 1, quote: IPV4});
	const walk = walkOver(1, bytes);
	assert.equal(protocols(walk), 'eth:ethertype:ip:icmp:ip:tcp');
	assert.equal(walk.segmentFlags[0], SegmentFlag.QUOTED);
});

test('encapsulation without end stops at a bounded depth', () => {
	let bytes = IPV4;
	for (let depth = 0; depth < 500; depth++) bytes = ip('192.0.2.1', '192.0.2.2', 4, bytes, {raw: true}).bytes;
	const walk = walkOver(228, bytes);
	assert.ok(walk.layerCount <= 64);
	assert.equal(walk.segmentCount, 0);
});

/** Two fragments of one datagram: 24 bytes, then the rest. */
function fragments(): readonly [Uint8Array, Uint8Array] {
	const segment = tcp({...SEGMENT, flags: 'PA', payload: 100, raw: true}).bytes.subarray(20);
	const part = (from: number, to: number, fragment: number) =>
		ip('10.0.0.1', '10.0.0.2', 6, segment.subarray(from, to), {id: 99, fragment}).bytes;
	return [part(0, 24, 0x2000), part(24, segment.length, 3)];
}

test('a datagram in fragments shows its segment in the frame that completes it, in any order', () => {
	for (const order of [
		[0, 1],
		[1, 0],
	] as const) {
		const store = new FragmentStore();
		const parts = fragments();
		assert.equal(walkOver(1, parts[order[0]], undefined, store).segmentCount, 0);
		const walk = walkOver(1, parts[order[1]], undefined, store);
		assert.equal(walk.segmentCount, 1);
		assert.equal(walk.segmentFlags[0], SegmentFlag.REASSEMBLED);
		const layer = walk.segmentLayer[0]!;
		assert.equal(walk.layerEnd[layer]! - walk.layerAt[layer]!, 120);
	}
});

test('the first fragment of which not all was captured is looked at alone, with its length unknown', () => {
	const [first] = fragments();
	const walk = walkOver(1, first, first.length - 2);
	assert.equal(walk.segmentFlags[0], SegmentFlag.FRAGMENT);
});

test('fragments that never come together do not pile up beyond the limit', () => {
	const store = new FragmentStore(10_000);
	for (let id = 0; id < 1000; id++) {
		const {bytes} = ip('10.0.0.1', '10.0.0.2', 6, new Uint8Array(800), {id, fragment: 0x2000});
		walkOver(1, bytes, undefined, store);
	}
	assert.ok(store.bytesHeld <= 10_000);
});

test('fragments without bytes take memory as others do, and are given up', () => {
	const store = new FragmentStore(100_000);
	for (let n = 0; n < 100_000; n++) store.add(`datagram ${n % 3}`, new Uint8Array(8), 0, 0, 8 * (n % 100), true);
	assert.ok(store.bytesHeld <= 100_000);
});

test('a datagram whose hole stays while others overlap is given up', () => {
	const store = new FragmentStore();
	const piece = new Uint8Array(1000);
	store.add('key', piece, 0, 8, 1000, false);
	for (let n = 0; n < 99; n++) store.add('key', piece, 0, 992, 0, true);
	assert.ok(store.bytesHeld > 0);
	store.add('key', piece, 0, 992, 0, true);
	assert.ok(store.bytesHeld > 0);
	store.add('key', piece, 0, 992, 0, true);
	assert.equal(store.bytesHeld, 0);
});
