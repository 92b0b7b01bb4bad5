import {walkEtherType} from '../ethertype.ts';
import {walkEthernet} from '../link/ethernet.ts';
import {walkPpp} from '../link/ppp.ts';
import {walkWlanFrame} from '../link/wlan.ts';
import {Protocol} from '../protocol.ts';
import {u16, type Walk} from '../walk.ts';

/** Flag bits of the first word (RFC 2784, 2890; version 1 is RFC 2637). */
const CHECKSUM_OR_ROUTING = 0xc000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const VERSION = 0x0007;
const ACKNOWLEDGMENT = 0x0080;

const ERSPAN_TYPE_2 = 0x88be;
const ERSPAN_TYPE_3 = 0x22eb;
const PPTP = 0x880b;
const ARUBA_FIRST = 0x8200;
const ARUBA_LAST = 0x9100;

/** Generic routing encapsulation. */
export function walkGre(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.gre, at, end);
	if (at + 4 > walk.captureEnd || at + 4 > end) return;
	const flags = u16(walk.bytes, at);
	const type = u16(walk.bytes, at + 2);
	let next = at + 4;
	if ((flags & CHECKSUM_OR_ROUTING) !== 0) next += 4;
	if ((flags & KEY) !== 0) next += 4;
	if ((flags & SEQUENCE) !== 0) next += 4;
	if ((flags & VERSION) === 1 && (flags & ACKNOWLEDGMENT) !== 0) next += 4;
	if ((flags & ROUTING) !== 0) next = afterSourceRoutes(walk, next);
	if (next >= end || next >= walk.captureEnd) return;
	if (type === ERSPAN_TYPE_2) walkErspan(walk, next, end, (flags & SEQUENCE) !== 0 ? 8 : 0);
	else if (type === ERSPAN_TYPE_3) walkErspan3(walk, next, end);
	else if (type === PPTP) walkPpp(walk, next, end);
	else if (type >= ARUBA_FIRST && type < ARUBA_LAST) walkWlanFrame(walk, next, end);
	else walkEtherType(walk, type, next, end);
}

/** Source route entries (RFC 1701): family, offset, length; the one of length 0 is the last. */
function afterSourceRoutes(walk: Walk, at: number): number {
	let next = at;
	while (next + 4 <= walk.captureEnd) {
		const length = walk.bytes[next + 3]!;
		next += 4 + length;
		if (length === 0) break;
	}
	return next;
}

/** Mirrored traffic: type I has no header of its own, type II one of 8 bytes. */
function walkErspan(walk: Walk, at: number, end: number, header: number): void {
	walk.layer(Protocol.erspan, at, end);
	if (at + header < walk.captureEnd) walkEthernet(walk, at + header, end);
}

/** Type III: 12 bytes, 8 more if the last bit says so. */
function walkErspan3(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.erspan, at, end);
	if (at + 12 > walk.captureEnd) return;
	const header = (walk.bytes[at + 11]! & 1) === 1 ? 20 : 12;
	if (at + header < walk.captureEnd) walkEthernet(walk, at + header, end);
}
