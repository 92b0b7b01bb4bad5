import {walkEtherType} from '../ethertype.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';
import {walkEthernet} from './ethernet.ts';
import {walkPpp} from './ppp.ts';

/** Service access points (IEEE 802.2). */
const IP_SAP = 0x06;
const SNAP_SAP = 0xaa;
const OSI_SAP = 0xfe;
const UNNUMBERED_INFORMATION = 0x03;
/** The low bit of a source access point is set in responses. */
const RESPONSE = 0x01;

/** IEEE 802.2 logical link control, with SNAP (RFC 1042). */
export function walkLlc(walk: Walk, at: number, end: number): void {
	if (at + 3 > walk.captureEnd || at + 3 > end) return;
	walk.layer(Protocol.llc, at, end);
	const {bytes} = walk;
	const access = bytes[at]!;
	const control = bytes[at + 2]!;
	// Numbered frames have two control bytes, and their low bit is clear.
	const isNumbered = (control & 1) === 0;
	if (!isNumbered && control !== UNNUMBERED_INFORMATION) return;
	const next = at + (isNumbered ? 4 : 3);
	const source = bytes[at + 1]!;
	if (access === IP_SAP && (source & ~RESPONSE) === IP_SAP) walkIpv4(walk, next, end);
	else if (access === SNAP_SAP && source === SNAP_SAP) walkSnap(walk, next, end, 2);
	else if (access === OSI_SAP && source === OSI_SAP && !isNumbered) walkOsi(walk, next, end);
}

/** Organisations that give SNAP's protocol numbers a meaning. */
const enum Organisation {
	ETHERTYPE = 0x000000,
	BRIDGE_802_1H = 0x0000f8,
	IEEE_802_1 = 0x0080c2,
}

/** A bridged frame with its FCS, and without (RFC 2684 5.2). */
const BRIDGED_ETHERNET_WITH_FCS = 1;
const BRIDGED_ETHERNET = 7;
const FCS = 4;

/**
 * Subnetwork access protocol: an organisation and its number for what follows.
 *
 * @param padding bytes in front of a bridged frame
 */
export function walkSnap(walk: Walk, at: number, end: number, padding: number): void {
	if (at + 5 > walk.captureEnd || at + 5 > end) return;
	const {bytes} = walk;
	const organisation = (bytes[at]! << 16) | u16(bytes, at + 1);
	const number = u16(bytes, at + 3);
	if (organisation === Organisation.ETHERTYPE || organisation === Organisation.BRIDGE_802_1H)
		walkEtherType(walk, number, at + 5, end);
	else if (organisation === Organisation.IEEE_802_1 && number === BRIDGED_ETHERNET)
		walkEthernet(walk, at + 5 + padding, end);
	else if (organisation === Organisation.IEEE_802_1 && number === BRIDGED_ETHERNET_WITH_FCS)
		walkEthernet(walk, at + 5 + padding, end - FCS);
}

/** Routed protocols by their network layer protocol identifier (RFC 2684 5.1), and PPP (RFC 2364 6). */
function walkOsi(walk: Walk, at: number, end: number): void {
	if (at >= walk.captureEnd || at >= end) return;
	walk.layer(Protocol.osi, at, end);
	const NLPID_IPV4 = 0xcc;
	const NLPID_PPP = 0xcf;
	if (walk.bytes[at] === NLPID_IPV4) walkIpv4(walk, at + 1, end);
	else if (walk.bytes[at] === NLPID_PPP) walkPpp(walk, at + 1, end);
}
