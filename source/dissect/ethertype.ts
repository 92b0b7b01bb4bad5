import {SMALLEST_ETHERTYPE, walkEthernet} from './link/ethernet.ts';
import {walkLlc} from './link/llc.ts';
import {walkPpp} from './link/ppp.ts';
import {walkIpv4} from './network/ipv4.ts';
import {walkIpv6} from './network/ipv6.ts';
import {walkMpls} from './network/mpls.ts';
import {Protocol} from './protocol.ts';
import {u16, type Walk} from './walk.ts';

/** EtherType numbers (IEEE registration authority) of what is walked through. */
const enum EtherType {
	IPV4 = 0x0800,
	ARP = 0x0806,
	TRILL = 0x22f3,
	TRANSPARENT_BRIDGING = 0x6558,
	PPP = 0x880b,
	VLAN = 0x8100,
	IPV6 = 0x86dd,
	MPLS = 0x8847,
	MPLS_MULTICAST = 0x8848,
	PPPOE_SESSION = 0x8864,
	PROVIDER_VLAN = 0x88a8,
	PROVIDER_BACKBONE = 0x88e7,
	VN_TAG = 0x8926,
	E_TAG = 0x893f,
	NSH = 0x894f,
	CISCO_METADATA = 0x8909,
	VLAN_OLD_9100 = 0x9100,
	VLAN_OLD_9200 = 0x9200,
}

const MAX_DEPTH = 48;

/** What an EtherType says comes next, from `at` on. */
export function walkEtherType(walk: Walk, etherType: number, at: number, end: number): void {
	if (etherType === EtherType.IPV4) walkIpv4(walk, at, end);
	else walkOther(walk, etherType, at, end);
}

/** All but the commonest, which stands alone so that it is compiled into its callers. */
function walkOther(walk: Walk, etherType: number, at: number, end: number): void {
	if (++walk.depth > MAX_DEPTH) return;
	switch (etherType) {
		case EtherType.IPV6:
			walkIpv6(walk, at, end);
			break;
		case EtherType.VLAN:
		case EtherType.PROVIDER_VLAN:
		case EtherType.VLAN_OLD_9100:
		case EtherType.VLAN_OLD_9200:
			walkVlan(walk, at, end);
			break;
		case EtherType.MPLS:
		case EtherType.MPLS_MULTICAST:
			walkMpls(walk, at, end);
			break;
		case EtherType.PPPOE_SESSION:
			walkPppoeSession(walk, at, end);
			break;
		case EtherType.PPP:
			walkPpp(walk, at, end);
			break;
		case EtherType.TRANSPARENT_BRIDGING:
			walkEthernet(walk, at, end);
			break;
		case EtherType.PROVIDER_BACKBONE:
			walkProviderBackbone(walk, at, end);
			break;
		case EtherType.VN_TAG:
			walkTag(walk, Protocol.vntag, at, end, 4);
			break;
		case EtherType.E_TAG:
			walkTag(walk, Protocol.etag, at, end, 6);
			break;
		case EtherType.CISCO_METADATA:
			walkTag(walk, Protocol.other, at, end, 6);
			break;
		case EtherType.NSH:
			walkServiceHeader(walk, at, end);
			break;
		case EtherType.TRILL:
			walkTrill(walk, at, end);
			break;
		case EtherType.ARP:
			walk.layer(Protocol.arp, at, end);
			break;
		default:
			walk.layer(Protocol.other, at, end);
	}
}

/** IEEE 802.1Q tag: priority and VLAN id, then the EtherType or 802.3 length of what is tagged. */
function walkVlan(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.vlan, at, end);
	if (at + 4 > walk.captureEnd || at + 4 > end) return;
	walk.vlanId = u16(walk.bytes, at) & 0x0fff;
	const typeOrLength = u16(walk.bytes, at + 2);
	if (typeOrLength >= SMALLEST_ETHERTYPE) {
		walk.layer(Protocol.ethertype, at + 2, end);
		walkEtherType(walk, typeOrLength, at + 4, end);
	} else walkLlc(walk, at + 4, Math.min(at + 4 + typeOrLength, end));
}

/** A tag of fixed size that ends with an EtherType (IEEE 802.1BR, Cisco VN-Tag and metadata). */
function walkTag(walk: Walk, protocol: number, at: number, end: number, size: number): void {
	walk.layer(protocol, at, end);
	if (at + size + 2 > walk.captureEnd || at + size + 2 > end) return;
	walk.layer(Protocol.ethertype, at + size, end);
	walkEtherType(walk, u16(walk.bytes, at + size), at + size + 2, end);
}

/** IEEE 802.1ah: service tag, the customer's addresses and EtherType. */
function walkProviderBackbone(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ieee8021ah, at, end);
	if (at + 18 > walk.captureEnd || at + 18 > end) return;
	walk.layer(Protocol.ethertype, at + 16, end);
	walkEtherType(walk, u16(walk.bytes, at + 16), at + 18, end);
}

/** PPP over Ethernet, session stage (RFC 2516): its own length, then the PPP protocol field. */
function walkPppoeSession(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.pppoes, at, end);
	if (at + 6 > walk.captureEnd || at + 6 > end) return;
	const payloadEnd = at + 6 + u16(walk.bytes, at + 4);
	walkPpp(walk, at + 6, Math.min(payloadEnd, end));
}

/** Network service header (RFC 8300 2): length in words, next protocol. */
function walkServiceHeader(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.nsh, at, end);
	if (at + 8 > walk.captureEnd || at + 8 > end) return;
	const next = at + (walk.bytes[at + 1]! & 0x3f) * 4;
	const protocol = walk.bytes[at + 3];
	if (next < at + 8) return;
	if (protocol === 1) walkIpv4(walk, next, end);
	else if (protocol === 2) walkIpv6(walk, next, end);
	else if (protocol === 3) walkEthernet(walk, next, end);
	else if (protocol === 5) walkMpls(walk, next, end);
}

/** TRILL (RFC 6325 3): six bytes and options, then an Ethernet frame. */
function walkTrill(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.trill, at, end);
	if (at + 6 > walk.captureEnd || at + 6 > end) return;
	const options = ((u16(walk.bytes, at) >>> 6) & 0x1f) * 4;
	walkEthernet(walk, at + 6 + options, end);
}
