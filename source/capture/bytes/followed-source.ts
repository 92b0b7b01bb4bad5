import type {FileHandle} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {type ByteSource, PIPE_CHUNK_LENGTH} from './byte-source.ts';
import type {HoldableSource} from './hold.ts';

/** Milliseconds between two looks at the end of a file that another process writes. */
const POLL_INTERVAL = 200;

/** A file that grows: at its end it waits for more, until it is told that it is enough. */
export class FollowedSource implements ByteSource, HoldableSource {
	waiting = 0;
	bytesRead = 0;
	/** Not known: the file is being written. */
	readonly bytesTotal = 0;
	readonly problem = undefined;
	readonly chunkLength = PIPE_CHUNK_LENGTH;
	readonly #handle: FileHandle;
	readonly #enough: AbortSignal;

	constructor(handle: FileHandle, enough: AbortSignal) {
		this.#handle = handle;
		this.#enough = enough;
	}

	async read(buffer: Uint8Array, offset: number, length: number): Promise<number> {
		for (;;) {
			const {bytesRead} = await this.#handle.read(buffer, offset, length, this.bytesRead);
			this.bytesRead += bytesRead;
			if (bytesRead > 0 || this.#enough.aborted) return bytesRead;
			await sleep(POLL_INTERVAL, undefined, {signal: this.#enough}).catch(() => {});
		}
	}

	/** The file keeps its bytes itself. */
	async keep(released: Promise<void>): Promise<void> {
		let held = true;
		const over = released.then(() => {
			held = false;
		});
		while (held) {
			const {size} = await this.#handle.stat();
			this.waiting = Math.max(0, size - this.bytesRead);
			await Promise.race([over, sleep(POLL_INTERVAL)]);
		}
		this.waiting = 0;
	}

	close(): Promise<void> {
		return this.#handle.close();
	}
}
