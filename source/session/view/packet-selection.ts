import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {CaptureBytes} from '../../capture/capture-set.ts';
import type {PacketPlace, PacketSelection} from '../../capture/write/packets.ts';
import {properTime} from '../../dissect/time.ts';

/**
 * What is written of some rows of the packet table: each frame once, in order, and with a packet that was put together
 * from IP fragments all of them, without which it could not be read.
 */
export function selectPackets(
	tables: CaptureTables,
	rows: Iterable<number>,
	files: number,
	bytes: CaptureBytes,
): PacketSelection & {readonly count: number} {
	const {packets, fragmentRows} = tables;
	const chosen = new Uint8Array(packets.length);
	for (const row of rows) {
		const first = packets.rowOfFrame(packets.frameNumber(row));
		chosen[first] = 1;
		for (const part of fragmentRows.get(first) ?? []) chosen[part] = 1;
	}
	const count = chosen.reduce((sum, each) => sum + each, 0);
	return {
		interfaces: tables.interfaces,
		bytes,
		files,
		count,
		isAll: count === packets.length - packets.extraRows.length,
		*packets() {
			for (let row = 0; row < chosen.length; row++) if (chosen[row] === 1) yield placeOf(tables, row);
		},
	};
}

function placeOf({packets}: CaptureTables, row: number): PacketPlace {
	return {
		offset: packets.offset(row),
		capturedLength: packets.capturedLength(row),
		wireLength: packets.wireLength(row),
		...properTime(packets.seconds(row), packets.nanoseconds(row)),
		interface: packets.interface(row),
	};
}
