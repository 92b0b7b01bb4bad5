import {walkIpv4} from '../network/ipv4.ts';
import {walkIpv6} from '../network/ipv6.ts';
import {walkMpls} from '../network/mpls.ts';
import {Protocol} from '../protocol.ts';
import {i32, u16, type Walk} from '../walk.ts';
import {walkEthernet} from './ethernet.ts';
import {walkPppFrame} from './ppp.ts';
import {walkCiscoHdlc, walkFrameRelay, walkLlcOrIp, walkMultiprotocol} from './wide-area.ts';

/** "MGC", a byte of flags; extensions with their length; where the link layer is left out, a number for the payload. */
const MAGIC = 0x4d4743;
const NO_LAYER_2 = 0x02;
const EXTENSIONS = 0x80;

/**
 * What Juniper's routers record: a header of their own, then the frame behind a cookie whose size is that of the
 * interface's kind.
 *
 * @param cookie bytes between the header and the frame
 */
export function walkJuniper(
	frame: (walk: Walk, at: number, end: number) => void,
	cookie = 0,
): (walk: Walk, at: number, end: number) => void {
	return (walk, at, end) => {
		walk.layer(Protocol.juniper, at, end);
		const {bytes} = walk;
		if (at + 6 > walk.captureEnd || i32(bytes, at) >>> 8 !== MAGIC) return;
		const flags = bytes[at + 3]!;
		const next = at + 4 + ((flags & EXTENSIONS) !== 0 ? 2 + u16(bytes, at + 4) : 0);
		if ((flags & NO_LAYER_2) !== 0) walkNumbered(walk, next, end);
		else if (next + cookie < walk.captureEnd && next + cookie < end) frame(walk, next + cookie, end);
	};
}

/** The packet alone, behind four bytes of which the first tells its protocol. */
function walkNumbered(walk: Walk, at: number, end: number): void {
	if (at + 4 >= walk.captureEnd || at + 4 >= end) return;
	const number = walk.bytes[at];
	if (number === 2 || number === 3) walkIpv4(walk, at + 4, end);
	else if (number === 6 || number === 7) walkIpv6(walk, at + 4, end);
	else if (number === 4 || number === 5 || number === 8 || number === 32) walkMpls(walk, at + 4, end);
}

/** Multilink Frame Relay: the address in two bytes, control, then RFC 2427. */
function walkMultilinkFrameRelay(walk: Walk, at: number, end: number): void {
	walkMultiprotocol(walk, at + 3, end);
}

/** LINKTYPE_ number → walker. */
export const JUNIPER_WALKERS: readonly [number, (walk: Walk, at: number, end: number) => void][] = [
	[130, walkJuniper(walkPppFrame)],
	[131, walkJuniper(walkMultilinkFrameRelay)],
	[133, walkJuniper(() => {})],
	[135, walkJuniper(walkLlcOrIp, 8)],
	[136, walkJuniper(walkIpv4, 12)],
	[137, walkJuniper(walkLlcOrIp, 4)],
	[167, walkJuniper(walkEthernet)],
	[178, walkJuniper(walkEthernet)],
	[179, walkJuniper(walkPppFrame)],
	[180, walkJuniper(walkFrameRelay)],
	[181, walkJuniper(walkCiscoHdlc)],
	[183, walkJuniper(walkIpv4, 18)],
];
