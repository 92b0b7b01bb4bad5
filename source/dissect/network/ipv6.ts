import {FRAGMENT_KEY} from '../fragments/fragment-store.ts';
import {Protocol} from '../protocol.ts';
import {i32, SegmentFlag, u16, type Walk} from '../walk.ts';
import {IpProtocol, walkIpProtocol} from './ip-protocol.ts';

/** Offsets in the header (RFC 8200 3). */
export const PAYLOAD_LENGTH = 4;
export const NEXT_HEADER = 6;
export const HOP_LIMIT = 7;
export const SOURCE = 8;
export const DESTINATION = 24;
export const HEADER = 40;

/** Option types inside extension headers. */
const JUMBO_PAYLOAD = 0xc2;
const HOME_ADDRESS = 0xc9;

const MAX_EXTENSION_HEADERS = 32;

/** IPv6 with its extension headers. What counts as the payload's length: spec/tcp-analysis.md 2.2. */
export function walkIpv6(walk: Walk, at: number, lowerEnd: number): void {
	const bytes = walk.bytes;
	if (at < walk.captureEnd && bytes[at]! >>> 4 !== 6) {
		walk.layer(Protocol.data, at, lowerEnd);
		return;
	}
	walk.layer(Protocol.ipv6, at, lowerEnd);
	if (at + HEADER > walk.captureEnd || at + HEADER > lowerEnd) return;
	const payloadLength = u16(bytes, at + PAYLOAD_LENGTH);
	const nextHeader = bytes[at + NEXT_HEADER]!;
	const payload = at + HEADER;

	walk.ipLayers++;
	walk.version = 6;
	walk.ttl = bytes[at + HOP_LIMIT]!;
	walk.ipId = 0;
	for (let i = 0; i < 4; i++) {
		walk.addresses[i] = i32(bytes, at + SOURCE + i * 4);
		walk.addresses[4 + i] = i32(bytes, at + DESTINATION + i * 4);
	}

	let length = payloadLength;
	if (payloadLength === 0 && nextHeader === IpProtocol.HOP_BY_HOP) length = jumboLength(walk, payload, lowerEnd);
	walkExtensionHeaders(walk, nextHeader, payload, Math.min(payload + length, lowerEnd));
}

/** Payload length by a hop-by-hop jumbo option (RFC 2675 2); zero if there is none. */
function jumboLength(walk: Walk, at: number, lowerEnd: number): number {
	const option = findOption(walk, at, lowerEnd, JUMBO_PAYLOAD);
	return option < 0 ? 0 : i32(walk.bytes, option + 2) >>> 0;
}

/** Where an option stands in a hop-by-hop or destination options header; -1 if it is not there in full. */
function findOption(walk: Walk, at: number, end: number, type: number): number {
	if (at + 8 > walk.captureEnd) return -1;
	const {bytes} = walk;
	const headerEnd = Math.min(at + (bytes[at + 1]! + 1) * 8, walk.captureEnd, end);
	let next = at + 2;
	while (next + 2 <= headerEnd) {
		const PAD_1 = 0;
		if (bytes[next] === PAD_1) next++;
		else if (bytes[next] === type) return next + 2 + bytes[next + 1]! <= headerEnd && bytes[next + 1]! >= 4 ? next : -1;
		else next += 2 + bytes[next + 1]!;
	}
	return -1;
}

/** Extension headers (RFC 8200 4) and what follows the last. */
export function walkExtensionHeaders(walk: Walk, firstHeader: number, firstAt: number, end: number): void {
	const {bytes} = walk;
	let header = firstHeader;
	let at = firstAt;
	for (let count = 0; count < MAX_EXTENSION_HEADERS; count++) {
		const isOptions = header === IpProtocol.HOP_BY_HOP || header === IpProtocol.DESTINATION_OPTIONS;
		if (!isOptions && header !== IpProtocol.ROUTING && header !== IpProtocol.FRAGMENT) break;
		if (at + 8 > walk.captureEnd || at + 8 > end) {
			if (at < end) walk.layer(extensionProtocol(header), at, end);
			return;
		}
		walk.layer(extensionProtocol(header), at, end);
		if (header === IpProtocol.FRAGMENT) {
			walkFragment(walk, at, end);
			return;
		}
		if (header === IpProtocol.ROUTING) followRoute(walk, at);
		else if (header === IpProtocol.DESTINATION_OPTIONS) takeHomeAddress(walk, at, end);
		header = bytes[at]!;
		at += (bytes[at + 1]! + 1) * 8;
	}
	if (header !== IpProtocol.NO_NEXT_HEADER && at <= walk.captureEnd && at < end) walkIpProtocol(walk, header, at, end);
}

function extensionProtocol(header: number): number {
	if (header === IpProtocol.HOP_BY_HOP) return Protocol['ipv6.hopopts'];
	if (header === IpProtocol.ROUTING) return Protocol['ipv6.routing'];
	return header === IpProtocol.FRAGMENT ? Protocol['ipv6.fraghdr'] : Protocol['ipv6.dstopts'];
}

/** A routing header (RFC 8200 4.4; types 0 and 2) with segments left: its last address is the true destination. */
function followRoute(walk: Walk, at: number): void {
	const {bytes} = walk;
	const type = bytes[at + 2]!;
	const words = bytes[at + 1]!;
	if ((type !== 0 && type !== 2) || bytes[at + 3] === 0 || words < 2) return;
	const last = at + 8 + (words - 2) * 8;
	if (last + 16 > walk.captureEnd) return;
	for (let i = 0; i < 4; i++) walk.addresses[4 + i] = i32(bytes, last + i * 4);
	walk.addressMoved = true;
}

/** Mobile IPv6 (RFC 6275 6.3): the home address is the true source. */
function takeHomeAddress(walk: Walk, at: number, end: number): void {
	const option = findOption(walk, at, end, HOME_ADDRESS);
	if (option < 0 || walk.bytes[option + 1] !== 16) return;
	for (let i = 0; i < 4; i++) walk.addresses[i] = i32(walk.bytes, option + 2 + i * 4);
	walk.addressMoved = true;
}

const fragmentKey = new Int32Array(FRAGMENT_KEY);

/** A fragment shows nothing of its payload until its datagram is complete (spec 2.4). */
function walkFragment(walk: Walk, at: number, end: number): void {
	const {bytes} = walk;
	const offsetAndFlags = u16(bytes, at + 2);
	const offset = offsetAndFlags & 0xfff8;
	const more = (offsetAndFlags & 1) !== 0;
	const payload = at + 8;
	if (offset === 0 && !more) {
		// An atomic fragment (RFC 6946) is whole.
		walkExtensionHeaders(walk, bytes[at]!, payload, end);
		return;
	}
	if (end > walk.captureEnd || (walk.flags & SegmentFlag.QUOTED) !== 0) return;
	fragmentKey[0] = 6;
	fragmentKey[1] = i32(bytes, at + 4);
	fragmentKey.set(walk.addresses, 2);
	const datagram = walk.fragments.add(fragmentKey, bytes, payload, end, offset, more);
	if (datagram === undefined) {
		walk.layer(Protocol.data, payload, end);
		return;
	}
	const before = walk.enter(datagram);
	const {flags} = walk;
	walk.flags |= SegmentFlag.REASSEMBLED;
	walkExtensionHeaders(walk, bytes[at]!, 0, datagram.length);
	walk.flags = flags;
	walk.leave(before);
}
