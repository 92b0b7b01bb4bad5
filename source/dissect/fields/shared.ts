import type {FieldDefinition} from '../field.ts';
import {boolean, bytes, double, frameNumber, label, list, notDissected, pair, string, uint32} from './define.ts';

/** `….checksum.status` and `eth.fcs.status` of every packet: checksums are not validated, as in Wireshark by default. */
export const UNVERIFIED = 2;

/** Where addresses are on earth: needs a database that tcpwhy does not have. */
export function locationFields(protocol: string): FieldDefinition[] {
	const ends = [
		['', 'Source or destination'],
		['src_', 'Source'],
		['dst_', 'Destination'],
	] as const;
	return ends.flatMap(([end, whose]) => {
		const prefix = `${protocol}.geoip.${end}`;
		const fields = notDissected(
			uint32(`${prefix}asnum`, `${whose}: number of the autonomous system`),
			string(`${prefix}org`, `${whose}: organisation of the autonomous system`),
			string(`${prefix}city`, `${whose}: city`),
			string(`${prefix}country`, `${whose}: country`),
			string(`${prefix}country_iso`, `${whose}: code of the country`),
			double(`${prefix}lat`, `${whose}: latitude`),
			double(`${prefix}lon`, `${whose}: longitude`),
			...(end === '' ? [] : [string(`${prefix}summary`, `${whose}: all of the location in a line`)]),
		);
		return end === '' ? fields.map(pair) : fields;
	});
}

/** What a reassembly tells of its pieces. `piece`: what the protocol calls one. */
export function reassemblyFields(protocol: string, piece: 'fragment' | 'segment', reassembledIn: string) {
	const prefix = `${protocol}.${piece}`;
	return notDissected(
		(protocol === 'ip' ? bytes : label)(`${prefix}s`, `All ${piece}s that were put together`),
		list(frameNumber(prefix, `Frame of one ${piece}`)),
		uint32(`${prefix}.count`, `Number of ${piece}s`),
		boolean(`${prefix}.overlap`, `The ${piece} overlaps another`),
		boolean(`${prefix}.overlap.conflict`, `The ${piece} overlaps another and differs from it`),
		boolean(`${prefix}.multipletails`, `There is more than one last ${piece}`),
		boolean(`${prefix}.toolongfragment`, `The ${piece} reaches past the end`),
		frameNumber(`${prefix}.error`, 'Frame at which the reassembly failed'),
		frameNumber(`${protocol}.${reassembledIn}`, 'Frame in which the reassembly was complete'),
		uint32(`${protocol}.reassembled.length`, 'Length of what was put together'),
		bytes(`${protocol}.reassembled.data`, 'What was put together'),
	);
}
