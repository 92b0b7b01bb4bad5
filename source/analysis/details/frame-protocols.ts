import {layerName} from '../../dissect/describe/layers.ts';
import {isApart} from '../../dissect/describe/tls/parts.ts';
import {Protocol} from '../../dissect/protocol.ts';
import type {Walk} from '../../dissect/walk.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {Analysis, TlsBits} from '../tables/packet-table.ts';
import {RecordFlag} from '../tables/side-tables.ts';

/** Texts by what they are made of. Frames of so few layers have few shapes, and most frames are among them. */
const kept = new Map<number, string>();
const KEPT_LAYERS = 5;
/** More than there are protocols. */
const PROTOCOLS = 64;

/**
 * frame.protocols, as far as protocols are told apart: `eth:ethertype:ip:tcp:tls`.
 *
 * @param first row of the frame
 * @param walk of the packet, with the fragments of its datagram in the store if it completes one
 */
export function protocolsText(tables: CaptureTables, first: number, walk: Walk): string {
	const shape = shapeOf(tables, first, walk);
	let text = shape === undefined ? undefined : kept.get(shape);
	if (text === undefined) {
		text = makeText(tables, first, walk);
		if (shape !== undefined) kept.set(shape, text);
	}
	return text;
}

/** All that the text of a frame is made of, as one number; undefined for a frame of which more has to be known. */
function shapeOf(tables: CaptureTables, first: number, walk: Walk): number | undefined {
	if (walk.layerCount > KEPT_LAYERS || walk.segmentCount > 1) return undefined;
	let shape = 2 + (walk.segmentCount === 1 && hasSegment(tables, first, 0) ? tlsLayers(tables, first) : 0);
	for (let n = 0; n < walk.layerCount; n++) {
		const protocol = walk.layerProtocol(n);
		// The bytes before it tell which kind of tag it is.
		if (protocol === Protocol.vlan) return undefined;
		shape = shape * PROTOCOLS + protocol;
	}
	return shape;
}

function makeText(tables: CaptureTables, first: number, walk: Walk): string {
	const names: string[] = [];
	for (let n = 0; n < walk.layerCount; n++) {
		const name = layerName(walk, n);
		if (name === 'other') continue;
		// A stack of MPLS labels is one protocol.
		if (name !== 'mpls' || names.at(-1) !== 'mpls') names.push(name);
		const segment = walk.segmentOf(n);
		if (segment < 0 || !hasSegment(tables, first, segment)) continue;
		for (let layers = tlsLayers(tables, first + segment); layers > 0; layers--) names.push('tls');
	}
	return names.join(':');
}

/** Does the n-th TCP header of a frame have a row? It is the n-th behind the frame's first, marked as extra. */
export function hasSegment({packets}: CaptureTables, first: number, index: number): boolean {
	const row = first + index;
	if (row >= packets.length || packets.stream(row) < 0) return false;
	return index === 0 || (packets.analysis(row) & Analysis.EXTRA) !== 0;
}

/** Was something of the row's payload looked through as TLS? */
export function isTls({packets}: CaptureTables, row: number): boolean {
	return (packets.tls(row) & TlsBits.DISSECTED) !== 0;
}

/** How many layers of TLS a row has: a record that began in an earlier segment is one of its own. */
function tlsLayers(tables: CaptureTables, row: number): number {
	if (!isTls(tables, row)) return 0;
	const {packets, tlsRecords} = tables;
	const {from, to} = tlsRecords.rowsOf(row);
	if (from === to) return 1;
	let others = -1;
	for (let record = from; record < to; record++) others += tlsRecords.repeats(record);
	const earlier = {
		offset: tlsRecords.offset(from),
		length: tlsRecords.recordLength(from),
		isSsl2: (tlsRecords.flags(from) & RecordFlag.SSL2) !== 0,
	};
	return isApart(earlier, others, packets.payloadLength(row)) ? 2 : 1;
}
