import {FRAGMENT_KEY} from '../fragments/fragment-store.ts';
import {Protocol} from '../protocol.ts';
import {i32, SegmentFlag, u16, type Walk} from '../walk.ts';
import {IpProtocol, walkIpProtocol} from './ip-protocol.ts';
import {walkIpv6} from './ipv6.ts';

/** Offsets in the header (RFC 791 3.1). */
export const TOTAL_LENGTH = 2;
export const IDENTIFICATION = 4;
export const FLAGS_AND_OFFSET = 6;
export const TTL = 8;
export const PROTOCOL = 9;
export const SOURCE = 12;
export const DESTINATION = 16;
export const MIN_HEADER = 20;

const MORE_FRAGMENTS = 0x2000;
const FRAGMENT_OFFSET = 0x1fff;

/** IPv4. What counts as the payload's length: spec/tcp-analysis.md 2.1. */
export function walkIpv4(walk: Walk, at: number, lowerEnd: number): void {
	walk.layer(Protocol.ip, at, lowerEnd);
	const bytes = walk.bytes;
	if (at + MIN_HEADER > walk.captureEnd || at + MIN_HEADER > lowerEnd || bytes[at]! >>> 4 !== 4) {
		walkOtherVersion(walk, at, lowerEnd);
		return;
	}
	const headerLength = (bytes[at]! & 15) * 4;
	if (headerLength < MIN_HEADER) return;
	const totalLength = u16(bytes, at + TOTAL_LENGTH);
	let end = lowerEnd;
	if (totalLength !== 0) {
		if (totalLength < headerLength) return;
		if (at + totalLength < lowerEnd) end = at + totalLength;
	}
	const payload = at + headerLength;
	if (payload > walk.captureEnd || payload > lowerEnd) return;

	walk.ipLayers++;
	walk.version = 4;
	walk.ttl = bytes[at + TTL]!;
	walk.ipId = u16(bytes, at + IDENTIFICATION);
	const addresses = walk.addresses;
	addresses[0] = i32(bytes, at + SOURCE);
	addresses[4] = i32(bytes, at + DESTINATION);

	const fragment = u16(bytes, at + FLAGS_AND_OFFSET) & (MORE_FRAGMENTS | FRAGMENT_OFFSET);
	if (fragment === 0) walkIpProtocol(walk, bytes[at + PROTOCOL]!, payload, end);
	else walkFragment(walk, fragment, bytes[at + PROTOCOL]!, payload, end, at + totalLength > lowerEnd);
}

/** What a lower layer calls IPv4 may say itself that it is IPv6. */
function walkOtherVersion(walk: Walk, at: number, end: number): void {
	if (at >= walk.captureEnd || at >= end || walk.bytes[at]! >>> 4 !== 6) return;
	walk.ipLayers++;
	walkIpv6(walk, at, end);
}

const fragmentKey = new Int32Array(FRAGMENT_KEY);

/**
 * A fragment shows nothing of its payload until its datagram is complete (spec 2.4).
 *
 * @param cut its total length reaches beyond the frame
 */
function walkFragment(
	walk: Walk,
	fragment: number,
	protocol: number,
	payload: number,
	end: number,
	cut: boolean,
): void {
	const offset = (fragment & FRAGMENT_OFFSET) * 8;
	const more = (fragment & MORE_FRAGMENTS) !== 0;
	if (cut || end > walk.captureEnd) {
		// It cannot be kept: the first fragment's TCP header is looked at alone.
		if (offset !== 0) {
			walk.layer(Protocol.data, payload, end);
			return;
		}
		const flags = walk.flags;
		walk.flags |= SegmentFlag.FRAGMENT;
		walkIpProtocol(walk, protocol, payload, end);
		walk.flags = flags;
		return;
	}
	if ((walk.flags & SegmentFlag.QUOTED) !== 0) {
		walk.layer(Protocol.data, payload, end);
		return;
	}
	fragmentKey[0] = 4 | (protocol << 4) | (privateVlan(walk) << 12);
	fragmentKey[1] = walk.ipId;
	fragmentKey[2] = walk.addresses[0]!;
	fragmentKey[6] = walk.addresses[4]!;
	const datagram = walk.fragments.add(fragmentKey, walk.bytes, payload, end, offset, more);
	if (datagram === undefined) {
		walk.layer(Protocol.data, payload, end);
		return;
	}
	const before = walk.enter(datagram);
	const flags = walk.flags;
	walk.flags |= SegmentFlag.REASSEMBLED;
	walkIpProtocol(walk, protocol, 0, datagram.length);
	walk.flags = flags;
	walk.leave(before);
}

/** The VLAN tells datagrams apart only where addresses may repeat: RFC 1918 and link-local. */
function privateVlan(walk: Walk): number {
	return isPrivate(walk.addresses[0]!) || isPrivate(walk.addresses[4]!) ? walk.vlanId : 0;
}

function isPrivate(address: number): boolean {
	return address >>> 24 === 10 || address >>> 20 === 0xac1 || address >>> 16 === 0xc0a8 || address >>> 16 === 0xa9fe;
}

/** Van Jacobson's uncompressed TCP (RFC 1144 3.2.2): IP with a connection number where the protocol stands. */
export function walkVanJacobson(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.vjc, at, end);
	if (at + MIN_HEADER > walk.captureEnd) return;
	const packet = walk.bytes.slice(at, Math.min(end, walk.captureEnd));
	packet[PROTOCOL] = IpProtocol.TCP;
	const before = walk.enter(packet);
	walkIpv4(walk, 0, end - at);
	walk.leave(before);
}
