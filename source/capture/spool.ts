import {closeSync, openSync, readSync, unlinkSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {PacketBytes} from './capture-reader.ts';
import type {Problem} from './problem.ts';

/** Bytes kept in memory before the temporary file is begun, of all captures together. */
const MEMORY_LIMIT = 64 * 1024 * 1024;
const GROWTH = 4 * 1024 * 1024;
const NO_FILE = -1;

/** What two threads share of a spool; it can be posted to a worker. */
export interface SpoolParts {
	/** The first bytes; grows up to the limit. */
	readonly memory: SharedArrayBuffer;
	/** One BigInt64: bytes that can be read; then one Int32: descriptor of the temporary file, or -1. */
	readonly state: SharedArrayBuffer;
	/** Most bytes to keep, in memory and on the disk together. */
	readonly limit: number;
}

/**
 * Keeps the decoded bytes of a capture that cannot be read again by offset: of a pipe, or of a compressed file, where
 * going back would mean to inflate it from its start. The first 64 MiB stay in memory, the rest goes to a temporary file
 * that has no name any more (so that it cannot outlive the process) and that only its owner could open before.
 *
 * One thread appends; it and others read, each with a spool made of the same parts. The appending thread owns the
 * descriptor: a worker must be started with `trackUnmanagedFds: false` if it ends before the readers do.
 */
export class Spool implements PacketBytes {
	readonly parts: SpoolParts;
	/** Set when the limit is reached or the temporary file could not be written: what comes later is not kept. */
	problem: Problem | undefined;
	readonly #memory: Uint8Array;
	readonly #length: BigInt64Array;
	readonly #file: Int32Array;

	constructor(parts: SpoolParts = newParts(MEMORY_LIMIT)) {
		this.parts = parts;
		this.#memory = new Uint8Array(parts.memory);
		this.#length = new BigInt64Array(parts.state, 0, 1);
		this.#file = new Int32Array(parts.state, 8, 1);
	}

	/** Bytes kept so far. */
	get length(): number {
		return Number(Atomics.load(this.#length, 0));
	}

	append(bytes: Uint8Array): void {
		if (this.problem) return;
		const {memory} = this.parts;
		const length = this.length;
		if (length + bytes.length > this.parts.limit) {
			const kept = Math.floor(this.parts.limit / 1e6);
			this.#stop(`the limit of ${kept} MB for bytes kept is reached. Raise it with --spool-limit`);
			return;
		}
		const inMemory = Math.max(0, Math.min(bytes.length, memory.maxByteLength - length));
		if (length + inMemory > memory.byteLength)
			memory.grow(Math.min(memory.maxByteLength, Math.max(memory.byteLength + GROWTH, length + inMemory)));
		if (inMemory > 0) this.#memory.set(bytes.subarray(0, inMemory), length);
		if (inMemory < bytes.length && !this.#write(bytes.subarray(inMemory))) return;
		Atomics.store(this.#length, 0, BigInt(length + bytes.length));
	}

	#write(bytes: Uint8Array): boolean {
		try {
			if (this.#file[0] === NO_FILE) Atomics.store(this.#file, 0, openTemporaryFile());
			for (let written = 0; written < bytes.length; ) written += writeSync(this.#file[0]!, bytes, written);
			return true;
		} catch (error) {
			this.#stop(`${tmpdir()} took no more bytes (${(error as Error).message}). Set TMPDIR to a folder with room`);
			return false;
		}
	}

	#stop(reason: string): void {
		const message = `Packets from here on are counted and judged, but cannot be shown in detail: ${reason}.`;
		this.problem = {kind: 'skipped', offset: this.length, message};
	}

	read(offset: number, length: number): Uint8Array {
		const available = Math.max(0, Math.min(length, this.length - offset));
		const limit = this.parts.memory.maxByteLength;
		const inMemory = Math.max(0, Math.min(available, limit - offset));
		if (inMemory === available) return this.#memory.slice(offset, offset + available);
		const bytes = new Uint8Array(available);
		bytes.set(this.#memory.subarray(offset, offset + inMemory));
		const file = Atomics.load(this.#file, 0);
		const count = readSync(file, bytes, inMemory, available - inMemory, offset + inMemory - limit);
		return bytes.subarray(0, inMemory + count);
	}

	/** Gives the temporary file back; no thread may read or append any more. */
	close(): void {
		const file = Atomics.exchange(this.#file, 0, NO_FILE);
		Atomics.store(this.#length, 0, 0n);
		if (file !== NO_FILE) closeSync(file);
	}
}

/** Parts of a new spool that keeps up to `limit` bytes, the first `memoryLimit` of them in memory. */
export function newParts(memoryLimit: number, limit = Number.POSITIVE_INFINITY): SpoolParts {
	const parts = {
		memory: new SharedArrayBuffer(0, {maxByteLength: memoryLimit}),
		state: new SharedArrayBuffer(16),
		limit,
	};
	new Int32Array(parts.state, 8, 1)[0] = NO_FILE;
	return parts;
}

/** Parts of a spool for each of so many captures; together they keep at most `limit` bytes. */
export function spoolPartsFor(files: number, limit: number): SpoolParts[] {
	return Array.from({length: files}, () => newParts(Math.ceil(MEMORY_LIMIT / files), Math.ceil(limit / files)));
}

function openTemporaryFile(): number {
	const path = join(tmpdir(), `tcpwhy-${crypto.randomUUID()}`);
	const file = openSync(path, 'wx+', 0o600);
	unlinkSync(path);
	return file;
}
