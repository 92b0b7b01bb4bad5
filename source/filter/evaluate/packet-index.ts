import type {FieldDefinition, FieldNode, Layer, PacketDetails} from '../../dissect/field.ts';
import type {ByteRange} from '../syntax/range.ts';
import {IpPrefix, ipv4Bytes, ProtocolBytes, type Value} from './values.ts';

interface Occurrence {
	readonly value: Value;
	/** Which header of its protocol it belongs to, from 1 (the layer operator `#`). */
	readonly layer: number;
}

const NONE: readonly Occurrence[] = [];

/** What fields a packet has, by name; worked out once a packet, when the first field is asked for. */
export class PacketIndex {
	private occurrences: Map<string, {node?: FieldNode; layer: Layer}[]> | undefined;

	constructor(
		readonly row: number,
		/** Dissects the packet; called at most once. */
		private readonly details: () => PacketDetails,
		/** Fields that are no part of the packet's bytes (`conn.…`): their value, or null for any other field. */
		private readonly special: (field: FieldDefinition, row: number) => Value | undefined | null,
	) {}

	/** Values of a field in the packet, one an occurrence; undefined where there is none in these layers. */
	values(field: FieldDefinition, layers: readonly ByteRange[] | undefined): readonly Value[] | undefined {
		const special = this.special(field, this.row);
		if (special !== null) return special === undefined ? undefined : [special];
		const found = this.find(field);
		const kept = layers === undefined ? found : inLayers(found, layers);
		return kept.length === 0 ? undefined : kept.map(({value}) => value);
	}

	private find(field: FieldDefinition): readonly Occurrence[] {
		this.occurrences ??= indexFields(this.details());
		const nodes = this.occurrences.get(field.name);
		if (nodes === undefined) return NONE;
		return nodes.map(({node, layer}) => ({
			value: node === undefined ? protocolValue(layer) : nodeValue(node, layer),
			layer: layer.occurrence,
		}));
	}
}

function indexFields(details: PacketDetails): Map<string, {node?: FieldNode; layer: Layer}[]> {
	const index = new Map<string, {node?: FieldNode; layer: Layer}[]>();
	const add = (name: string, entry: {node?: FieldNode; layer: Layer}): void => {
		const entries = index.get(name);
		if (entries === undefined) index.set(name, [entry]);
		else entries.push(entry);
	};
	const walk = (nodes: readonly FieldNode[], layer: Layer): void => {
		for (const node of nodes) {
			add(node.field.name, {node, layer});
			walk(node.children, layer);
		}
	};
	for (const layer of details.layers) {
		add(layer.protocol.name, {layer});
		walk(layer.fields, layer);
	}
	return index;
}

function inLayers(found: readonly Occurrence[], layers: readonly ByteRange[]): readonly Occurrence[] {
	const highest = Math.max(0, ...found.map(({layer}) => layer));
	return found.filter(({layer}) =>
		layers.some(({start, length, negativeEnd}) => {
			if (negativeEnd) return false;
			const first = start < 0 ? highest + start + 1 : start;
			return layer >= first && (length === undefined || layer < first + length);
		}),
	);
}

function protocolValue(layer: Layer): Value {
	const {bytes, at, headerEnd, packetEnd} = layer;
	return new ProtocolBytes(bytes.subarray(at, headerEnd), bytes.subarray(at, packetEnd));
}

function nodeValue({field, value, at, length}: FieldNode, layer: Layer): Value {
	switch (field.type) {
		case 'FT_IPv4':
			return new IpPrefix(ipv4Bytes(Number(value)), 32);
		case 'FT_IPv6':
			return new IpPrefix(value instanceof Uint8Array ? value : new Uint8Array(16), 128);
		case 'FT_PROTOCOL':
			return new ProtocolBytes(layer.bytes.subarray(at, at + length), layer.bytes.subarray(at, layer.packetEnd));
		case 'FT_BOOLEAN':
			return value === undefined || Number(value) === 0 ? 0 : 1;
		case 'FT_NONE':
			return 0;
		default:
			return typeof value === 'string' ? Uint8Array.from(Buffer.from(value)) : (value ?? 0);
	}
}
