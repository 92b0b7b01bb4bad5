import {walkEtherType} from '../ethertype.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkEthernet} from './ethernet.ts';
import {walkLlc} from './llc.ts';

/** FDDI: frame control and two addresses; LLC frames (control bits 01) go on. */
export function walkFddi(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.fddi, at, end);
	if (at + 13 > walk.captureEnd) return;
	if ((walk.bytes[at]! & 0x30) === 0x10) walkLlc(walk, at + 13, end);
}

/** Token Ring: access and frame control, two addresses, optional source route. */
export function walkTokenRing(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.tr, at, end);
	if (at + 14 > walk.captureEnd) return;
	const bytes = walk.bytes;
	if ((bytes[at + 1]! & 0xc0) !== 0x40) return;
	const routed = (bytes[at + 8]! & 0x80) !== 0;
	const routing = routed && at + 15 < walk.captureEnd ? bytes[at + 14]! & 0x1f : 0;
	walkLlc(walk, at + 14 + routing, end);
}

/**
 * ARCnet (RFC 1201): source, destination, for Linux two bytes of offset, the protocol id and, with fragmentation
 * headers, a split flag and sequence number.
 */
export function walkArcnet(variant: 1 | 2): (walk: Walk, at: number, end: number) => void {
	const protocolAt = variant === 1 ? 2 : 4;
	return (walk, at, end) => {
		walk.layer(Protocol.arcnet, at, end);
		if (at + protocolAt + 4 > walk.captureEnd) return;
		const protocol = walk.bytes[at + protocolAt];
		const IP_RFC_1201 = 212;
		const IP_RFC_1051 = 240;
		const ARP_RFC_1201 = 213;
		if (protocol === IP_RFC_1201) walkIpv4(walk, at + protocolAt + 4, end);
		else if (protocol === IP_RFC_1051) walkIpv4(walk, at + protocolAt + 1, end);
		else if (protocol === ARP_RFC_1201) walk.layer(Protocol.arp, at + protocolAt + 4, end);
	};
}

/** IP over InfiniBand with its 40-byte pseudo header: EtherType, two reserved bytes. */
export function walkIpOverInfiniband(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ipoib, at, end);
	if (at + 44 > walk.captureEnd) return;
	walkEtherType(walk, u16(walk.bytes, at + 40), at + 44, end);
}

/** IP over Fibre Channel (RFC 4338): two addresses of eight bytes, then LLC. */
export function walkIpOverFibreChannel(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ipfc, at, end);
	if (at + 16 < walk.captureEnd) walkLlc(walk, at + 16, end);
}

/** IP over FireWire as Apple shows it: two addresses of eight bytes, EtherType. */
export function walkFireWire(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ap1394, at, end);
	if (at + 18 <= walk.captureEnd) walkEtherType(walk, u16(walk.bytes, at + 16), at + 18, end);
}

/** Ethernet passive optical network (IEEE 802.3 65.1.3): a preamble with the logical link, then the frame. */
export function walkEpon(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.epon, at, end);
	if (at + 8 < walk.captureEnd) walkEthernet(walk, at + 8, end);
}
