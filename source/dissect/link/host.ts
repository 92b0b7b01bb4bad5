import {walkEtherType} from '../ethertype.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {Protocol} from '../protocol.ts';
import {i32, u16, type Walk} from '../walk.ts';
import {SMALLEST_ETHERTYPE, walkEthernet} from './ethernet.ts';
import {walkLlc} from './llc.ts';
import {walkPppFrame} from './ppp.ts';
import {walkFrameRelay} from './wide-area.ts';
import {walkRadiotap} from './wlan.ts';

/**
 * What an operating system puts in front of packets that it shows from above any wire: address families of its own, or
 * a header in place of the one that was on the wire.
 */

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
	else walk.layer(Protocol.data, at, end);
}

/**
 * BSD null and loop: a 4-byte address family in the byte order of the capturing host, or big-endian; some hosts write
 * it as 16 bits. PPP frames are found under this link type as well.
 */
export function walkLoopback(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.null, at, end);
	if (at + 4 > walk.captureEnd) return;
	const bytes = walk.bytes;
	const PPP_FRAME = 0xff03;
	if (u16(bytes, at) === PPP_FRAME) {
		walkPppFrame(walk, at, end);
		return;
	}
	let family = i32(bytes, at) >>> 0;
	if (family > 0xffff) {
		const HIGHEST_FAMILY = 5;
		if (family >>> 16 <= HIGHEST_FAMILY) family >>>= 16;
		else family = ((bytes[at + 3]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 1]! << 8) | bytes[at]!) >>> 0;
	}
	// 2 is AF_INET everywhere; AF_INET6 is 24, 28 and 30 on the BSDs and macOS.
	if (family === 2) walkIpv4(walk, at + 4, end);
	else if (family === 24 || family === 28 || family === 30) walkIpv6(walk, at + 4, end);
	else if (family >= SMALLEST_ETHERTYPE) walkEtherType(walk, family, at + 4, end);
}

/** OpenBSD's IPsec interface: address family in either byte order, security parameter index, flags. */
export function walkEnc(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.enc, at, end);
	if (at + 12 > walk.captureEnd) return;
	const AF_INET6_OPENBSD = 24;
	const family = walk.bytes[at]! | walk.bytes[at + 3]!;
	if (family === 2) walkIpv4(walk, at + 12, end);
	else if (family === AF_INET6_OPENBSD) walkIpv6(walk, at + 12, end);
}

/** OpenBSD's packet filter log: its length without padding, address family, and what the filter did. */
export function walkPflog(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.pflog, at, end);
	if (at + 2 > walk.captureEnd) return;
	const next = at + ((walk.bytes[at]! + 3) & ~3);
	const family = walk.bytes[at + 1];
	if (next >= walk.captureEnd || next >= end) return;
	if (family === 2) walkIpv4(walk, next, end);
	else if (family === 24 || family === 28 || family === 30) walkIpv6(walk, next, end);
}

/** Solaris IP observability: version, address family as Solaris numbers it, and zones, in 24 bytes. */
export function walkIpnet(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ipnet, at, end);
	if (at + 24 > walk.captureEnd) return;
	const AF_INET6_SOLARIS = 26;
	const family = walk.bytes[at + 1];
	if (family === 2) walkIpv4(walk, at + 24, end);
	else if (family === AF_INET6_SOLARIS) walkIpv6(walk, at + 24, end);
}

/** Linux cooked capture, version 1: 16 bytes, the kind of interface second, the protocol last. */
export function walkLinuxCooked(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.sll, at, end);
	if (at + 16 > walk.captureEnd) return;
	walkCookedProtocol(walk, u16(walk.bytes, at + 2), at + 14, at + 16, end);
}

/** Linux cooked capture, version 2: 20 bytes, the protocol first, the kind of interface at 8. */
export function walkLinuxCooked2(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.sll, at, end);
	if (at + 20 > walk.captureEnd) return;
	walkCookedProtocol(walk, u16(walk.bytes, at + 8), at, at + 20, end);
}

/** ARPHRD_ numbers of Linux's if_arp.h, and protocols of its if_ether.h that are no EtherTypes. */
const enum Cooked {
	ARPHRD_FRAD = 770,
	ARPHRD_RADIOTAP = 803,
	ETHERNET = 3,
	LLC_802_2 = 4,
	PPP = 7,
}

function walkCookedProtocol(walk: Walk, kind: number, protocolAt: number, at: number, end: number): void {
	const protocol = u16(walk.bytes, protocolAt);
	if (kind === Cooked.ARPHRD_FRAD) walkFrameRelay(walk, at, end);
	else if (kind === Cooked.ARPHRD_RADIOTAP) walkRadiotap(walk, at, end);
	else if (protocol === Cooked.LLC_802_2) walkLlc(walk, at, end);
	else if (protocol === Cooked.ETHERNET) walkEthernet(walk, at, end);
	else if (protocol === Cooked.PPP) walkPppFrame(walk, at, end);
	else if (protocol >= SMALLEST_ETHERTYPE) {
		walk.layer(Protocol.ethertype, protocolAt, end);
		walkEtherType(walk, protocol, at, end);
	}
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
