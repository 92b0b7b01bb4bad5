/** Something wrong with a capture that did not stop it from being read, up to there or altogether. */
export interface Problem {
	/**
	 * `secrets`: TLS records stay encrypted; the capture itself is whole. `memory`: the capture goes on, but the tables
	 * have no room.
	 */
	readonly kind: 'truncated' | 'damaged' | 'unsupported' | 'skipped' | 'secrets' | 'memory';
	/** Byte offset in the (decompressed) file, where there is one. */
	readonly offset?: number;
	/** One sentence. It may quote the file's contents: sanitise it before it reaches a terminal. */
	readonly message: string;
}

/** A capture that cannot be read at all. The message is one line and says what to do. */
export class CaptureError extends Error {
	override readonly name = 'CaptureError';
}

/** The problem with its offset said in the message, for those who see nothing else of it. */
export function withPlace(problem: Problem): Problem {
	const {offset, message} = problem;
	return offset === undefined ? problem : {...problem, message: `${message.replace(/\.$/, '')} (at byte ${offset}).`};
}
