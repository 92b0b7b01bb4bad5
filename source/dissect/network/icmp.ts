import {Protocol} from '../protocol.ts';
import type {Walk} from '../walk.ts';
import {walkQuote} from './ip-protocol.ts';
import {walkIpv4} from './ipv4.ts';
import {walkIpv6} from './ipv6.ts';

/** Both ICMP headers are eight bytes, and errors quote the packet behind them (RFC 792, RFC 4443 3). */
const HEADER = 8;
const REDIRECT = 5;

/** ICMP: destination unreachable, source quench, redirect, time exceeded and parameter problem quote a packet. */
export function walkIcmp(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.icmp, at, end);
	if (at + HEADER > walk.captureEnd || at + HEADER > end) return;
	const type = walk.bytes[at];
	const {segmentCount} = walk;
	if (type === 3 || type === 4 || type === REDIRECT || type === 11 || type === 12)
		walkQuote(walk, walkIpv4, at + HEADER, end);
	// Of what a redirect quotes Wireshark shows the first eight bytes, and counts it to no stream: it is no error.
	if (type === REDIRECT) walk.segmentCount = segmentCount;
}

/** ICMPv6: types below 128 are errors (RFC 4443 2.1); 1 to 4 are defined. */
export function walkIcmpv6(walk: Walk, at: number, end: number): void {
	walk.layer(Protocol.icmpv6, at, end);
	if (at + HEADER > walk.captureEnd || at + HEADER > end) return;
	const type = walk.bytes[at]!;
	if (type >= 1 && type <= 4) walkQuote(walk, walkIpv6, at + HEADER, end);
}
