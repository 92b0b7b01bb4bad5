import type {FieldNode, Layer, PacketDetails} from '../../../dissect/field.ts';
import {formatValue, valueName} from '../../../dissect/format.ts';
import type {Drawing} from '../../../report/ladder/drawing.ts';
import {sanitize} from '../../../report/sanitize.ts';
import {fit, type Line} from '../../../report/spans.ts';

/** A field of two packets; empty text where one of them has no such field. */
export interface Compared {
	/** The field's name in a filter. */
	readonly name: string;
	readonly left: string;
	readonly right: string;
	/** The right number minus the left one, where that says something. */
	readonly difference: number | undefined;
}

/** The fields of two packets beside each other: TCP first, then IP, then the other layers as they stand. */
export function comparedFields(left: PacketDetails, right: PacketDetails): Compared[] {
	const [a, b] = [valuesOf(left), valuesOf(right)];
	const paths = [...a.keys()];
	// A field that only the right packet has stands behind the one that it follows there.
	let behind = -1;
	for (const path of b.keys()) {
		const at = paths.indexOf(path);
		if (at >= 0) behind = at;
		else paths.splice(++behind, 0, path);
	}
	return paths.map(path => {
		const [one, other] = [a.get(path), b.get(path)];
		return {
			name: (one ?? other)!.field.name,
			left: one === undefined ? '' : valueText(one),
			right: other === undefined ? '' : valueText(other),
			difference: one === undefined || other === undefined ? undefined : difference(one, other),
		};
	});
}

/** The fields of a packet by their names from the layer down; those that repeat are numbered. */
function valuesOf({layers}: PacketDetails): Map<string, FieldNode> {
	const values = new Map<string, FieldNode>();
	const walk = (nodes: readonly FieldNode[], above: string) => {
		for (const node of nodes) {
			if (node.hidden === true) continue;
			let path = `${above}/${node.field.name}`;
			for (let times = 2; values.has(path); times++) path = `${above}/${node.field.name}#${times}`;
			if (node.value !== undefined || node.label !== undefined) values.set(path, node);
			walk(node.children, path);
		}
	};
	const rank = ({protocol}: Layer) => {
		const place = FIRST_LAYERS.indexOf(protocol.name);
		return place < 0 ? FIRST_LAYERS.length : place;
	};
	const ordered = [...layers].sort((a, b) => rank(a) - rank(b));
	for (const {protocol, occurrence, fields} of ordered) walk(fields, `${protocol.name}#${occurrence}`);
	return values;
}

/** What packets are compared for stands first: sequence numbers, windows and options, then TTL and identification. */
const FIRST_LAYERS: readonly string[] = ['tcp', 'ip', 'ipv6', 'tls'];

/** Characters of a value that are shown: a payload is long. */
const LONGEST = 200;

function valueText({field, value, label}: FieldNode): string {
	if (value === undefined) return sanitize(label ?? '');
	const name = valueName(field, value);
	const text = formatValue(field, value).slice(0, LONGEST);
	return sanitize(name === undefined ? text : `${name} (${text})`);
}

/** Fields that count something. The others are ports, identifiers, checksums: numbers that are not apart by anything. */
const QUANTITY =
	/[._](?:seq(?:_raw)?|nxtseq|ack(?:_raw)?|len|length|cap_len|plen|window_size(?:_value)?|urgent_pointer|mss_val|sack_[lr]e|tsval|tsecr|ttl|hlim|bytes_in_flight|push_bytes_sent)$/;

function difference(left: FieldNode, right: FieldNode): number | undefined {
	const {name, base} = left.field;
	const counts = base.startsWith('dec') && QUANTITY.test(name);
	if (!counts || typeof left.value !== 'number' || typeof right.value !== 'number') return undefined;
	return right.value - left.value;
}

/** The rows of a comparison: headings, then the fields that differ, or all of them. */
export function compareLines(
	fields: readonly Compared[],
	headings: readonly [string, string],
	showsSame: boolean,
	width: number,
	drawing: Drawing,
): Line[] {
	const shown = fields.filter(({left, right}) => showsSame || left !== right);
	const names = Math.min(Math.max(8, ...shown.map(({name}) => name.length)), Math.floor(width * 0.38));
	const cells = Math.floor((width - names - 4) / 2);
	const same = fields.filter(({left, right}) => left === right).length;
	return [
		[
			{text: fit(`${fields.length - same} differ`, names + 2, drawing.ellipsis), role: 'dim'},
			{text: fit(headings[0], cells, drawing.ellipsis), role: 'heading'},
			{text: '  '},
			{text: headings[1], role: 'heading'},
		],
		...shown.map(({name, left, right, difference}): Line => {
			const differs = left !== right;
			const by = differs && difference !== undefined ? ` (${difference > 0 ? '+' : ''}${difference})` : '';
			return [
				{text: `${fit(name, names, drawing.ellipsis)} `, role: 'dim'},
				// Without colour the sign tells which fields differ.
				{text: differs ? '*' : ' ', role: 'warning'},
				{text: fit(left, cells, drawing.ellipsis), role: differs ? 'warning' : undefined},
				{text: '  '},
				{text: fit(right + by, cells, drawing.ellipsis), role: differs ? 'warning' : undefined},
			];
		}),
	];
}
