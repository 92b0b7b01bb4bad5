import {closeSync, openSync, readSync} from 'node:fs';
import type {FileIdentity} from './bytes/file-identity.ts';
import {isGzip} from './bytes/gzip-source.ts';
import {isRegularFile, pathOf} from './bytes/open-source.ts';
import type {PacketBytes} from './capture-reader.ts';
import {CaptureError} from './problem.ts';
import type {Spool} from './spool.ts';

/** Bytes read ahead: few when someone looks at one packet here and one there, many when a filter runs through all. */
const JUMP_LENGTH = 64 * 1024;
const STRIDE_LENGTH = 1024 * 1024;

/**
 * Random access to the packets of a file that was loaded before. A plain file is read where the packet lies; of a
 * compressed file or a pipe, the `spool` that was given to `openCapture` has the bytes. A file that is not the `identity`
 * it had gives no bytes. Throws `CaptureError` if the file cannot be opened, or is neither plain nor spooled.
 */
export function openPacketBytes(path: string, spool?: Spool, identity?: FileIdentity): PacketBytes {
	let file: number | undefined;
	try {
		file = openPlain(path, identity);
	} catch (error) {
		if (spool !== undefined && spool.length > 0) return spool;
		throw new CaptureError(`${path} cannot be opened again: ${(error as Error).message}.`);
	}
	if (file !== undefined) return new FileBytes(file, identity);
	if (spool) return spool;
	throw new CaptureError(`${path} is compressed or a pipe: save it unpacked to look at single packets.`);
}

/** Descriptor of a regular file that is not compressed. Others are not opened: to open a pipe may wait for ever. */
function openPlain(path: string, identity: FileIdentity | undefined): number | undefined {
	if (!isRegularFile(path)) return undefined;
	const file = openSync(pathOf(path), 'r');
	const head = new Uint8Array(2);
	const isPlain = readSync(file, head, 0, 2, 0) < 2 || !isGzip(head);
	if (isPlain || identity?.changeOf(file) !== undefined) return file;
	closeSync(file);
	return undefined;
}

/** Reads a file with a little read-ahead. What `read` gave stays as it is: the next read-ahead has a buffer of its own. */
class FileBytes implements PacketBytes {
	/** What was done to the file since it was loaded; from then on nothing is read. Words that follow "the file was". */
	change: string | undefined;
	readonly #file: number;
	readonly #identity: FileIdentity | undefined;
	#ahead: Uint8Array = new Uint8Array(0);
	#aheadAt = 0;

	constructor(file: number, identity: FileIdentity | undefined) {
		this.#file = file;
		this.#identity = identity;
	}

	read(offset: number, length: number): Uint8Array {
		const at = offset - this.#aheadAt;
		if (at >= 0 && at + length <= this.#ahead.length) return this.#ahead.subarray(at, at + length);
		const onward = at >= 0 && at < 2 * STRIDE_LENGTH;
		this.#readAhead(offset, Math.max(length, onward ? STRIDE_LENGTH : JUMP_LENGTH));
		return this.#ahead.subarray(0, length);
	}

	#readAhead(offset: number, length: number): void {
		this.change ??= this.#identity?.changeOf(this.#file);
		if (this.change !== undefined) length = 0;
		const buffer = Buffer.allocUnsafeSlow(length);
		let filled = 0;
		while (filled < length) {
			const count = readSync(this.#file, buffer, filled, length - filled, offset + filled);
			if (count === 0) break;
			filled += count;
		}
		this.#ahead = new Uint8Array(buffer.buffer, 0, filled);
		this.#aheadAt = offset;
	}

	close(): void {
		closeSync(this.#file);
	}
}
