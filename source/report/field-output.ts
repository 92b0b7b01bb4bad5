import type {FieldDefinition, FieldNode, Layer, PacketDetails} from '../dissect/field.ts';
import {formatValue} from '../dissect/format.ts';
import {allFields, fieldNamed} from '../dissect/registry.ts';
import {nearestNames} from '../filter/mistakes/suggestions.ts';
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

/** Up to three fields that may be meant by a name that is none. */
function nearestFields(name: string): string[] {
	const near = nearestNames(name, {allFields, fieldNamed}).map(found => found.split(' ')[0]!);
	if (near.length > 0 || name.length < 3) return near;
	return allFields
		.map(field => field.name)
		.filter(known => known.includes(name))
		.slice(0, 3);
}

/** What to say of names that are not fields. */
export function unknownFieldsMessage(names: readonly string[]): string {
	const told = names.map(name => {
		const near = nearestFields(name);
		return near.length === 0 ? name : `${name} (near: ${near.join(', ')})`;
	});
	return `--fields: ${names.length === 1 ? 'not a field' : 'not fields'}: ${told.join(', ')}.`;
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
	cells.get(node.field)?.push(sanitize(node.printed ?? formatValue(node.field, node.value)));
	for (const child of node.children) collectNode(child, cells);
}
