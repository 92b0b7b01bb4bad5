import type {FieldDefinition, FieldNode, Layer, PacketDetails} from '../../dissect/field.ts';
import {remember} from '../remember.ts';
import type {ByteRange} from '../syntax/range.ts';
import {keepsLayer, keepsOnlyLayer} from './layer-operator.ts';
import {nodeValue, protocolValue} from './node-value.ts';
import {type RawPackets, type RawReader, type RawValues, rawReader} from './raw-fields.ts';
import type {Value} from './values.ts';

interface Occurrence {
	readonly value: Value;
	/** Which header of its protocol it belongs to, from 1 (the layer operator `#`). */
	readonly layer: number;
}

/** How fields are read from bytes, by name. */
const readers = new Map<string, RawReader>();

/** What fields a packet has, by name; the packet is dissected when the first field is asked for. */
export class PacketIndex {
	private packet: PacketDetails | undefined;

	constructor(
		readonly row: number,
		/** Dissects the packet; called at most once. */
		private readonly details: () => PacketDetails,
		/** Fields that are not looked for in the packet's bytes (`conn.…`): their values, or null for any other field. */
		private readonly special: (field: FieldDefinition, row: number) => readonly Value[] | undefined | null,
		/** The packet's bytes, for fields that are no more than those. */
		readonly raw?: RawPackets,
	) {}

	/** Values of a field in the packet, one an occurrence; undefined where there is none in these layers. */
	values(field: FieldDefinition, layers: readonly ByteRange[] | undefined): readonly Value[] | undefined {
		const simple = this.withoutDetails(field);
		if (simple !== null) return keepsOnlyLayer(layers) ? simple : undefined;
		const found = this.find(field);
		const kept = layers === undefined ? found : inLayers(found, layers);
		return kept.length === 0 ? undefined : kept.map(({value}) => value);
	}

	/** Values of a field that is at most once a layer of the packet, if that much is known without the details. */
	private withoutDetails(field: FieldDefinition): RawValues {
		const special = this.special(field, this.row);
		if (special !== null || this.raw === undefined) return special;
		return remember(readers, field.name, () => rawReader(field.name))(this.row, this.raw);
	}

	private find({name}: FieldDefinition): readonly Occurrence[] {
		this.packet ??= this.details();
		const found: Occurrence[] = [];
		for (const layer of this.packet.layers) {
			if (layer.protocol.name === name) found.push({value: protocolValue(layer), layer: layer.occurrence});
			collect(layer.fields, layer, name, found);
		}
		return found;
	}
}

/** Adds the values of a field in the order of the tree. A filter has few fields: to look for each beats an index. */
function collect(nodes: readonly FieldNode[], layer: Layer, name: string, found: Occurrence[]): void {
	for (const node of nodes) {
		if (node.field.name === name) found.push({value: nodeValue(node, layer), layer: layer.occurrence});
		if (node.children.length > 0) collect(node.children, layer, name, found);
	}
}

function inLayers(found: readonly Occurrence[], layers: readonly ByteRange[]): readonly Occurrence[] {
	const highest = Math.max(0, ...found.map(({layer}) => layer));
	return found.filter(({layer}) => keepsLayer(layers, layer, highest));
}
