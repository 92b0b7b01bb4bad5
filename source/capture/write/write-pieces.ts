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
	let output: OutputFile | undefined;
	// Before there is a file: a signal may come as soon as there is.
	const forget = atTheEnd(() => output?.discard());
	try {
		output = new OutputFile(target);
		let written = 0;
		for (const piece of pieces) {
			const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
			output.write(bytes);
			written += bytes.length;
			if (written < SLICE) continue;
			written = 0;
			await nextTurn();
		}
		output.commit();
	} catch (error) {
		output?.discard();
		throw error;
	} finally {
		forget();
	}
}

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Has an unfinished file discarded when the program ends or is ended; what it returns is to be called when it is finished. */
function atTheEnd(discard: () => void): () => void {
	const stop = (signal: NodeJS.Signals) => {
		discard();
		// Whoever else waits for the signal ends the program; if nobody does, it does what it would have done.
		if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
	};
	for (const signal of ENDING) process.once(signal, stop);
	process.once('exit', discard);
	return () => {
		for (const signal of ENDING) process.off(signal, stop);
		process.off('exit', discard);
	};
}
