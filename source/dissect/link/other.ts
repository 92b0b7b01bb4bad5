import {walkEtherType} from '../ethertype.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {SMALLEST_ETHERTYPE, walkEthernet} from './ethernet.ts';
import {walkLlc} from './llc.ts';

/** Raw IP: the version nibble tells which. */
export function walkRawIp(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.raw, at, end);
	walkIpByVersion(walk, at, end);
}

function walkIpByVersion(walk: Walk, at: number, end: number): void {
	if (at >= walk.captureEnd) return;
	const version = walk.bytes[at]! >>> 4;
	if (version === 4) walkIpv4(walk, at, end);
	else if (version === 6) walkIpv6(walk, at, end);
}

/** BSD null and loop: a 4-byte address family in the byte order of the capturing host, or big-endian. */
export function walkLoopback(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.null, at, end);
	if (at + 4 > walk.captureEnd) return;
	const bytes = walk.bytes;
	let family = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | u16(bytes, at + 2)) >>> 0;
	if (family > 0xffff)
		family = ((bytes[at + 3]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 1]! << 8) | bytes[at]!) >>> 0;
	// 2 is AF_INET everywhere; AF_INET6 is 10 on Linux, 24, 28 and 30 on the BSDs and macOS, 23 on Windows.
	if (family === 2) walkIpv4(walk, at + 4, end);
	else if (family === 10 || family === 23 || family === 24 || family === 28 || family === 30)
		walkIpv6(walk, at + 4, end);
	else if (family >= SMALLEST_ETHERTYPE) walkEtherType(walk, family, at + 4, end);
}

/** Linux cooked capture, version 1: 16 bytes, the protocol last. */
export function walkLinuxCooked(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.sll, at, end);
	if (at + 16 > walk.captureEnd) return;
	walkCookedProtocol(walk, u16(walk.bytes, at + 14), at + 14, at + 16, end);
}

/** Linux cooked capture, version 2: 20 bytes, the protocol first. */
export function walkLinuxCooked2(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.sll, at, end);
	if (at + 20 > walk.captureEnd) return;
	walkCookedProtocol(walk, u16(walk.bytes, at), at, at + 20, end);
}

function walkCookedProtocol(walk: Walk, protocol: number, protocolAt: number, at: number, end: number): void {
	const LLC_802_2 = 4;
	if (protocol === LLC_802_2) walkLlc(walk, at, end);
	else if (protocol >= SMALLEST_ETHERTYPE) {
		walk.layer(Protocol.ethertype, protocolAt, end);
		walkEtherType(walk, protocol, at, end);
	}
}

/** Cisco HDLC: address, control, EtherType. */
export function walkCiscoHdlc(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.chdlc, at, end);
	if (at + 4 > walk.captureEnd) return;
	walkEtherType(walk, u16(walk.bytes, at + 2), at + 4, end);
}

/** Frame Relay: two or more address bytes, then either RFC 2427 encapsulation or Cisco's EtherType. */
export function walkFrameRelay(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.fr, at, end);
	const bytes = walk.bytes;
	let next = at;
	// The low bit of the last address byte is set (Q.922 3.3).
	while (next < at + 4 && next < walk.captureEnd && (bytes[next]! & 1) === 0) next++;
	next++;
	if (next + 2 > walk.captureEnd) return;
	const UNNUMBERED_INFORMATION = 0x03;
	if (bytes[next] !== UNNUMBERED_INFORMATION) {
		walkEtherType(walk, u16(bytes, next), next + 2, end);
		return;
	}
	next++;
	if (bytes[next] === 0 && next + 1 < walk.captureEnd) next++;
	const NLPID_SNAP = 0x80;
	const NLPID_IPV6 = 0x8e;
	const NLPID_IPV4 = 0xcc;
	if (bytes[next] === NLPID_IPV4) walkIpv4(walk, next + 1, end);
	else if (bytes[next] === NLPID_IPV6) walkIpv6(walk, next + 1, end);
	else if (
		bytes[next] === NLPID_SNAP &&
		next + 6 <= walk.captureEnd &&
		u16(bytes, next + 1) === 0 &&
		bytes[next + 3] === 0
	)
		walkEtherType(walk, u16(bytes, next + 4), next + 6, end);
}

/** FDDI: frame control and two addresses; LLC frames (control bits 01) go on. */
export function walkFddi(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.fddi, at, end);
	if (at + 13 > walk.captureEnd) return;
	if ((walk.bytes[at]! & 0x30) === 0x10) walkLlc(walk, at + 13, end);
}

/** Token Ring: access and frame control, two addresses, optional source route. */
export function walkTokenRing(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.tr, at, end);
	if (at + 14 > walk.captureEnd) return;
	const bytes = walk.bytes;
	if ((bytes[at + 1]! & 0xc0) !== 0x40) return;
	const routed = (bytes[at + 8]! & 0x80) !== 0;
	const routing = routed && at + 15 < walk.captureEnd ? bytes[at + 14]! & 0x1f : 0;
	walkLlc(walk, at + 14 + routing, end);
}

/**
 * ARCnet (RFC 1201): source, destination, for Linux two bytes of offset, the protocol id and, with fragmentation
 * headers, a split flag and sequence number.
 */
export function walkArcnet(variant: 1 | 2): (walk: Walk, at: number, end: number) => void {
	const protocolAt = variant === 1 ? 2 : 4;
	return (walk, at, end) => {
		walk.layer(Protocol.arcnet, at, end);
		if (at + protocolAt + 4 > walk.captureEnd) return;
		const protocol = walk.bytes[at + protocolAt];
		const IP_RFC_1201 = 212;
		const IP_RFC_1051 = 240;
		const ARP_RFC_1201 = 213;
		if (protocol === IP_RFC_1201) walkIpv4(walk, at + protocolAt + 4, end);
		else if (protocol === IP_RFC_1051) walkIpv4(walk, at + protocolAt + 1, end);
		else if (protocol === ARP_RFC_1201) walk.layer(Protocol.arp, at + protocolAt + 4, end);
	};
}

/** Linux netfilter log: address family, then attributes; the payload attribute is the packet. */
export function walkNflog(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.nflog, at, end);
	const PAYLOAD = 9;
	const bytes = walk.bytes;
	let next = at + 4;
	while (next + 4 <= walk.captureEnd) {
		const length = bytes[next]! | (bytes[next + 1]! << 8);
		const type = (bytes[next + 2]! | (bytes[next + 3]! << 8)) & 0x7fff;
		if (length < 4) return;
		if (type === PAYLOAD) {
			const family = bytes[at];
			if (family === 2) walkIpv4(walk, next + 4, Math.min(next + length, end));
			else if (family === 10) walkIpv6(walk, next + 4, Math.min(next + length, end));
			return;
		}
		next += (length + 3) & ~3;
	}
}

/** IP over InfiniBand with its 40-byte pseudo header: EtherType, two reserved bytes. */
export function walkIpOverInfiniband(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ipoib, at, end);
	if (at + 44 > walk.captureEnd) return;
	walkEtherType(walk, u16(walk.bytes, at + 40), at + 44, end);
}

/** Juniper's Ethernet with a magic number, flags and optional extensions in front. */
export function walkJuniperEthernet(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.juniper, at, end);
	if (at + 6 > walk.captureEnd) return;
	const bytes = walk.bytes;
	const isMagic = bytes[at] === 0x4d && bytes[at + 1] === 0x47 && bytes[at + 2] === 0x43;
	if (!isMagic) return;
	const flags = bytes[at + 3]!;
	const NO_LAYER_2 = 0x02;
	const EXTENSIONS = 0x80;
	let next = at + 4;
	if ((flags & EXTENSIONS) !== 0) next += 2 + u16(bytes, at + 4);
	if ((flags & NO_LAYER_2) !== 0) return;
	walkEthernet(walk, next, end);
}
