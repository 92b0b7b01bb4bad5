import type {EndingsSummary} from '../../diagnosis/endings/endings-summary.ts';

/** How the streams that are counted ended, and which these are. */
export interface EndingsAnswer {
	readonly summary: EndingsSummary;
	/** The filter that the streams pass; empty for all. */
	readonly filter: string;
	/** All streams of the capture, or all that pass the filter, were counted. */
	readonly complete: boolean;
	/** What it took to count them, in milliseconds. */
	readonly took: number;
}

/** Counting may take so large a part of the loading thread's time: one in so many. */
const SHARE = 4;
/** Milliseconds between two requests, however short the counting. */
const LEAST_PAUSE = 200;

/** Asks the loading thread how the streams ended, as long as someone wants to know and the answer is out of date. */
export class EndingsRequests {
	private answer: EndingsAnswer | undefined;
	/** What the state was when it was asked last. */
	private askedFor: string | undefined;
	private isWaiting = false;
	private nextAt = 0;
	private timer: NodeJS.Timeout | undefined;
	/** The state when someone looked last. */
	private state = '';

	constructor(private readonly ask: () => void) {}

	/**
	 * The newest answer there is.
	 *
	 * @param state of the load and the filter, in one text: with another one, another answer is due
	 */
	latest(state: string): EndingsAnswer | undefined {
		this.state = state;
		this.askIfDue();
		return this.answer;
	}

	receive(answer: EndingsAnswer): void {
		this.answer = answer;
		this.isWaiting = false;
		this.nextAt = performance.now() + Math.max(LEAST_PAUSE, answer.took * SHARE);
	}

	close(): void {
		clearTimeout(this.timer);
	}

	private askIfDue(): void {
		if (this.isWaiting || this.timer !== undefined || this.state === this.askedFor) return;
		const pause = this.nextAt - performance.now();
		if (pause > 0) {
			this.timer = setTimeout(() => {
				this.timer = undefined;
				this.askIfDue();
			}, pause);
			return;
		}
		this.isWaiting = true;
		this.askedFor = this.state;
		this.ask();
	}
}
