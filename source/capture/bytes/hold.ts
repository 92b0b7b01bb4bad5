/** A source whose bytes come of themselves, and have to be put somewhere while nobody takes them. */
export interface HoldableSource {
	/** Bytes that have come and were not taken. */
	readonly waiting: number;
	/** Keeps what comes until the promise resolves; nobody may call `read` meanwhile. */
	keep(released: Promise<void>): Promise<void>;
}

/**
 * Halts the reading of captures, while what goes on to come is kept: a pipe that is not read would make tcpdump lose
 * packets.
 */
export class Hold {
	readonly #sources = new Set<HoldableSource>();
	#released: Promise<void> | undefined;
	#release: (() => void) | undefined;

	join(source: HoldableSource): void {
		this.#sources.add(source);
	}

	get isOn(): boolean {
		return this.#released !== undefined;
	}

	/** Bytes that have come since the reading was halted and wait to be read. */
	get waiting(): number {
		let sum = 0;
		for (const source of this.#sources) sum += source.waiting;
		return sum;
	}

	begin(): void {
		this.#released ??= new Promise(resolve => {
			this.#release = resolve;
		});
	}

	end(): void {
		this.#release?.();
		this.#released = undefined;
	}

	/** Waits for the end of the hold. To be called by who reads, between two reads. */
	async pass(): Promise<void> {
		while (this.#released !== undefined) {
			const released = this.#released;
			await Promise.all([released, ...Array.from(this.#sources, source => source.keep(released))]);
		}
	}
}
