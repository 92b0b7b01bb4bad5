import {walkLinkType} from '../frame.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {Protocol} from '../protocol.ts';
import {i32, u16, type Walk} from '../walk.ts';
import {walkEthernet} from './ethernet.ts';
import {walkRawIp} from './host.ts';
import {walkPppFrame} from './ppp.ts';
import {walkCiscoHdlc, walkLlcOrIp} from './wide-area.ts';
import {walkAvs, walkWlanFrame} from './wlan.ts';

/** Records of capture hardware, of other formats and of other programs, which say themselves what they hold. */

const FCS = 4;

/** Record types of the Endace extensible record format. */
const enum ErfType {
	HDLC_POS = 1,
	ETH = 2,
	AAL5 = 4,
	COLOR_HDLC_POS = 10,
	COLOR_ETH = 11,
	DSM_COLOR_HDLC_POS = 15,
	DSM_COLOR_ETH = 16,
	COLOR_HASH_ETH = 20,
	IPV4 = 22,
	IPV6 = 23,
}

/** Endace's record: time stamp, type, flags, lengths, in 16 bytes; extension headers of eight bytes if bit 7 says so. */
export function walkErf(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.erf, at, end);
	const EXTENDED = 0x80;
	const {bytes} = walk;
	let next = at + 16;
	if (next > walk.captureEnd) return;
	const type = bytes[at + 8]!;
	let isExtended = (type & EXTENDED) !== 0;
	while (isExtended && next + 8 <= walk.captureEnd) {
		isExtended = (bytes[next]! & EXTENDED) !== 0;
		next += 8;
	}
	if (next < walk.captureEnd && next < end) walkErfPayload(walk, type & ~EXTENDED, next, end);
}

function walkErfPayload(walk: Walk, type: number, at: number, end: number): void {
	switch (type) {
		case ErfType.ETH:
		case ErfType.COLOR_ETH:
		case ErfType.DSM_COLOR_ETH:
		case ErfType.COLOR_HASH_ETH:
			// An offset and a byte of padding are in front.
			walkEthernet(walk, at + 2, end);
			break;
		case ErfType.HDLC_POS:
		case ErfType.COLOR_HDLC_POS:
		case ErfType.DSM_COLOR_HDLC_POS:
			if (walk.bytes[at] === 0x0f || walk.bytes[at] === 0x8f) walkCiscoHdlc(walk, at, end);
			else walkPppFrame(walk, at, end);
			break;
		case ErfType.AAL5:
			walk.layer(Protocol.atm, at, end);
			walkLlcOrIp(walk, at + 4, end);
			break;
		case ErfType.IPV4:
			walkIpv4(walk, at, end);
			break;
		case ErfType.IPV6:
			walkIpv6(walk, at, end);
			break;
		default:
			walk.layer(Protocol.data, at, end);
	}
}

/** Apple's packet tap: length of this header, what follows it, and that packet's link type, all little-endian. */
export function walkPktap(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.pktap, at, end);
	if (at + 12 > walk.captureEnd) return;
	const length = u32LittleEndian(walk.bytes, at);
	const PACKET = 1;
	const SHORTEST = 108;
	if (u32LittleEndian(walk.bytes, at + 4) !== PACKET || length < SHORTEST || at + length >= walk.captureEnd) return;
	walk.layer(Protocol.pcap_pktdata, at + length, end);
	walkLinkType(walk, u32LittleEndian(walk.bytes, at + 8), at + length, end);
}

/** The same under a number for private use, as Apple's systems wrote it first. */
export function walkPrivatePktap(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.user_dlt, at, end);
	walkPktap(walk, at, end);
}

/** Tazmen sniffer protocol: version, type, encapsulation, then tagged fields up to the end tag. */
export function walkTzsp(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.tzsp, at, end);
	if (at + 5 > walk.captureEnd) return;
	const {bytes} = walk;
	const LAST_TYPE_WITH_PACKET = 3;
	const PADDING = 0;
	const END = 1;
	if (bytes[at + 1]! > LAST_TYPE_WITH_PACKET) return;
	let next = at + 4;
	while (next + 1 < walk.captureEnd && bytes[next] !== END) next += bytes[next] === PADDING ? 1 : 2 + bytes[next + 1]!;
	if (next + 1 < walk.captureEnd && next + 1 < end) walkTzspPacket(walk, u16(bytes, at + 2), next + 1, end);
}

function walkTzspPacket(walk: Walk, encapsulation: number, at: number, end: number): void {
	const ETHERNET = 1;
	const RAW_IP = 7;
	const IEEE_802_11 = 0x12;
	const IEEE_802_11_AVS = 0x7f;
	if (encapsulation === ETHERNET) walkEthernet(walk, at, end);
	else if (encapsulation === RAW_IP) walkRawIp(walk, at, end);
	else if (encapsulation === IEEE_802_11) walkWlanFrame(walk, at, end);
	else if (encapsulation === IEEE_802_11_AVS) walkAvs(walk, at, end);
}

/** Elektrobit's capture and replay: 32 bytes, the first of which is the bus; Ethernet frames have their FCS. */
export function walkElektrobit(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.ebhscr, at, end);
	const ETHERNET = 0x50;
	if (at + 32 < walk.captureEnd && walk.bytes[at] === ETHERNET) walkEthernet(walk, at + 32, end - FCS);
}

const EXPORTED: ReadonlyMap<string, (walk: Walk, at: number, end: number) => void> = new Map([
	['ip', walkIpv4],
	['ipv6', walkIpv6],
	['raw_ip', walkRawIp],
	['eth_withoutfcs', walkEthernet],
	['eth_maybefcs', walkEthernet],
]);
const LONGEST_NAME = 16;

/** What Wireshark exports: tagged fields, of which one is the dissector's name, then what that dissector reads. */
export function walkExportedPdu(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.exported_pdu, at, end);
	const DISSECTOR_NAME = 12;
	const {bytes} = walk;
	let name = '';
	let next = at;
	while (next + 4 <= walk.captureEnd) {
		const tag = u16(bytes, next);
		const length = u16(bytes, next + 2);
		next += 4 + length;
		if (tag === 0) break;
		if (tag === DISSECTOR_NAME && length <= LONGEST_NAME && next <= walk.captureEnd)
			name = String.fromCharCode(...bytes.subarray(next - length, next)).replace(/\0+$/, '');
	}
	if (next < walk.captureEnd && next < end) EXPORTED.get(name)?.(walk, next, end);
}

function u32LittleEndian(bytes: Uint8Array, at: number): number {
	const swapped = i32(bytes, at);
	return ((swapped << 24) | ((swapped & 0xff00) << 8) | ((swapped >>> 8) & 0xff00) | (swapped >>> 24)) >>> 0;
}
