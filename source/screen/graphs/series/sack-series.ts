import type {FieldNode, PacketDetails} from '../../../dissect/field.ts';
import {Points} from './points.ts';
import {unwrap} from './series.ts';

/** The blocks of the SACK option (RFC 2018 3) of a packet, in relative sequence numbers near `acknowledgment`. */
export function sackBlocks(details: PacketDetails, acknowledgment: number): readonly (readonly [number, number])[] {
	const tcp = details.layers.findLast(({protocol}) => protocol.name === 'tcp');
	const lefts: number[] = [];
	const rights: number[] = [];
	const walk = (nodes: readonly FieldNode[]) => {
		for (const {field, value, children} of nodes) {
			if (typeof value === 'number' && field.name === 'tcp.options.sack_le') lefts.push(value);
			if (typeof value === 'number' && field.name === 'tcp.options.sack_re') rights.push(value);
			walk(children);
		}
	};
	walk(tcp?.fields ?? []);
	return lefts.flatMap((left, block) =>
		rights[block] === undefined ? [] : [[unwrap(acknowledgment, left), unwrap(acknowledgment, rights[block])] as const],
	);
}

/** Packets whose options are read from the file for one picture: more would be felt. */
const MOST_READ = 300;

/**
 * What ACKs that repeat their number say has arrived behind a hole.
 *
 * @param repeated the ACKs in view
 * @param read the details of a packet of the stream
 */
export function sackSeries(
	repeated: Iterable<{readonly index: number; readonly acknowledgment: number}>,
	read: (index: number) => PacketDetails,
): {readonly points: Points; readonly isWhole: boolean} {
	const points = new Points();
	let packets = 0;
	for (const {index, acknowledgment} of repeated) {
		if (++packets > MOST_READ) return {points, isWhole: false};
		for (const [left, right] of sackBlocks(read(index), acknowledgment)) points.add(index, left, right);
	}
	return {points, isWhole: true};
}
