import type {FileHandle} from 'node:fs/promises';
import type {Problem} from '../problem.ts';

/** Where bytes come from, in order and once: a file, a pipe, an inflater. */
export interface ByteSource {
	/** Bytes taken so far of what lies on the disk or came through the pipe. */
	readonly bytesRead: number;
	/** Size on the disk; 0 where it is not known. */
	readonly bytesTotal: number;
	/** Why there are no more bytes, when that is not simply the end. */
	readonly problem: Problem | undefined;
	/** Bytes that are best asked for at a time. */
	readonly chunkLength: number;
	/** Puts between 1 and `length` bytes at `offset` of the buffer and says how many; 0 at the end. */
	read(buffer: Uint8Array, offset: number, length: number): Promise<number>;
	close(): Promise<void>;
}

/**
 * A file's chunk: small enough to stay in the CPU's cache until it is parsed, large enough that a read's own cost does
 * not count. 2 MiB was the best of 256 KiB … 4 MiB for a file in the page cache, together with 4 MiB.
 */
const FILE_CHUNK_LENGTH = 2 * 1024 * 1024;
/** What a pipe of Linux holds; Node reads no more at a time. */
export const PIPE_CHUNK_LENGTH = 64 * 1024;

/** A file, or anything with a path that can be read from its start to its end. */
export class FileSource implements ByteSource {
	bytesRead = 0;
	readonly bytesTotal: number;
	readonly problem = undefined;
	readonly chunkLength: number;
	readonly #handle: FileHandle;

	constructor(handle: FileHandle, size: number, chunkLength = FILE_CHUNK_LENGTH) {
		this.#handle = handle;
		this.bytesTotal = size;
		this.chunkLength = Math.min(chunkLength, Math.max(PIPE_CHUNK_LENGTH, size));
	}

	async read(buffer: Uint8Array, offset: number, length: number): Promise<number> {
		const {bytesRead} = await this.#handle.read(buffer, offset, length, null);
		this.bytesRead += bytesRead;
		return bytesRead;
	}

	close(): Promise<void> {
		return this.#handle.close();
	}
}

/** A source whose first bytes were looked at already. */
export class PeekedSource implements ByteSource {
	/** The bytes that were looked at; fewer than asked for where the source ends before. */
	readonly head: Uint8Array;
	readonly #source: ByteSource;
	#given = 0;

	constructor(head: Uint8Array, source: ByteSource) {
		this.head = head;
		this.#source = source;
	}

	/** Looks at up to `most` bytes: as many as are there once `least` are. */
	static async peek(source: ByteSource, least: number, most: number): Promise<PeekedSource> {
		const head = new Uint8Array(most);
		let filled = 0;
		while (filled < least) {
			const count = await source.read(head, filled, most - filled);
			if (count === 0) break;
			filled += count;
		}
		return new PeekedSource(head.subarray(0, filled), source);
	}

	get bytesRead(): number {
		return this.#source.bytesRead;
	}
	get bytesTotal(): number {
		return this.#source.bytesTotal;
	}
	get problem(): Problem | undefined {
		return this.#source.problem;
	}
	get chunkLength(): number {
		return this.#source.chunkLength;
	}

	async read(buffer: Uint8Array, offset: number, length: number): Promise<number> {
		if (this.#given === this.head.length) return this.#source.read(buffer, offset, length);
		const taken = this.head.subarray(this.#given, this.#given + length);
		buffer.set(taken, offset);
		this.#given += taken.length;
		return taken.length;
	}

	close(): Promise<void> {
		return this.#source.close();
	}
}
