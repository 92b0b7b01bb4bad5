/** The same TCP segment in everything that is walked through. */
import {concat, ethernet, hex, ip, tcp} from '../support/packet-builder.ts';

export const SEGMENT = {from: '10.0.0.1:40000', to: '10.0.0.2:443', flags: 'S', seq: 1000} as const;
/** The same segment as an IPv4 packet, an Ethernet frame, and an IPv6 packet. */
export const IPV4 = tcp({...SEGMENT, raw: true}).bytes;
export const FRAME = tcp(SEGMENT).bytes;
export const IPV6 = tcp({...SEGMENT, from: '[fd00::1]:40000', to: '[fd00::2]:443', raw: true}).bytes;

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
export const ENCAPSULATIONS: readonly (readonly [
	name: string,
	linkType: number,
	bytes: Uint8Array,
	protocols: string,
])[] = [
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
	['Cisco HDLC that is recorded as PPP', 9, concat(hex('0f00 0800'), IPV4), 'ppp:chdlc:ip:tcp'],
	['PPP with another control byte', 9, concat(hex('ff04 0021'), IPV4), 'ppp:ip:tcp'],
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
	['L2TP', 1, inUdp(1701, concat(hex('0002 0001 0002 ff03 0021'), IPV4)), 'eth:ethertype:ip:udp:l2tp:ppp:ip:tcp'],
	[
		'L2TP with all optional fields',
		1,
		inUdp(1701, concat(hex('4a02 003c 0001 0002 0003 0004 0004 aabbccdd 0021'), IPV4)),
		'eth:ethertype:ip:udp:l2tp:ppp:ip:tcp',
	],
	['IPv6 hop-by-hop and destination options', 229, withExtensions(), 'ipv6:ipv6.hopopts:ipv6.dstopts:tcp'],
];

/** The IPv6 packet with two extension headers of eight bytes in front of TCP. */
function withExtensions(): Uint8Array {
	const bytes = concat(IPV6.subarray(0, 40), hex('3c00 0104 00000000 0600 0104 00000000'), IPV6.subarray(40));
	bytes[5]! += 16;
	bytes[6] = 0;
	return bytes;
}
