declare module 'pcap-parser' {
	import type {EventEmitter} from 'node:events';
	import type {Readable} from 'node:stream';

	export interface PacketHeader {
		readonly timestampSeconds: number;
		readonly timestampMicroseconds: number;
		readonly capturedLength: number;
		readonly originalLength: number;
	}

	export interface Parser extends EventEmitter {
		on(event: 'packet', listener: (packet: {readonly header: PacketHeader; readonly data: Buffer}) => void): this;
		on(event: 'packetHeader', listener: (header: PacketHeader) => void): this;
		on(event: 'error', listener: (error: Error) => void): this;
		on(event: 'end', listener: () => void): this;
	}

	/** Reads a classic capture with microseconds from a file or stream. */
	export function parse(input: string | Readable): Parser;
}
