import type {FieldNode, Layer, PacketDetails} from '../../../dissect/field.ts';
import {nodeText} from '../../../dissect/format.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import {sanitize} from '../../../report/sanitize.ts';
import {type Line, spread} from '../../../report/spans.ts';

/** A visible row of the details tree: a layer, or a field in an open one. */
export interface TreeRow {
	/** Names from the layer down, by which open nodes are remembered from packet to packet: `tcp/tcp.flags`. */
	readonly path: string;
	readonly depth: number;
	readonly text: string;
	/** The field's name in a filter. */
	readonly name: string;
	/** What a filter by this row is made of. */
	readonly node: Pick<FieldNode, 'field' | 'value'>;
	readonly open: boolean;
	readonly hasChildren: boolean;
	/** The bytes that the row stands for: a part of its layer's buffer, or of its own. */
	readonly bytes: Uint8Array;
	readonly at: number;
	readonly length: number;
}

/** Layers that are open before the user touches the tree: those that this program is about. */
export const FIRST_OPEN: ReadonlySet<string> = new Set(['tcp', 'tls']);

/** Tells which nodes are open, by their path. */
type OpenNodes = Pick<ReadonlySet<string>, 'has'>;

/** The rows of the tree that can be seen with these nodes open. */
export function treeRows({layers}: PacketDetails, open: OpenNodes): TreeRow[] {
	const rows: TreeRow[] = [];
	for (const layer of layers) {
		const path = layer.occurrence === 1 ? layer.protocol.name : `${layer.protocol.name}#${layer.occurrence}`;
		const fields = layer.fields.filter(({hidden}) => hidden !== true);
		rows.push({
			path,
			depth: 0,
			text: sanitize(layer.summary),
			name: layer.protocol.name,
			node: {field: layer.protocol, value: undefined},
			open: open.has(path),
			hasChildren: fields.length > 0,
			bytes: layer.bytes,
			at: layer.at,
			length: Math.max(0, Math.min(layer.headerEnd, layer.packetEnd) - layer.at),
		});
		if (open.has(path)) addFields(rows, layer, fields, path, 1, open);
	}
	return rows;
}

function addFields(
	rows: TreeRow[],
	layer: Layer,
	fields: readonly FieldNode[],
	above: string,
	depth: number,
	open: OpenNodes,
): void {
	const met = new Map<string, number>();
	for (const node of fields) {
		if (node.hidden === true) continue;
		const times = (met.get(node.field.name) ?? 0) + 1;
		met.set(node.field.name, times);
		const path = `${above}/${node.field.name}${times === 1 ? '' : `#${times}`}`;
		const children = node.children.filter(({hidden}) => hidden !== true);
		rows.push({
			path,
			depth,
			text: sanitize(nodeText(node)),
			name: node.field.name,
			node,
			open: open.has(path),
			hasChildren: children.length > 0,
			bytes: node.buffer ?? layer.bytes,
			at: node.at,
			length: node.length,
		});
		if (open.has(path)) addFields(rows, layer, children, path, depth + 1, open);
	}
}

/** A row as drawn: sign, text, and at the right the name that a filter knows it by. */
export function treeLine(row: TreeRow, width: number, drawing: Drawing): Line {
	const sign = row.hasChildren ? (row.open ? drawing.open : drawing.closed) : ' ';
	const left: Line = [
		{text: `${'  '.repeat(row.depth)}${sign} `, role: 'dim'},
		{text: row.text, role: row.depth === 0 ? 'heading' : undefined},
	];
	return spread(left, row.depth === 0 ? [] : [{text: row.name, role: 'dim'}], width, drawing.ellipsis);
}

/** Row of the node that contains this one. */
export function parentRow(rows: readonly TreeRow[], at: number): number {
	const depth = rows[at]?.depth ?? 0;
	return depth === 0 ? at : rows.findLastIndex((row, index) => index < at && row.depth < depth);
}
