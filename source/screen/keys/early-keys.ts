import type {Command} from './key-table.ts';

/** Milliseconds after the start in which a key may wait for the first rows; after that it is answered at once. */
const PATIENCE = 3000;

/** Keys that leave, whatever waits. */
const LEAVING: readonly string[] = ['q', 'Q', 'ctrl-c', 'ctrl-z', 'ctrl-l'];

interface Held {
	readonly command: Command;
	readonly keys: readonly string[];
}

/** What was typed before there was anything to do it to, in the order typed. */
export class EarlyKeys {
	private held: Held | undefined;

	/** @param start when the screen began, in milliseconds */
	constructor(private readonly start: number) {}

	/** Milliseconds that are left of the time in which keys may wait; none when it is too late for that. */
	patience(now: number): number {
		return Math.max(0, this.start + PATIENCE - now);
	}

	/** Keeps a command, and from then on the keys typed after it; false when it is too late for that. */
	hold(command: Command, now: number): boolean {
		if (this.patience(now) === 0) return false;
		this.held = {command, keys: []};
		return true;
	}

	/** Whether a key has to wait for those before it; Esc gives them all up. */
	takes(key: string): boolean {
		if (this.held === undefined || LEAVING.includes(key)) return false;
		this.held = key === 'escape' ? undefined : {...this.held, keys: [...this.held.keys, key]};
		return true;
	}

	/** What was kept, if anything was; it is kept no longer. */
	release(): Held | undefined {
		const {held} = this;
		this.held = undefined;
		return held;
	}
}
