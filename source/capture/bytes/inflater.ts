import {createGunzip} from 'node:zlib';

const OUTPUT_LENGTH = 128 * 1024;

/** zlib's inflating stream, driven piece by piece; it works in zlib's own thread. */
export class Inflater {
	/** The last member has ended, and what follows is none. */
	done = false;
	readonly #chunks: Uint8Array[] = [];
	#failure: Error | undefined;
	#settle: (() => void) | undefined;
	readonly #gunzip = createGunzip({chunkSize: OUTPUT_LENGTH});

	constructor() {
		this.#gunzip.on('data', (chunk: Uint8Array) => this.#chunks.push(chunk));
		this.#gunzip.on('end', () => {
			this.done = true;
			this.#settle?.();
		});
		this.#gunzip.on('error', error => {
			this.#failure = error;
			this.#settle?.();
		});
	}

	/** Inflates a piece, which must not change until then. Throws zlib's error where it is damaged. */
	push(piece: Uint8Array): Promise<void> {
		return this.#run(settle => this.#gunzip.write(piece, settle));
	}

	/** Throws with code `Z_BUF_ERROR` if the last member is not complete. */
	finish(): Promise<void> {
		return this.#run(() => this.#gunzip.end());
	}

	/** Moves up to `length` inflated bytes to the buffer. */
	take(buffer: Uint8Array, offset: number, length: number): number {
		let taken = 0;
		while (taken < length && this.#chunks.length > 0) {
			const part = this.#chunks[0]!.subarray(0, length - taken);
			buffer.set(part, offset + taken);
			taken += this.skip(part.length);
		}
		return taken;
	}

	/** Drops up to `length` inflated bytes and says how many. */
	skip(length: number): number {
		let left = length;
		while (left > 0 && this.#chunks.length > 0) {
			const chunk = this.#chunks[0]!;
			if (chunk.length <= left) this.#chunks.shift();
			else this.#chunks[0] = chunk.subarray(left);
			left -= Math.min(left, chunk.length);
		}
		return length - left;
	}

	close(): void {
		this.#gunzip.destroy();
	}

	async #run(start: (settle: () => void) => void): Promise<void> {
		if (this.#failure) throw this.#failure;
		await new Promise<void>(resolve => {
			this.#settle = resolve;
			start(() => resolve());
		});
		if (this.#failure) throw this.#failure;
	}
}
