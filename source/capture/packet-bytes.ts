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

/** A stretch of the file. */
interface Window {
	readonly at: number;
	readonly bytes: Uint8Array;
}

const NO_WINDOW: Window = {at: 0, bytes: new Uint8Array(0)};

/**
 * Reads a file with a little read-ahead. Two stretches are kept: who goes through all packets looks back to those that
 * brought the start of a record. What `read` gave stays as it is: the next read-ahead has a buffer of its own.
 */
class FileBytes implements PacketBytes {
	/** What was done to the file since it was loaded; from then on nothing is read. Words that follow "the file was". */
	change: string | undefined;
	readonly #file: number;
	readonly #identity: FileIdentity | undefined;
	/** The one that was used last, and the one before it. */
	#recent = NO_WINDOW;
	#other = NO_WINDOW;

	constructor(file: number, identity: FileIdentity | undefined) {
		this.#file = file;
		this.#identity = identity;
	}

	read(offset: number, length: number): Uint8Array {
		if (!holds(this.#recent, offset, length)) {
			const other = holds(this.#other, offset, length) ? this.#other : this.#readAhead(offset, length);
			this.#other = this.#recent;
			this.#recent = other;
		}
		const at = offset - this.#recent.at;
		return this.#recent.bytes.subarray(at, at + length);
	}

	#readAhead(offset: number, length: number): Window {
		const isOnward = leadsTo(this.#recent, offset) || leadsTo(this.#other, offset);
		const wanted = Math.max(length, isOnward ? STRIDE_LENGTH : JUMP_LENGTH);
		this.change ??= this.#identity?.changeOf(this.#file);
		const buffer = Buffer.allocUnsafeSlow(this.change === undefined ? wanted : 0);
		let filled = 0;
		while (filled < buffer.length) {
			const count = readSync(this.#file, buffer, filled, buffer.length - filled, offset + filled);
			if (count === 0) break;
			filled += count;
		}
		return {at: offset, bytes: new Uint8Array(buffer.buffer, 0, filled)};
	}

	close(): void {
		closeSync(this.#file);
	}
}

function holds({at, bytes}: Window, offset: number, length: number): boolean {
	return offset >= at && offset + length <= at + bytes.length;
}

/** Whether the bytes lie behind those of the window, and not far. */
function leadsTo({at}: Window, offset: number): boolean {
	return offset >= at && offset < at + 2 * STRIDE_LENGTH;
}
