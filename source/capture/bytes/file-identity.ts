import {closeSync, fstatSync, openSync, readSync, type Stats, statSync} from 'node:fs';
import {pathOf} from './open-source.ts';

/** Bytes at a file's start that tell one capture from another: the headers, and the time of the first packet. */
const HEAD_LENGTH = 512;

/** What a file was when it was first seen, so that another one in its place is not taken for it. */
export class FileIdentity {
	readonly #device: number;
	readonly #inode: number;
	readonly #size: number;
	#changed: number;
	readonly #head: Buffer;

	private constructor(stat: Stats, head: Buffer) {
		this.#device = stat.dev;
		this.#inode = stat.ino;
		this.#size = stat.size;
		this.#changed = stat.mtimeMs;
		this.#head = head;
	}

	/** Undefined for what is no regular file, or cannot be read: to open a pipe may wait for ever. */
	static of(path: string): FileIdentity | undefined {
		try {
			if (path !== '-' && !statSync(path).isFile()) return undefined;
			if (path === '-' && !fstatSync(0).isFile()) return undefined;
			const file = openSync(pathOf(path), 'r');
			try {
				return new FileIdentity(fstatSync(file), headOf(file));
			} finally {
				closeSync(file);
			}
		} catch {
			return undefined;
		}
	}

	/** What has happened to the open file since, other than that bytes were appended: words that follow "the file was". */
	changeOf(file: number): string | undefined {
		const stat = fstatSync(file);
		if (stat.dev !== this.#device || stat.ino !== this.#inode) return 'replaced by another one';
		if (stat.size < this.#size) return 'cut short';
		if (stat.mtimeMs === this.#changed) return undefined;
		const head = headOf(file).subarray(0, this.#head.length);
		if (stat.size === this.#size || !head.equals(this.#head)) return 'written anew';
		this.#changed = stat.mtimeMs;
		return undefined;
	}
}

function headOf(file: number): Buffer {
	const head = Buffer.alloc(HEAD_LENGTH);
	return head.subarray(0, readSync(file, head, 0, HEAD_LENGTH, 0));
}
