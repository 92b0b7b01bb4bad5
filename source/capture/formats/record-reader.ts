import type {ByteWindow} from '../bytes/byte-window.ts';
import type {CaptureFormat, CaptureInterface, CaptureReader} from '../capture-reader.ts';
import {type Problem, withPlace} from '../problem.ts';

/** Most bytes that a record may have in the file, whatever it says: it has to be in memory in one piece. */
export const MAX_RECORD_LENGTH = 16 * 1024 * 1024;

/** frame.len is shown as a signed number: larger lengths, which only damage brings about, are cut to this. */
export const MAX_WIRE_LENGTH = 0x7fff_ffff;

const DEFAULT_MAX_CAPTURED = 262_144;
/** Link types whose packets are not bounded by a network's: USB, D-Bus, EBHSCR. */
const LONG_LINK_TYPES: ReadonlySet<number> = new Set([186, 189, 220, 231, 249, 266, 279]);

/** Plausible records in a row that show where packets go on behind damage: one or two are found in any packet's data. */
const CHAIN = 4;
/** Fewer do where the last of them ends exactly where the file does. */
const CHAIN_TO_THE_END = 2;
/** Bytes looked at for one chain: a place whose records would need more is none. */
const MAX_CHAIN_LENGTH = 4 * 1024 * 1024;
/** Damaged places that are skipped in one capture: a file with more of them is not worth believing. */
const MAX_SKIPS = 50;

/** Most bytes that a packet of this link type may have; more is taken as damage. */
export function maxCapturedLength(linkType: number): number {
	return LONG_LINK_TYPES.has(linkType) ? MAX_RECORD_LENGTH : DEFAULT_MAX_CAPTURED;
}

/** What the readers of both formats share: the cursor, the window under it, what damage does, and how a capture ends. */
export abstract class RecordReader implements CaptureReader {
	abstract readonly format: CaptureFormat;
	readonly interfaces: CaptureInterface[] = [];
	readonly problems: Problem[] = [];
	readonly secrets: Uint8Array[] = [];
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
	/** What `next` has met at `position`, until `fill` has looked for a way on. */
	#damage: string | undefined;
	#skips = 0;
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

	/** Bytes that `plausibleLength` looks at, at least. */
	protected abstract readonly headerLength: number;
	/** Called before the first `plausibleLength` of a chain. */
	protected abstract beginChain(): void;
	/**
	 * Length in the file of the record at `position`, of which the header is there, or 0 where no program would have
	 * written such a one. Stricter than `next`, which takes what can be read.
	 */
	protected abstract plausibleLength(position: number): number;

	async fill(): Promise<boolean> {
		if (this.#ended) return false;
		if (this.#damage !== undefined) return await this.#goOnBehind('damaged', this.#damage);
		return (await this.#advance(this.wanted)) || (await this.#finish());
	}

	async #advance(wanted: number): Promise<boolean> {
		const window = this.#window;
		const more = await window.advance(this.position, wanted);
		if (this.bytes !== window.bytes) {
			this.bytes = window.bytes;
			this.view = new DataView(window.bytes.buffer);
		}
		this.position = window.start;
		this.end = window.end;
		this.base = window.base;
		return more;
	}

	/** The source has no more bytes: notes what is wrong with that. True if there are packets behind a record's false length. */
	async #finish(): Promise<boolean> {
		const rest = this.end - this.position;
		const {problem} = this.#window;
		if (problem !== undefined || rest === 0) {
			this.#ended = true;
			if (problem !== undefined) this.#report(problem);
			return false;
		}
		const message = `The capture is cut short in the middle of a packet: its last ${rest} bytes are not a whole record.`;
		if (rest >= this.headerLength) {
			this.beginChain();
			if (this.plausibleLength(this.position) === 0) return await this.#goOnBehind('truncated', message);
		}
		this.#ended = true;
		this.#report({kind: 'truncated', offset: this.base + this.position, message});
		return false;
	}

	/** Ends the capture, or this part of it, at the record that starts at `position`. */
	protected fail(kind: Problem['kind'], message: string): false {
		if (kind === 'damaged') this.#damage = message;
		else {
			this.#report({kind, offset: this.base + this.position, message});
			this.#ended = true;
		}
		this.end = this.position;
		return false;
	}

	/** Skips damage at `position` up to the next chain of plausible records. False, and the capture's end, if there is none. */
	async #goOnBehind(kind: 'damaged' | 'truncated', message: string): Promise<boolean> {
		const offset = this.base + this.position;
		this.#damage = undefined;
		if (++this.#skips <= MAX_SKIPS && (await this.#findChain())) {
			const skipped = this.base + this.position - offset;
			const told = `${message.slice(0, -1)}; ${skipped} bytes were skipped to the next whole packet.`;
			this.#report({kind: 'damaged', offset, message: told});
			this.wanted = 1;
			return true;
		}
		this.#ended = true;
		this.end = this.position;
		this.#report({kind, offset, message});
		return false;
	}

	/** Moves `position` to the next chain. */
	async #findChain(): Promise<boolean> {
		this.end = this.#window.end;
		this.position++;
		for (let atEnd = false; ; ) {
			const wanted = this.#scan(atEnd);
			if (wanted === 0 || atEnd) return wanted === 0;
			atEnd = !(await this.#advance(wanted));
		}
	}

	/** Moves `position` on: to a chain (0), or to where so many bytes are needed to tell. */
	#scan(atEnd: boolean): number {
		for (; this.end - this.position >= this.headerLength; this.position++) {
			const wanted = this.#bytesForChain(this.position, atEnd);
			if (wanted <= MAX_CHAIN_LENGTH) return wanted;
		}
		return this.headerLength;
	}

	/** 0 if a chain begins there, infinite if none does; otherwise how many bytes are needed to tell. */
	#bytesForChain(from: number, atEnd: boolean): number {
		const {end} = this;
		this.beginChain();
		let at = from;
		for (let count = 0; count < CHAIN; count++) {
			if (at > end - this.headerLength) {
				if (!atEnd) return at + this.headerLength - from;
				return at === end && count >= CHAIN_TO_THE_END ? 0 : Number.POSITIVE_INFINITY;
			}
			const length = this.plausibleLength(at);
			if (length === 0) return Number.POSITIVE_INFINITY;
			at += length;
		}
		if (at <= end) return 0;
		return atEnd ? Number.POSITIVE_INFINITY : at - from;
	}

	#report(problem: Problem): void {
		this.problems.push(withPlace(problem));
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
