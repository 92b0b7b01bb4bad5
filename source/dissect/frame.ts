import {walkEtherType} from './ethertype.ts';
import type {FragmentStore} from './fragments/fragment-store.ts';
import {walkElektrobit, walkErf, walkExportedPdu, walkPktap, walkPrivatePktap, walkTzsp} from './link/containers.ts';
import {walkEthernet} from './link/ethernet.ts';
import {
	walkEnc,
	walkIpnet,
	walkLinuxCooked,
	walkLinuxCooked2,
	walkLoopback,
	walkNflog,
	walkPflog,
	walkRawIp,
} from './link/host.ts';
import {JUNIPER_WALKERS} from './link/juniper.ts';
import {walkLlc} from './link/llc.ts';
import {
	walkArcnet,
	walkEpon,
	walkFddi,
	walkFireWire,
	walkIpOverFibreChannel,
	walkIpOverInfiniband,
	walkTokenRing,
} from './link/local-area.ts';
import {walkPppFrame} from './link/ppp.ts';
import {walkAx25, walkAx25Kiss, walkCiscoHdlc, walkClassicalIp, walkFrameRelay, walkSunAtm} from './link/wide-area.ts';
import {walkAvs, walkPpi, walkPrism, walkRadiotap, walkWlan} from './link/wlan.ts';
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
	[3, walkAx25],
	[6, walkTokenRing],
	[7, walkArcnet(1)],
	[9, walkPppFrame],
	[10, walkFddi],
	[11, walkLlc],
	[12, walkRawIp],
	[13, walkEnc],
	[14, walkRawIp],
	[16, walkClassicalIp],
	[18, walkClassicalIp],
	[19, walkClassicalIp],
	[50, walkPppFrame],
	[51, walkEthernetlessPppoe],
	[100, walkLlc],
	[101, walkRawIp],
	[104, walkCiscoHdlc],
	[105, walkWlan],
	[106, walkClassicalIp],
	[107, walkFrameRelay],
	[108, walkLoopback],
	[109, walkEnc],
	[112, walkCiscoHdlc],
	[113, walkLinuxCooked],
	[117, walkPflog],
	[119, walkPrism],
	[122, walkIpOverFibreChannel],
	[123, walkSunAtm],
	[127, walkRadiotap],
	[128, walkTzsp],
	[129, walkArcnet(2)],
	[138, walkFireWire],
	[149, walkPrivatePktap],
	[163, walkAvs],
	[166, walkPppFrame],
	[192, walkPpi],
	[197, walkErf],
	[202, walkAx25Kiss],
	[204, walkPppWithDirection],
	[226, walkIpnet],
	[228, walkIpv4],
	[229, walkIpv6],
	[239, walkNflog],
	[242, walkIpOverInfiniband],
	[252, walkExportedPdu],
	[258, walkPktap],
	[259, walkEpon],
	[276, walkLinuxCooked2],
	[279, walkElektrobit],
	...JUNIPER_WALKERS,
]);

const MAX_DEPTH = 48;

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
	return walkLinkType(walk, linkType, at, at + wireLength);
}

/** What a link type's number says comes next; false if the number is not known. */
export function walkLinkType(walk: Walk, linkType: number, at: number, end: number): boolean {
	const walker = LINK_WALKERS.get(linkType);
	if (walker === undefined || ++walk.depth > MAX_DEPTH) {
		walk.layer(Protocol.data, at, end);
		return false;
	}
	walker(walk, at, end);
	return true;
}

function walkEthernetlessPppoe(walk: Walk, at: number, end: number): void {
	walkEtherType(walk, 0x8864, at, end);
}

/** PPP with a byte for the direction in front (LINKTYPE_PPP_WITH_DIR). */
function walkPppWithDirection(walk: Walk, at: number, end: number): void {
	walkPppFrame(walk, at + 1, end);
}
