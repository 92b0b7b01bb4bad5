import {describeLayers, type PacketFacts} from '../../../source/dissect/describe/layers.ts';
import type {SegmentFacts} from '../../../source/dissect/describe/tcp/segment-facts.ts';
import type {FieldNode, Layer} from '../../../source/dissect/field.ts';
import {formatValue} from '../../../source/dissect/format.ts';
import {FragmentStore} from '../../../source/dissect/fragments/fragment-store.ts';
import {walkFrame} from '../../../source/dissect/frame.ts';
import {Walk} from '../../../source/dissect/walk.ts';

/** What the tables would say of a lone segment. */
const SEGMENT: SegmentFacts = {
	stream: 0,
	completeness: 0,
	length: 0,
	sequence: 0,
	acknowledgment: 0,
	nextSequence: 1,
	showRawSequence: true,
	acknowledgmentBase: 0,
	windowSize: 64_240,
	scaleFactor: undefined,
	timeRelative: 0n,
	timeDelta: 0n,
	analysis: undefined,
	finishesSecond: undefined,
	fastOpen: [],
};

/** Walks and describes a frame, of which `captured` bytes were captured. */
export function describeFrameBytes(
	bytes: Uint8Array,
	{captured = bytes.length, linkType = 1, segment = {}, tls}: DescribeOptions = {},
): Layer[] {
	const walk = new Walk();
	const cut = bytes.slice(0, captured);
	walkFrame(walk, new FragmentStore(), linkType, cut, 0, captured, bytes.length);
	return describeWalk(walk, bytes.length, captured, {segment, tls});
}

/** Describes a frame that was walked over: `length` bytes on the wire, `capturedLength` of them there. */
export function describeWalk(
	walk: Walk,
	length: number,
	capturedLength: number,
	{segment = {}, tls}: Pick<DescribeOptions, 'segment' | 'tls'> = {},
): Layer[] {
	const facts: PacketFacts = {
		frame: () => ({
			number: 1,
			length,
			capturedLength,
			encapsulation: 1,
			protocols: '',
			interface: undefined,
			time: undefined,
		}),
		segment: () => ({...SEGMENT, ...segment}),
		tls: () => tls,
	};
	return describeLayers(walk, facts);
}

export interface DescribeOptions {
	readonly captured?: number;
	readonly linkType?: number;
	readonly segment?: Partial<SegmentFacts>;
	readonly tls?: ReturnType<PacketFacts['tls']>;
}

/** All nodes of a tree, parents first. */
export function flatten(nodes: readonly FieldNode[]): FieldNode[] {
	return nodes.flatMap(node => [node, ...flatten(node.children)]);
}

/** Values of a field in a packet as they are printed, joined by commas. */
export function printed(layers: readonly Layer[], name: string): string {
	const nodes = layers.flatMap(layer => flatten(layer.fields)).filter(node => node.field.name === name);
	return nodes.map(node => formatValue(node.field, node.value)).join(',');
}
