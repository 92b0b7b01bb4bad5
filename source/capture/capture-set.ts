import type {Readable} from 'node:stream';
import {STANDARD_INPUT} from './bytes/open-source.ts';
import type {CaptureReader, PacketBytes} from './capture-reader.ts';
import {MergedReader} from './merged-reader.ts';
import {openCapture} from './open-capture.ts';
import {openPacketBytes} from './packet-bytes.ts';
import {newParts, type Spool, type SpoolParts} from './spool.ts';

/** Memory for the first bytes of what cannot be read again by offset, of all captures together. */
const SPOOL_MEMORY = 64 * 1024 * 1024;
/** Read-ahead of all files together, and of one at least. */
const TOTAL_CHUNKS = 16 * 1024 * 1024;
const MIN_CHUNK = 64 * 1024;
const MAX_CHUNK = 2 * 1024 * 1024;

export interface CaptureSetOptions {
	/** Wait at the end of the files for more, until the signal. */
	readonly follow?: AbortSignal;
	/** What `-` reads instead of standard input: the output of another program. */
	readonly stream?: Readable;
}

/** Parts of a spool for each of so many captures; together they keep at most `limit` bytes. */
export function spoolPartsFor(files: number, limit: number): SpoolParts[] {
	return Array.from({length: files}, () => newParts(Math.ceil(SPOOL_MEMORY / files), Math.ceil(limit / files)));
}

/** What messages and titles call a capture. */
export function captureName(path: string): string {
	return path === STANDARD_INPUT ? 'standard input' : path;
}

/** Opens captures by their paths (`-` is standard input), several merged by time. Throws `CaptureError`. */
export async function openCaptures(
	paths: readonly string[],
	spools: readonly Spool[],
	{follow, stream}: CaptureSetOptions = {},
): Promise<CaptureReader> {
	const chunkLength = Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, Math.floor(TOTAL_CHUNKS / paths.length)));
	const readers: CaptureReader[] = [];
	try {
		for (const [file, path] of paths.entries())
			readers.push(
				await openCapture(path === STANDARD_INPUT && stream !== undefined ? stream : path, {
					spool: spools[file]!,
					chunkLength,
					...(follow === undefined ? {} : {follow}),
				}),
			);
	} catch (error) {
		await Promise.all(readers.map(reader => reader.close()));
		throw error;
	}
	return readers.length === 1 ? readers[0]! : new MergedReader(readers, paths.map(captureName));
}

/** Random access to the packets of captures that were loaded before, each opened when it is first asked for. */
export class CaptureBytes {
	readonly #paths: readonly string[];
	readonly #spools: readonly Spool[];
	readonly #opened = new Map<number, PacketBytes>();

	constructor(paths: readonly string[], spools: readonly Spool[]) {
		this.#paths = paths;
		this.#spools = spools;
	}

	/** The bytes of a capture by its place among the paths. Throws `CaptureError` if it cannot be opened any more. */
	of(file: number): PacketBytes {
		let bytes = this.#opened.get(file);
		if (bytes === undefined) {
			bytes = openPacketBytes(this.#paths[file]!, this.#spools[file]);
			this.#opened.set(file, bytes);
		}
		return bytes;
	}

	/** Closes the files, and the spools that were read. */
	close(): void {
		for (const bytes of this.#opened.values()) bytes.close();
		this.#opened.clear();
	}
}
