import {Readable} from 'node:stream';
import {type PacketHeader, parse} from 'pcap-parser';
import type {ByteSource} from '../bytes/byte-source.ts';
import type {CaptureInterface, CaptureReader} from '../capture-reader.ts';
import type {Problem} from '../problem.ts';
import {type ClassicHeader, FILE_HEADER_LENGTH} from './classic-pcap.ts';
import {MAX_WIRE_LENGTH, maxCapturedLength} from './record-reader.ts';

const MICROSECOND_MAGIC = 0xa1b2_c3d4;
const RECORD_HEADER_LENGTH = 16;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** Whether pcap-parser knows a capture of this header: version 2.4 with microseconds. */
export function isStreamedPcap({magic, majorVersion, minorVersion}: ClassicHeader): boolean {
	return magic === MICROSECOND_MAGIC && majorVersion === 2 && minorVersion === 4;
}

/**
 * Reads classic microsecond captures from a pipe; pcap-parser does the framing.
 *
 * The parser waits for as many bytes as a record says it has, up to 4 GiB, and keeps all of them. So each record's
 * header is looked at before the next byte is handed over: an absurd length ends the capture.
 */
export class StreamedPcapReader implements CaptureReader {
	readonly format = 'pcap';
	readonly interfaces: readonly CaptureInterface[];
	readonly problems: Problem[] = [];
	bytes: Uint8Array = new Uint8Array(0);
	readonly at = 0;
	capturedLength = 0;
	wireLength = 0;
	seconds = 0;
	nanoseconds = 0;
	readonly hasTime = true;
	readonly interface = 0;
	fileOffset = 0;
	bytesDecoded = 0;
	readonly #source: ByteSource;
	readonly #keep: ((bytes: Uint8Array) => void) | undefined;
	/** What the parser listens to. It is never read: chunks are emitted, so that packets come before `emit` returns. */
	readonly #chunks = new Readable({read() {}});
	readonly #maxCaptured: number;
	#packets: {readonly header: PacketHeader; readonly data: Uint8Array}[] = [];
	#next = 0;
	/** Where the record behind the last packet taken, and the one behind the last framed, start in the capture. */
	#position = FILE_HEADER_LENGTH;
	#framed = FILE_HEADER_LENGTH;
	#ended = false;

	/** `source` starts with the file header, of which `header` was made. */
	constructor(source: ByteSource, header: ClassicHeader, keep?: (bytes: Uint8Array) => void) {
		this.#source = source;
		this.#keep = keep;
		this.#maxCaptured = maxCapturedLength(header.linkType);
		const {linkType, snapLength, fcsLength} = header;
		const fcs = fcsLength === undefined ? {} : {fcsLength};
		this.interfaces = [{linkType, snapLength, ...fcs, implied: true, section: 0, number: 0}];
		const parser = parse(this.#chunks);
		parser.on('packetHeader', ({capturedLength}) => this.#guard(capturedLength));
		parser.on('packet', packet => {
			if (this.#ended) return;
			this.#packets.push(packet);
			this.#framed += RECORD_HEADER_LENGTH + packet.data.length;
		});
	}

	#guard(capturedLength: number): void {
		if (capturedLength <= this.#maxCaptured || this.#ended) return;
		this.#ended = true;
		this.problems.push({
			kind: 'damaged',
			offset: this.#framed,
			message: `The capture is damaged: a packet says that ${capturedLength} bytes of it were captured, at most ${this.#maxCaptured} can be.`,
		});
	}

	async fill(): Promise<boolean> {
		this.#packets = [];
		this.#next = 0;
		while (this.#packets.length === 0 && !this.#ended) {
			const chunk = await this.#read();
			if (chunk.length === 0) break;
			this.bytesDecoded += chunk.length;
			this.#keep?.(chunk);
			parseQuietly(() => this.#chunks.emit('data', chunk));
		}
		return this.#packets.length > 0;
	}

	/** The next bytes, in memory of their own, since packets are parts of it; none at the end. */
	async #read(): Promise<Uint8Array> {
		const chunk = Buffer.allocUnsafeSlow(this.#source.chunkLength);
		try {
			const count = await this.#source.read(chunk, 0, chunk.length);
			if (count === 0) this.#finish();
			return chunk.subarray(0, count);
		} catch (error) {
			const message = `The capture cannot be read further (${(error as Error).message}).`;
			this.problems.push({kind: 'truncated', offset: this.bytesDecoded, message});
			this.#ended = true;
			return chunk.subarray(0, 0);
		}
	}

	#finish(): void {
		this.#ended = true;
		const rest = this.bytesDecoded - this.#framed;
		if (rest > 0)
			this.problems.push({
				kind: 'truncated',
				offset: this.#framed,
				message: `The capture is cut short in the middle of a packet: its last ${rest} bytes are not a whole record.`,
			});
	}

	next(): boolean {
		const packet = this.#packets[this.#next];
		if (packet === undefined) return false;
		this.#next++;
		const {header, data} = packet;
		const fraction = header.timestampMicroseconds;
		this.seconds = header.timestampSeconds + Math.floor(fraction / MICROSECONDS_PER_SECOND);
		this.nanoseconds = (fraction % MICROSECONDS_PER_SECOND) * 1000;
		this.capturedLength = data.length;
		this.wireLength = Math.min(header.originalLength, MAX_WIRE_LENGTH);
		// A Buffer's `slice` would share memory where an Uint8Array's copies.
		this.bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
		this.fileOffset = this.#position + RECORD_HEADER_LENGTH;
		this.#position = this.fileOffset + data.length;
		return true;
	}

	get bytesRead(): number {
		return this.#source.bytesRead;
	}
	get bytesTotal(): number {
		return this.#source.bytesTotal;
	}

	close(): Promise<void> {
		return this.#source.close();
	}
}

/**
 * pcap-parser makes its buffers with the deprecated `new Buffer`. Node says so on standard error when the caller is not
 * below node_modules, as in the bundle, and that would land in the middle of the screen.
 */
function parseQuietly(parseChunk: () => void): void {
	const {noDeprecation} = process;
	process.noDeprecation = true;
	try {
		parseChunk();
	} finally {
		process.noDeprecation = noDeprecation ?? false;
	}
}
