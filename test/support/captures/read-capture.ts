import {Readable} from 'node:stream';
import type {CaptureInterface, CaptureReader} from '../../../source/capture/capture-reader.ts';
import {openCapture} from '../../../source/capture/open-capture.ts';
import type {Problem} from '../../../source/capture/problem.ts';

/** A record as a reader delivered it. */
export interface ReadPacket {
	/** `seconds.nanoseconds`, or empty without a time, as tshark prints frame.time_epoch. */
	readonly time: string;
	readonly wireLength: number;
	readonly interface: number;
	readonly fileOffset: number;
	readonly bytes: Uint8Array;
}

export interface ReadCapture {
	readonly format: string;
	readonly packets: readonly ReadPacket[];
	readonly interfaces: readonly CaptureInterface[];
	readonly problems: readonly Problem[];
	readonly bytesDecoded: number;
}

/** Reads a capture to its end: a file by its path, or bytes through a stream in chunks of `chunkLength`. */
export async function readCapture(input: string | Uint8Array, chunkLength?: number): Promise<ReadCapture> {
	const reader = await openCapture(typeof input === 'string' ? input : streamOf(input, chunkLength));
	const packets: ReadPacket[] = [];
	while (await reader.fill()) while (reader.next()) packets.push(copyPacket(reader));
	await reader.close();
	const {format, interfaces, problems, bytesDecoded} = reader;
	return {format, packets, interfaces, problems, bytesDecoded};
}

export function streamOf(bytes: Uint8Array, chunkLength = 65_536): Readable {
	const chunks: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += chunkLength) chunks.push(bytes.subarray(at, at + chunkLength));
	return Readable.from(chunks);
}

function copyPacket(reader: CaptureReader): ReadPacket {
	return {
		time: reader.hasTime ? `${reader.seconds}.${String(reader.nanoseconds).padStart(9, '0')}` : '',
		wireLength: reader.wireLength,
		interface: reader.interface,
		fileOffset: reader.fileOffset,
		bytes: reader.bytes.slice(reader.at, reader.at + reader.capturedLength),
	};
}
