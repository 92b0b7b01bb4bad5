import {walkIpv4, walkVanJacobson} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {walkMpls} from '../network/mpls.ts';
import {Protocol} from '../protocol.ts';
import type {Walk} from '../walk.ts';
import {walkEthernet} from './ethernet.ts';
import {walkCiscoHdlc} from './wide-area.ts';

/** PPP protocol numbers (IANA ppp-numbers). */
const enum PppProtocol {
	IPV4 = 0x0021,
	COMPRESSED_TCP = 0x002d,
	UNCOMPRESSED_TCP = 0x002f,
	BRIDGING = 0x0031,
	MULTILINK = 0x003d,
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
	walkProtocol(walk, at, end);
}

function walkProtocol(walk: Walk, at: number, end: number): void {
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
	else if (protocol === PppProtocol.BRIDGING) walkBridged(walk, next, end);
	else if (protocol === PppProtocol.MULTILINK) walkMultilink(walk, next, end);
	else if (protocol === PppProtocol.COMPRESSED_TCP) walk.layer(Protocol.vjc, next, end);
	else walk.layer(Protocol.other, next, end);
}

/** PPP bridging (RFC 3518 4.2): flags and the kind of frame; one flag says that the frame has its FCS. */
function walkBridged(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.bcp_bpdu, at, end);
	if (at + 2 > walk.captureEnd || at + 2 > end) return;
	const IEEE_802_3 = 1;
	const HAS_FCS = 0x80;
	const FCS = 4;
	if (walk.bytes[at + 1] !== IEEE_802_3) return;
	walkEthernet(walk, at + 2, (walk.bytes[at]! & HAS_FCS) !== 0 ? end - FCS : end);
}

/** PPP multilink with long sequence numbers (RFC 1990 3): what begins and ends in one fragment is whole. */
function walkMultilink(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.mp, at, end);
	if (at + 4 > walk.captureEnd || at + 4 > end) return;
	const WHOLE = 0xc0;
	if ((walk.bytes[at]! & WHOLE) === WHOLE) walkProtocol(walk, at + 4, end);
	else walk.layer(Protocol.data, at + 4, end);
}
