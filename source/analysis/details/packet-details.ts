import type {FrameFacts} from '../../dissect/describe/frame.ts';
import {describeLayers, type PacketFacts, type Wanted} from '../../dissect/describe/layers.ts';
import type {PacketDetails} from '../../dissect/field.ts';
import type {Walk} from '../../dissect/walk.ts';
import type {CaptureTables} from '../tables/capture-tables.ts';
import {Analysis} from '../tables/packet-table.ts';
import {encapsulation, interfaceFacts} from './frame-interface.ts';
import {hasSegment, protocolsText} from './frame-protocols.ts';
import {nanosecondsBetween} from './packet-times.ts';
import {segmentFacts} from './segment-details.ts';
import type {ReadPayload} from './tls/spanning-record.ts';
import {tlsFacts} from './tls/tls-details.ts';

export interface DetailsOptions {
	/** What to describe; default: all. To name little is much faster. */
	readonly only?: Wanted | undefined;
	/** Row of the packet that is shown before this one (frame.time_delta_displayed); -1 for none. */
	readonly displayedBefore?: number;
	/** Reads other packets: those that brought the start of a TLS record. Without it such a record has no bytes. */
	readonly readPayload?: ReadPayload;
}

/**
 * All layers and fields of a packet, with what the tables know of it. Rows behind the first of a frame (a second TCP
 * header) give the details of their frame.
 *
 * @param walk of the packet, with the fragments of its datagram in the store if it completes one
 */
export function packetDetails(
	tables: CaptureTables,
	row: number,
	walk: Walk,
	{only, displayedBefore = previousRow(tables, row), readPayload = unread}: DetailsOptions = {},
): PacketDetails {
	const {packets} = tables;
	const first = packets.rowOfFrame(packets.frameNumber(row));
	const facts: PacketFacts = {
		frame: () => frameFacts(tables, first, walk, displayedBefore),
		segment: (index, acknowledgment) =>
			hasSegment(tables, first, index) ? segmentFacts(tables, first + index, acknowledgment) : undefined,
		tls: index => (hasSegment(tables, first, index) ? tlsFacts(tables, first + index, readPayload) : undefined),
	};
	return {row, layers: describeLayers(walk, facts, only)};
}

const unread: ReadPayload = () => undefined;

/** First row of the frame before; -1 for the first frame. */
function previousRow({packets}: CaptureTables, row: number): number {
	const frame = packets.frameNumber(row);
	return frame === 1 ? -1 : packets.rowOfFrame(frame - 1);
}

function frameFacts(tables: CaptureTables, row: number, walk: Walk, displayedBefore: number): FrameFacts {
	const {packets} = tables;
	return {
		number: packets.frameNumber(row),
		length: packets.wireLength(row),
		capturedLength: packets.capturedLength(row),
		encapsulation: encapsulation(tables.interfaces[packets.interface(row)]),
		protocols: protocolsText(tables, row, walk),
		interface: interfaceFacts(tables.interfaces[packets.interface(row)]),
		time: (packets.analysis(row) & Analysis.NO_TIMESTAMP) === 0 ? timeFacts(tables, row, displayedBefore) : undefined,
	};
}

/** As tshark prints nanoseconds that are negative, or a second and more. */
function improperTime(seconds: number, nanoseconds: number): string {
	return `${nanoseconds < 0 ? '-' : ''}${seconds}.${String(Math.abs(nanoseconds)).padStart(9, '0')}`;
}

function timeFacts(tables: CaptureTables, row: number, displayedBefore: number): FrameFacts['time'] {
	const {packets} = tables;
	const since = (other: number) => (other < 0 ? 0n : nanosecondsBetween(packets, other, row));
	const seconds = packets.seconds(row);
	const nanoseconds = packets.nanoseconds(row);
	const isProper = nanoseconds >= 0 && nanoseconds < 1e9;
	return {
		absolute: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds),
		printed: isProper ? undefined : improperTime(seconds, nanoseconds),
		sincePrevious: since(previousRow(tables, row)),
		sinceDisplayed: since(displayedBefore),
		sinceFirst: since(0),
	};
}
