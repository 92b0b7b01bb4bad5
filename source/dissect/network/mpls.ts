import {walkEthernet} from '../link/ethernet.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkByVersionNibble} from './ip-protocol.ts';
import {walkIpv4} from './ipv4.ts';
import {walkIpv6} from './ipv6.ts';

const MAX_LABELS = 32;
const CONTROL_WORD = 4;
/** The generic associated channel label (RFC 5586 4). */
const ASSOCIATED_CHANNEL_LABEL = 13;

/** MPLS label stack (RFC 3032 2.1); what is under it is told by its first nibble (RFC 4928). */
export function walkMpls(walk: Walk, start: number, end: number): void {
	let at = start;
	let label = 0;
	if (at + 4 <= walk.captureEnd && at + 4 <= end) walk.layer(Protocol.mpls, at, end);
	for (let labels = 0; labels < MAX_LABELS; labels++) {
		if (at + 4 > walk.captureEnd || at + 4 > end) return;
		label = (u16(walk.bytes, at) << 4) | (walk.bytes[at + 2]! >>> 4);
		const bottom = (walk.bytes[at + 2]! & 1) === 1;
		at += 4;
		if (bottom) break;
	}
	if (at >= walk.captureEnd || at >= end) return;
	const nibble = walk.bytes[at]! >>> 4;
	if (nibble === 1 || label === ASSOCIATED_CHANNEL_LABEL) walkAssociatedChannel(walk, at, end);
	else if (nibble === 4 || nibble === 6) walkByVersionNibble(walk, at, end);
	else if (nibble === 0) walkEthernetPseudowire(walk, at, end);
	else walk.layer(Protocol.data, at, end);
}

/** Pseudowire associated channel (RFC 4385 5): the channel type may be that of an IP packet, by its PPP number. */
function walkAssociatedChannel(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.pwach, at, end);
	if (at + CONTROL_WORD > walk.captureEnd || at + CONTROL_WORD > end) return;
	const IPV4 = 0x21;
	const IPV6 = 0x57;
	const channel = u16(walk.bytes, at + 2);
	if (channel === IPV4) walkIpv4(walk, at + CONTROL_WORD, end);
	else if (channel === IPV6) walkIpv6(walk, at + CONTROL_WORD, end);
}

/** An Ethernet pseudowire (RFC 4448), with or without its control word. */
function walkEthernetPseudowire(walk: Walk, at: number, end: number): void {
	if (looksLikeEthernet(walk, at + CONTROL_WORD)) walkEthernet(walk, at + CONTROL_WORD, end);
	else if (looksLikeEthernet(walk, at)) walkEthernet(walk, at, end);
}

/** An EtherType that customers' frames have, at its place: enough to tell a pseudowire. */
export function looksLikeEthernet(walk: Walk, at: number): boolean {
	if (at + 14 > walk.captureEnd) return false;
	const type = (walk.bytes[at + 12]! << 8) | walk.bytes[at + 13]!;
	return type === 0x0800 || type === 0x86dd || type === 0x8100 || type === 0x0806 || type === 0x8864;
}
