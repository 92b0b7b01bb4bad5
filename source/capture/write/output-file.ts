import {closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, unlinkSync, writeSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {CaptureError} from '../problem.ts';
import {FileExistsError, type OutputTarget, refuseInput} from './output-target.ts';

const BUFFER_LENGTH = 1024 * 1024;

/** What to do about an error of the operating system, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
	EEXIST: 'exists already: choose another name, or add --force to overwrite it',
	ENOENT: 'cannot be written: its folder does not exist',
	ENOTDIR: 'cannot be written: a part of its path is a file',
	EISDIR: 'is a directory: name a file',
	EACCES: 'cannot be written: you may not write to its folder',
	EPERM: 'cannot be written: you may not write to its folder',
	EROFS: 'cannot be written: the file system is read-only',
	ENOSPC: 'cannot be written: the disk is full. Nothing was kept of it',
	EDQUOT: 'cannot be written: your quota is used up. Nothing was kept of it',
};

/**
 * A file that is written whole or not at all: under a name of its own in the same folder until it is complete, so that
 * nobody sees half a file under the final name. All methods throw `CaptureError`.
 */
export class OutputFile {
	readonly #path: string;
	readonly #temporary: string;
	readonly #force: boolean;
	readonly #file: number;
	readonly #buffer = new Uint8Array(BUFFER_LENGTH);
	#filled = 0;
	#isGone = false;

	/** Refuses a path that exists, unless it may be overwritten, and always one that is being read. */
	constructor(target: OutputTarget) {
		const {path, force} = target;
		this.#path = path;
		this.#force = force;
		this.#temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.part`);
		refuseInput(target);
		const there = lstatSync(path, {throwIfNoEntry: false});
		if (there?.isDirectory()) throw this.#error({code: 'EISDIR'});
		if (there !== undefined && !force) throw this.#error({code: 'EEXIST'});
		try {
			this.#file = openSync(this.#temporary, 'wx');
		} catch (error) {
			throw this.#error(error);
		}
	}

	write(bytes: Uint8Array): void {
		if (this.#filled + bytes.length > BUFFER_LENGTH) this.#flush();
		if (bytes.length > BUFFER_LENGTH) this.#writeOut(bytes);
		else {
			this.#buffer.set(bytes, this.#filled);
			this.#filled += bytes.length;
		}
	}

	/** Gives the complete file its name. */
	commit(): void {
		try {
			this.#flush();
			fsyncSync(this.#file);
			if (this.#force) renameSync(this.#temporary, this.#path);
			else this.#moveToNewName();
		} catch (error) {
			this.discard();
			throw error instanceof CaptureError ? error : this.#error(error);
		}
		closeSync(this.#file);
	}

	/** A link, unlike a rename, does not replace a file that has come to be there meanwhile. */
	#moveToNewName(): void {
		try {
			linkSync(this.#temporary, this.#path);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
			// A file system without links.
			renameSync(this.#temporary, this.#path);
			return;
		}
		unlinkSync(this.#temporary);
	}

	/** Leaves nothing behind; once it was, that stays so. */
	discard(): void {
		if (this.#isGone) return;
		this.#isGone = true;
		closeSync(this.#file);
		unlinkSync(this.#temporary);
	}

	#flush(): void {
		this.#writeOut(this.#buffer.subarray(0, this.#filled));
		this.#filled = 0;
	}

	#writeOut(bytes: Uint8Array): void {
		try {
			for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
		} catch (error) {
			throw this.#error(error);
		}
	}

	#error(error: unknown): CaptureError {
		const {code, message} = error as NodeJS.ErrnoException;
		const text = `${this.#path} ${ADVICE[code ?? ''] ?? `cannot be written: ${message}`}.`;
		return code === 'EEXIST' ? new FileExistsError(text) : new CaptureError(text);
	}
}
