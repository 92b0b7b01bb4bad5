import type {TablesDelta} from '../analysis/tables-delta.ts';
import type {SpoolParts} from '../capture/spool.ts';
import type {Progress, SortColumn} from '../session.ts';

/** What the loading worker is started with. */
export interface WorkerInput {
	readonly file: string;
	/** Where it keeps the bytes of a compressed capture. */
	readonly spool: SpoolParts;
}

/** Which streams are wanted, in which order. */
export interface ViewRequest {
	/** Counts up; an answer to an older request is of no use. */
	readonly generation: number;
	readonly filter: string;
	readonly column: SortColumn;
	readonly descending: boolean;
}

export interface ViewAnswer {
	readonly generation: number;
	/** tcp.stream numbers, in order. */
	readonly order: Uint32Array;
	/** With a filter: packets that pass, bits of the rows that do (chunks new since the last answer). */
	readonly filter?: {
		readonly packets: number;
		readonly complete: boolean;
		/** The filter was run anew: rows that were sent before are void. */
		readonly restarted: boolean;
		readonly rows: readonly SharedArrayBuffer[];
		readonly rowWords: number;
	};
}

export type ToWorker = {readonly type: 'view'; readonly request: ViewRequest};

export type FromWorker =
	| {readonly type: 'progress'; readonly progress: Progress; readonly delta: TablesDelta}
	| {readonly type: 'view'; readonly answer: ViewAnswer};
