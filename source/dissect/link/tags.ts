import {walkEtherType} from '../ethertype.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {SMALLEST_ETHERTYPE, walkEthernet} from './ethernet.ts';
import {walkLlc} from './llc.ts';
import {walkPpp} from './ppp.ts';

/** What stands between an Ethernet header and the packet: tags, each of which ends with an EtherType, and shims. */

/** IEEE 802.1Q tag: priority and VLAN id, then the EtherType or 802.3 length of what is tagged. */
export function walkVlan(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.vlan, at, end);
	if (at + 4 > walk.captureEnd || at + 4 > end) return;
	walk.vlanId = u16(walk.bytes, at) & 0x0fff;
	walkTypeOrLength(walk, at + 2, end);
}

/** Cisco VN-Tag: four bytes, then the EtherType or 802.3 length. */
export function walkVnTag(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.vntag, at, end);
	if (at + 6 <= walk.captureEnd && at + 6 <= end) walkTypeOrLength(walk, at + 4, end);
}

function walkTypeOrLength(walk: Walk, typeAt: number, end: number): void {
	const typeOrLength = u16(walk.bytes, typeAt);
	const next = typeAt + 2;
	if (typeOrLength >= SMALLEST_ETHERTYPE) {
		walk.layer(Protocol.ethertype, typeAt, end);
		walkEtherType(walk, typeOrLength, next, end);
	} else walkLlc(walk, next, Math.min(next + typeOrLength, end));
}

/** A tag of fixed size that ends with an EtherType (IEEE 802.1BR, 802.1CB, Cisco metadata). */
export function walkTag(walk: Walk, protocol: number, at: number, end: number, size: number): void {
	walk.layer(protocol, at, end);
	walkTagged(walk, at + size, end);
}

function walkTagged(walk: Walk, typeAt: number, end: number): void {
	if (typeAt + 2 > walk.captureEnd || typeAt + 2 > end) return;
	walk.layer(Protocol.ethertype, typeAt, end);
	walkEtherType(walk, u16(walk.bytes, typeAt), typeAt + 2, end);
}

/** High-availability seamless redundancy (IEC 62439-3): path, size and sequence number, then an EtherType. */
export function walkHsr(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.hsr, at, end);
	if (at + 6 <= walk.captureEnd && at + 6 <= end) walkEtherType(walk, u16(walk.bytes, at + 4), at + 6, end);
}

/** IEEE 802.1ah: service tag, the customer's addresses and EtherType. */
export function walkProviderBackbone(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ieee8021ah, at, end);
	walkTagged(walk, at + 16, end);
}

/**
 * IEEE 802.1AE security tag: control bits, short length, packet number, perhaps the channel's identifier. Frames whose
 * integrity alone is protected are readable; their check value stays behind them.
 */
export function walkMacsec(walk: Walk, at: number, end: number): void {
	if (at + 6 > walk.captureEnd || at + 6 > end) return;
	const control = walk.bytes[at]!;
	const VERSION = 0x80;
	const CHANNEL = 0x20;
	const ENCRYPTED_OR_CHANGED = 0x0c;
	if ((control & VERSION) !== 0) {
		walk.layer(Protocol.data, at, end);
		return;
	}
	walk.layer(Protocol.macsec, at, end);
	const next = at + ((control & CHANNEL) !== 0 ? 14 : 6);
	if ((control & ENCRYPTED_OR_CHANGED) === 0) walkTagged(walk, next, end);
	else walk.layer(Protocol.data, next, end);
}

/** Arista's time stamp: subtype, version of 64 or 48 bits, the time, then an EtherType. */
export function walkAristaTime(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.avsp, at, end);
	if (at + 4 > walk.captureEnd || at + 4 > end) return;
	const TIME_STAMP = 1;
	const TAI_OR_UTC = 0xfeff;
	const BITS_64 = 0x0010;
	const BITS_48 = 0x0020;
	const version = u16(walk.bytes, at + 2) & TAI_OR_UTC;
	if (u16(walk.bytes, at) !== TIME_STAMP) return;
	if (version === BITS_64) walkTagged(walk, at + 12, end);
	else if (version === BITS_48) walkTagged(walk, at + 10, end);
}

/** PPP over Ethernet, session stage (RFC 2516): its own length, then the PPP protocol field. */
export function walkPppoeSession(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.pppoes, at, end);
	if (at + 6 > walk.captureEnd || at + 6 > end) return;
	const payloadEnd = at + 6 + u16(walk.bytes, at + 4);
	walkPpp(walk, at + 6, Math.min(payloadEnd, end));
}

/** TRILL (RFC 6325 3): six bytes and options, then an Ethernet frame. */
export function walkTrill(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.trill, at, end);
	if (at + 6 > walk.captureEnd || at + 6 > end) return;
	const options = ((u16(walk.bytes, at) >>> 6) & 0x1f) * 4;
	walkEthernet(walk, at + 6 + options, end);
}

/** Header sizes of the packets of batman-adv's versions 15 and 14 that carry a frame: unicast, broadcast, 4 addresses. */
const BATMAN_HEADERS: Readonly<Record<number, Readonly<Record<number, number>>>> = {
	15: {64: 10, 1: 14, 66: 18},
	14: {3: 10, 4: 14},
};

/** B.A.T.M.A.N. advanced mesh: packet type, version, and per type a header, then an Ethernet frame. */
export function walkBatman(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.batadv, at, end);
	if (at + 2 > walk.captureEnd || at + 2 > end) return;
	const size = BATMAN_HEADERS[walk.bytes[at + 1]!]?.[walk.bytes[at]!];
	if (size !== undefined && at + size < walk.captureEnd && at + size < end) walkEthernet(walk, at + size, end);
}
