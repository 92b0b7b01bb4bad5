import {fstatSync, type Stats, statSync} from 'node:fs';
import {STANDARD_INPUT} from '../bytes/open-source.ts';
import {CaptureError} from '../problem.ts';

/** A file to write, and what is not to be lost by it. */
export interface OutputTarget {
	readonly path: string;
	/** Overwrite a file that is there. */
	readonly force: boolean;
	/** Files that are being read, `-` for standard input: they are never overwritten, whatever they are called. */
	readonly inputs: readonly string[];
}

/** The file that was to be written exists, and nobody said that it may be overwritten. */
export class FileExistsError extends CaptureError {}

/** Throws `CaptureError` where the path is one of the files that are read, also by another name, or no file at all. */
export function refuseInput({path, inputs}: OutputTarget): void {
	const there = statOf(path);
	if (there === undefined) return;
	if (inputs.some(input => isSameFile(there, statOf(input))))
		throw new CaptureError(`${path} is being read: choose another name for what is to be written.`);
	if (!there.isFile() && !there.isDirectory())
		throw new CaptureError(`${path} is a device or a pipe: name a file that is to be written.`);
}

/** What a path leads to; undefined where it leads to nothing that can be looked at. */
function statOf(path: string): Stats | undefined {
	try {
		return path === STANDARD_INPUT ? fstatSync(0) : statSync(path, {throwIfNoEntry: false});
	} catch {
		return undefined;
	}
}

function isSameFile(one: Stats, other: Stats | undefined): boolean {
	return other !== undefined && one.dev === other.dev && one.ino === other.ino;
}
