import type {Problem} from '../problem.ts';
import type {ByteSource} from './byte-source.ts';

/** Room for the start of a record whose end is in the next chunk; it grows for larger records. */
const HEADROOM = 64 * 1024;

/**
 * A window that moves over a source, in which every record can be seen in one piece.
 *
 *       headroom            chunk
 *   ┌─────────┬───────┬──────────────────┐
 *   │         │ rest  │ bytes read       │   `bytes`: the parser is here
 *   └─────────┴───────┴──────────────────┘
 *   ┌─────────────────┬──────────────────┐
 *   │                 │ being filled …   │   the other buffer: the next chunk arrives meanwhile
 *   └─────────────────┴──────────────────┘
 *
 * `advance` copies what is left of the one in front of the other's chunk and changes their places.
 */
export class ByteWindow {
	/** The bytes of the window are `bytes[start] … bytes[end - 1]`. */
	bytes: Uint8Array;
	start: number;
	end: number;
	/** Where `bytes[0]` lies in the source. */
	base: number;
	/** Why the source gives no more, when that is not simply its end. */
	problem: Problem | undefined;
	readonly #source: ByteSource;
	readonly #chunkLength: number;
	readonly #spool: ((bytes: Uint8Array) => void) | undefined;
	#other: Uint8Array;
	#headroom = HEADROOM;
	#arriving: Promise<number> | undefined;

	/**
	 * `spool` sees all bytes in order, each run of them once; it must copy what it wants to keep. `offset`: where in the
	 * capture the source begins.
	 */
	constructor(source: ByteSource, spool?: (bytes: Uint8Array) => void, offset = 0) {
		this.#source = source;
		this.#spool = spool;
		this.#chunkLength = source.chunkLength;
		this.bytes = new Uint8Array(HEADROOM + this.#chunkLength);
		this.#other = new Uint8Array(HEADROOM + this.#chunkLength);
		this.start = HEADROOM;
		this.end = HEADROOM;
		this.base = offset - HEADROOM;
	}

	/** Lets go of the bytes before `start` and waits until `length` bytes follow it. False if the source ends before. */
	async advance(start: number, length: number): Promise<boolean> {
		this.start = start;
		while (this.end - this.start < length) {
			const count = await (this.#arriving ?? this.#request());
			this.#arriving = undefined;
			if (count === 0) return false;
			this.#turn(count);
			this.#arriving = this.#request();
		}
		return true;
	}

	/** Makes the other buffer, in which `count` bytes have arrived, the window. */
	#turn(count: number): void {
		const chunk = this.#headroom;
		const rest = this.end - this.start;
		let next = this.#other;
		if (rest > chunk) {
			this.#headroom = 2 * rest;
			next = new Uint8Array(this.#headroom + this.#chunkLength);
			next.set(this.#other.subarray(chunk, chunk + count), this.#headroom);
		}
		const start = this.#headroom - rest;
		next.set(this.bytes.subarray(this.start, this.end), start);
		this.base += this.start - start;
		this.#other = this.bytes;
		this.bytes = next;
		this.start = start;
		this.end = this.#headroom + count;
		this.#spool?.(next.subarray(this.#headroom, this.end));
	}

	#request(): Promise<number> {
		if (this.problem) return Promise.resolve(0);
		if (this.#other.length < this.bytes.length) this.#other = new Uint8Array(this.bytes.length);
		return this.#source.read(this.#other, this.#headroom, this.#chunkLength).then(
			count => {
				if (count === 0 && this.#source.problem) this.problem = {offset: this.bytesDecoded, ...this.#source.problem};
				return count;
			},
			error => {
				this.problem = {
					kind: 'truncated',
					offset: this.bytesDecoded,
					message: `The capture cannot be read further (${(error as Error).message}).`,
				};
				return 0;
			},
		);
	}

	get bytesRead(): number {
		return this.#source.bytesRead;
	}
	get bytesTotal(): number {
		return this.#source.bytesTotal;
	}
	/** Bytes of the (decompressed) source up to the window's end. */
	get bytesDecoded(): number {
		return this.base + this.end;
	}

	close(): Promise<void> {
		return this.#source.close();
	}
}
