/** The same TCP segment in everything that is walked through. */
import {concat, ethernet, hex, ip, tcp} from '../support/frames/packet-builder.ts';

export const SEGMENT = {from: '10.0.0.1:40000', to: '10.0.0.2:443', flags: 'S', seq: 1000} as const;
/** The same segment as an IPv4 packet, an Ethernet frame, and an IPv6 packet. */
export const IPV4 = tcp({...SEGMENT, raw: true}).bytes;
export const FRAME = tcp(SEGMENT).bytes;
export const IPV6 = tcp({...SEGMENT, from: '[fd00::1]:40000', to: '[fd00::2]:443', raw: true}).bytes;

const ADDRESSES = hex('020000000001 020000000002');
const SNAP = hex('aaaa03 000000 0800');
export const WLAN_DATA = concat(hex('0801 0000'), ADDRESSES, hex('020000000003 0000'), SNAP, IPV4);

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

type Encapsulation = readonly [name: string, linkType: number, bytes: Uint8Array, protocols: string];

const EIGHT_ZEROS = hex('0000000000000000');
const NAMED_ADDRESSES = hex('1000020000000001 1000020000000002');
const AX25_ADDRESSES = hex('86a24040404060 828462864040 61');
const PFLOG = concat(hex('3d020000'), new Uint8Array(60));
const PKTAP = concat(hex('6c000000 01000000 01000000'), new Uint8Array(96));
const AVS = concat(hex('80211001 00000040'), new Uint8Array(56));
const ERF = concat(EIGHT_ZEROS, hex('02 04 0048 0000 0036'));
const MAGIC = hex('4d474300');

const RADIOTAP_PADDED = hex('00 00 0900 02000000 20');
const QUALITY_HEADER = concat(hex('8801 0000'), ADDRESSES, hex('020000000003 0000 0000'));
const MESH_HEADER = concat(hex('8803 0000'), ADDRESSES, hex('020000000003 0000 020000000004 0001 001f 01000000'));
const INTER_SWITCH_HEADER = hex('01000c000000 020000000001 0046 aaaa03 020000 000f 0000 0000');

const LINK_TYPES: readonly Encapsulation[] = [
	['AX.25', 3, concat(AX25_ADDRESSES, hex('03cc'), IPV4), 'ax25:ip:tcp'],
	['AX.25 behind a KISS modem', 202, concat(hex('00'), AX25_ADDRESSES, hex('03cc'), IPV4), 'ax25_kiss:ax25:ip:tcp'],
	['RFC 2684 over ATM, routed', 100, concat(SNAP, IPV4), 'llc:ip:tcp'],
	['RFC 2684 over ATM, bridged', 100, concat(hex('aaaa03 0080c2 0007 0000'), FRAME), 'llc:eth:ethertype:ip:tcp'],
	['RFC 2684 over ATM, routed as ISO protocol', 100, concat(hex('fefe03 cc'), IPV4), 'llc:osi:ip:tcp'],
	['PPP over ATM with LLC', 100, concat(hex('fefe03 cf 0021'), IPV4), 'llc:osi:ppp:ip:tcp'],
	['Classical IP over ATM', 106, IPV4, 'clip:ip:tcp'],
	['OpenBSD enc', 109, concat(hex('02000000 00000100 00000000'), IPV4), 'enc:ip:tcp'],
	['OpenBSD enc with IPv6, big-endian', 109, concat(hex('00000018 00000100 00000000'), IPV6), 'enc:ipv6:tcp'],
	['OpenBSD pflog', 117, concat(PFLOG, IPV4), 'pflog:ip:tcp'],
	['IP over Fibre Channel', 122, concat(NAMED_ADDRESSES, SNAP, IPV4), 'ipfc:llc:ip:tcp'],
	['SunATM with LLC', 123, concat(hex('82000021'), SNAP, IPV4), 'atm:llc:ip:tcp'],
	['SunATM with LAN Emulation', 123, concat(hex('01000021 0001'), FRAME), 'atm:lane:eth:ethertype:ip:tcp'],
	['TZSP', 128, concat(hex('01000001 01'), FRAME), 'tzsp:eth:ethertype:ip:tcp'],
	['IP over FireWire', 138, concat(NAMED_ADDRESSES, hex('0800'), IPV4), 'ap1394:ip:tcp'],
	['AVS', 163, concat(AVS, WLAN_DATA), 'wlancap:wlan_radio:wlan:llc:ip:tcp'],
	['PPI with raw IP', 192, concat(hex('00000800 65000000'), IPV4), 'ppi:pcap_pktdata:raw:ip:tcp'],
	['an Endace record of Ethernet', 197, concat(ERF, hex('0000'), FRAME), 'erf:eth:ethertype:ip:tcp'],
	['Solaris ipnet', 226, concat(hex('01020000 00000028'), new Uint8Array(16), IPV4), 'ipnet:ip:tcp'],
	['Solaris ipnet with IPv6', 226, concat(hex('011a0000 0000003c'), new Uint8Array(16), IPV6), 'ipnet:ipv6:tcp'],
	['a PDU exported as ip', 252, concat(hex('000c0004 69700000 00000000'), IPV4), 'exported_pdu:ip:tcp'],
	['Apple pktap', 258, concat(PKTAP, FRAME), 'pktap:pcap_pktdata:eth:ethertype:ip:tcp'],
	['EPON', 259, concat(hex('5555d555550001aa'), FRAME), 'epon:eth:ethertype:ip:tcp'],
	['Juniper Ethernet without its link layer', 178, concat(hex('4d474302 02000000'), IPV4), 'juniper:ip:tcp'],
	['Juniper PPP', 179, concat(MAGIC, hex('ff030021'), IPV4), 'juniper:ppp:ip:tcp'],
	['Juniper Cisco HDLC', 181, concat(MAGIC, hex('0f000800'), IPV4), 'juniper:chdlc:ip:tcp'],
	['Juniper ATM, first version', 137, concat(MAGIC, hex('00000000'), SNAP, IPV4), 'juniper:llc:ip:tcp'],
	['Juniper ATM, second version', 135, concat(MAGIC, EIGHT_ZEROS, SNAP, IPV4), 'juniper:llc:ip:tcp'],
	['IPv6 under LINKTYPE_IPV4', 228, IPV6, 'ip:ipv6:tcp'],
	['BSD null with PPP', 0, concat(hex('ff030021'), IPV4), 'null:ppp:ip:tcp'],
	['BSD null with a family of 16 bits', 0, concat(hex('00020000'), IPV4), 'null:ip:tcp'],
	['Linux cooked over PPP', 113, concat(hex('0000 0200 0000 0000000000000000 0007 0021'), IPV4), 'sll:ppp:ip:tcp'],
	['Prism', 119, concat(hex('44000000 90000000'), new Uint8Array(136), WLAN_DATA), 'prism:wlan_radio:wlan:llc:ip:tcp'],
	[
		'radiotap whose frame header is padded',
		127,
		concat(RADIOTAP_PADDED, QUALITY_HEADER, hex('0000'), SNAP, IPV4),
		'radiotap:wlan_radio:wlan:llc:ip:tcp',
	],
	['802.11 mesh', 105, concat(MESH_HEADER, SNAP, IPV4), 'wlan:llc:ip:tcp'],
	['Cisco Inter-Switch Link', 1, concat(INTER_SWITCH_HEADER, FRAME), 'eth:eth:ethertype:ip:tcp'],
	['PPP multilink', 9, concat(hex('ff03003d c0000001 0021'), IPV4), 'ppp:mp:ip:tcp'],
	['PPP bridging', 9, concat(hex('ff030031 0001'), FRAME), 'ppp:bcp_bpdu:eth:ethertype:ip:tcp'],
	['bridged Ethernet over Frame Relay', 107, concat(hex('184103 80 0080c2 0007'), FRAME), 'fr:eth:ethertype:ip:tcp'],
	['PPP over Frame Relay', 107, concat(hex('184103 cf 0021'), IPV4), 'fr:ppp:ip:tcp'],
];

const SERVICE_HEADER = hex('0006 0101 000001ff 00000000 00000000 00000000 00000000');
const NESTED_SERVICE_HEADER = hex('0006 0104 000001ff 00000000 00000000 00000000 00000000');

const TAGS: readonly Encapsulation[] = [
	['IPv6 under the EtherType of IPv4', 1, ethernet(0x0800, IPV6), 'eth:ethertype:ip:ipv6:tcp'],
	['MACsec', 1, ethernet(0x88e5, concat(hex('0000 00000001 0800'), IPV4)), 'eth:ethertype:macsec:ethertype:ip:tcp'],
	[
		'MACsec with its channel',
		1,
		ethernet(0x88e5, concat(hex('2000 00000001 0200000000010001 0800'), IPV4)),
		'eth:ethertype:macsec:ethertype:ip:tcp',
	],
	['NSH', 1, ethernet(0x894f, concat(SERVICE_HEADER, IPV4)), 'eth:ethertype:nsh:ip:tcp'],
	[
		'NSH in NSH',
		1,
		ethernet(0x894f, concat(NESTED_SERVICE_HEADER, SERVICE_HEADER, IPV4)),
		'eth:ethertype:nsh:nsh:ip:tcp',
	],
	[
		"Arista's time stamp of 64 bits",
		1,
		ethernet(0xd28b, concat(hex('0001 0010 5ceeed57384f59c8 0800'), IPV4)),
		'eth:ethertype:avsp:ethertype:ip:tcp',
	],
	[
		"Arista's time stamp of 48 bits, UTC",
		1,
		ethernet(0xd28b, concat(hex('0001 0120 5ceeed57384f 0800'), IPV4)),
		'eth:ethertype:avsp:ethertype:ip:tcp',
	],
	['HSR', 1, ethernet(0x892f, concat(hex('00420001 0800'), IPV4)), 'eth:ethertype:hsr:ip:tcp'],
	['802.1CB', 1, ethernet(0xf1c1, concat(hex('00000001 0800'), IPV4)), 'eth:ethertype:ieee8021cb:ethertype:ip:tcp'],
	['Cisco MetaData', 1, ethernet(0x8909, concat(hex('010100010007 0800'), IPV4)), 'eth:ethertype:cmd:ethertype:ip:tcp'],
	[
		'a VN-tag with an 802.3 length',
		1,
		ethernet(0x8926, concat(hex('80010002 0030'), SNAP, IPV4)),
		'eth:ethertype:vntag:llc:ip:tcp',
	],
	['LLC behind the EtherType of jumbo frames', 1, ethernet(0x8870, concat(SNAP, IPV4)), 'eth:ethertype:llc:ip:tcp'],
	[
		'batman-adv',
		1,
		ethernet(0x4305, concat(hex('400f3201 020000000003'), FRAME)),
		'eth:ethertype:batadv:eth:ethertype:ip:tcp',
	],
	[
		'an MPLS associated channel',
		1,
		ethernet(0x8847, concat(hex('00010140 10000021'), IPV4)),
		'eth:ethertype:mpls:pwach:ip:tcp',
	],
];

const TUNNELS: readonly Encapsulation[] = [
	['IPv6 in GRE', 1, inIp(47, concat(hex('0000 86dd'), IPV6)), 'eth:ethertype:ip:gre:ipv6:tcp'],
	['MPLS in GRE', 1, inIp(47, concat(hex('0000 8847 00010140'), IPV4)), 'eth:ethertype:ip:gre:mpls:ip:tcp'],
	['PPTP', 1, inIp(47, concat(hex('3001 880b 002c0001 00000001 ff030021'), IPV4)), 'eth:ethertype:ip:gre:ppp:ip:tcp'],
	['NSH in GRE', 1, inIp(47, concat(hex('0000 894f'), SERVICE_HEADER, IPV4)), 'eth:ethertype:ip:gre:nsh:ip:tcp'],
	['Frame Relay in GRE', 1, inIp(47, concat(hex('0000 6559 184103cc'), IPV4)), 'eth:ethertype:ip:gre:fr:ip:tcp'],
	['WCCP 2', 1, inIp(47, concat(hex('0000 883e 00000000'), IPV4)), 'eth:ethertype:ip:gre:ip:tcp'],
	['Ethernet in IP', 1, inIp(97, concat(hex('3000'), FRAME)), 'eth:ethertype:ip:etherip:eth:ethertype:ip:tcp'],
	['a PIM Register', 1, inIp(103, concat(hex('21000000 00000000'), IPV4)), 'eth:ethertype:ip:pim:ip:tcp'],
	[
		'VXLAN in UDP-Lite',
		1,
		inIp(136, concat(hex('c350 12b5 0000 0000 08000000 00000100'), FRAME)),
		'eth:ethertype:ip:udplite:vxlan:eth:ethertype:ip:tcp',
	],
	[
		'Ethernet in GTP-U',
		1,
		inUdp(2152, concat(hex('30ff 0036 00000001'), FRAME)),
		'eth:ethertype:ip:udp:gtp:eth:ethertype:ip:tcp',
	],
	[
		'GTP on its control port',
		1,
		inUdp(2123, concat(hex('30ff 0028 00000001'), IPV4)),
		'eth:ethertype:ip:udp:gtp:ip:tcp',
	],
	['LISP', 1, inUdp(4341, concat(hex('80000001 00000001'), IPV4)), 'eth:ethertype:ip:udp:lisp-data:ip:tcp'],
	[
		'TZSP in UDP',
		1,
		inUdp(37_008, concat(hex('01000001 0a0105 01'), FRAME)),
		'eth:ethertype:ip:udp:tzsp:eth:ethertype:ip:tcp',
	],
	[
		'CAPWAP with 802.3 frames',
		1,
		inUdp(5247, concat(hex('00 100200 00000000'), FRAME)),
		'eth:ethertype:ip:udp:capwap.data:eth:ethertype:ip:tcp',
	],
	[
		'CAPWAP with 802.11 frames',
		1,
		inUdp(5247, concat(hex('00 100300 00000000 0108'), WLAN_DATA.subarray(2))),
		'eth:ethertype:ip:udp:capwap.data:wlan:llc:ip:tcp',
	],
	['LWAPP', 1, inUdp(12_222, concat(hex('0000 0044 0000'), WLAN_DATA)), 'eth:ethertype:ip:udp:lwapp:wlan:llc:ip:tcp'],
];

/** What frame.protocols says of each, as tshark 4.0.17 prints it for these bytes. */
export const ENCAPSULATIONS: readonly Encapsulation[] = [
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
	...LINK_TYPES,
	...TAGS,
	...TUNNELS,
];

/** The IPv6 packet with two extension headers of eight bytes in front of TCP. */
function withExtensions(): Uint8Array {
	const bytes = concat(IPV6.subarray(0, 40), hex('3c00 0104 00000000 0600 0104 00000000'), IPV6.subarray(40));
	bytes[5]! += 16;
	bytes[6] = 0;
	return bytes;
}
