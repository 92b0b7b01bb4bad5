import {walkEtherType} from '../ethertype.ts';
import {Protocol} from '../protocol.ts';
import {i32, u16, type Walk} from '../walk.ts';
import {walkLlc} from './llc.ts';

const DESTINATION = 0;
const TYPE_OR_LENGTH = 12;
export const ETHERNET_HEADER = 14;
/** Type/length values below this are an 802.3 length (IEEE 802.3 3.2.6). */
export const SMALLEST_ETHERTYPE = 0x0600;
const FABRIC_PATH = 0x8903;
const FCS = 4;
const INTER_SWITCH_HEADER = 26;

/** Ethernet II and IEEE 802.3. */
export function walkEthernet(walk: Walk, at: number, end: number): void {
	if (isFabricPath(walk, at)) walkFabricPath(walk, at, end);
	else walkPlainEthernet(walk, at, end);
}

/** Cisco FabricPath: outer addresses and tag (16 bytes) in front of the original frame, an FCS behind it. */
function walkFabricPath(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.eth, at, end);
	walk.layer(Protocol.cfp, at, end);
	const outerEnd = walk.captureEnd;
	walk.captureEnd = Math.min(outerEnd, end - FCS);
	if (at + 16 < walk.captureEnd) walkPlainEthernet(walk, at + 16, end - FCS);
	walk.captureEnd = outerEnd;
}

function walkPlainEthernet(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.eth, at, end);
	if (at + ETHERNET_HEADER > walk.captureEnd || at + ETHERNET_HEADER > end) return;
	const typeOrLength = u16(walk.bytes, at + TYPE_OR_LENGTH);
	if (typeOrLength >= SMALLEST_ETHERTYPE) {
		walk.layer(Protocol.ethertype, at + TYPE_OR_LENGTH, end);
		walkEtherType(walk, typeOrLength, at + ETHERNET_HEADER, end);
	} else if (typeOrLength <= 1500) {
		const payloadEnd = Math.min(at + ETHERNET_HEADER + typeOrLength, end);
		if (isInterSwitchLink(walk, at)) walkEthernet(walk, at + INTER_SWITCH_HEADER, payloadEnd);
		else walkLlc(walk, at + ETHERNET_HEADER, payloadEnd);
	}
}

/** Cisco's Inter-Switch Link: this address of 40 bits with the frame's type, the VLAN and other things in 26 bytes, then the original frame. */
function isInterSwitchLink(walk: Walk, at: number): boolean {
	const TYPE_ETHERNET = 0;
	return i32(walk.bytes, at) === 0x01000c00 && walk.bytes[at + 4] === 0 && walk.bytes[at + 5]! >>> 4 === TYPE_ETHERNET;
}

function isFabricPath(walk: Walk, at: number): boolean {
	return (
		at + 30 <= walk.captureEnd &&
		u16(walk.bytes, at + TYPE_OR_LENGTH) === FABRIC_PATH &&
		u16(walk.bytes, at + DESTINATION) !== 0
	);
}
