import {formatIpv4} from '../../address.ts';
import {UNVERIFIED} from '../../fields/shared.ts';
import {
	DESTINATION,
	FLAGS_AND_OFFSET,
	IDENTIFICATION,
	MIN_HEADER,
	PROTOCOL,
	SOURCE,
	TOTAL_LENGTH,
	TTL,
} from '../../network/ipv4.ts';
import {fieldNamed} from '../../registry.ts';
import {type FieldTree, GENERATED_HIDDEN, HIDDEN} from '../field-tree.ts';
import type {Described} from '../layer.ts';
import {describeIpv4Options} from './ipv4-options.ts';

/** Offsets in the header (RFC 791 3.1), beside those that the walk reads too. */
const VERSION_AND_LENGTH = 0;
const SERVICE = 1;
const CHECKSUM = 10;

/**
 * IPv4. A header length below 20 bytes, or another version, ends the fields where Wireshark ends them.
 *
 * @param end of the packet by the lengths around it: hosts that leave the cutting of segments to the network card see
 *   packets whose own length is 0
 */
export function describeIpv4(tree: FieldTree, at: number, end: number): Described {
	const title = 'Internet Protocol Version 4';
	const version = tree.bits('ip.version', at + VERSION_AND_LENGTH, 1, 4, 15);
	if (version !== 4) return {headerEnd: at + 1, summary: () => `${title}  version ${version}`};
	const headerLength = (tree.peek(at, 1) % 16) * 4;
	tree.add('ip.hdr_len', headerLength, at + VERSION_AND_LENGTH, 1);
	if (headerLength < MIN_HEADER) return {headerEnd: at + 1, summary: () => `${title}  header of ${headerLength} bytes`};
	describeService(tree, at + SERVICE);
	tree.add('ip.len', tree.peek(at + TOTAL_LENGTH, 2) || end - at, at + TOTAL_LENGTH, 2);
	tree.uint('ip.id', at + IDENTIFICATION, 2);
	describeFragmentation(tree, at + FLAGS_AND_OFFSET);
	const ttl = tree.uint('ip.ttl', at + TTL, 1);
	const protocol = tree.uint('ip.proto', at + PROTOCOL, 1);
	tree.uint('ip.checksum', at + CHECKSUM, 2);
	tree.derive('ip.checksum.status', UNVERIFIED, at + CHECKSUM);
	const source = describeAddress(tree, 'ip.src', at + SOURCE);
	const destination = describeAddress(tree, 'ip.dst', at + DESTINATION);
	if (headerLength > MIN_HEADER && !tree.cut)
		describeIpv4Options(tree, at + MIN_HEADER, at + headerLength, destination);
	return {headerEnd: at + headerLength, summary: () => summaryOf(title, source, destination, protocol, ttl)};
}

function summaryOf(title: string, source: number, destination: number, protocol: number, ttl: number): string {
	const carried = fieldNamed('ip.proto')?.values?.get(protocol) ?? `protocol ${protocol}`;
	return `${title}  ${formatIpv4(source)} → ${formatIpv4(destination)}  ${carried}  TTL ${ttl}`;
}

function describeService(tree: FieldTree, at: number): void {
	tree.uint('ip.dsfield', at, 1);
	tree.below(() => {
		tree.bits('ip.dsfield.dscp', at, 1, 2, 0x3f);
		tree.bits('ip.dsfield.ecn', at, 1, 0, 3);
	});
}

function describeFragmentation(tree: FieldTree, at: number): void {
	if (!tree.covers(at, 2)) return;
	tree.bits('ip.flags', at, 1, 5, 7);
	tree.below(() => {
		tree.bits('ip.flags.rb', at, 1, 7, 1);
		tree.bits('ip.flags.df', at, 1, 6, 1);
		tree.bits('ip.flags.mf', at, 1, 5, 1);
	});
	tree.bits('ip.frag_offset', at, 2, 0, 0x1fff);
}

/** An address under its three further names; returns it. */
function describeAddress(tree: FieldTree, name: 'ip.src' | 'ip.dst', at: number): number {
	const address = tree.uint(name, at, 4);
	tree.add('ip.addr', address, at, 4, HIDDEN);
	tree.addressText(name === 'ip.src' ? 'ip.src_host' : 'ip.dst_host', at, 4, GENERATED_HIDDEN);
	tree.addressText('ip.host', at, 4, GENERATED_HIDDEN);
	return address;
}
