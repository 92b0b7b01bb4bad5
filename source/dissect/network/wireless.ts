import {walkEthernet} from '../link/ethernet.ts';
import {walkWlanFrame} from '../link/wlan.ts';
import {Protocol} from '../protocol.ts';
import {i32, type Walk} from '../walk.ts';

/**
 * CAPWAP data (RFC 5415 4.3): a header whose length is in words, then an IEEE 802.3 or, where the T bit says so, a
 * native frame. Fragments and what DTLS protects are left.
 */
export function walkCapwapData(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol['capwap.data'], at, end);
	if (at + 8 > walk.captureEnd || at + 8 > end) return;
	const {bytes} = walk;
	const DTLS = 1;
	if ((bytes[at]! & 0xf) === DTLS) return;
	const bits = i32(bytes, at) & 0xffffff;
	const next = at + (bits >>> 19) * 4;
	const bindingId = (bits >>> 9) & 0x1f;
	const NATIVE = 0x100;
	const FRAGMENT = 0x80;
	const LAST = 0x40;
	const KEEP_ALIVE = 0x08;
	const offset = (bytes[at + 6]! << 8) | (bytes[at + 7]! & 0xf8);
	const isPiece = (bits & FRAGMENT) !== 0 && ((bits & LAST) === 0 || offset !== 0);
	if (isPiece || (bits & KEEP_ALIVE) !== 0 || next < at + 8 || next >= walk.captureEnd || next >= end) return;
	const IEEE_802_11 = 1;
	if ((bits & NATIVE) === 0) walkEthernet(walk, next, end);
	else if (bindingId === IEEE_802_11) walkSwapped(walk, next, end);
}

/** The frames of Cisco's access points have the bytes of the frame control field swapped, and Wireshark expects it. */
function walkSwapped(walk: Walk, at: number, end: number): void {
	if (at + 2 > walk.captureEnd) return;
	const frame = walk.bytes.slice(at, Math.min(end, walk.captureEnd));
	frame[0] = walk.bytes[at + 1]!;
	frame[1] = walk.bytes[at]!;
	const before = walk.enter(frame);
	walkWlanFrame(walk, 0, end - at);
	walk.leave(before);
}

/** LWAPP (RFC 5412 3.3): flags, fragment, length, status; the C bit is set in control messages. */
export function walkLwapp(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.lwapp, at, end);
	const CONTROL = 0x04;
	if (at + 6 < walk.captureEnd && at + 6 < end && (walk.bytes[at]! & CONTROL) === 0) walkWlanFrame(walk, at + 6, end);
}
