import type {CaptureInterface} from '../capture-reader.ts';
import type {CaptureBytes} from '../capture-set.ts';
import {CaptureError} from '../problem.ts';

/** A packet to write: where it lies in its capture, and what is known of it. */
export interface PacketPlace {
	readonly offset: number;
	readonly capturedLength: number;
	readonly wireLength: number;
	readonly seconds: number;
	readonly nanoseconds: number;
	/** Index into `PacketSelection.interfaces`. */
	readonly interface: number;
}

/** What is to be written, in the order of the frames. */
export interface PacketSelection {
	readonly interfaces: readonly CaptureInterface[];
	readonly bytes: CaptureBytes;
	/** Number of captures that the packets are from. */
	readonly files: number;
	/** All packets of the captures, none left out. */
	readonly isAll: boolean;
	/** Goes through the packets; it is called more than once. */
	packets(): Iterable<PacketPlace>;
}

/** Reads exactly that many bytes. Throws `CaptureError` where they are not there any more. */
export function readAll({bytes}: PacketSelection, file: number, offset: number, length: number): Uint8Array {
	const found = bytes.read(file, offset, length);
	if (found.length < length)
		throw new CaptureError(
			bytes.problems[0]?.message ?? 'Packets cannot be written: their bytes were not kept. Raise --spool-limit.',
		);
	return found;
}
