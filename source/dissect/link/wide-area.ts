import {walkEtherType} from '../ethertype.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkEthernet} from './ethernet.ts';
import {walkLlc, walkSnap} from './llc.ts';
import {walkPpp} from './ppp.ts';

/** Frame Relay's network layer protocol identifiers (ISO/IEC TR 9577). */
const enum Nlpid {
	SNAP = 0x80,
	IPV6 = 0x8e,
	IPV4 = 0xcc,
	PPP = 0xcf,
}

const UNNUMBERED_INFORMATION = 0x03;
/** The poll or final bit of an unnumbered frame's control byte (Q.922). */
const POLL = 0x10;

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
	if ((bytes[next]! & ~POLL) === UNNUMBERED_INFORMATION) walkMultiprotocol(walk, next + 1, end);
	else walkEtherType(walk, u16(bytes, next), next + 2, end);
}

/** RFC 2427 3: a protocol identifier, perhaps behind a byte of padding. */
export function walkMultiprotocol(walk: Walk, start: number, end: number): void {
	const {bytes} = walk;
	const at = start + 1 < walk.captureEnd && bytes[start] === 0 ? start + 1 : start;
	if (at >= walk.captureEnd) return;
	const identifier = bytes[at];
	if (identifier === Nlpid.IPV4) walkIpv4(walk, at + 1, end);
	else if (identifier === Nlpid.IPV6) walkIpv6(walk, at + 1, end);
	else if (identifier === Nlpid.PPP) walkPpp(walk, at + 1, end);
	else if (identifier === Nlpid.SNAP) walkSnap(walk, at + 1, end, 0);
}

/** Classical IP over ATM as Linux shows it: nothing in front of IP. */
export function walkClassicalIp(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.clip, at, end);
	walkIpv4(walk, at, end);
}

/** SunATM: direction and kind of traffic, virtual path and circuit, in four bytes. */
export function walkSunAtm(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.atm, at, end);
	if (at + 8 > walk.captureEnd) return;
	const LAN_EMULATION = 1;
	if ((walk.bytes[at]! & 0xf) !== LAN_EMULATION) walkLlcOrIp(walk, at + 4, end);
	else {
		walk.layer(Protocol.lane, at + 4, end);
		walkEthernet(walk, at + 6, end);
	}
}

/** What an ATM adaptation layer 5 frame carries (RFC 2684): LLC, told by its first three bytes, or IP. */
export function walkLlcOrIp(walk: Walk, at: number, end: number): void {
	if (at + 3 > walk.captureEnd) return;
	const isLlc = walk.bytes[at] === 0xaa || walk.bytes[at] === 0xfe;
	if (isLlc && walk.bytes[at + 2] === UNNUMBERED_INFORMATION) walkLlc(walk, at, end);
	else walkIpv4(walk, at, end);
}

/** AX.25 (version 2.2, 3): addresses of seven bytes, of which the last has its low bit set; control; protocol. */
export function walkAx25(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ax25, at, end);
	const {bytes} = walk;
	const MOST_ADDRESSES = 10;
	let next = at + 7;
	while (next <= at + MOST_ADDRESSES * 7 && next <= walk.captureEnd && (bytes[next - 1]! & 1) === 0) next += 7;
	if (next + 2 > walk.captureEnd || next + 2 > end) return;
	const control = bytes[next]!;
	const IP = 0xcc;
	const carriesData = (control & 1) === 0 || (control & ~POLL) === UNNUMBERED_INFORMATION;
	if (carriesData && bytes[next + 1] === IP) walkIpv4(walk, next + 2, end);
}

/** AX.25 behind the byte of a KISS modem. */
export function walkAx25Kiss(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ax25_kiss, at, end);
	walkAx25(walk, at + 1, end);
}
