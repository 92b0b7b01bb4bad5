import {Hold} from '../../capture/bytes/hold.ts';
import {STANDARD_INPUT} from '../../capture/bytes/open-source.ts';
import type {CaptureReader} from '../../capture/capture-reader.ts';
import {CaptureBytes, openCaptures} from '../../capture/capture-set.ts';
import {LiveCapture} from '../../capture/live-capture.ts';
import {CaptureError, type Problem} from '../../capture/problem.ts';
import {Spool, type SpoolParts} from '../../capture/spool.ts';
import {plural} from '../../report/format.ts';
import {type CaptureRequest, spoolParts} from './capture-request.ts';
import {KeyLogFile} from './key-log-file.ts';

/** The captures of a request, in one thread: read once, and by offset while and after they are. */
export class CaptureInput {
	readonly spools: readonly Spool[];
	readonly bytes: CaptureBytes;
	/** Halts the reading while packets go on to come. */
	readonly hold = new Hold();
	private readonly enough = new AbortController();
	private live: LiveCapture | undefined;

	constructor(
		private readonly request: CaptureRequest,
		parts: readonly SpoolParts[] = spoolParts(request),
	) {
		this.spools = parts.map(each => new Spool(each));
		this.bytes = new CaptureBytes(request.files, this.spools);
	}

	/** Opens the captures; starts tcpdump where the request says so. Throws `CaptureError`. */
	async open(onStart?: (pid: number) => void): Promise<CaptureReader> {
		const {files, follow, live} = this.request;
		if (live === undefined)
			return await openCaptures(files, this.spools, {
				hold: this.hold,
				...(follow === true ? {follow: this.enough.signal} : {}),
			});
		this.live = new LiveCapture(live);
		if (this.live.pid !== undefined) onStart?.(this.live.pid);
		try {
			return await openCaptures([STANDARD_INPUT], this.spools, {stream: this.live.output, hold: this.hold});
		} catch (error) {
			if (!(error instanceof CaptureError)) throw error;
			throw await this.live.failure();
		}
	}

	/** The key log of the request, read as far as it goes. Throws `CaptureError`. */
	openKeyLog(): KeyLogFile | undefined {
		const {keyLog, follow, live} = this.request;
		return keyLog === undefined ? undefined : new KeyLogFile(keyLog, follow === true || live !== undefined);
	}

	/** What tcpdump says at the moment; undefined where it is not running. */
	get message(): string | undefined {
		return this.live?.message;
	}

	/** Ends a live capture, or the wait at a file's end: what has come so far is all. */
	finish(): void {
		this.enough.abort();
		this.live?.stop();
	}

	/** What was not captured, once a live capture has ended. */
	async losses(): Promise<Problem | undefined> {
		const drops = (await this.live?.drops()) ?? 0;
		return drops === 0
			? undefined
			: {
					kind: 'skipped',
					message: `tcpdump dropped ${plural(drops, 'packet')}: streams may look as if segments were lost.`,
				};
	}

	close(): void {
		this.bytes.close();
		for (const spool of this.spools) spool.close();
	}
}
