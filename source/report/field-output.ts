import type {FieldDefinition, FieldNode, Layer, PacketDetails} from '../dissect/field.ts';
import {formatValue} from '../dissect/format.ts';
import {fieldNamed} from '../dissect/registry.ts';
import {sanitize} from './sanitize.ts';

/** Fields to print, or the names among those asked for that are not fields. */
export type FieldSelection =
	| {readonly fields: readonly FieldDefinition[]; readonly unknown?: undefined}
	| {readonly fields?: undefined; readonly unknown: readonly string[]};

/** Looks up the names that `-e` was given. */
export function selectFields(names: readonly string[], find = fieldNamed): FieldSelection {
	const found = names.map(name => find(name));
	const fields = found.filter(field => field !== undefined);
	if (fields.length === names.length) return {fields};
	return {unknown: names.filter((_, index) => found[index] === undefined)};
}

/** What to say of names that are not fields. */
export function unknownFieldsMessage(names: readonly string[]): string {
	return `--fields: ${names.length === 1 ? 'not a field' : 'not fields'}: ${names.join(', ')}.`;
}

/**
 * One line for a packet, as `tshark -n -T fields` prints it: columns are separated by tabs, the occurrences of a field
 * by commas, in the order of the details tree. A protocol prints its name, and what could steer a terminal is escaped.
 */
export function fieldLine(fields: readonly FieldDefinition[], details: PacketDetails): string {
	const cells = new Map<FieldDefinition, string[]>(fields.map(field => [field, []]));
	for (const layer of details.layers) collectLayer(layer, cells);
	return fields.map(field => cells.get(field)!.join(',')).join('\t');
}

function collectLayer(layer: Layer, cells: ReadonlyMap<FieldDefinition, string[]>): void {
	cells.get(layer.protocol)?.push(layer.protocol.name);
	for (const node of layer.fields) collectNode(node, cells);
}

function collectNode(node: FieldNode, cells: ReadonlyMap<FieldDefinition, string[]>): void {
	cells.get(node.field)?.push(sanitize(formatValue(node.field, node.value)));
	for (const child of node.children) collectNode(child, cells);
}
