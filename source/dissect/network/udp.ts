import {walkEtherType} from '../ethertype.ts';
import {walkTzsp} from '../link/containers.ts';
import {walkEthernet} from '../link/ethernet.ts';
import {walkPppFrame} from '../link/ppp.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkGre} from './gre.ts';
import {walkByVersionNibble, walkIpProtocol} from './ip-protocol.ts';
import {walkIpv4} from './ipv4.ts';
import {walkIpv6} from './ipv6.ts';
import {looksLikeEthernet, walkMpls} from './mpls.ts';
import {walkNextProtocol} from './nsh.ts';
import {walkSflow} from './sflow.ts';
import {walkCapwapData, walkLwapp} from './wireless.ts';

/** UDP ports (IANA service names) of the tunnels that are walked through. */
const enum Port {
	L2TP = 1701,
	GTP_CONTROL = 2123,
	GTP_USER = 2152,
	GTP_PRIME = 3386,
	TEREDO = 3544,
	LISP_DATA = 4341,
	GRE_IN_UDP = 4754,
	VXLAN = 4789,
	VXLAN_GPE = 4790,
	AYIYA = 5072,
	CAPWAP_DATA = 5247,
	GENEVE = 6081,
	SFLOW = 6343,
	MPLS_IN_UDP = 6635,
	LWAPP = 12222,
	LWAPP_WITH_ADDRESS = 12223,
	TZSP = 37008,
}

/** UDP (RFC 768); a tunnel is told by the lower port first, then by the other. */
export function walkUdp(walk: Walk, at: number, lowerEnd: number): void {
	walk.layer(Protocol.udp, at, lowerEnd);
	if (at + 8 > walk.captureEnd || at + 8 > lowerEnd) return;
	const length = u16(walk.bytes, at + 4);
	// Zero stands for a length that 16 bits cannot hold (RFC 2675 4), which is an IPv6 matter.
	if (length >= 8) walkPorts(walk, at, Math.min(at + length, lowerEnd));
	else if (length === 0 && walk.version === 6) walkPorts(walk, at, lowerEnd);
}

/** UDP-Lite (RFC 3828): the checksum's coverage stands where UDP has a length; the ports are those of UDP. */
export function walkUdpLite(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.udplite, at, end);
	if (at + 8 <= walk.captureEnd && at + 8 <= end) walkPorts(walk, at, end);
}

function walkPorts(walk: Walk, at: number, end: number): void {
	const source = u16(walk.bytes, at);
	const destination = u16(walk.bytes, at + 2);
	const low = Math.min(source, destination);
	const high = Math.max(source, destination);
	if (!walkTunnel(walk, low, at + 8, end) && !walkTunnel(walk, high, at + 8, end) && at + 8 < end)
		walk.layer(Protocol.other, at + 8, end);
}

function walkTunnel(walk: Walk, port: number, at: number, end: number): boolean {
	switch (port) {
		case Port.VXLAN:
			walkVxlan(walk, at, end);
			return true;
		case Port.VXLAN_GPE:
			walkVxlanGpe(walk, at, end);
			return true;
		case Port.GENEVE:
			walkGeneve(walk, at, end);
			return true;
		case Port.L2TP:
			return walkL2tp(walk, at, end);
		case Port.GTP_CONTROL:
		case Port.GTP_USER:
			return walkGtp(walk, Protocol.gtp, at, end);
		case Port.GTP_PRIME:
			return walkGtp(walk, Protocol.gtpprime, at, end);
		case Port.TEREDO:
			return walkTeredo(walk, at, end);
		case Port.AYIYA:
			walkAyiya(walk, at, end);
			return true;
		case Port.LISP_DATA:
			walk.layer(Protocol['lisp-data'], at, end);
			walkByVersionNibble(walk, at + 8, end);
			return true;
		case Port.GRE_IN_UDP:
			walkGre(walk, at, end);
			return true;
		case Port.MPLS_IN_UDP:
			walkMpls(walk, at, end);
			return true;
		case Port.SFLOW:
			walkSflow(walk, at, end);
			return true;
		case Port.TZSP:
			walkTzsp(walk, at, end);
			return true;
		case Port.CAPWAP_DATA:
			walkCapwapData(walk, at, end);
			return true;
		case Port.LWAPP:
			walkLwapp(walk, at, end);
			return true;
		case Port.LWAPP_WITH_ADDRESS:
			walkLwapp(walk, at + 6, end);
			return true;
		default:
			return false;
	}
}

/** RFC 7348 5: eight bytes, then an Ethernet frame. */
function walkVxlan(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.vxlan, at, end);
	if (at + 8 < walk.captureEnd && at + 8 < end) walkEthernet(walk, at + 8, end);
}

/** VXLAN with a next-protocol byte. */
function walkVxlanGpe(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.vxlan, at, end);
	if (at + 8 < walk.captureEnd && at + 8 < end) walkNextProtocol(walk, walk.bytes[at + 3]!, at + 8, end);
}

/** RFC 8926 3.4: options in words, EtherType of the payload. */
function walkGeneve(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.geneve, at, end);
	if (at + 8 > walk.captureEnd || at + 8 > end) return;
	const next = at + 8 + (walk.bytes[at]! & 0x3f) * 4;
	if (next < walk.captureEnd && next < end) walkEtherType(walk, u16(walk.bytes, at + 2), next, end);
}

/** L2TP version 2 (RFC 2661 3.1): a data message has a PPP frame behind the fields that its flags announce. */
function walkL2tp(walk: Walk, at: number, lowerEnd: number): boolean {
	if (at + 6 > walk.captureEnd || at + 6 > lowerEnd) return false;
	const CONTROL = 0x8000;
	const LENGTH = 0x4000;
	const SEQUENCE = 0x0800;
	const OFFSET = 0x0200;
	const flags = u16(walk.bytes, at);
	const version = flags & 0xf;
	if (version !== 2 && version !== 3) return false;
	walk.layer(Protocol.l2tp, at, lowerEnd);
	if (version === 3 || (flags & CONTROL) !== 0) return true;
	const end = (flags & LENGTH) !== 0 ? Math.min(at + u16(walk.bytes, at + 2), lowerEnd) : lowerEnd;
	let next = at + ((flags & LENGTH) !== 0 ? 8 : 6) + ((flags & SEQUENCE) !== 0 ? 4 : 0);
	if ((flags & OFFSET) !== 0) {
		if (next + 2 > walk.captureEnd) return true;
		next += 2 + u16(walk.bytes, next);
	}
	if (next < end) walkPppFrame(walk, next, end);
	return true;
}

/** GTP-U (3GPP TS 29.281 5): message 255 is a user's packet; optional fields and extension headers come first. */
function walkGtp(walk: Walk, name: number, at: number, lowerEnd: number): boolean {
	if (at + 8 > walk.captureEnd || at + 8 > lowerEnd) return false;
	const {bytes} = walk;
	const flags = bytes[at]!;
	const version = flags >>> 5;
	const PROTOCOL_TYPE = 0x10;
	if (version > 2 || (version === 0 && (flags & PROTOCOL_TYPE) === 0)) return false;
	walk.layer(name, at, lowerEnd);
	const USER_PACKET = 255;
	if (bytes[at + 1] !== USER_PACKET || (flags & PROTOCOL_TYPE) === 0 || version === 2) return true;
	let next = version === 0 ? at + 20 : at + 8;
	const end = Math.min(next + u16(bytes, at + 2), lowerEnd);
	if (version === 1) {
		if ((flags & 7) !== 0) next += 4;
		if ((flags & 4) !== 0) {
			let type = next <= walk.captureEnd ? bytes[next - 1]! : 0;
			while (type !== 0 && next < walk.captureEnd && bytes[next]! > 0) {
				next += bytes[next]! * 4;
				type = next <= walk.captureEnd ? bytes[next - 1]! : 0;
			}
		}
	}
	if (next < walk.captureEnd && next < end) walkUserPacket(walk, next, end);
	return true;
}

/** The tunnel's set-up says what it carries; without that, the first byte and what stands at an EtherType's place. */
function walkUserPacket(walk: Walk, at: number, end: number): void {
	const first = walk.bytes[at]!;
	if (first >= 0x45 && first <= 0x4e) walkIpv4(walk, at, end);
	else if (first >>> 4 === 6) walkIpv6(walk, at, end);
	else if (looksLikeEthernet(walk, at)) walkEthernet(walk, at, end);
}

/** Teredo (RFC 4380 5.1.1): authentication and origin headers may come before the IPv6 packet. */
function walkTeredo(walk: Walk, at: number, end: number): boolean {
	const {bytes} = walk;
	let next = at;
	if (next + 4 > walk.captureEnd) return false;
	const AUTHENTICATION = 1;
	if (u16(bytes, next) === AUTHENTICATION) next += 13 + bytes[next + 2]! + bytes[next + 3]!;
	if (next + 2 > walk.captureEnd) return false;
	const ORIGIN = 0;
	if (u16(bytes, next) === ORIGIN) next += 8;
	if (next >= walk.captureEnd || bytes[next]! >>> 4 !== 6) return false;
	walk.layer(Protocol.teredo, at, end);
	walkIpv6(walk, next, end);
	return true;
}

/** AYIYA: identity and signature of given lengths, then what the next-header byte names. */
function walkAyiya(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ayiya, at, end);
	if (at + 8 > walk.captureEnd || at + 8 > end) return;
	const {bytes} = walk;
	const identity = 1 << (bytes[at]! >>> 4);
	const signature = (bytes[at + 1]! >>> 4) * 4;
	const FORWARD = 1;
	const next = at + 8 + identity + signature;
	if ((bytes[at + 2]! & 15) === FORWARD && next < walk.captureEnd) walkIpProtocol(walk, bytes[at + 3]!, next, end);
}
