import type {Problem} from '../problem.ts';
import type {ByteSource} from './byte-source.ts';
import {Inflater} from './inflater.ts';

/** Compressed bytes inflated at a time: deflate expands at most 1032 times, so that 32 MiB wait at worst. */
const PIECE_LENGTH = 32 * 1024;
/** About what a piece becomes. */
const CHUNK_LENGTH = 256 * 1024;
/** CRC and length at the end of a member (RFC 1952 2.3.1). */
const TRAILER_LENGTH = 8;

/** Whether the bytes start as a gzip member does (RFC 1952 2.3.1). */
export function isGzip(head: Uint8Array): boolean {
	return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/** The members of a gzip file, inflated one behind the other (RFC 1952 2.2). */
export class GzipSource implements ByteSource {
	problem: Problem | undefined;
	readonly chunkLength = CHUNK_LENGTH;
	readonly #source: ByteSource;
	readonly #reopen: (() => Promise<ByteSource>) | undefined;
	#inflater = new Inflater();
	/** Compressed bytes; the first `#kept` are still to be inflated, `#pushed` were before them. */
	readonly #piece = new Uint8Array(PIECE_LENGTH);
	#kept = 0;
	#pushed = 0;
	/** Inflated bytes handed out. */
	#given = 0;
	#ended = false;

	/**
	 * `reopen` gives the same compressed bytes once more from their start. zlib throws away what it inflated in the call
	 * that meets damage; with a second run, in steps of one byte at the end, nothing before the damage is lost.
	 */
	constructor(source: ByteSource, reopen?: () => Promise<ByteSource>) {
		this.#source = source;
		this.#reopen = reopen;
	}

	get bytesRead(): number {
		return this.#source.bytesRead;
	}
	get bytesTotal(): number {
		return this.#source.bytesTotal;
	}

	async read(buffer: Uint8Array, offset: number, length: number): Promise<number> {
		let count = this.#inflater.take(buffer, offset, length);
		while (count === 0 && !this.#ended) {
			await this.#inflatePiece();
			count = this.#inflater.take(buffer, offset, length);
		}
		this.#given += count;
		return count;
	}

	/**
	 * Inflates the next piece, but keeps its last eight bytes for the next: when the trailer comes alone, a wrong checksum
	 * finds nothing else to throw away.
	 */
	async #inflatePiece(): Promise<void> {
		const piece = this.#piece;
		const count = await this.#source.read(piece, this.#kept, PIECE_LENGTH - this.#kept);
		const held = this.#kept + count;
		const length = count === 0 ? held : Math.max(0, held - TRAILER_LENGTH);
		try {
			if (length > 0) await this.#inflater.push(piece.subarray(0, length));
			if (count === 0 && !this.#inflater.done) await this.#inflater.finish();
		} catch (error) {
			this.problem = gzipProblem(error);
			if (this.problem.kind === 'damaged') await this.#recover(piece.subarray(0, length));
			this.#ended = true;
			return;
		}
		this.#pushed += length;
		this.#kept = held - length;
		piece.copyWithin(0, length, held);
		this.#ended = count === 0 || this.#inflater.done;
	}

	/** Inflates all once more, up to the damage in `piece`. */
	async #recover(piece: Uint8Array): Promise<void> {
		const source = await this.#reopen?.();
		if (!source) return;
		const inflater = new Inflater();
		const buffer = new Uint8Array(PIECE_LENGTH);
		let skip = this.#given;
		try {
			for (let pushed = 0; pushed < this.#pushed; ) {
				const count = await source.read(buffer, 0, Math.min(PIECE_LENGTH, this.#pushed - pushed));
				if (count === 0) return;
				await inflater.push(buffer.subarray(0, count));
				pushed += count;
				skip -= inflater.skip(skip);
			}
			for (let at = 0; at < piece.length; at++) await inflater.push(piece.subarray(at, at + 1));
		} catch {
			// The damage, once more: it is in `problem` already.
		} finally {
			await source.close();
		}
		inflater.skip(skip);
		this.#inflater.close();
		this.#inflater = inflater;
	}

	async close(): Promise<void> {
		this.#inflater.close();
		await this.#source.close();
	}
}

function gzipProblem(error: unknown): Problem {
	const {code, message} = error as NodeJS.ErrnoException;
	return code === 'Z_BUF_ERROR'
		? {kind: 'truncated', message: 'The gzip data is cut short: what there is of it was read.'}
		: {kind: 'damaged', message: `The gzip data is damaged (${message}): what comes before was read.`};
}
