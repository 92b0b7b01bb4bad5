import type {ByteWindow} from '../bytes/byte-window.ts';
import {CaptureError} from '../problem.ts';
import {MAX_WIRE_LENGTH, maxCapturedLength, RecordReader} from './record-reader.ts';

export const FILE_HEADER_LENGTH = 24;

const NANOSECOND_MAGIC = 0xa1b2_3c4d;
const MODIFIED_MAGIC = 0xa1b2_cd34;
const MAGICS: readonly number[] = [0xa1b2_c3d4, NANOSECOND_MAGIC, MODIFIED_MAGIC];

/** Seconds between a packet and the next one behind damage: more than a day is taken as a sign of none. */
const MAX_TIME_STEP = 86_400;

/** Bits of the header's last word (draft-ietf-opsawg-pcap, "LinkType and additional information"). */
const LINK_TYPE_MASK = 0xffff;
const RESERVED_MASK = 0x03ff_0000;
const FCS_PRESENT = 0x0400_0000;

/**
 * What a record without a time, on the wire or captured, is: what stands where a file was made longer and never written
 * to. Four such gigabytes are a few megabytes of gzip, and would be millions of packets.
 */
const ZEROS = 'The capture is damaged: there are zeros where a packet should be.';

/** Whether a record's header says nothing at all. */
export function isBlank(seconds: number, capturedLength: number, wireLength: number): boolean {
	return seconds === 0 && capturedLength === 0 && wireLength === 0;
}

export interface ClassicHeader {
	readonly little: boolean;
	readonly magic: number;
	readonly majorVersion: number;
	readonly minorVersion: number;
	readonly snapLength: number;
	readonly linkType: number;
	readonly fcsLength?: number;
}

/** Whether the bytes start with one of the magic numbers of the classic format, in either byte order. */
export function isClassic(head: Uint8Array): boolean {
	if (head.length < 4) return false;
	const view = new DataView(head.buffer, head.byteOffset);
	return MAGICS.includes(view.getUint32(0, true)) || MAGICS.includes(view.getUint32(0, false));
}

/** The file header (draft-ietf-opsawg-pcap, "File Header"); `head` starts with a magic number. */
export function parseClassicHeader(head: Uint8Array, name: string): ClassicHeader {
	if (head.length < FILE_HEADER_LENGTH)
		throw new CaptureError(`${name} is cut short in its file header: no packet was written to it. Capture again.`);
	const view = new DataView(head.buffer, head.byteOffset);
	const little = MAGICS.includes(view.getUint32(0, true));
	const major = view.getUint16(4, little);
	const minor = view.getUint16(6, little);
	const network = view.getUint32(20, little);
	if (major < 2)
		throw new CaptureError(`${name} has pcap version ${major}.${minor}, which is not known: 2.4 is. Is it damaged?`);
	if ((network & RESERVED_MASK) !== 0)
		throw new CaptureError(
			`${name} has reserved bits set in its link type (0x${network.toString(16).padStart(8, '0')}): its header is damaged.`,
		);
	return {
		little,
		magic: view.getUint32(0, little),
		majorVersion: major,
		// Major 543 was written for a while for what is 2.2 or older otherwise: lengths in the other order.
		minorVersion: major === 543 ? 2 : major > 2 ? 4 : minor,
		snapLength: view.getUint32(16, little),
		linkType: network & LINK_TYPE_MASK,
		...((network & FCS_PRESENT) === 0 ? {} : {fcsLength: (network >>> 28) * 2}),
	};
}

/**
 * Nanoseconds of a record's fraction of a second. Of a damaged one, a second and more, the lower 32 bits count, as a
 * signed number: so does Wireshark.
 */
export function fractionOf(units: number, nanosecondsPerUnit: number): number {
	return Math.imul(units, nanosecondsPerUnit);
}

/** Reads libpcap's classic format: microseconds and nanoseconds, either byte order, and Kuznetzov's longer records. */
export class ClassicReader extends RecordReader {
	readonly format = 'pcap';
	readonly #little: boolean;
	protected readonly headerLength: number;
	readonly #unitsPerSecond: number;
	readonly #nanosecondsPerUnit: number;
	readonly #maxCaptured: number;
	readonly #minorVersion: number;
	/** Seconds of the packet before the window, if there is one. */
	readonly #after: number;
	/** Seconds of the packet before, in a chain; NaN where there is none. */
	#chainSeconds = Number.NaN;

	/**
	 * The window starts with the file header, of which `header` was made. With `after`, it starts at a record: the one
	 * behind a packet of that time, in seconds, or NaN behind the file header.
	 */
	constructor(window: ByteWindow, header: ClassicHeader, after?: number) {
		super(window);
		this.#little = header.little;
		this.headerLength = header.magic === MODIFIED_MAGIC ? 24 : 16;
		this.#unitsPerSecond = header.magic === NANOSECOND_MAGIC ? 1e9 : 1e6;
		this.#nanosecondsPerUnit = 1e9 / this.#unitsPerSecond;
		this.#maxCaptured = maxCapturedLength(header.linkType);
		this.#minorVersion = header.minorVersion;
		if (after === undefined) this.position += FILE_HEADER_LENGTH;
		this.#after = after ?? Number.NaN;
		this.interfaces.push({
			linkType: header.linkType,
			snapLength: header.snapLength,
			...(header.fcsLength === undefined ? {} : {fcsLength: header.fcsLength}),
			implied: true,
			section: 0,
			number: 0,
		});
	}

	next(): boolean {
		const position = this.position;
		const data = position + this.headerLength;
		if (data > this.end) {
			this.wanted = this.headerLength;
			return false;
		}
		const view = this.view;
		const little = this.#little;
		let captured = view.getUint32(position + 8, little);
		let wire = view.getUint32(position + 12, little);
		if (this.#minorVersion < 4 && (this.#minorVersion < 3 || captured > wire)) {
			const first = captured;
			captured = wire;
			wire = first;
		}
		if (captured > this.#maxCaptured)
			return this.fail(
				'damaged',
				`The capture is damaged: a packet says that ${captured} bytes of it were captured, at most ${this.#maxCaptured} can be.`,
			);
		if (isBlank(view.getUint32(position, little), captured, wire)) return this.fail('damaged', ZEROS);
		if (captured > this.end - data) {
			this.wanted = this.headerLength + captured;
			return false;
		}
		this.seconds = view.getUint32(position, little);
		this.nanoseconds = fractionOf(view.getUint32(position + 4, little), this.#nanosecondsPerUnit);
		this.capturedLength = captured;
		this.wireLength = Math.min(wire, MAX_WIRE_LENGTH);
		this.at = data;
		this.position = data + captured;
		return true;
	}

	protected beginChain(): void {
		this.#chainSeconds = this.at === 0 ? this.#after : this.seconds;
	}

	protected plausibleLength(position: number): number {
		const little = this.#little;
		const first = this.view.getUint32(position + 8, little);
		const second = this.view.getUint32(position + 12, little);
		const captured = this.#minorVersion < 4 ? Math.min(first, second) : first;
		const wire = this.#minorVersion < 4 ? Math.max(first, second) : second;
		if (captured === 0 || captured > wire || wire > this.#maxCaptured) return 0;
		if (this.view.getUint32(position + 4, little) >= this.#unitsPerSecond) return 0;
		const seconds = this.view.getUint32(position, little);
		if (Math.abs(seconds - this.#chainSeconds) > MAX_TIME_STEP) return 0;
		this.#chainSeconds = seconds;
		return this.headerLength + captured;
	}
}
