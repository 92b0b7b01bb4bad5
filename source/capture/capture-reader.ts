import type {Problem} from './problem.ts';

/** `mixed` is several captures of both formats. */
export type CaptureFormat = 'pcap' | 'pcapng' | 'mixed';

/** One interface: the only one of a classic file, or an Interface Description Block of pcapng. */
export interface CaptureInterface {
	/** LINKTYPE_ number as in the file (1 = Ethernet); -1 for what counts as a frame and is of no interface. */
	readonly linkType: number;
	/** 0 = no limit. */
	readonly snapLength: number;
	readonly name?: string;
	readonly description?: string;
	/** Frame check sequence bytes at the end of each frame, where the file says so. */
	readonly fcsLength?: number;
	/** The only interface of a classic file, which says nothing of interfaces. */
	readonly implied?: true;
	/** pcapng section, from 0, and number of the interface within its section. */
	readonly section: number;
	readonly number: number;
	/** Place of the interface's capture among those that are merged; missing where there is one only. */
	readonly file?: number;
}

/**
 * Reads packet records in file order: a cursor over buffers that are filled from the disk, an inflater or a pipe.
 *
 *   while (await reader.fill()) while (reader.next()) use(reader);
 *
 * The cursor's fields are those of the record that the last `next()` found. Nothing is allocated per record.
 */
export interface CaptureReader {
	readonly format: CaptureFormat;
	/** Grows as Interface Description Blocks are met. */
	readonly interfaces: readonly CaptureInterface[];
	/** What is wrong with the file, so far. */
	readonly problems: readonly Problem[];
	/** TLS key logs (SSLKEYLOGFILE) that the file carries for the packets behind them, so far. */
	readonly secrets: readonly Uint8Array[];
	/** Bytes consumed of the file as it lies on disk (compressed if it is), for the progress line. */
	readonly bytesRead: number;
	/** Size on disk, or 0 for a pipe. */
	readonly bytesTotal: number;
	/** Decompressed bytes seen so far. */
	readonly bytesDecoded: number;

	/** Waits for more bytes. False at the end of the capture, or where damage ends it (then `problems` says so). */
	fill(): Promise<boolean>;
	/** Moves to the next record; false when the buffer holds no further whole record. */
	next(): boolean;
	close(): Promise<void>;

	/** The packet's bytes are `bytes[at] … bytes[at + capturedLength - 1]`, valid until the next `fill()`. */
	readonly bytes: Uint8Array;
	readonly at: number;
	readonly capturedLength: number;
	/** Length on the wire as the file has it (frame.len), at most 2^31 - 1. Damaged files may say less than `capturedLength`. */
	readonly wireLength: number;
	/**
	 * Seconds since 1970, and nanoseconds within the second. Zero where `hasTime` is false. A pcapng file can say seconds
	 * that are negative or above 2^32, a damaged pcap file nanoseconds that are negative or a second and more.
	 */
	readonly seconds: number;
	readonly nanoseconds: number;
	/** False for a pcapng Simple Packet Block. */
	readonly hasTime: boolean;
	/** Index into `interfaces`. */
	readonly interface: number;
	/** Where the packet's bytes start in the (decompressed) file. */
	readonly fileOffset: number;
}

/** Random access to the packet bytes of a capture that was read before. */
export interface PacketBytes {
	/** Up to `length` bytes at an offset of the (decompressed) file; fewer if the file has shrunk. */
	read(offset: number, length: number): Uint8Array;
	/** What was done to the file since it was loaded, if its bytes are given no more: words that follow "the file was". */
	readonly change?: string | undefined;
	close(): void;
}
