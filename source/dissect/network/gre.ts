import {walkEthernet} from '../link/ethernet.ts';
import {walkPppFrame} from '../link/ppp.ts';
import {walkFrameRelay} from '../link/wide-area.ts';
import {walkWlanFrame} from '../link/wlan.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkByVersionNibble} from './ip-protocol.ts';
import {walkIpv4} from './ipv4.ts';
import {walkIpv6} from './ipv6.ts';
import {walkMpls} from './mpls.ts';
import {walkServiceHeader} from './nsh.ts';

/** Flag bits of the first word (RFC 2784, 2890; version 1 is RFC 2637). */
const CHECKSUM_OR_ROUTING = 0xc000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const VERSION = 0x0007;
const ACKNOWLEDGMENT = 0x0080;

/** Protocol types: EtherTypes, and numbers of the tunnel's maker. */
const enum GreProtocol {
	IPV4 = 0x0800,
	ERSPAN_TYPE_3 = 0x22eb,
	MIKROTIK_EOIP = 0x6400,
	TRANSPARENT_BRIDGING = 0x6558,
	FRAME_RELAY = 0x6559,
	ARUBA_FIRST = 0x8200,
	ARUBA_LAST = 0x8370,
	IPV6 = 0x86dd,
	PPP = 0x880b,
	WCCP = 0x883e,
	MPLS = 0x8847,
	MPLS_MULTICAST = 0x8848,
	ERSPAN = 0x88be,
	NSH = 0x894f,
}

/** Generic routing encapsulation. */
export function walkGre(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.gre, at, end);
	if (at + 4 > walk.captureEnd || at + 4 > end) return;
	const flags = u16(walk.bytes, at);
	const type = u16(walk.bytes, at + 2);
	let next = at + 4;
	if ((flags & CHECKSUM_OR_ROUTING) !== 0) next += 4;
	if ((flags & KEY) !== 0) next += 4;
	if ((flags & SEQUENCE) !== 0) next += 4;
	if ((flags & VERSION) === 1 && (flags & ACKNOWLEDGMENT) !== 0) next += 4;
	if ((flags & ROUTING) !== 0) next = afterSourceRoutes(walk, next);
	if (next >= end || next >= walk.captureEnd) return;
	walkPayload(walk, type, next, end, (flags & SEQUENCE) !== 0);
}

function walkPayload(walk: Walk, type: number, at: number, end: number, isNumbered: boolean): void {
	switch (type) {
		case GreProtocol.IPV4:
			walkIpv4(walk, at, end);
			break;
		case GreProtocol.IPV6:
			walkIpv6(walk, at, end);
			break;
		case GreProtocol.TRANSPARENT_BRIDGING:
		case GreProtocol.MIKROTIK_EOIP:
			walkEthernet(walk, at, end);
			break;
		case GreProtocol.PPP:
			walkPppFrame(walk, at, end);
			break;
		case GreProtocol.FRAME_RELAY:
			walkFrameRelay(walk, at, end);
			break;
		case GreProtocol.MPLS:
		case GreProtocol.MPLS_MULTICAST:
			walkMpls(walk, at, end);
			break;
		case GreProtocol.NSH:
			walkServiceHeader(walk, at, end);
			break;
		case GreProtocol.WCCP:
			walkRedirected(walk, at, end);
			break;
		case GreProtocol.ERSPAN:
		case GreProtocol.ERSPAN_TYPE_3:
			walkErspan(walk, at, end, isNumbered || type === GreProtocol.ERSPAN_TYPE_3);
			break;
		default:
			if (type >= GreProtocol.ARUBA_FIRST && type <= GreProtocol.ARUBA_LAST && (type & 0xf) === 0)
				walkWlanFrame(walk, at, end);
			else walk.layer(Protocol.data, at, end);
	}
}

/** Source route entries (RFC 1701): family, offset, length; the one of length 0 is the last. */
function afterSourceRoutes(walk: Walk, at: number): number {
	let next = at;
	while (next + 4 <= walk.captureEnd) {
		const length = walk.bytes[next + 3]!;
		next += 4 + length;
		if (length === 0) break;
	}
	return next;
}

/** Packets that WCCP redirects: version 2 puts four bytes in front, which an IPv4 header cannot begin with. */
function walkRedirected(walk: Walk, at: number, end: number): void {
	walkByVersionNibble(walk, walk.bytes[at]! >>> 4 === 4 ? at : at + 4, end);
}

/**
 * Mirrored traffic: type I has no header of its own, and GRE no sequence number; type II has one of 8 bytes, type III
 * one of 12, with 8 more if the last bit says so. The types II and III tell themselves apart by their version.
 */
function walkErspan(walk: Walk, at: number, end: number, hasHeader: boolean): void {
	walk.layer(Protocol.erspan, at, end);
	let header = 0;
	if (hasHeader) {
		const TYPE_3 = 2;
		header = 8;
		if (walk.bytes[at]! >>> 4 === TYPE_3) {
			if (at + 12 > walk.captureEnd) return;
			header = (walk.bytes[at + 11]! & 1) === 1 ? 20 : 12;
		}
	}
	if (at + header < walk.captureEnd && at + header < end) walkEthernet(walk, at + header, end);
}
