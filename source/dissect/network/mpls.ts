import {walkEthernet} from '../link/ethernet.ts';
import {Protocol} from '../protocol.ts';
import type {Walk} from '../walk.ts';
import {walkByVersionNibble} from './ip-protocol.ts';

const MAX_LABELS = 32;

/** MPLS label stack (RFC 3032 2.1); what is under it is told by its first nibble (RFC 4928). */
export function walkMpls(walk: Walk, start: number, end: number): void {
	let at = start;
	if (at + 4 <= walk.captureEnd && at + 4 <= end) walk.layer(Protocol.mpls, at, end);
	for (let labels = 0; labels < MAX_LABELS; labels++) {
		if (at + 4 > walk.captureEnd || at + 4 > end) return;
		const bottom = (walk.bytes[at + 2]! & 1) === 1;
		at += 4;
		if (bottom) break;
	}
	if (at >= walk.captureEnd || at >= end) return;
	const nibble = walk.bytes[at]! >>> 4;
	const CONTROL_WORD = 4;
	if (nibble === 4 || nibble === 6) walkByVersionNibble(walk, at, end);
	else if (nibble === 0 && looksLikeEthernet(walk, at + CONTROL_WORD)) walkEthernet(walk, at + CONTROL_WORD, end);
	else if (looksLikeEthernet(walk, at)) walkEthernet(walk, at, end);
}

/** Two unicast or broadcast addresses and an EtherType that is IP or a VLAN tag: enough to tell a pseudowire. */
function looksLikeEthernet(walk: Walk, at: number): boolean {
	if (at + 14 > walk.captureEnd) return false;
	const type = (walk.bytes[at + 12]! << 8) | walk.bytes[at + 13]!;
	return type === 0x0800 || type === 0x86dd || type === 0x8100 || type === 0x0806;
}
