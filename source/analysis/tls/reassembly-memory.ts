/** Bytes that wait for more of their record or message. */
export interface Waiting {
	/** Lets go of all of it: what is missing is not waited for any longer. */
	giveUp(): void;
}

/** Memory that each takes beside its bytes: a record of a byte, or of none, must not be free. */
const ENTRY_COST = 384;

/**
 * What the reassembly of TLS holds over all streams together. Bounded: past `limit` bytes those that began to wait first
 * are given up, as if the rest of them were not in the capture.
 */
export class ReassemblyMemory {
	/** In the order in which they began to wait. */
	private readonly costs = new Map<Waiting, number>();
	private held = 0;

	/** @param limit bytes */
	constructor(private readonly limit = 32 * 1024 * 1024) {}

	/** Says how many bytes it takes now, for the first time or anew. */
	hold(waiting: Waiting, bytes: number): void {
		const cost = bytes + ENTRY_COST;
		this.held += cost - (this.costs.get(waiting) ?? 0);
		this.costs.set(waiting, cost);
		if (this.held > this.limit) this.makeRoom();
	}

	letGo(waiting: Waiting): void {
		this.held -= this.costs.get(waiting) ?? 0;
		this.costs.delete(waiting);
	}

	/** Gives up an eighth at once: finding the oldest passes over the places of those that went before. */
	private makeRoom(): void {
		for (const oldest of this.costs.keys()) {
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
