import {Protocol} from '../dissect/protocol.ts';
import {i32, u16, type Walk} from '../dissect/walk.ts';
import type {CaptureTables} from './tables/capture-tables.ts';
import {StreamFlag} from './tables/stream-table.ts';
import type {StreamTracker} from './tcp/stream-tracker.ts';

/** Offsets of the source address in an IPv4 (RFC 791) and an IPv6 header (RFC 8200). */
const IPV4_SOURCE = 12;
const IPV6_SOURCE = 8;

/** Bytes of a quoted header that name the ports: what every router quotes at least (RFC 792). */
const PORTS = 4;

/** Notes who sent the ICMP error that quotes the TCP header at `layer` of the walk, and its type and code. */
export function noteIcmpError(tables: CaptureTables, walk: Walk, layer: number, stream: number, row: number): void {
	const icmp = walk.layerBefore(layer, Protocol.icmp, Protocol.icmpv6);
	const ip = walk.layerBefore(icmp, Protocol.ip, Protocol.ipv6);
	if (ip < 0) return;
	const outer = walk.layerBytes(ip);
	const at = walk.layerAt(ip);
	const {addresses} = tables;
	const sender =
		walk.layerProtocol(ip) === Protocol.ip
			? addresses.intern(4, i32(outer, at + IPV4_SOURCE), 0, 0, 0)
			: addresses.intern(
					6,
					i32(outer, at + IPV6_SOURCE),
					i32(outer, at + IPV6_SOURCE + 4),
					i32(outer, at + IPV6_SOURCE + 8),
					i32(outer, at + IPV6_SOURCE + 12),
				);
	const bytes = walk.layerBytes(icmp);
	const header = walk.layerAt(icmp);
	tables.streams.chunks[stream >>> 13]!.flags[stream & 8191]! |= StreamFlag.ICMP_ERROR;
	tables.icmpErrors.append(row, stream, sender, bytes[header]!, bytes[header + 1]!);
}

/**
 * An ICMP error that quotes too little of a TCP header to be a segment: where the ports name a stream, the error is
 * noted for it.
 */
export function noteShortQuote(tables: CaptureTables, tracker: StreamTracker, walk: Walk, row: number): void {
	const layer = walk.layerCount - 1;
	if (layer < 0 || walk.layerProtocol(layer) !== Protocol.tcp) return;
	const at = walk.layerAt(layer);
	if (walk.layerBefore(layer, Protocol.icmp, Protocol.icmpv6) < 0 || at + PORTS > walk.captureEnd) return;
	const bytes = walk.layerBytes(layer);
	const stream = tracker.find(walk.version, walk.addresses, 0, u16(bytes, at), u16(bytes, at + 2));
	if (stream >= 0) noteIcmpError(tables, walk, layer, stream, row);
}
