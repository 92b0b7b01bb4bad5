import {formatEther} from '../address.ts';
import {UNVERIFIED} from '../fields/shared.ts';
import {fieldNamed} from '../registry.ts';
import {type FieldTree, GENERATED, HIDDEN} from './field-tree.ts';
import type {Described} from './layer.ts';

/** Offsets in the header (IEEE 802.3 3.1.1). */
const DESTINATION = 0;
const SOURCE = 6;
const TYPE_OR_LENGTH = 12;
const HEADER = 14;

/** Bits of the first byte of an address. */
const GROUP = 1;
const LOCAL = 2;

const LARGEST_LENGTH = 1500;
const SMALLEST_TYPE = 0x0600;
/** Without its check sequence a frame has at least 60 bytes, with it 64 (IEEE 802.3 3.2.8). */
const SHORTEST_FRAME = 60;
const SHORTEST_WITH_CHECK = 64;
const CHECK_SEQUENCE = 4;

/** Ethernet II and IEEE 802.3: addresses and type; what follows the payload is `describeTrailer`'s. */
export function describeEthernet(tree: FieldTree, at: number): Described {
	// Wireshark reads each address together with what follows it.
	if (tree.covers(at + DESTINATION, SOURCE + 6)) describeAddress(tree, DESTINATION_FIELDS, at + DESTINATION);
	if (tree.covers(at + SOURCE, HEADER - SOURCE)) describeAddress(tree, SOURCE_FIELDS, at + SOURCE);
	const typeOrLength = tree.peek(at + TYPE_OR_LENGTH, 2);
	if (typeOrLength >= SMALLEST_TYPE) tree.uint('eth.type', at + TYPE_OR_LENGTH, 2);
	else if (typeOrLength <= LARGEST_LENGTH) tree.uint('eth.len', at + TYPE_OR_LENGTH, 2);
	return {headerEnd: at + HEADER, summary: () => summaryOf(tree, at, typeOrLength)};
}

function summaryOf(tree: FieldTree, at: number, typeOrLength: number): string {
	if (at + HEADER > tree.captureEnd) return 'Ethernet  cut';
	const address = (offset: number) => formatEther(tree.bytes.subarray(at + offset, at + offset + 6));
	const type = fieldNamed('eth.type')?.values?.get(typeOrLength);
	return `Ethernet  ${address(SOURCE)} → ${address(DESTINATION)}${type === undefined ? '' : `  ${type}`}`;
}

/** Names of an address and of what is below it. */
const DESTINATION_FIELDS = addressNames('eth.dst');
const SOURCE_FIELDS = addressNames('eth.src');

function addressNames(name: string) {
	return {address: name, resolved: `${name}_resolved`, oui: `${name}.oui`, lg: `${name}.lg`, ig: `${name}.ig`};
}

function describeAddress(tree: FieldTree, names: typeof SOURCE_FIELDS, at: number): void {
	const isLocal = (tree.bytes[at]! & LOCAL) === 0 ? 0 : 1;
	const isGroup = tree.bytes[at]! & GROUP;
	tree.slice(names.address, at, 6);
	tree.below(() => {
		tree.addressText(names.resolved, at, 6, HIDDEN);
		tree.uint(names.oui, at, 3, HIDDEN);
		tree.slice('eth.addr', at, 6, HIDDEN);
		tree.addressText('eth.addr_resolved', at, 6, HIDDEN);
		tree.uint('eth.addr.oui', at, 3, HIDDEN);
		tree.add(names.lg, isLocal, at, 3);
		tree.add('eth.lg', isLocal, at, 3, HIDDEN);
		tree.add(names.ig, isGroup, at, 3);
		tree.add('eth.ig', isGroup, at, 3, HIDDEN);
	});
}

/**
 * What stands behind the payload. Short frames are filled with zeros; four bytes at the end of a frame of 64 bytes or
 * more are taken for the check sequence, as Wireshark guesses by default. Behind a VLAN tag nothing is, and a frame inside
 * a tunnel has neither.
 *
 * @param payloadEnd where the payload ends by its own length
 * @param end where the frame ends on the wire
 * @param owner protocol that has the trailer
 */
export function describeTrailer(
	tree: FieldTree,
	frameAt: number,
	payloadEnd: number,
	end: number,
	owner: 'eth' | 'vlan',
	isTunnelled: boolean,
): void {
	let at = payloadEnd;
	if (at >= end) return;
	const padding = isTunnelled ? 0 : Math.max(0, SHORTEST_FRAME - (payloadEnd - frameAt));
	if (padding > 0 && padding <= end - at && isZero(tree, at, padding)) {
		tree.slice('eth.padding', at, padding);
		at += padding;
	}
	const hasCheck =
		owner === 'eth' && !isTunnelled && end - at >= CHECK_SEQUENCE && end - frameAt >= SHORTEST_WITH_CHECK;
	const trailer = end - at - (hasCheck ? CHECK_SEQUENCE : 0);
	if (trailer > 0) {
		const captured = Math.min(trailer, tree.captureEnd - at);
		if (captured > 0) tree.slice(`${owner}.trailer`, at, captured);
	}
	if (!hasCheck || end > tree.captureEnd) return;
	tree.uint('eth.fcs', end - CHECK_SEQUENCE, CHECK_SEQUENCE);
	tree.derive('eth.fcs.status', UNVERIFIED, end - CHECK_SEQUENCE, GENERATED);
}

function isZero(tree: FieldTree, at: number, length: number): boolean {
	if (at + length > tree.captureEnd) return false;
	for (let i = at; i < at + length; i++) if (tree.bytes[i] !== 0) return false;
	return true;
}
