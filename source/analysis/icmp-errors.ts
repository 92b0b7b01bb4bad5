import {Protocol} from '../dissect/protocol.ts';
import {i32, type Walk} from '../dissect/walk.ts';
import type {CaptureTables} from './capture-tables.ts';

/** Offsets of the source address in an IPv4 (RFC 791) and an IPv6 header (RFC 8200). */
const IPV4_SOURCE = 12;
const IPV6_SOURCE = 8;

/** Notes who sent the ICMP error that quotes the TCP header at `layer` of the walk, and its type and code. */
export function noteIcmpError(tables: CaptureTables, walk: Walk, layer: number, row: number): void {
	let icmp = layer;
	while (icmp > 0 && walk.layerProtocol[icmp] !== Protocol.icmp && walk.layerProtocol[icmp] !== Protocol.icmpv6) icmp--;
	let ip = icmp;
	while (ip > 0 && walk.layerProtocol[ip] !== Protocol.ip && walk.layerProtocol[ip] !== Protocol.ipv6) ip--;
	if (ip === icmp) return;
	const outer = walk.buffers[walk.layerBuffer[ip]!]!;
	const at = walk.layerAt[ip]!;
	const {addresses} = tables;
	const sender =
		walk.layerProtocol[ip] === Protocol.ip
			? addresses.intern(4, i32(outer, at + IPV4_SOURCE), 0, 0, 0)
			: addresses.intern(
					6,
					i32(outer, at + IPV6_SOURCE),
					i32(outer, at + IPV6_SOURCE + 4),
					i32(outer, at + IPV6_SOURCE + 8),
					i32(outer, at + IPV6_SOURCE + 12),
				);
	const bytes = walk.buffers[walk.layerBuffer[icmp]!]!;
	const header = walk.layerAt[icmp]!;
	tables.icmpErrors.append(row, sender, bytes[header]!, bytes[header + 1]!);
}
