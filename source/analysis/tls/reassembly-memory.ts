/** Bytes that wait for more of their record or message. */
export interface Waiting {
	/** What `ReassemblyMemory` counts for it; 0 while it does not. Nobody else writes it. */
	counted: number;
	/** Lets go of all of it: what is missing is not waited for any longer. */
	giveUp(): void;
}

/** Memory that each takes beside its bytes, as measured: a record of a byte, or of none, must not be free. */
const ENTRY_COST = 704;

/**
 * What the reassembly of TLS holds over all streams together. Bounded: past `limit` bytes those that began to wait first
 * are given up, as if the rest of them were not in the capture.
 */
export class ReassemblyMemory {
	/** In the order in which they began to wait. */
	private readonly waiting = new Set<Waiting>();
	private held = 0;

	/** @param limit bytes */
	constructor(private readonly limit = 24 * 1024 * 1024) {}

	/** Says how many bytes it takes now, for the first time or anew. */
	hold(waiting: Waiting, bytes: number): void {
		const cost = bytes + ENTRY_COST;
		if (cost === waiting.counted) return;
		if (waiting.counted === 0) this.waiting.add(waiting);
		this.held += cost - waiting.counted;
		waiting.counted = cost;
		if (this.held > this.limit) this.makeRoom();
	}

	letGo(waiting: Waiting): void {
		this.held -= waiting.counted;
		waiting.counted = 0;
		this.waiting.delete(waiting);
	}

	/** Gives up an eighth at once: finding the oldest passes over the places of those that went before. */
	private makeRoom(): void {
		for (const oldest of this.waiting) {
			if (this.held <= this.limit - this.limit / 8) return;
			this.letGo(oldest);
			oldest.giveUp();
		}
	}

	/** Memory that is taken, in bytes. */
	get bytesHeld(): number {
		return this.held;
	}
}
