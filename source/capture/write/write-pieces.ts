import {setImmediate as nextTurn} from 'node:timers/promises';
import {OutputFile} from './output-file.ts';
import type {OutputTarget} from './output-target.ts';

/** Bytes after which a screen gets a turn. */
const SLICE = 4 * 1024 * 1024;

/**
 * Writes bytes, and text as UTF-8, to a new file as they are made: the whole file or, if they fail or the disk is full,
 * nothing. Throws `CaptureError`, for a file that exists too unless it may be overwritten.
 */
export async function writePieces(pieces: Iterable<Uint8Array | string>, target: OutputTarget): Promise<void> {
	const output = new OutputFile(target);
	try {
		let written = 0;
		for (const piece of pieces) {
			const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
			output.write(bytes);
			written += bytes.length;
			if (written < SLICE) continue;
			written = 0;
			await nextTurn();
		}
	} catch (error) {
		output.discard();
		throw error;
	}
	output.commit();
}
