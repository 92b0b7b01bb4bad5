import {setTimeout as sleep} from 'node:timers/promises';

/**
 * Milliseconds after which a test gives up what it waits for: much more than a busy machine needs, for who waits in vain
 * fails. Nothing may be asserted that depends on it.
 */
export const PATIENCE = 60_000;

/** Waits for what other processes or threads bring about; throws with what is said then if it does not come. */
export async function until(reached: () => boolean | Promise<boolean>, complaint: () => string): Promise<void> {
	const end = Date.now() + PATIENCE;
	while (!(await reached())) {
		if (Date.now() > end) throw new Error(complaint());
		await sleep(5);
	}
}
