import {walkEthernet} from '../link/ethernet.ts';
import {Protocol} from '../protocol.ts';
import type {Walk} from '../walk.ts';
import {walkIpv4} from './ipv4.ts';
import {walkIpv6} from './ipv6.ts';
import {walkMpls} from './mpls.ts';

const MAX_DEPTH = 48;

/** What VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe) and the network service header number in the same way. */
const enum NextProtocol {
	IPV4 = 1,
	IPV6 = 2,
	ETHERNET = 3,
	NSH = 4,
	MPLS = 5,
}

/** Network service header (RFC 8300 2): length in words, next protocol. */
export function walkServiceHeader(walk: Walk, at: number, end: number): void {
	if (++walk.depth > MAX_DEPTH) return;
	walk.layer(Protocol.nsh, at, end);
	if (at + 8 > walk.captureEnd || at + 8 > end) return;
	const next = at + (walk.bytes[at + 1]! & 0x3f) * 4;
	if (next >= at + 8) walkNextProtocol(walk, walk.bytes[at + 3]!, next, end);
}

export function walkNextProtocol(walk: Walk, protocol: number, at: number, end: number): void {
	if (at >= walk.captureEnd || at >= end) return;
	if (protocol === NextProtocol.IPV4) walkIpv4(walk, at, end);
	else if (protocol === NextProtocol.IPV6) walkIpv6(walk, at, end);
	else if (protocol === NextProtocol.ETHERNET) walkEthernet(walk, at, end);
	else if (protocol === NextProtocol.NSH) walkServiceHeader(walk, at, end);
	else if (protocol === NextProtocol.MPLS) walkMpls(walk, at, end);
	else walk.layer(Protocol.data, at, end);
}
