import {walkEtherType} from '../ethertype.ts';
import {walkEthernet} from '../link/ethernet.ts';
import {Protocol} from '../protocol.ts';
import {SegmentFlag, u16, type Walk} from '../walk.ts';
import {walkGre} from './gre.ts';
import {walkIcmp, walkIcmpv6} from './icmp.ts';
import {walkIpv4} from './ipv4.ts';
import {walkExtensionHeaders, walkIpv6} from './ipv6.ts';
import {walkMpls} from './mpls.ts';
import {walkUdp, walkUdpLite} from './udp.ts';

/** IP protocol numbers (IANA protocol-numbers) of what is walked through. */
export const enum IpProtocol {
	HOP_BY_HOP = 0,
	ICMP = 1,
	IGMP = 2,
	IPV4 = 4,
	TCP = 6,
	UDP = 17,
	IPV6 = 41,
	ROUTING = 43,
	FRAGMENT = 44,
	GRE = 47,
	AUTHENTICATION = 51,
	ICMPV6 = 58,
	NO_NEXT_HEADER = 59,
	DESTINATION_OPTIONS = 60,
	ETHERNET_IN_IP = 97,
	PIM = 103,
	L2TP = 115,
	SCTP = 132,
	MOBILITY = 135,
	UDP_LITE = 136,
	MPLS_IN_IP = 137,
	ETHERNET = 143,
}

const MAX_DEPTH = 48;

/** What an IP protocol number says comes next. */
export function walkIpProtocol(walk: Walk, protocol: number, at: number, end: number): void {
	if (protocol === IpProtocol.TCP) walkTcp(walk, at, end);
	else walkOther(walk, protocol, at, end);
}

/** All but the commonest, which stands alone so that it is compiled into its callers. */
function walkOther(walk: Walk, protocol: number, at: number, end: number): void {
	if (++walk.depth > MAX_DEPTH) return;
	switch (protocol) {
		case IpProtocol.UDP:
			walkUdp(walk, at, end);
			break;
		case IpProtocol.ICMP:
			walkIcmp(walk, at, end);
			break;
		case IpProtocol.ICMPV6:
			walkIcmpv6(walk, at, end);
			break;
		case IpProtocol.IPV4:
			walkIpv4(walk, at, end);
			break;
		case IpProtocol.IPV6:
			walkIpv6(walk, at, end);
			break;
		case IpProtocol.GRE:
			walkGre(walk, at, end);
			break;
		case IpProtocol.AUTHENTICATION:
			walkAuthentication(walk, at, end);
			break;
		case IpProtocol.ETHERNET_IN_IP:
			walk.layer(Protocol.etherip, at, end);
			if (at + 2 <= walk.captureEnd) walkEthernet(walk, at + 2, end);
			break;
		case IpProtocol.UDP_LITE:
			walkUdpLite(walk, at, end);
			break;
		case IpProtocol.PIM:
			walkPim(walk, at, end);
			break;
		case IpProtocol.HOP_BY_HOP:
		case IpProtocol.ROUTING:
		case IpProtocol.FRAGMENT:
		case IpProtocol.DESTINATION_OPTIONS:
			walkExtensionHeaders(walk, protocol, at, end);
			break;
		case IpProtocol.ETHERNET:
			walkEthernet(walk, at, end);
			break;
		case IpProtocol.MPLS_IN_IP:
			walkMpls(walk, at, end);
			break;
		case IpProtocol.SCTP:
			walk.layer(Protocol.sctp, at, end);
			break;
		case IpProtocol.IGMP:
			walk.layer(Protocol.igmp, at, end);
			break;
		case IpProtocol.L2TP:
			walk.layer(Protocol.l2tp, at, end);
			break;
		default:
			walk.layer(Protocol.other, at, end);
	}
}

/** TCP: noted here, analysed in analysis/. With fewer than 16 bytes there are no more than ports (spec 2.7). */
function walkTcp(walk: Walk, at: number, end: number): void {
	if (at >= end) return;
	walk.layer(Protocol.tcp, at, end);
	if (at + 16 <= walk.captureEnd && at + 16 <= end) walk.segment(at, end);
}

/** IP authentication header (RFC 4302 2): next protocol, length in words less two. */
function walkAuthentication(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ah, at, end);
	if (at + 12 > walk.captureEnd) return;
	walkIpProtocol(walk, walk.bytes[at]!, at + (walk.bytes[at + 1]! + 2) * 4, end);
}

/** PIM version 2 (RFC 7761 4.9.3): a Register message carries the multicast packet of a source. */
function walkPim(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.pim, at, end);
	const VERSION_2_REGISTER = 0x21;
	if (at + 8 <= walk.captureEnd && walk.bytes[at] === VERSION_2_REGISTER) walkByVersionNibble(walk, at + 8, end);
}

/** Where a tunnel's inner packet is told only by its version nibble. */
export function walkByVersionNibble(walk: Walk, at: number, end: number): void {
	if (at >= walk.captureEnd || at >= end) return;
	const nibble = walk.bytes[at]! >>> 4;
	if (nibble === 4) walkIpv4(walk, at, end);
	else if (nibble === 6) walkIpv6(walk, at, end);
}

/** An EtherType and then what it names, as tunnels carry it; `typeAt` is where the type stands. */
export function walkTunnelType(walk: Walk, typeAt: number, at: number, end: number): void {
	if (at > walk.captureEnd || at > end) return;
	walkEtherType(walk, u16(walk.bytes, typeAt), at, end);
}

/** Runs a walker on headers that an ICMP error quotes. */
export function walkQuote(
	walk: Walk,
	walker: (walk: Walk, at: number, end: number) => void,
	at: number,
	end: number,
): void {
	const {flags} = walk;
	walk.flags |= SegmentFlag.QUOTED;
	walker(walk, at, end);
	walk.flags = flags;
}
