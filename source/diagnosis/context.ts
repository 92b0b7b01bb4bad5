import type {AcrossStreams} from './across-streams.ts';
import {StreamFacts} from './facts/stream-facts.ts';

/** What changes a judgement, and users may set. Times are in seconds; it can be posted to a worker. */
export interface DiagnosisOptions {
	/** Silence from which on a connection counts as idle: just below the shortest known idle limit. */
	readonly idleSeconds: number;
	/** Wait from which on an end that leaves without an answer is said to have given up. */
	readonly patienceSeconds: number;
}

export const DEFAULT_OPTIONS: DiagnosisOptions = {idleSeconds: 1.9, patienceSeconds: 1};

/** What judging needs beside the tables. */
export class DiagnosisContext {
	/** The options, in nanoseconds. */
	readonly idle: number;
	readonly patience: number;
	/** What other streams show. Missing while the capture is loading: a stream is then judged by its own packets. */
	across: AcrossStreams | undefined;
	/** The one object in which facts are gathered: judging a stream makes no garbage. */
	readonly facts = new StreamFacts();

	constructor(readonly options: DiagnosisOptions = DEFAULT_OPTIONS) {
		const {idleSeconds, patienceSeconds} = options;
		this.idle = idleSeconds * 1e9;
		this.patience = patienceSeconds * 1e9;
	}
}
