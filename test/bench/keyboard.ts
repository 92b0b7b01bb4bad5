/** What a key costs in a pseudo-terminal. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {TestTerminal} from '../support/terminal/terminal.ts';

/** Nothing written for so long: the frame is complete. */
const QUIET = 60;
/** A key that is answered by nothing for so long is not answered. */
const LIMIT = 1000;

/** Times from keys to the first bytes of their frames, in milliseconds, and the bytes of the frames. */
export interface KeyTimes {
	readonly milliseconds: readonly number[];
	readonly bytes: readonly number[];
}

/** Sends keys one by one, so many times, each when the frame of the one before is complete. */
export async function timeKeys(terminal: TestTerminal, sent: readonly string[], times: number): Promise<KeyTimes> {
	const milliseconds: number[] = [];
	const bytes: number[] = [];
	for (let n = 0; n < times; n++) {
		const before = terminal.written;
		const start = performance.now();
		terminal.send(sent[n % sent.length]!);
		await terminal.nextOutput(LIMIT);
		milliseconds.push(performance.now() - start);
		await sleep(QUIET);
		bytes.push(terminal.written - before);
	}
	return {milliseconds, bytes};
}

/** Waits until nothing is written for so many milliseconds. */
export async function rest(terminal: TestTerminal, quiet: number): Promise<void> {
	for (let before = -1; before !== terminal.written; ) {
		before = terminal.written;
		await sleep(quiet);
	}
}

export function quantile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}
