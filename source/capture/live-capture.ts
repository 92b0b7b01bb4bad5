import {type ChildProcessByStdio, spawn} from 'node:child_process';
import type {Readable} from 'node:stream';
import {CaptureError} from './problem.ts';

export interface LiveOptions {
	readonly interface: string;
	/** tcpdump's capture filter; empty for none. */
	readonly filter: string;
}

/** What of tcpdump's messages is kept: its last lines tell what went wrong and what was dropped. */
const MAX_MESSAGES = 8192;
/** Milliseconds between two questions how many packets were captured and dropped. */
const COUNT_INTERVAL = 2000;

/** A capture that tcpdump takes at this moment, with its own privileges and its own capture filter. */
export class LiveCapture {
	/** The capture file that tcpdump writes, as it grows. */
	readonly output: Readable;
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	readonly #ended: Promise<number | null>;
	#messages = '';
	#missing: Error | undefined;

	constructor({interface: name, filter}: LiveOptions) {
		const expression = filter === '' ? [] : ['--', filter];
		this.#child = spawn('tcpdump', ['-U', '-w', '-', '-i', name, ...expression], {stdio: ['ignore', 'pipe', 'pipe']});
		this.output = this.#child.stdout;
		this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
			this.#messages = (this.#messages + text).slice(-MAX_MESSAGES);
		});
		const timer = setInterval(() => this.#askForCounts(), COUNT_INTERVAL).unref();
		this.#ended = new Promise(resolve => {
			this.#child.on('close', code => {
				clearInterval(timer);
				resolve(code);
			});
			this.#child.on('error', error => {
				this.#missing = error;
				resolve(null);
			});
		});
	}

	/** tcpdump answers SIGUSR1 with its counts, once it is ready for signals. */
	#askForCounts(): void {
		if (this.#messages.includes('listening on')) this.#child.kill('SIGUSR1');
	}

	/** Process number of tcpdump; undefined if it could not be started. */
	get pid(): number | undefined {
		return this.#child.pid;
	}

	/** tcpdump's newest message, without its name in front. */
	get message(): string {
		const newest = this.#messages.match(/^tcpdump: .*$/gm)?.at(-1) ?? this.#messages.trim();
		return dropsFirst(newest.replace(/^tcpdump: /, ''));
	}

	/** Asks tcpdump to finish; what it has captured still comes. */
	stop(): void {
		this.#child.kill('SIGINT');
	}

	/** Why there is no capture at all, in one line, once tcpdump has ended. */
	async failure(): Promise<CaptureError> {
		await this.#ended;
		if ((this.#missing as NodeJS.ErrnoException | undefined)?.code === 'ENOENT')
			return new CaptureError('tcpdump is not installed: install it, or pipe a capture into tcpwhy -.');
		return new CaptureError(`tcpdump could not capture: ${this.#missing?.message ?? this.message}.`);
	}

	/** Packets that the kernel or the interface dropped, by tcpdump's own account, once it has ended. */
	async drops(): Promise<number> {
		await this.#ended;
		const counts = this.#messages.matchAll(/^(\d+) packets? dropped by (?:kernel|interface)$/gm);
		return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
	}
}

/** A message in which lost packets stand in front, where a narrow screen shows them, too. */
export function dropsFirst(message: string): string {
	const parts = message.split(', ');
	const drops = parts.filter(part => /^[1-9]\d* packets? dropped by /.test(part));
	return [...drops, ...parts.filter(part => !drops.includes(part))].join(', ');
}
