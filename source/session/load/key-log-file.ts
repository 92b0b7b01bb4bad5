import {closeSync, openSync, readSync} from 'node:fs';
import {KeyLog, MAX_SESSIONS} from '../../analysis/tls/secrets/key-log.ts';
import {openingAdvice} from '../../capture/bytes/open-source.ts';
import {CaptureError, type Problem} from '../../capture/problem.ts';

const CHUNK = 64 * 1024;
/** More of a key log is not read. */
const MAX_LENGTH = 512 * 1024 * 1024;
const latin1 = new TextDecoder('latin1');

/** A key log that the user names (SSLKEYLOGFILE). */
export class KeyLogFile {
	readonly keyLog: KeyLog;
	private readonly chunk = new Uint8Array(CHUNK);
	private readonly file: number;
	private length = 0;

	/**
	 * Reads what is there. Throws `CaptureError` when that cannot be done, or when it is no key log.
	 *
	 * @param grows whether secrets may be appended while packets come
	 */
	constructor(
		private readonly path: string,
		grows: boolean,
	) {
		this.keyLog = new KeyLog(grows ? () => this.readOn() : undefined);
		try {
			this.file = openSync(path, 'r');
			this.readOn();
		} catch (error) {
			throw new CaptureError(`The key log ${path} ${openingAdvice(error)}.`);
		}
		if (!grows) this.keyLog.endText();
		const {size, badLines} = this.keyLog;
		if (size === 0 && badLines > 0)
			throw new CaptureError(`${path} is no TLS key log: none of its lines is like those that SSLKEYLOGFILE writes.`);
	}

	/** Reads what was appended; false if nothing was. */
	private readOn(): boolean {
		const before = this.length;
		for (;;) {
			const count = this.length > MAX_LENGTH ? 0 : readSync(this.file, this.chunk);
			if (count === 0) return this.length > before;
			this.length += count;
			this.keyLog.add(latin1.decode(this.chunk.subarray(0, count)));
		}
	}

	/** What is to be said of the log's text, after the load. */
	problems(): Problem[] {
		const {path} = this;
		const {lines, badLines, firstBadLine, forgotten, size} = this.keyLog;
		const found: string[] = [];
		if (badLines > 0)
			found.push(
				`${badLines} of ${lines} lines of the key log ${path} make no sense, the first is line ${firstBadLine}.`,
			);
		if (forgotten > 0)
			found.push(`The key log ${path} has more than ${MAX_SESSIONS} sessions: the oldest are not used.`);
		if (this.length > MAX_LENGTH)
			found.push(`The key log ${path} is longer than ${MAX_LENGTH / 2 ** 20} MiB: the rest is not used.`);
		if (size === 0) found.push(`The key log ${path} has no TLS secrets.`);
		return found.map(message => ({kind: 'secrets', message}));
	}

	close(): void {
		closeSync(this.file);
	}
}
