import {walkEtherType} from '../ethertype.ts';
import {walkIpv4} from '../network/ipv4.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';

const SNAP_SAP = 0xaa;
const IP_SAP = 0x06;
const UNNUMBERED_INFORMATION = 0x03;

/** IEEE 802.2 logical link control, with SNAP (RFC 1042). */
export function walkLlc(walk: Walk, at: number, end: number): void {
	if (at + 3 > walk.captureEnd || at + 3 > end) return;
	walk.layer(Protocol.llc, at, end);
	const bytes = walk.bytes;
	if (bytes[at] === IP_SAP && bytes[at + 1] === IP_SAP && bytes[at + 2] === UNNUMBERED_INFORMATION) {
		walkIpv4(walk, at + 3, end);
		return;
	}
	if (bytes[at] !== SNAP_SAP || bytes[at + 1] !== SNAP_SAP || at + 8 > walk.captureEnd) return;
	const organisation = (bytes[at + 3]! << 16) | u16(bytes, at + 4);
	// 00-00-00: an EtherType follows; 00-00-f8: the same behind an 802.1H bridge.
	if (organisation === 0 || organisation === 0xf8) walkEtherType(walk, u16(bytes, at + 6), at + 8, end);
}
