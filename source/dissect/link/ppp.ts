import {walkIpv4, walkVanJacobson} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {walkMpls} from '../network/mpls.ts';
import {Protocol} from '../protocol.ts';
import type {Walk} from '../walk.ts';
import {walkCiscoHdlc} from './other.ts';

/** PPP protocol numbers (IANA ppp-numbers). */
const enum PppProtocol {
	IPV4 = 0x0021,
	COMPRESSED_TCP = 0x002d,
	UNCOMPRESSED_TCP = 0x002f,
	IPV6 = 0x0057,
	MPLS = 0x0281,
	MPLS_MULTICAST = 0x0283,
}

/** First byte: the address of all stations (RFC 1662 3.1), or those of Cisco HDLC, unicast and multicast. */
const ALL_STATIONS = 0xff;
const CISCO_UNICAST = 0x0f;
const CISCO_MULTICAST = 0x8f;

/**
 * PPP as a link layer: HDLC-like framing (RFC 1662) may put address and control bytes in front. Some devices record
 * Cisco HDLC as PPP.
 */
export function walkPppFrame(walk: Walk, at: number, end: number): void {
	if (at + 2 > walk.captureEnd) return;
	const address = walk.bytes[at];
	if (address === CISCO_UNICAST || address === CISCO_MULTICAST) {
		walk.layer(Protocol.ppp, at, end);
		walkCiscoHdlc(walk, at, end);
	} else walkPppFrom(walk, at, address === ALL_STATIONS ? at + 2 : at, end);
}

/** PPP from its protocol field on (RFC 1661 2). */
export function walkPpp(walk: Walk, at: number, end: number): void {
	walkPppFrom(walk, at, at, end);
}

function walkPppFrom(walk: Walk, start: number, at: number, end: number): void {
	walk.layer(Protocol.ppp, start, end);
	if (at + 2 > walk.captureEnd || at + 2 > end) return;
	// The protocol field may be compressed to one byte: the low bit of its last byte is 1 (RFC 1661 2).
	const first = walk.bytes[at]!;
	const short = (first & 1) === 1;
	const protocol = short ? first : (first << 8) | walk.bytes[at + 1]!;
	const next = at + (short ? 1 : 2);
	if (protocol === PppProtocol.IPV4) walkIpv4(walk, next, end);
	else if (protocol === PppProtocol.IPV6) walkIpv6(walk, next, end);
	else if (protocol === PppProtocol.MPLS || protocol === PppProtocol.MPLS_MULTICAST) walkMpls(walk, next, end);
	else if (protocol === PppProtocol.UNCOMPRESSED_TCP) walkVanJacobson(walk, next, end);
	else if (protocol === PppProtocol.COMPRESSED_TCP) walk.layer(Protocol.vjc, next, end);
	else walk.layer(Protocol.other, next, end);
}
