import type {Readable} from 'node:stream';
import {type ByteSource, PeekedSource} from './bytes/byte-source.ts';
import {ByteWindow} from './bytes/byte-window.ts';
import {FollowedSource} from './bytes/followed-source.ts';
import {GzipSource, isGzip} from './bytes/gzip-source.ts';
import type {Hold} from './bytes/hold.ts';
import {joined, openSource, STANDARD_INPUT} from './bytes/open-source.ts';
import {StreamSource} from './bytes/stream-source.ts';
import type {CaptureReader} from './capture-reader.ts';
import {ClassicReader, FILE_HEADER_LENGTH, isClassic, parseClassicHeader} from './formats/classic-pcap.ts';
import {isKnownVersion, isPcapng, PcapngReader, pcapngVersion} from './formats/pcapng.ts';
import {describeForeignFile} from './formats/signatures.ts';
import {isStreamedPcap, StreamedPcapReader} from './formats/streamed-pcap.ts';
import {CaptureError} from './problem.ts';
import type {Spool} from './spool.ts';

/**
 * Bytes looked at to tell what a file is: the header of the classic format, behind which a live capture may be silent for
 * long, and more where there are more, to see whether they are text.
 */
const HEAD_LENGTH = FILE_HEADER_LENGTH;
const LONG_HEAD_LENGTH = 512;

export interface OpenOptions {
	/** How messages call a stream. Default: standard input. */
	readonly name?: string;
	/** Bytes to read of a file at a time, where the usual 2 MiB are too many. */
	readonly chunkLength?: number;
	/** Waits at the end of a file for what is appended to it, until this signal says that it is enough. */
	readonly follow?: AbortSignal;
	/** Halts the reading of what comes of itself. */
	readonly hold?: Hold;
	/** Gets the decoded bytes of what cannot be read a second time by offset: a stream, or a compressed file. */
	readonly spool?: Spool;
}

/** Opens a capture by its path, or from a stream. Throws `CaptureError` when there is nothing to be read. */
export async function openCapture(input: string | Readable, options: OpenOptions = {}): Promise<CaptureReader> {
	const isPath = typeof input === 'string' && input !== STANDARD_INPUT;
	const name = isPath ? input : (options.name ?? 'standard input');
	const source =
		typeof input === 'string' ? await openSource(input, options) : joined(new StreamSource(input), options);
	try {
		return await readerOf(source, isPath ? input : undefined, name, options.spool);
	} catch (error) {
		await source.close();
		if (error instanceof CaptureError) throw error;
		throw new CaptureError(`${name} cannot be read: ${(error as Error).message}.`);
	}
}

async function readerOf(
	raw: ByteSource,
	path: string | undefined,
	name: string,
	spool?: Spool,
): Promise<CaptureReader> {
	let source = await PeekedSource.peek(raw, HEAD_LENGTH, LONG_HEAD_LENGTH);
	const compressed = isGzip(source.head);
	if (compressed) {
		const reopen = path !== undefined && raw.bytesTotal > 0 ? () => openSource(path) : undefined;
		source = await PeekedSource.peek(new GzipSource(source, reopen), HEAD_LENGTH, LONG_HEAD_LENGTH);
	}
	const {head} = source;
	if (head.length === 0) throw new CaptureError(emptyMessage(name, compressed, source));
	const seekable = !compressed && (raw.bytesTotal > 0 || raw instanceof FollowedSource);
	const keep = seekable ? undefined : spool && ((bytes: Uint8Array) => spool.append(bytes));
	const window = () => new ByteWindow(source, keep);
	if (isClassic(head)) {
		const header = parseClassicHeader(head, name);
		if (raw.bytesTotal === 0 && !compressed && isStreamedPcap(header))
			return new StreamedPcapReader(source, header, keep);
		const filled = window();
		await filled.advance(filled.start, FILE_HEADER_LENGTH);
		return new ClassicReader(filled, header);
	}
	if (isPcapng(head)) {
		if (head.length < HEAD_LENGTH) throw new CaptureError(`${name} is cut short in its first block: capture again.`);
		const [major, minor] = pcapngVersion(head);
		if (!isKnownVersion(major, minor))
			throw new CaptureError(`${name} has pcapng version ${major}.${minor}, which is not known: 1.0 is.`);
		return new PcapngReader(window());
	}
	throw new CaptureError(describeForeignFile(head, name, path));
}

function emptyMessage(name: string, compressed: boolean, source: ByteSource): string {
	if (!compressed) return `${name} is empty: no capture has been written to it.`;
	return source.problem
		? `${name} is damaged gzip data of which nothing can be read.`
		: `${name} is empty inside its gzip compression: no capture has been written to it.`;
}
