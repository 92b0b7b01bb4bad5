import {type FileHandle, open} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {type ByteSource, FileSource, PeekedSource, StreamSource} from './bytes/byte-source.ts';
import {ByteWindow} from './bytes/byte-window.ts';
import {GzipSource, isGzip} from './bytes/gzip-source.ts';
import type {CaptureReader} from './capture-reader.ts';
import {ClassicReader, FILE_HEADER_LENGTH, isClassic, parseClassicHeader} from './classic-pcap.ts';
import {isKnownVersion, isPcapng, PcapngReader, pcapngVersion} from './pcapng.ts';
import {CaptureError} from './problem.ts';
import {describeForeignFile} from './signatures.ts';
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
	/** Gets the decoded bytes of what cannot be read a second time by offset: a stream, or a compressed file. */
	readonly spool?: Spool;
}

/** Opens a capture by its path, or from a stream. Throws `CaptureError` when there is nothing to be read. */
export async function openCapture(input: string | Readable, options: OpenOptions = {}): Promise<CaptureReader> {
	const name = typeof input === 'string' ? input : (options.name ?? 'standard input');
	const source = typeof input === 'string' ? await openFile(input) : new StreamSource(input);
	try {
		return await readerOf(source, input, name, options.spool);
	} catch (error) {
		await source.close();
		if (error instanceof CaptureError) throw error;
		throw new CaptureError(`${name} cannot be read: ${(error as Error).message}.`);
	}
}

async function readerOf(
	raw: ByteSource,
	input: string | Readable,
	name: string,
	spool?: Spool,
): Promise<CaptureReader> {
	let source = await PeekedSource.peek(raw, HEAD_LENGTH, LONG_HEAD_LENGTH);
	const compressed = isGzip(source.head);
	if (compressed) {
		const reopen = typeof input === 'string' && raw.bytesTotal > 0 ? () => openFile(input) : undefined;
		source = await PeekedSource.peek(new GzipSource(source, reopen), HEAD_LENGTH, LONG_HEAD_LENGTH);
	}
	const {head} = source;
	if (head.length === 0) throw new CaptureError(emptyMessage(name, compressed, source));
	const seekable = !compressed && raw.bytesTotal > 0;
	const window = () => new ByteWindow(source, seekable ? undefined : spool && (bytes => spool.append(bytes)));
	if (isClassic(head)) {
		const header = parseClassicHeader(head, name);
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
	throw new CaptureError(describeForeignFile(head, name, typeof input === 'string' ? input : undefined));
}

function emptyMessage(name: string, compressed: boolean, source: ByteSource): string {
	if (!compressed) return `${name} is empty: no capture has been written to it.`;
	return source.problem
		? `${name} is damaged gzip data of which nothing can be read.`
		: `${name} is empty inside its gzip compression: no capture has been written to it.`;
}

/** What to do about an error of the operating system, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist: check the name and the folder',
	EACCES: 'may not be read by you: use sudo, or have its owner make it readable',
	EPERM: 'may not be read by you: use sudo, or have its owner make it readable',
	EISDIR: 'is a directory: name a capture file in it',
	ENOTDIR: 'does not exist: a part of its path is a file',
	ELOOP: 'is a symbolic link that leads back to itself',
	EMFILE: 'cannot be opened: too many files are open',
	ENAMETOOLONG: 'is too long a name for a file',
};

async function openFile(path: string): Promise<FileSource> {
	let handle: FileHandle | undefined;
	try {
		handle = await open(path, 'r');
		const stat = await handle.stat();
		if (stat.isDirectory()) throw Object.assign(new Error('a directory'), {code: 'EISDIR'});
		return new FileSource(handle, stat.isFile() ? stat.size : 0);
	} catch (error) {
		await handle?.close();
		const {code, message} = error as NodeJS.ErrnoException;
		throw new CaptureError(`${path} ${ADVICE[code ?? ''] ?? `cannot be opened: ${message}`}.`);
	}
}
