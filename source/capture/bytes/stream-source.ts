import type {Readable} from 'node:stream';
import {newParts, Spool} from '../spool.ts';
import {type ByteSource, PIPE_CHUNK_LENGTH} from './byte-source.ts';
import type {HoldableSource} from './hold.ts';

/** Of what is kept during a hold, so much lies in memory and the rest on the disk. */
const KEPT_IN_MEMORY = 16 * 1024 * 1024;
/** Bytes kept during a hold; after that the writer of the pipe has to wait. */
const MOST_KEPT = 4e9;

/** A stream: standard input, or the output of another program. */
export class StreamSource implements ByteSource, HoldableSource {
	bytesRead = 0;
	readonly bytesTotal = 0;
	readonly problem = undefined;
	readonly chunkLength = PIPE_CHUNK_LENGTH;
	readonly #stream: Readable;
	readonly #chunks: AsyncIterator<Uint8Array>;
	/** The next chunk, once it was asked for. */
	#next: Promise<IteratorResult<Uint8Array>> | undefined;
	#chunk: Uint8Array = new Uint8Array(0);
	/** What came during a hold and is not taken yet: from `#taken` on. */
	#kept: Spool | undefined;
	#taken = 0;

	constructor(stream: Readable) {
		this.#stream = stream;
		this.#chunks = stream[Symbol.asyncIterator]();
	}

	async read(buffer: Uint8Array, offset: number, length: number): Promise<number> {
		while (this.#chunk.length === 0) {
			if (this.#kept !== undefined) this.#chunk = this.#takeKept(this.#kept);
			else {
				this.#next ??= this.#chunks.next();
				const {value, done} = await this.#next;
				// The end stays the end.
				if (done) return 0;
				this.#next = undefined;
				this.#chunk = value;
			}
		}
		const taken = this.#chunk.subarray(0, length);
		buffer.set(taken, offset);
		this.#chunk = this.#chunk.subarray(taken.length);
		this.bytesRead += taken.length;
		return taken.length;
	}

	/** The next of what was kept; the last of it makes way for the stream. */
	#takeKept(kept: Spool): Uint8Array {
		const chunk = kept.read(this.#taken, PIPE_CHUNK_LENGTH);
		this.#taken += chunk.length;
		if (this.waiting > 0) return chunk;
		kept.close();
		this.#kept = undefined;
		return chunk;
	}

	get waiting(): number {
		return this.#kept === undefined ? 0 : this.#kept.length - this.#taken;
	}

	async keep(released: Promise<void>): Promise<void> {
		const over = released.then(() => undefined);
		for (;;) {
			this.#next ??= this.#chunks.next();
			const next = await Promise.race([this.#next, over]);
			if (next === undefined || next.done) return;
			if (this.#kept === undefined) {
				this.#kept = new Spool(newParts(KEPT_IN_MEMORY, MOST_KEPT));
				this.#taken = 0;
			}
			this.#kept.append(next.value);
			// It does not fit: it stays the next one.
			if (this.#kept.problem !== undefined) return;
			this.#next = undefined;
		}
	}

	async close(): Promise<void> {
		this.#stream.destroy();
		this.#kept?.close();
	}
}
