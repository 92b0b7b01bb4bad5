import {constants, fstatSync, openSync, type Stats, statSync} from 'node:fs';
import {type FileHandle, open} from 'node:fs/promises';
import {isatty} from 'node:tty';
import {CaptureError} from '../problem.ts';
import {type ByteSource, FileSource} from './byte-source.ts';
import {FollowedSource} from './followed-source.ts';
import type {Hold, HoldableSource} from './hold.ts';
import {pipeStream} from './pipe-stream.ts';
import {StreamSource} from './stream-source.ts';

/** How standard input is named on the command line. */
export const STANDARD_INPUT = '-';
const STANDARD_INPUT_PATH = '/dev/stdin';

export interface SourceOptions {
	/** Bytes to read of a file at a time. */
	readonly chunkLength?: number;
	/** Waits at the end of a file for more, until the signal. */
	readonly follow?: AbortSignal;
	/** Halts the reading: sources whose bytes come of themselves join it. */
	readonly hold?: Hold;
}

/** What to do about an error of the operating system, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
	ENOENT: 'does not exist: check the name and the folder',
	EACCES: 'may not be read by you: use sudo, or have its owner make it readable',
	EPERM: 'may not be read by you: use sudo, or have its owner make it readable',
	EISDIR: 'is a directory: name a file in it',
	ENOTDIR: 'does not exist: a part of its path is a file',
	ELOOP: 'is a symbolic link that leads back to itself',
	EMFILE: 'cannot be opened: too many files are open',
	ENAMETOOLONG: 'is too long a name for a file',
};

/**
 * Opens what lies at a path, or `-` for standard input, to be read once from start to end. Throws `CaptureError`.
 *
 * Pipes are read through the event loop: a thread that waits in read(2), or in open(2) for a pipe's writer, could not be
 * ended before the next packet arrives.
 */
export async function openSource(path: string, options: SourceOptions = {}): Promise<ByteSource> {
	let handle: FileHandle | undefined;
	try {
		// A socket, which standard input may be, has no path by which it could be opened.
		if (path === STANDARD_INPUT || path === STANDARD_INPUT_PATH) {
			if (isatty(0)) throw new CaptureError('Standard input is a terminal: pipe a capture into tcpwhy -.');
			if (isStream(fstatSync(0))) return joined(new StreamSource(pipeStream(0)), options);
			path = STANDARD_INPUT_PATH;
		} else if (isStream(statSync(path))) {
			const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
			return joined(new StreamSource(pipeStream(fd)), options);
		}
		handle = await open(path, 'r');
		const stat = await handle.stat();
		if (stat.isDirectory()) throw Object.assign(new Error('a directory'), {code: 'EISDIR'});
		if (options.follow !== undefined && stat.isFile())
			return joined(new FollowedSource(handle, options.follow), options);
		return new FileSource(handle, stat.isFile() ? stat.size : 0, options.chunkLength);
	} catch (error) {
		await handle?.close();
		if (error instanceof CaptureError) throw error;
		throw new CaptureError(`${path} ${openingAdvice(error)}.`);
	}
}

/** The source, which the hold of the options knows from now on. */
export function joined<Source extends HoldableSource>(source: Source, {hold}: SourceOptions): Source {
	hold?.join(source);
	return source;
}

/** Why a file could not be opened, and what to do about it: words that follow its name. */
export function openingAdvice(error: unknown): string {
	const {code, message} = error as NodeJS.ErrnoException;
	return ADVICE[code ?? ''] ?? `cannot be opened: ${message}`;
}

function isStream(stat: Stats): boolean {
	return stat.isFIFO() || stat.isSocket();
}

/** Whether a path names a file whose bytes can be read again by offset: `-` does when it is redirected from one. */
export function isRegularFile(path: string): boolean {
	return (path === STANDARD_INPUT ? fstatSync(0) : statSync(path)).isFile();
}

/** The path by which a file, or standard input that is redirected from one, is opened once more. */
export function pathOf(path: string): string {
	return path === STANDARD_INPUT ? STANDARD_INPUT_PATH : path;
}
