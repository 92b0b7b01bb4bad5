import type {Readable} from 'node:stream';
import {FileIdentity} from './bytes/file-identity.ts';
import type {Hold} from './bytes/hold.ts';
import {STANDARD_INPUT} from './bytes/open-source.ts';
import type {CaptureReader, PacketBytes} from './capture-reader.ts';
import {type MergedCapture, MergedReader} from './merged-reader.ts';
import {openCapture} from './open-capture.ts';
import {openPacketBytes} from './packet-bytes.ts';
import {CaptureError, type Problem} from './problem.ts';
import type {Spool} from './spool.ts';

/** Read-ahead of all files together, and of one at least. */
const TOTAL_CHUNKS = 16 * 1024 * 1024;
const MIN_CHUNK = 64 * 1024;
const MAX_CHUNK = 2 * 1024 * 1024;

export interface CaptureSetOptions {
	/** Wait at the end of the files for more, until the signal. */
	readonly follow?: AbortSignal;
	/** What `-` reads instead of standard input: the output of another program. */
	readonly stream?: Readable;
	/** Halts the reading. */
	readonly hold?: Hold;
}

/** What messages and titles call a capture. */
export function captureName(path: string): string {
	return path === STANDARD_INPUT ? 'standard input' : path;
}

/**
 * Opens captures by their paths (`-` is standard input), several merged by time. One of several that cannot be read is a
 * problem of the result; throws `CaptureError` if none can.
 */
export async function openCaptures(
	paths: readonly string[],
	spools: readonly Spool[],
	{follow, stream, hold}: CaptureSetOptions = {},
): Promise<CaptureReader> {
	const chunkLength = Math.max(MIN_CHUNK, Math.min(MAX_CHUNK, Math.floor(TOTAL_CHUNKS / paths.length)));
	const opened: MergedCapture[] = [];
	const refused: CaptureError[] = [];
	for (const [file, path] of paths.entries()) {
		const input = path === STANDARD_INPUT && stream !== undefined ? stream : path;
		const options = {
			spool: spools[file]!,
			chunkLength,
			...(follow === undefined ? {} : {follow}),
			...(hold === undefined ? {} : {hold}),
		};
		try {
			opened.push({reader: await openCapture(input, options), name: captureName(path), file});
		} catch (error) {
			if (!(error instanceof CaptureError)) throw error;
			refused.push(error);
		}
	}
	if (opened.length === 0) throw refused[0]!;
	const problems = refused.map(({message}): Problem => ({kind: 'skipped', message}));
	return paths.length === 1 ? opened[0]!.reader : new MergedReader(opened, problems);
}

/**
 * Random access to the packets of captures that were loaded before, each opened when it is first asked for. A file that
 * is removed, replaced or cut short meanwhile gives no bytes, and is a problem.
 */
export class CaptureBytes {
	/** Files that cannot be read again. */
	readonly problems: Problem[] = [];
	readonly #paths: readonly string[];
	readonly #spools: readonly Spool[];
	readonly #identities: readonly (FileIdentity | undefined)[];
	readonly #opened = new Map<number, PacketBytes>();
	readonly #lost = new Set<number>();

	/** The captures as they are now are those that will be read. */
	constructor(paths: readonly string[], spools: readonly Spool[]) {
		this.#paths = paths;
		this.#spools = spools;
		this.#identities = paths.map(path => FileIdentity.of(path));
	}

	/** Up to `length` bytes at an offset of the capture that has this place among the paths; fewer if they are not there. */
	read(file: number, offset: number, length: number): Uint8Array {
		const bytes = this.#of(file);
		const found = bytes?.read(offset, length) ?? NOTHING;
		if (bytes?.change !== undefined) this.#lose(file, `was ${bytes.change}`);
		return found;
	}

	#of(file: number): PacketBytes | undefined {
		const known = this.#opened.get(file);
		if (known !== undefined || this.#lost.has(file)) return known;
		try {
			const bytes = openPacketBytes(this.#paths[file]!, this.#spools[file], this.#identities[file]);
			this.#opened.set(file, bytes);
			return bytes;
		} catch (error) {
			if (!(error instanceof CaptureError)) throw error;
			this.#lose(file, 'was removed, or may not be read any more,');
			return undefined;
		}
	}

	#lose(file: number, what: string): void {
		if (this.#lost.has(file)) return;
		this.#lost.add(file);
		const name = this.#paths.length === 1 ? 'The file' : captureName(this.#paths[file]!);
		const message = `${name} ${what} after it was loaded: its packets cannot be shown in detail.`;
		this.problems.push({kind: 'skipped', message});
	}

	/** Closes the files, and the spools that were read. */
	close(): void {
		for (const bytes of this.#opened.values()) bytes.close();
		this.#opened.clear();
	}
}

const NOTHING = new Uint8Array(0);
