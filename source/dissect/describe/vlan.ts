import type {FieldTree} from './field-tree.ts';
import type {Described} from './layer.ts';

const CONTROL = 0;
const TYPE_OR_LENGTH = 2;
const HEADER = 4;
const LARGEST_LENGTH = 1500;

/** IEEE 802.1Q tag: priority, drop eligibility, VLAN, then the type or length of what is tagged. */
export function describeVlan(tree: FieldTree, at: number): Described {
	const priority = tree.bits('vlan.priority', at + CONTROL, 2, 13, 7);
	tree.bits('vlan.dei', at + CONTROL, 2, 12, 1);
	const id = tree.bits('vlan.id', at + CONTROL, 2, 0, 0xfff);
	const isLength = tree.peek(at + TYPE_OR_LENGTH, 2) <= LARGEST_LENGTH;
	tree.uint(isLength ? 'vlan.len' : 'vlan.etype', at + TYPE_OR_LENGTH, 2);
	return {headerEnd: at + HEADER, summary: () => `VLAN tag  id ${id}  priority ${priority}`};
}

const PROVIDER_TYPE = 0x88a8;

/** Whether an EtherType announces a provider's tag (IEEE 802.1ad). */
export function isProviderType(etherType: number): boolean {
	return etherType === PROVIDER_TYPE;
}

/** A provider's tag: no fields are known of it. */
export function describeProviderTag(tree: FieldTree, at: number): Described {
	const id = tree.peek(at, 2) & 0xfff;
	return {headerEnd: at + HEADER, summary: () => `Provider VLAN tag  id ${id}`};
}
