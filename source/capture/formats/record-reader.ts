import type {ByteWindow} from '../bytes/byte-window.ts';
import type {CaptureFormat, CaptureInterface, CaptureReader} from '../capture-reader.ts';
import type {Problem} from '../problem.ts';

/** Most bytes that a record may have in the file, whatever it says: it has to be in memory in one piece. */
export const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** frame.len is shown as a signed number: larger lengths, which only damage brings about, are cut to this. */
export const MAX_WIRE_LENGTH = 0x7fff_ffff;

const DEFAULT_MAX_CAPTURED = 262_144;
/** Link types whose packets are not bounded by a network's: USB, D-Bus, EBHSCR. */
const LONG_LINK_TYPES: ReadonlySet<number> = new Set([186, 189, 220, 231, 249, 266, 279]);

/** Most bytes that a packet of this link type may have; more is taken as damage. */
export function maxCapturedLength(linkType: number): number {
	return LONG_LINK_TYPES.has(linkType) ? MAX_RECORD_LENGTH : DEFAULT_MAX_CAPTURED;
}

/** What the readers of both formats share: the cursor, the window under it, and how a capture ends. */
export abstract class RecordReader implements CaptureReader {
	abstract readonly format: CaptureFormat;
	readonly interfaces: CaptureInterface[] = [];
	readonly problems: Problem[] = [];
	bytes: Uint8Array;
	at = 0;
	capturedLength = 0;
	wireLength = 0;
	seconds = 0;
	nanoseconds = 0;
	hasTime = true;
	interface = 0;
	readonly #window: ByteWindow;
	#ended = false;
	/** The bytes not parsed yet are `bytes[position] … bytes[end - 1]`. */
	protected position: number;
	protected end: number;
	protected base: number;
	protected view: DataView;
	/** Bytes from `position` on without which `next` cannot go on. */
	protected wanted = 1;

	constructor(window: ByteWindow) {
		this.#window = window;
		this.bytes = window.bytes;
		this.position = window.start;
		this.end = window.end;
		this.base = window.base;
		this.view = new DataView(window.bytes.buffer);
	}

	abstract next(): boolean;

	async fill(): Promise<boolean> {
		if (this.#ended) return false;
		const window = this.#window;
		const more = await window.advance(this.position, this.wanted);
		if (this.bytes !== window.bytes) {
			this.bytes = window.bytes;
			this.view = new DataView(window.bytes.buffer);
		}
		this.position = window.start;
		this.end = window.end;
		this.base = window.base;
		if (!more) this.#finish();
		return more;
	}

	/** The source has no more bytes: notes what is wrong with that. */
	#finish(): void {
		this.#ended = true;
		const rest = this.end - this.position;
		if (this.#window.problem) this.problems.push(this.#window.problem);
		else if (rest > 0)
			this.problems.push({
				kind: 'truncated',
				offset: this.base + this.position,
				message: `The capture is cut short in the middle of a packet: its last ${rest} bytes are not a whole record.`,
			});
	}

	/** Ends the capture at the record that starts at `position`. */
	protected fail(kind: Problem['kind'], message: string): false {
		this.problems.push({kind, offset: this.base + this.position, message});
		this.#ended = true;
		this.end = this.position;
		return false;
	}

	get fileOffset(): number {
		return this.base + this.at;
	}
	get bytesRead(): number {
		return this.#window.bytesRead;
	}
	get bytesTotal(): number {
		return this.#window.bytesTotal;
	}
	get bytesDecoded(): number {
		return this.#window.bytesDecoded;
	}

	close(): Promise<void> {
		return this.#window.close();
	}
}
