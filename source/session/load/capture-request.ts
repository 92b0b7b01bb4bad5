import type {LiveOptions} from '../../capture/live-capture.ts';
import {type SpoolParts, spoolPartsFor} from '../../capture/spool.ts';

/** Bytes of pipes and compressed captures that are kept for a look at single packets, unless told otherwise. */
export const SPOOL_LIMIT = 4e9;

/** What a session reads. It can be posted to a worker. */
export interface CaptureRequest {
	/** Paths; `-` is standard input. One `-` with `live`. */
	readonly files: readonly string[];
	/** Wait at the end of the files for more. */
	readonly follow?: boolean;
	/** Let tcpdump capture, instead of reading standard input. */
	readonly live?: LiveOptions;
	/** TLS key log (SSLKEYLOGFILE). */
	readonly keyLog?: string;
	/** Bytes to keep of what cannot be read again by offset. */
	readonly spoolLimit?: number;
}

/** The files that a request reads, which nothing may be written to. */
export function inputFiles({files, keyLog}: CaptureRequest): readonly string[] {
	return keyLog === undefined ? files : [...files, keyLog];
}

/** Parts of the spools that a request needs: what its threads share. */
export function spoolParts({files, spoolLimit = SPOOL_LIMIT}: CaptureRequest): readonly SpoolParts[] {
	return spoolPartsFor(files.length, spoolLimit);
}
