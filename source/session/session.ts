import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import type {DiagnosisOptions} from '../diagnosis/context.ts';
import type {Category, Diagnosis} from '../diagnosis/diagnosis.ts';
import type {VerdictId} from '../diagnosis/verdicts.ts';
import type {PacketDetails} from '../dissect/field.ts';
import type {EndingsAnswer} from './view/endings-request.ts';
import type {StreamGroups} from './view/stream-groups.ts';

/**
 * What a screen needs of an open capture. `WorkerSession` is one that loads in a worker thread; tests have one that is
 * filled at once.
 */
export interface Session {
	/** File names as given, for the title: sanitise before showing. */
	readonly files: readonly string[];
	/** Paths that are read, the key log among them: nothing is written over them. */
	readonly inputs: readonly string[];
	/** Shared with the loading thread: rows appear while it loads. */
	readonly tables: CaptureTables;
	readonly progress: Progress;
	/** What verdicts are judged by. */
	readonly thresholds: DiagnosisOptions;
	/** Calls back when progress, tables, the order or the filter's result changed; at most 30 times a second. */
	subscribe(listener: () => void): () => void;

	/** The streams to list, filtered and sorted; follows the load. */
	readonly view: StreamView;
	/** Sets the filter (empty: none); a wrong one is refused with its problems and the old one stays in force. */
	setFilter(expression: string): FilterCheck;
	setOrder(column: SortColumn, descending: boolean): void;
	/** Brings streams together that have something in common, each group in the order that is set. */
	setGrouping(by: Grouping): void;

	/** The stream's packets, oldest first. */
	streamRows(stream: number): Uint32Array;
	/** Rows of the stream that pass the filter in force; undefined when there is none. */
	passes(row: number): boolean | undefined;
	packetDetails(row: number): PacketDetails;
	/** Why details were not read, once a file was found removed or changed: one sentence, to be sanitised. */
	readonly lostFile?: string | undefined;
	diagnose(stream: number): Diagnosis;
	/** The verdict that the stream table holds, in words; undefined before the stream is judged. */
	ending(stream: number): {readonly verdict: VerdictId; readonly category: Category} | undefined;
	/**
	 * How the streams that pass the filter ended, all together: the newest answer of the loading thread, which is asked
	 * for another one when this is out of date. Undefined before the first.
	 */
	endings(): EndingsAnswer | undefined;
	/** What a FIN, RST, TLS alert or repeated SYN means here; undefined where there is nothing to say. */
	explain(row: number): string | undefined;
	/**
	 * Writes packets to a capture file and says how many; rejects with a `CaptureError`, which is a `FileExistsError`
	 * where only `force` was missing.
	 */
	write(choice: WriteChoice, path: string, force: boolean): Promise<number>;
	/** The load is halted: nothing new is shown, and what comes is kept until it goes on. */
	readonly isPaused: boolean;
	pause(paused: boolean): void;
	close(): void;
}

export interface Progress {
	readonly phase: 'loading' | 'done' | 'failed';
	readonly bytesRead: number;
	/** 0 for a pipe. */
	readonly bytesTotal: number;
	readonly packets: number;
	readonly tcpPackets: number;
	readonly elapsedMilliseconds: number;
	/** Bytes that have come since the load was halted; undefined while it goes on. */
	readonly waiting?: number;
	/** What the program that captures says; one line, to be sanitised. */
	readonly note?: string;
	/** Why loading failed; one line. */
	readonly message?: string;
}

export interface StreamView {
	/** Number of streams listed. */
	readonly count: number;
	/** tcp.stream at a place of the list. */
	at(index: number): number;
	/** Place of a stream in the list, -1 if it is filtered away. */
	indexOf(stream: number): number;
	/** Filter in force, and how many packets pass it; undefined without a filter. */
	readonly filter?: {readonly expression: string; readonly packets: number; readonly complete: boolean};
	/** The groups that the listed streams stand in; undefined for a list without groups. */
	readonly groups?: StreamGroups;
}

/** What streams can be sorted by: the columns of the list, in the order in which they are offered. */
export const SORT_COLUMNS = [
	'stream',
	'start',
	'duration',
	'client',
	'clientPort',
	'server',
	'serverPort',
	'packets',
	'clientPackets',
	'serverPackets',
	'bytes',
	'clientBytes',
	'serverBytes',
	'rtt',
	'idle',
	'retransmissions',
	'resets',
	'zeroWindow',
	'serverName',
	'tlsVersion',
	'firstFrame',
	'lastFrame',
	'file',
	'activity',
	'category',
	'endedBy',
	'ending',
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** What the streams of a group have in common: the verdict, the server's address and port, the client's address. */
export const GROUPINGS = ['none', 'verdict', 'server', 'client'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Packets to write to a file: those of some streams, or those that pass the filter in force (all without one). */
export type WriteChoice = {readonly streams: readonly number[] | Uint32Array} | 'passing';

export interface FilterProblem {
	/** UTF-16 offsets in the expression. */
	readonly from: number;
	readonly to: number;
	readonly message: string;
	/** What the user may have meant. */
	readonly suggestion?: string;
	/** The text is not wrong so far, only unfinished. */
	readonly incomplete?: boolean;
}

export type FilterCheck =
	/** `warnings`: what is right and may not do what it looks like; left out where there is nothing to say. */
	| {readonly ok: true; readonly warnings?: readonly FilterWarning[]}
	| {readonly ok: false; readonly problems: readonly FilterProblem[]};

export type FilterWarning = Omit<FilterProblem, 'incomplete'>;
