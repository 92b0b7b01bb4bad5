import {walkLinkType} from '../frame.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkLlc} from './llc.ts';

const LINKTYPE_WLAN = 105;
const FCS = 4;

/** Bits of the frame control field's second byte (IEEE 802.11 9.2.4.1). */
const FROM_DS = 0x02;
const TO_AND_FROM_DS = 0x03;
const MORE_FRAGMENTS = 0x04;
const PROTECTED = 0x40;
const ORDER = 0x80;

/** Radiotap header in front of IEEE 802.11: a length, and fields announced by a bit mask. */
export function walkRadiotap(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.radiotap, at, end);
	if (at + 8 > walk.captureEnd) return;
	const bytes = walk.bytes;
	const length = bytes[at + 2]! | (bytes[at + 3]! << 8);
	if (length < 8) return;
	walk.layer(Protocol.wlan_radio, at, end);
	const flags = radiotapFlags(walk, at, length);
	const frameEnd = (flags & RadiotapFlag.HAS_FCS) !== 0 ? end - FCS : end;
	walkWlanFrame(walk, at + length, frameEnd, (flags & RadiotapFlag.PADDED) !== 0);
}

/** Bits of radiotap's flags field: the frame ends with an FCS; its header is padded to words. */
const enum RadiotapFlag {
	HAS_FCS = 0x10,
	PADDED = 0x20,
}

/** The flags field (bit 1), which follows the 8-byte time stamp (bit 0); zero where it is not there. */
function radiotapFlags(walk: Walk, at: number, length: number): number {
	const bytes = walk.bytes;
	const present = bytes[at + 4]!;
	if ((present & 2) === 0) return 0;
	let next = 4;
	while (next + 4 <= length && at + next + 4 <= walk.captureEnd && (bytes[at + next + 3]! & 0x80) !== 0) next += 4;
	next += 4;
	if ((present & 1) !== 0) next = ((next + 7) & ~7) + 8;
	return next < length && at + next < walk.captureEnd ? bytes[at + next]! : 0;
}

/** Prism header (fixed 144 bytes) or the AVS header that shares its link type. */
export function walkPrism(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.prism, at, end);
	if (at + 8 > walk.captureEnd) return;
	const bytes = walk.bytes;
	const AVS_MAGIC = 0x8021;
	if (u16(bytes, at) === AVS_MAGIC) {
		walkAvs(walk, at, end);
		return;
	}
	const length = bytes[at + 4]! | (bytes[at + 5]! << 8);
	walk.layer(Protocol.wlan_radio, at, end);
	walkWlanFrame(walk, at + (length === 0 ? 144 : length), end);
}

/** AVS header: a magic number with the version, the header's length, then what the radio measured. */
export function walkAvs(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.wlancap, at, end);
	if (at + 8 > walk.captureEnd) return;
	walk.layer(Protocol.wlan_radio, at, end);
	walkWlanFrame(walk, at + u16(walk.bytes, at + 6), end);
}

/** Per-packet information header: version, flags, length and the link type of what follows. */
export function walkPpi(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ppi, at, end);
	if (at + 8 > walk.captureEnd) return;
	const bytes = walk.bytes;
	const length = bytes[at + 2]! | (bytes[at + 3]! << 8);
	const linkType = bytes[at + 4]! | (bytes[at + 5]! << 8);
	if (length < 8) return;
	if (linkType === LINKTYPE_WLAN) {
		walk.layer(Protocol.wlan_radio, at, end);
		walkWlanFrame(walk, at + length, end);
	} else if (at + length < walk.captureEnd) {
		walk.layer(Protocol.pcap_pktdata, at + length, end);
		walkLinkType(walk, linkType, at + length, end);
	}
}

/** IEEE 802.11 without anything in front. */
export function walkWlan(walk: Walk, at: number, end: number): void {
	walkWlanFrame(walk, at, end);
}

/**
 * An IEEE 802.11 frame; only unprotected data frames carry something to walk into, and fragments are left.
 *
 * @param isPadded the header is padded to a multiple of four bytes
 */
export function walkWlanFrame(walk: Walk, at: number, end: number, isPadded = false): void {
	walk.layer(Protocol.wlan, at, end);
	if (at + 24 > walk.captureEnd || at + 24 > end) return;
	const {bytes} = walk;
	const DATA_OF_VERSION_0 = 0x08;
	const NULL_BIT = 0x40;
	const QOS_BIT = 0x80;
	const flags = bytes[at + 1]!;
	const hasPayload = (bytes[at]! & 0x0f) === DATA_OF_VERSION_0 && (bytes[at]! & NULL_BIT) === 0;
	if (!hasPayload || (flags & PROTECTED) !== 0) return;
	if ((flags & MORE_FRAGMENTS) !== 0) {
		walk.layer(Protocol.data, at + 24, end);
		return;
	}
	let headerLength = (flags & TO_AND_FROM_DS) === TO_AND_FROM_DS ? 30 : 24;
	let quality = 0;
	if ((bytes[at]! & QOS_BIT) !== 0) {
		if (at + headerLength + 2 > walk.captureEnd) return;
		quality = u16(bytes, at + headerLength);
		headerLength += (flags & ORDER) !== 0 ? 6 : 2;
	}
	const next = at + (isPadded ? (headerLength + 3) & ~3 : headerLength);
	const AGGREGATE = 0x8000;
	const MESH_CONTROL = 0x0001;
	if ((quality & AGGREGATE) !== 0) walkAggregate(walk, next, end);
	else if ((quality & MESH_CONTROL) !== 0 && (flags & FROM_DS) !== 0) walkMesh(walk, next, end);
	else walkLlc(walk, next, end);
}

/** Mesh control (IEEE 802.11 9.2.4.8.3): flags, time to live, sequence number, up to two more addresses. */
function walkMesh(walk: Walk, at: number, end: number): void {
	if (at + 6 > walk.captureEnd) return;
	const ADDRESS_EXTENSION = 0x03;
	walkLlc(walk, at + 6 + (walk.bytes[at]! & ADDRESS_EXTENSION) * 6, end);
}

/** A-MSDU (IEEE 802.11 9.3.2.2): subframes of two addresses, a length and an LLC frame, padded to four bytes. */
function walkAggregate(walk: Walk, at: number, end: number): void {
	let next = at;
	while (next + 14 <= walk.captureEnd && next + 14 <= end) {
		const length = u16(walk.bytes, next + 12);
		if (length === 0) return;
		walkLlc(walk, next + 14, Math.min(next + 14 + length, end));
		next += (14 + length + 3) & ~3;
	}
}
