import type {TablesDelta} from '../analysis/tables/tables-delta.ts';
import type {SpoolParts} from '../capture/spool.ts';
import type {DiagnosisOptions} from '../diagnosis/context.ts';
import type {CaptureRequest} from './load/capture-request.ts';
import type {Grouping, Progress, SortColumn} from './session.ts';
import type {EndingsAnswer} from './view/endings-request.ts';
import type {GroupTable} from './view/stream-groups.ts';

/** What the loading worker is started with. */
export interface WorkerInput {
	/** Standard input is read by the worker itself: the screen's thread has no part in the bytes. */
	readonly request: CaptureRequest;
	/** For each file, where it keeps the bytes of what cannot be read again by offset. */
	readonly spools: readonly SpoolParts[];
	readonly thresholds: DiagnosisOptions;
}

/** Which streams are wanted, in which order. */
export interface ViewRequest {
	/** Counts up; an answer to an older request is of no use. */
	readonly generation: number;
	readonly filter: string;
	readonly column: SortColumn;
	readonly descending: boolean;
	readonly grouping: Grouping;
}

/** All streams by number, which needs no list made by another thread. */
export function isByNumber({filter, column, grouping}: Pick<ViewRequest, 'filter' | 'column' | 'grouping'>): boolean {
	return filter === '' && column === 'stream' && grouping === 'none';
}

export interface ViewAnswer {
	readonly generation: number;
	/** tcp.stream numbers, in order. */
	readonly order: Uint32Array;
	readonly groups?: GroupTable;
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

export type ToWorker =
	| {readonly type: 'view'; readonly request: ViewRequest}
	/** Halts the load, or lets it go on. */
	| {readonly type: 'pause'; readonly paused: boolean}
	/** How the streams of the view that was asked for last ended. */
	| {readonly type: 'endings'};

export type FromWorker =
	/** The program that captures: to be ended with the session. */
	| {readonly type: 'child'; readonly pid: number}
	| {readonly type: 'progress'; readonly progress: Progress; readonly delta: TablesDelta}
	| {readonly type: 'view'; readonly answer: ViewAnswer}
	| {readonly type: 'endings'; readonly answer: EndingsAnswer};
