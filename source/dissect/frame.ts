import {walkEtherType} from './ethertype.ts';
import type {FragmentStore} from './fragments.ts';
import {walkEthernet} from './link/ethernet.ts';
import {
	walkArcnet,
	walkCiscoHdlc,
	walkFddi,
	walkFrameRelay,
	walkIpOverInfiniband,
	walkJuniperEthernet,
	walkLinuxCooked,
	walkLinuxCooked2,
	walkLoopback,
	walkNflog,
	walkRawIp,
	walkTokenRing,
} from './link/other.ts';
import {walkPppFrame} from './link/ppp.ts';
import {walkPpi, walkPrism, walkRadiotap, walkWlan} from './link/wlan.ts';
import {walkIpv4} from './network/ipv4.ts';
import {walkIpv6} from './network/ipv6.ts';
import {Protocol} from './protocol.ts';
import type {Walk} from './walk.ts';

/**
 * How a frame is taken apart. `walkFrame` looks at the link type and calls the walker of the outermost header; each
 * walker notes its layer in the `Walk`, and calls the walker of what it carries. `link/` holds what can be outermost,
 * `network/` IP and the tunnels over it, `describe/` the same headers again, field by field, for one packet at a time.
 *
 * All walkers have the shape `(walk, at, end)`: the header starts at `walk.bytes[at]` and may reach to `end` by the
 * lengths on the wire; bytes from `walk.captureEnd` on were not captured. A header that is cut ends the walk there.
 */
export type Walker = (walk: Walk, at: number, end: number) => void;

/** LINKTYPE_ number → walker. */
const LINK_WALKERS: ReadonlyMap<number, Walker> = new Map<number, Walker>([
	[0, walkLoopback],
	[1, walkEthernet],
	[6, walkTokenRing],
	[7, walkArcnet(1)],
	[9, walkPppFrame],
	[10, walkFddi],
	[12, walkRawIp],
	[14, walkRawIp],
	[50, walkPppFrame],
	[51, walkEthernetlessPppoe],
	[101, walkRawIp],
	[104, walkCiscoHdlc],
	[105, walkWlan],
	[107, walkFrameRelay],
	[108, walkLoopback],
	[113, walkLinuxCooked],
	[119, walkPrism],
	[127, walkRadiotap],
	[129, walkArcnet(2)],
	[166, walkPppFrame],
	[178, walkJuniperEthernet],
	[192, walkPpi],
	[204, walkPppWithDirection],
	[228, walkIpv4],
	[229, walkIpv6],
	[239, walkNflog],
	[242, walkIpOverInfiniband],
	[276, walkLinuxCooked2],
]);

export function isLinkTypeKnown(linkType: number): boolean {
	return LINK_WALKERS.has(linkType);
}

/**
 * Walks one frame. `walk` then has its layers and TCP headers.
 *
 * @param at index of the frame's first byte in `bytes`
 * @param fragments where IP fragments wait for the rest of their datagram
 * @returns false if the link type is not known
 */
export function walkFrame(
	walk: Walk,
	fragments: FragmentStore,
	linkType: number,
	bytes: Uint8Array,
	at: number,
	capturedLength: number,
	wireLength: number,
): boolean {
	walk.start(bytes, at + capturedLength, fragments);
	if (linkType === 1) {
		walkEthernet(walk, at, at + wireLength);
		return true;
	}
	const walker = LINK_WALKERS.get(linkType);
	if (walker === undefined) {
		walk.layer(Protocol.data, at, at + wireLength);
		return false;
	}
	walker(walk, at, at + wireLength);
	return true;
}

function walkEthernetlessPppoe(walk: Walk, at: number, end: number): void {
	walkEtherType(walk, 0x8864, at, end);
}

/** PPP with a byte for the direction in front (LINKTYPE_PPP_WITH_DIR). */
function walkPppWithDirection(walk: Walk, at: number, end: number): void {
	walkPppFrame(walk, at + 1, end);
}
