import {fieldNamed} from '../../registry.ts';
import type {FieldTree} from '../field-tree.ts';
import {describeIpv6Options} from './ipv6-options.ts';

export type ExtensionName = 'ipv6.hopopts' | 'ipv6.dstopts' | 'ipv6.routing' | 'ipv6.fraghdr';

/** Offsets that the extension headers share (RFC 8200 4). */
const NEXT_HEADER = 0;
const LENGTH = 1;

/** One extension header as a field with fields below it; returns where it ends. */
export function describeExtension(tree: FieldTree, name: ExtensionName, at: number): number {
	const length = name === 'ipv6.fraghdr' ? 8 : (tree.peek(at + LENGTH, 1) + 1) * 8;
	if (tree.cut) return at;
	const captured = Math.min(length, tree.captureEnd - at);
	tree.add(name, undefined, at, captured, {label: fieldNamed(name)!.description});
	tree.below(() => {
		tree.uint(`${name}.nxt`, at + NEXT_HEADER, 1);
		if (name === 'ipv6.fraghdr') describeFragment(tree, at);
		else {
			tree.uint(`${name}.len`, at + LENGTH, 1);
			tree.derive(`${name}.len_oct`, length, at + LENGTH);
			if (name === 'ipv6.routing') describeRouting(tree, at, at + length);
			else describeIpv6Options(tree, at + 2, at + length);
		}
	});
	return at + length;
}

/** RFC 8200 4.5. */
function describeFragment(tree: FieldTree, at: number): void {
	tree.uint('ipv6.fraghdr.reserved_octet', at + 1, 1);
	tree.bits('ipv6.fraghdr.offset', at + 2, 2, 3, 0x1fff);
	tree.bits('ipv6.fraghdr.reserved_bits', at + 2, 2, 1, 3);
	tree.bits('ipv6.fraghdr.more', at + 2, 2, 0, 1);
	tree.uint('ipv6.fraghdr.ident', at + 4, 4);
}

const enum Routing {
	SOURCE_ROUTE = 0,
	MOBILE = 2,
	SEGMENTS = 4,
}

/** Routing headers: source route (RFC 2460 4.4), mobile node (RFC 6275 6.4), segment routing (RFC 8754 2). */
function describeRouting(tree: FieldTree, at: number, end: number): void {
	const type = tree.uint('ipv6.routing.type', at + 2, 1);
	tree.uint('ipv6.routing.segleft', at + 3, 1);
	const content = at + 4;
	if (type === Routing.SOURCE_ROUTE) {
		tree.slice('ipv6.routing.src.reserved', content, 4);
		describeAddresses(tree, 'ipv6.routing.src.addr', content + 4, end);
	} else if (type === Routing.MOBILE) {
		tree.slice('ipv6.routing.mipv6.reserved', content, 4);
		if (content + 20 <= end) tree.slice('ipv6.routing.mipv6.home_address', content + 4, 16);
	} else if (type === Routing.SEGMENTS) {
		tree.uint('ipv6.routing.srh.last_entry', content, 1);
		tree.uint('ipv6.routing.srh.flags', content + 1, 1);
		tree.slice('ipv6.routing.srh.tag', content + 2, 2);
		describeAddresses(tree, 'ipv6.routing.srh.addr', content + 4, end);
	} else if (content < end) tree.slice('ipv6.routing.unknown_data', content, end - content);
}

function describeAddresses(tree: FieldTree, name: string, from: number, end: number): void {
	for (let at = from; at + 16 <= end; at += 16) tree.slice(name, at, 16);
}
