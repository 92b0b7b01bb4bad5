import {Readable} from 'node:stream';
import {type PacketHeader, parse} from 'pcap-parser';
import {type ByteSource, PeekedSource} from '../bytes/byte-source.ts';
import {ByteWindow} from '../bytes/byte-window.ts';
import type {CaptureInterface, CaptureReader} from '../capture-reader.ts';
import {type Problem, withPlace} from '../problem.ts';
import {type ClassicHeader, ClassicReader, FILE_HEADER_LENGTH, fractionOf, isBlank} from './classic-pcap.ts';
import {MAX_WIRE_LENGTH, maxCapturedLength} from './record-reader.ts';

const MICROSECOND_MAGIC = 0xa1b2_c3d4;
const RECORD_HEADER_LENGTH = 16;

/** Whether pcap-parser knows a capture of this header: version 2.4 with microseconds. */
export function isStreamedPcap({magic, majorVersion, minorVersion}: ClassicHeader): boolean {
	return magic === MICROSECOND_MAGIC && majorVersion === 2 && minorVersion === 4;
}

/**
 * Reads classic microsecond captures from a pipe; pcap-parser does the framing.
 *
 * The parser waits for as many bytes as a record says it has, up to 4 GiB, and keeps all of them. So each record's
 * header is looked at before the next byte is handed over. From an absurd length on, and from a last record that is not
 * whole, the reader of files goes on: it knows how to find packets behind damage, and what to say.
 */
export class StreamedPcapReader implements CaptureReader {
	readonly format = 'pcap';
	readonly interfaces: readonly CaptureInterface[];
	readonly secrets: readonly Uint8Array[] = [];
	bytes: Uint8Array = new Uint8Array(0);
	at = 0;
	capturedLength = 0;
	wireLength = 0;
	seconds = 0;
	nanoseconds = 0;
	readonly hasTime = true;
	readonly interface = 0;
	fileOffset = 0;
	readonly #source: ByteSource;
	readonly #header: ClassicHeader;
	/** Why the source could not be read to its end. */
	readonly #failures: Problem[] = [];
	readonly #keep: ((bytes: Uint8Array) => void) | undefined;
	/** What the parser listens to. It is never read: chunks are emitted, so that packets come before `emit` returns. */
	readonly #chunks = new Readable({read() {}});
	readonly #maxCaptured: number;
	#packets: {readonly header: PacketHeader; readonly data: Uint8Array}[] = [];
	#next = 0;
	/** Where the record behind the last packet taken, and the one behind the last framed, start in the capture. */
	#position = FILE_HEADER_LENGTH;
	#framed = FILE_HEADER_LENGTH;
	#decoded = 0;
	/** The chunks in which the record behind the last one framed lies: at most a packet, and a chunk, of bytes. */
	#unframed: Uint8Array[] = [];
	#unframedLength = 0;
	#ended = false;
	#successor: ClassicReader | undefined;

	/** `source` starts with the file header, of which `header` was made. */
	constructor(source: ByteSource, header: ClassicHeader, keep?: (bytes: Uint8Array) => void) {
		this.#source = source;
		this.#header = header;
		this.#keep = keep;
		this.#maxCaptured = maxCapturedLength(header.linkType);
		const {linkType, snapLength, fcsLength} = header;
		const fcs = fcsLength === undefined ? {} : {fcsLength};
		this.interfaces = [{linkType, snapLength, ...fcs, implied: true, section: 0, number: 0}];
		const parser = parse(this.#chunks);
		parser.on('packetHeader', ({timestampSeconds, capturedLength, originalLength}) => {
			const isNone = isBlank(timestampSeconds, capturedLength, originalLength);
			if (capturedLength > this.#maxCaptured || isNone) this.#ended = true;
		});
		parser.on('packet', packet => {
			if (this.#ended) return;
			this.#packets.push(packet);
			this.#framed += RECORD_HEADER_LENGTH + packet.data.length;
		});
	}

	async fill(): Promise<boolean> {
		if (this.#successor !== undefined) return await this.#successor.fill();
		this.#packets = [];
		this.#next = 0;
		while (this.#packets.length === 0 && !this.#ended) {
			const chunk = await this.#read();
			if (chunk.length === 0) break;
			this.#decoded += chunk.length;
			this.#keep?.(chunk);
			parseQuietly(() => this.#chunks.emit('data', chunk));
			this.#keepUnframed(chunk);
		}
		if (this.#packets.length > 0) return true;
		if (this.#failures.length > 0 || this.#decoded === this.#framed) return false;
		this.#successor = this.#handOver();
		return await this.#successor.fill();
	}

	/** The next bytes, in memory of their own, since packets are parts of it; none at the end. */
	async #read(): Promise<Uint8Array> {
		const chunk = Buffer.allocUnsafeSlow(this.#source.chunkLength);
		try {
			const count = await this.#source.read(chunk, 0, chunk.length);
			this.#ended = count === 0;
			return chunk.subarray(0, count);
		} catch (error) {
			const message = `The capture cannot be read further (${(error as Error).message}).`;
			this.#failures.push(withPlace({kind: 'truncated', offset: this.#decoded, message}));
			this.#ended = true;
			return chunk.subarray(0, 0);
		}
	}

	#keepUnframed(chunk: Uint8Array): void {
		// A few bytes must not hold the memory of a whole chunk: a pipe may give them one by one.
		const unframed = this.#unframed;
		unframed.push(2 * chunk.length < chunk.buffer.byteLength ? new Uint8Array(chunk) : chunk);
		this.#unframedLength += chunk.length;
		const needed = this.#decoded - this.#framed;
		let gone = 0;
		while (gone < unframed.length && this.#unframedLength - unframed[gone]!.length >= needed)
			this.#unframedLength -= unframed[gone++]!.length;
		if (gone > 0) unframed.splice(0, gone);
	}

	/** A reader for the record at which the parser cannot go on, and all behind it. */
	#handOver(): ClassicReader {
		const rest = Buffer.concat(this.#unframed);
		const head = rest.subarray(rest.length - (this.#decoded - this.#framed));
		let kept = head.length;
		const keep = (bytes: Uint8Array): void => {
			const again = Math.min(kept, bytes.length);
			kept -= again;
			if (again < bytes.length) this.#keep?.(bytes.subarray(again));
		};
		const window = new ByteWindow(new PeekedSource(head, this.#source), keep, this.#framed);
		return new ClassicReader(window, this.#header, this.fileOffset === 0 ? Number.NaN : this.seconds);
	}

	next(): boolean {
		if (this.#successor !== undefined) return this.#nextOf(this.#successor);
		const packet = this.#packets[this.#next];
		if (packet === undefined) return false;
		this.#next++;
		const {header, data} = packet;
		this.seconds = header.timestampSeconds;
		this.nanoseconds = fractionOf(header.timestampMicroseconds, 1000);
		this.capturedLength = data.length;
		this.wireLength = Math.min(header.originalLength, MAX_WIRE_LENGTH);
		// A Buffer's `slice` would share memory where an Uint8Array's copies.
		this.bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
		this.fileOffset = this.#position + RECORD_HEADER_LENGTH;
		this.#position = this.fileOffset + data.length;
		return true;
	}

	#nextOf(reader: ClassicReader): boolean {
		if (!reader.next()) return false;
		this.bytes = reader.bytes;
		this.at = reader.at;
		this.capturedLength = reader.capturedLength;
		this.wireLength = reader.wireLength;
		this.seconds = reader.seconds;
		this.nanoseconds = reader.nanoseconds;
		this.fileOffset = reader.fileOffset;
		return true;
	}

	get problems(): readonly Problem[] {
		return this.#successor?.problems ?? this.#failures;
	}
	get bytesDecoded(): number {
		return this.#successor?.bytesDecoded ?? this.#decoded;
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
