import {formatEther, formatIpv4, formatIpv6} from '../address.ts';
import type {FieldDefinition, FieldNode, FieldValue} from '../field.ts';
import {fieldNamed} from '../registry.ts';
import {i32} from '../walk.ts';

const NO_CHILDREN: readonly FieldNode[] = [];

abstract class Node implements FieldNode {
	children: readonly FieldNode[] = NO_CHILDREN;
	generated?: boolean;
	hidden?: boolean;
	label?: string;
	buffer?: Uint8Array;
	printed?: string;

	constructor(
		readonly field: FieldDefinition,
		readonly at: number,
		readonly length: number,
	) {}

	abstract readonly value: FieldValue;
}

class ValueNode extends Node {
	constructor(
		field: FieldDefinition,
		at: number,
		length: number,
		override readonly value: FieldValue,
	) {
		super(field, at, length);
	}
}

/** Its bytes are cut out of the buffer when they are asked for: most never are. */
class BytesNode extends Node {
	constructor(
		field: FieldDefinition,
		at: number,
		length: number,
		protected readonly bytes: Uint8Array,
	) {
		super(field, at, length);
	}

	get value(): FieldValue {
		return this.bytes.subarray(this.at, this.at + this.length);
	}
}

/** An address as text, where a name would stand if names were looked up. */
class AddressTextNode extends BytesNode {
	override get value(): FieldValue {
		const bytes = this.bytes.subarray(this.at, this.at + this.length);
		if (this.length === 16) return formatIpv6(bytes);
		return this.length === 6 ? formatEther(bytes) : formatIpv4(i32(bytes, 0));
	}
}

/** What a field may have beside value and place. */
export interface Look {
	readonly generated?: boolean;
	readonly hidden?: boolean;
	/** Text of the line, where it is more than name and value. */
	readonly label?: string;
	/** The value as tshark prints it, where it does not follow from the value. */
	readonly printed?: string | undefined;
}

export const GENERATED: Look = {generated: true};
export const HIDDEN: Look = {hidden: true};
export const GENERATED_HIDDEN: Look = {generated: true, hidden: true};

/**
 * The fields of one layer while they are being read. All reading goes through `covers`: the first field whose bytes
 * were not all captured cuts the tree, and nothing is read or added after it, as Wireshark does it.
 */
export class FieldTree {
	readonly nodes: FieldNode[] = [];
	/** True once a field was asked for that was not captured in full. */
	cut = false;
	private siblings: FieldNode[] = this.nodes;
	/** The field that was added last is one of the wanted. */
	private isLastWanted = true;
	/** The bytes are not those of the layer. */
	private isAside = false;

	/**
	 * @param bytes buffer of the layer; positions are indexes into it
	 * @param captureEnd first index that was not captured
	 * @param wanted names of the only fields to be added, for those who look for few in many packets; default: all. What
	 * is below a field that is not wanted stands in its place.
	 */
	constructor(
		readonly bytes: Uint8Array,
		readonly captureEnd: number,
		private readonly wanted?: ReadonlySet<string>,
	) {}

	/** Whether bytes may be read; once they may not, the tree is cut. */
	covers(at: number, length: number): boolean {
		if (at < 0 || length < 0 || at + length > this.captureEnd) this.cut = true;
		return !this.cut;
	}

	/** Reads 1 to 4 bytes, big-endian, without a field; 0 where the tree is cut. */
	peek(at: number, length: number): number {
		if (!this.covers(at, length)) return 0;
		let value = 0;
		for (let i = at; i < at + length; i++) value = value * 256 + this.bytes[i]!;
		return value;
	}

	/** Adds an unsigned number of 1 to 4 bytes and returns it. */
	uint(name: string, at: number, length: number, look?: Look): number {
		const value = this.peek(at, length);
		this.add(name, value, at, length, look);
		return value;
	}

	/** Adds a number that is part of 1 to 4 bytes: shifted right, then masked. */
	bits(name: string, at: number, length: number, shift: number, mask: number, look?: Look): number {
		const value = Math.floor(this.peek(at, length) / 2 ** shift) & mask;
		this.add(name, value, at, length, look);
		return value;
	}

	/** Adds bytes; a view, not a copy. */
	slice(name: string, at: number, length: number, look?: Look): void {
		if (this.takes(name, at, length)) this.push(new BytesNode(definition(name), at, length, this.bytes), look);
	}

	/** Adds the text of an address of 4, 6 or 16 bytes. */
	addressText(name: string, at: number, length: number, look?: Look): void {
		if (this.takes(name, at, length)) this.push(new AddressTextNode(definition(name), at, length, this.bytes), look);
	}

	/** Adds a field with a given value, if the tree is not cut and its bytes were captured. */
	add(name: string, value: FieldValue, at: number, length: number, look?: Look): void {
		if (this.takes(name, at, length)) this.push(new ValueNode(definition(name), at, length, value), look);
	}

	private takes(name: string, at: number, length: number): boolean {
		if (!this.covers(at, length)) return false;
		this.isLastWanted = this.wanted === undefined || this.wanted.has(name);
		return this.isLastWanted;
	}

	private push(node: Node, look: Look | undefined): void {
		if (look?.generated) node.generated = true;
		if (look?.hidden) node.hidden = true;
		if (look?.label !== undefined) node.label = look.label;
		if (this.isAside) node.buffer = this.bytes;
		if (look?.printed !== undefined) node.printed = look.printed;
		this.siblings.push(node);
	}

	/** Adds a field that was worked out. */
	derive(name: string, value: FieldValue, at: number, look: Look = GENERATED): void {
		this.add(name, value, at, 0, look);
	}

	/** What `describe` adds goes below the field that was added last. */
	below(describe: () => void): void {
		if (this.cut) return;
		if (!this.isLastWanted) {
			describe();
			this.isLastWanted = false;
			return;
		}
		const outer = this.siblings;
		const parent = outer.at(-1);
		if (!(parent instanceof Node)) return;
		const children: FieldNode[] = [];
		this.siblings = children;
		describe();
		this.siblings = outer;
		this.isLastWanted = true;
		if (children.length > 0) parent.children = parent.children.concat(children);
	}

	/** What `describe` adds to the tree that it is given stands here, and has its bytes in another buffer. */
	within(bytes: Uint8Array, describe: (tree: FieldTree) => void): void {
		if (this.cut) return;
		const aside = new FieldTree(bytes, bytes.length, this.wanted);
		aside.isAside = true;
		describe(aside);
		this.siblings.push(...aside.nodes);
	}

	/** Gives the field that was added last its line of text. */
	relabel(label: string): void {
		const last = this.siblings.at(-1);
		if (last instanceof Node && this.isLastWanted && !this.cut) last.label = label;
	}
}

function definition(name: string): FieldDefinition {
	const field = fieldNamed(name);
	if (field === undefined) throw new Error(`No field ${name}`);
	return field;
}
