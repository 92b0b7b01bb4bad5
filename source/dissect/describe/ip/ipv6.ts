import {formatIpv6} from '../../address.ts';
import {DESTINATION, HEADER, HOP_LIMIT, NEXT_HEADER, PAYLOAD_LENGTH, SOURCE} from '../../network/ipv6.ts';
import {fieldNamed} from '../../registry.ts';
import {type FieldTree, GENERATED, GENERATED_HIDDEN, HIDDEN} from '../field-tree.ts';
import type {Described} from '../layer.ts';

/** Offsets in the header (RFC 8200 3), beside those that the walk reads too. */
const CLASS_AND_FLOW = 0;

/** IPv6, the fixed header; extension headers are in ipv6-extensions.ts. */
export function describeIpv6(tree: FieldTree, at: number): Described {
	const version = tree.bits('ipv6.version', at, 1, 4, 15);
	tree.add('ip.version', version, at, 1, HIDDEN);
	tree.bits('ipv6.tclass', at + CLASS_AND_FLOW, 4, 20, 0xff);
	tree.below(() => {
		tree.bits('ipv6.tclass.dscp', at + CLASS_AND_FLOW, 4, 22, 0x3f);
		tree.bits('ipv6.tclass.ecn', at + CLASS_AND_FLOW, 4, 20, 3);
	});
	tree.bits('ipv6.flow', at + 1, 3, 0, 0xfffff);
	tree.covers(at + PAYLOAD_LENGTH, 3);
	tree.uint('ipv6.plen', at + PAYLOAD_LENGTH, 2);
	const next = tree.uint('ipv6.nxt', at + NEXT_HEADER, 1);
	const hops = tree.uint('ipv6.hlim', at + HOP_LIMIT, 1);
	describeAddress(tree, 'ipv6.src', at + SOURCE);
	describeAddress(tree, 'ipv6.dst', at + DESTINATION);
	describeOrigin(tree, 'src_', at + SOURCE);
	describeOrigin(tree, 'dst_', at + DESTINATION);
	const summary = () => {
		const carried = fieldNamed('ipv6.nxt')?.values?.get(next) ?? `next header ${next}`;
		const address = (offset: number) =>
			at + offset + 16 <= tree.captureEnd ? formatIpv6(tree.bytes.subarray(at + offset, at + offset + 16)) : '?';
		return `Internet Protocol Version 6  ${address(SOURCE)} → ${address(DESTINATION)}  ${carried}  hop limit ${hops}`;
	};
	return {headerEnd: at + HEADER, summary};
}

function describeAddress(tree: FieldTree, name: 'ipv6.src' | 'ipv6.dst', at: number): void {
	tree.slice(name, at, 16);
	tree.slice('ipv6.addr', at, 16, HIDDEN);
	tree.addressText(name === 'ipv6.src' ? 'ipv6.src_host' : 'ipv6.dst_host', at, 16, GENERATED_HIDDEN);
	tree.addressText('ipv6.host', at, 16, GENERATED_HIDDEN);
}

/** What an address tells of how it was made, under its own name and the one that both ends share. */
function describeOrigin(tree: FieldTree, end: 'src_' | 'dst_', at: number): void {
	if (!tree.covers(at, 16)) return;
	const add = (name: string, value: number | Uint8Array, offset: number, length: number) => {
		tree.add(`ipv6.${end}${name}`, value, at + offset, length, GENERATED);
		tree.add(`ipv6.${name}`, value, at + offset, length, GENERATED_HIDDEN);
	};
	const {bytes} = tree;
	if (tree.peek(at, 2) === 0x2002) {
		// 6to4 (RFC 3056 2).
		add('6to4_gw_ipv4', tree.peek(at + 2, 4), 2, 4);
		add('6to4_sla_id', tree.peek(at + 6, 2), 6, 2);
	} else if (tree.peek(at, 4) === 0x2001_0000) {
		// Teredo (RFC 4380 4): port and address of the client are inverted.
		add('ts_ipv4', tree.peek(at + 4, 4), 4, 4);
		add('tc_port', tree.peek(at + 10, 2) ^ 0xffff, 10, 2);
		add('tc_ipv4', ~tree.peek(at + 12, 4) >>> 0, 12, 4);
	}
	const identifier = tree.peek(at + 8, 4);
	if ((identifier & 0xfdff_ffff) === 0x0000_5efe) {
		// ISATAP (RFC 5214 6.1), with and without the global bit.
		add('isatap_ipv4', tree.peek(at + 12, 4), 12, 4);
	} else if (bytes[at + 11] === 0xff && bytes[at + 12] === 0xfe && (bytes[at + 8]! & 2) !== 0) {
		// An interface identifier made of a MAC address (RFC 4291 appendix A): ff:fe inside, the local bit inverted.
		const mac = Uint8Array.of(
			bytes[at + 8]! ^ 2,
			bytes[at + 9]!,
			bytes[at + 10]!,
			bytes[at + 13]!,
			bytes[at + 14]!,
			bytes[at + 15]!,
		);
		add('slaac_mac', mac, 8, 8);
	}
}
