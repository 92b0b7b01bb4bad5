import type {FieldDefinition} from '../field.ts';
import type {ProtocolName} from '../protocol.ts';
import {fieldNamed} from '../registry.ts';

/** What protocols are called that are passed through and not read field by field. */
const TITLES: Readonly<Partial<Record<ProtocolName, string>>> = {
	llc: 'Logical-Link Control',
	mpls: 'Multiprotocol Label Switching',
	pppoes: 'PPP over Ethernet, session',
	ppp: 'Point-to-Point Protocol',
	sll: 'Linux cooked capture',
	raw: 'Raw packet, no link layer',
	null: 'Loopback, address family only',
	chdlc: 'Cisco HDLC',
	fr: 'Frame Relay',
	fddi: 'FDDI',
	arcnet: 'ARCNET',
	nflog: 'Linux netfilter log',
	ipoib: 'IP over InfiniBand',
	radiotap: 'Radiotap radio header',
	wlan_radio: '802.11 radio information',
	wlan: '802.11 wireless LAN',
	ah: 'Authentication Header',
	udp: 'User Datagram Protocol',
	icmp: 'Internet Control Message Protocol',
	icmpv6: 'Internet Control Message Protocol version 6',
	gre: 'Generic Routing Encapsulation',
	erspan: 'Encapsulated remote mirroring',
	vxlan: 'Virtual eXtensible LAN',
	geneve: 'Generic Network Virtualization Encapsulation',
	gtp: 'GPRS Tunnelling Protocol',
	gtpprime: 'GPRS Tunnelling Protocol, its charging port',
	teredo: 'Teredo, IPv6 over UDP',
	ayiya: 'Anything In Anything',
	ieee8021ah: 'Provider backbone bridge',
	etag: '802.1BR E-tag',
	vntag: 'VN-tag',
	cfp: 'Cisco FabricPath',
	arp: 'Address Resolution Protocol',
	data: 'Data',
	sctp: 'Stream Control Transmission Protocol',
	igmp: 'Internet Group Management Protocol',
	juniper: 'Juniper link layer',
	vjc: 'Van Jacobson header compression',
	prism: 'Prism radio header',
	ppi: 'Per-Packet Information',
	l2tp: 'Layer 2 Tunneling Protocol',
	'lisp-data': 'Locator/ID Separation Protocol, data',
	sflow: 'sFlow samples',
	tr: 'Token Ring',
	nsh: 'Network Service Header',
	trill: 'TRILL',
	macsec: '802.1AE security tag',
	hsr: 'High-availability Seamless Redundancy',
	ieee8021cb: '802.1CB redundancy tag',
	avsp: 'Arista time stamp',
	batadv: 'B.A.T.M.A.N. advanced mesh',
	cmd: 'Cisco MetaData',
	pwach: 'Pseudowire associated channel',
	etherip: 'Ethernet within IP',
	pim: 'Protocol Independent Multicast',
	udplite: 'Lightweight User Datagram Protocol',
	'capwap.data': 'Access points: CAPWAP data',
	lwapp: 'Access points: LWAPP',
	tzsp: 'Tazmen sniffer protocol',
	enc: 'OpenBSD IPsec interface',
	pflog: 'OpenBSD packet filter log',
	ipnet: 'Solaris IP observability',
	clip: 'Classical IP over ATM',
	atm: 'Asynchronous Transfer Mode',
	lane: 'ATM LAN Emulation',
	osi: 'Network layer protocol identifier',
	ax25: 'AX.25 amateur radio',
	ax25_kiss: 'KISS modem',
	ipfc: 'IP over Fibre Channel',
	ap1394: 'IP over FireWire, Apple',
	epon: 'Ethernet passive optical network',
	erf: 'Endace record',
	pktap: 'Apple packet tap',
	pcap_pktdata: 'Packet of the link type named before',
	user_dlt: 'Link type for private use',
	ebhscr: 'Elektrobit capture and replay',
	exported_pdu: 'Exported by Wireshark',
	wlancap: 'AVS radio header',
	bcp_bpdu: 'PPP bridging',
	mp: 'PPP multilink',
	other: 'Other protocol',
};

const definitions = new Map<string, FieldDefinition>();

/** Definition of a protocol; of one that the registry does not have, made of its name. */
export function protocolDefinition(name: ProtocolName | 'frame' | 'ieee8021ad'): FieldDefinition {
	const known = fieldNamed(name) ?? definitions.get(name);
	if (known !== undefined) return known;
	const made: FieldDefinition = {
		name,
		type: 'FT_PROTOCOL',
		description: TITLES[name as ProtocolName] ?? name,
		base: 'none',
		kind: 'proto',
		dissected: false,
	};
	definitions.set(name, made);
	return made;
}

/** The line of a protocol that is passed through. */
export function otherSummary(name: ProtocolName, length: number): string {
	return `${TITLES[name] ?? name}  ${length} ${length === 1 ? 'byte' : 'bytes'}`;
}
