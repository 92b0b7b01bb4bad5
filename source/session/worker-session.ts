import {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {applyDelta} from '../analysis/tables/tables-delta.ts';
import {writeCapture} from '../capture/write/write-capture.ts';
import type {DiagnosisOptions} from '../diagnosis/context.ts';
import type {Diagnosis} from '../diagnosis/diagnosis.ts';
import type {PacketDetails} from '../dissect/field.ts';
import {check, withoutMacros} from './compile-filter.ts';
import {DetailsReader} from './details-reader.ts';
import {Judge} from './judging.ts';
import {CaptureInput} from './load/capture-input.ts';
import {inputFiles} from './load/capture-request.ts';
import type {FromLoadingThread, LoadingThread} from './load/loading-thread.ts';
import {isByNumber, type ViewAnswer} from './messages.ts';
import type {FilterCheck, Grouping, Progress, Session, SortColumn, StreamView, WriteChoice} from './session.ts';
import {rowsOfStreams, streamRows} from './stream-rows.ts';
import {type EndingsAnswer, EndingsRequests} from './view/endings-request.ts';
import {selectPackets} from './view/packet-selection.ts';
import {RowSet} from './view/row-set.ts';
import {StreamGroups} from './view/stream-groups.ts';

/** Listeners are called at most this often. */
const NOTIFY_INTERVAL = 1000 / 30;

/** A session whose capture is loaded by a worker thread; this thread only reads the shared tables. */
export class WorkerSession implements Session {
	readonly files: readonly string[];
	readonly inputs: readonly string[];
	readonly thresholds: DiagnosisOptions;
	readonly tables = new CaptureTables();
	progress: Progress = {
		phase: 'loading',
		bytesRead: 0,
		bytesTotal: 0,
		packets: 0,
		tcpPackets: 0,
		elapsedMilliseconds: 0,
	};

	isPaused = false;

	private readonly input: CaptureInput;
	/** Process number of the program that captures. */
	private child: number | undefined;
	private readonly judge: Judge;
	private readonly listeners = new Set<() => void>();
	private timer: NodeJS.Timeout | undefined;
	/** When the listeners were called last, in milliseconds. */
	private notified = Number.NEGATIVE_INFINITY;
	private reader: DetailsReader | undefined;

	/** As it was typed, and as the worker has it, who does not learn of macros that change. */
	private typed = '';
	private filter = '';
	private column: SortColumn = 'stream';
	private descending = false;
	private grouping: Grouping = 'none';
	private generation = 0;
	/** The list that the worker made; undefined for all streams by number, which needs none. */
	private answer: ViewAnswer | undefined;
	private groups: StreamGroups | undefined;
	/** Without an answer: from the highest number down. */
	private fromLast = false;
	private rows = new RowSet();
	private places: Int32Array | undefined;
	private readonly endingsRequests = new EndingsRequests(() => this.thread.post({type: 'endings'}));

	constructor(private readonly thread: LoadingThread) {
		const {request, spools, thresholds} = thread;
		this.thresholds = thresholds;
		this.files = request.live === undefined ? request.files : [request.live.interface];
		this.inputs = inputFiles(request);
		this.input = new CaptureInput(request, spools);
		this.judge = new Judge(this.tables, thresholds);
		process.once('exit', this.endChild);
		thread.listen(message => this.receive(message));
	}

	/** tcpdump would not notice before its next packet that nobody reads any more. */
	private readonly endChild = (): void => {
		if (this.child === undefined) return;
		try {
			process.kill(this.child, 'SIGINT');
		} catch {
			// It has ended before.
		}
		this.child = undefined;
	};

	subscribe(listener: () => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	private receive(message: FromLoadingThread): void {
		if (message.type === 'stopped') {
			this.fail(message.message);
			return;
		}
		if (message.type === 'progress') {
			applyDelta(this.tables, message.delta);
			this.progress = message.progress;
			// Its number may be another program's by now.
			if (message.progress.phase === 'done') this.child = undefined;
		} else if (message.type === 'child') {
			this.child = message.pid;
			return;
		} else if (message.type === 'endings') {
			this.endingsRequests.receive(message.answer);
		} else {
			// Each answer brings only the rows that are new since the one before, be it of any use otherwise or not.
			this.takeRows(message.answer.filter);
			if (message.answer.generation !== this.generation) return;
			this.answer = message.answer;
			this.groups = message.answer.groups === undefined ? undefined : new StreamGroups(message.answer.groups);
			this.places = undefined;
		}
		this.notify();
	}

	private takeRows(filter: ViewAnswer['filter']): void {
		if (filter === undefined) return;
		if (filter.restarted) this.rows = new RowSet();
		for (const buffer of filter.rows) this.rows.adopt(buffer);
		this.rows.length = filter.rowWords;
	}

	private fail(message: string): void {
		if (this.progress.phase === 'failed') return;
		this.progress = {...this.progress, phase: 'failed', message};
		this.notify();
	}

	/** Shows these names instead of addresses. */
	showNames(names: ReadonlyMap<string, string>): void {
		this.tables.addresses.hostNames = names;
		this.notify();
	}

	private notify(): void {
		const wait = Math.max(0, this.notified + NOTIFY_INTERVAL - performance.now());
		this.timer ??= setTimeout(() => {
			this.timer = undefined;
			this.notified = performance.now();
			for (const listener of this.listeners) listener();
		}, wait);
	}

	get view(): StreamView {
		const {answer, typed, groups} = this;
		if (answer === undefined) return this.allStreams();
		return {
			count: answer.order.length,
			at: index => answer.order[index]!,
			indexOf: stream => this.placeOf(stream, answer.order),
			...(answer.filter === undefined
				? {}
				: {filter: {expression: typed, packets: answer.filter.packets, complete: answer.filter.complete}}),
			...(groups === undefined ? {} : {groups}),
		};
	}

	/** Without a filter, by number: nothing has to be computed. */
	private allStreams(): StreamView {
		const count = this.tables.streams.length;
		const last = count - 1;
		const {fromLast} = this;
		return {
			count,
			at: index => (fromLast ? last - index : index),
			indexOf: stream => (stream < 0 || stream > last ? -1 : fromLast ? last - stream : stream),
		};
	}

	private placeOf(stream: number, order: Uint32Array): number {
		if (this.places === undefined) {
			this.places = new Int32Array(this.tables.streams.length).fill(-1);
			for (let place = 0; place < order.length; place++) this.places[order[place]!] = place;
		}
		return this.places[stream] ?? -1;
	}

	setFilter(expression: string): FilterCheck {
		const result = check(expression);
		if (!result.ok) return result;
		this.typed = expression.trim();
		const filter = withoutMacros(this.typed);
		if (filter !== this.filter) {
			this.filter = filter;
			this.requestView();
		}
		return result;
	}

	setOrder(column: SortColumn, descending: boolean): void {
		this.column = column;
		this.descending = descending;
		this.requestView();
	}

	setGrouping(by: Grouping): void {
		this.grouping = by;
		this.requestView();
	}

	private requestView(): void {
		this.generation++;
		const {generation, filter, column, descending, grouping} = this;
		if (isByNumber({filter, column, grouping})) {
			this.answer = undefined;
			this.groups = undefined;
			this.places = undefined;
			this.fromLast = descending;
			this.notify();
		}
		this.thread.post({type: 'view', request: {generation, filter, column, descending, grouping}});
	}

	streamRows(stream: number): Uint32Array {
		return streamRows(this.tables, stream);
	}

	passes(row: number): boolean | undefined {
		return this.answer?.filter === undefined ? undefined : this.rows.has(row);
	}

	packetDetails(row: number): PacketDetails {
		this.reader ??= new DetailsReader(this.tables, this.input.bytes);
		return this.reader.details(row);
	}

	get lostFile(): string | undefined {
		return this.input.bytes.problems[0]?.message;
	}

	diagnose(stream: number): Diagnosis {
		return this.judge.diagnose(stream, this.progress.phase === 'done');
	}

	ending(stream: number): ReturnType<Session['ending']> {
		return this.judge.ending(stream, this.progress.phase !== 'loading');
	}

	endings(): EndingsAnswer | undefined {
		const {packets, phase} = this.progress;
		const {filter} = this.view;
		return this.endingsRequests.latest(`${packets} ${phase} ${this.filter} ${filter?.packets} ${filter?.complete}`);
	}

	explain(row: number): string | undefined {
		return this.judge.explain(row, this.progress.phase === 'done');
	}

	async write(choice: WriteChoice, path: string, force: boolean): Promise<number> {
		const rows = choice === 'passing' ? this.passingRows() : rowsOfStreams(this.tables, choice.streams);
		const selection = selectPackets(this.tables, rows, this.files.length, this.input.bytes);
		await writeCapture(selection, {path, force, inputs: this.inputs});
		return selection.count;
	}

	pause(paused: boolean): void {
		this.isPaused = paused;
		this.thread.post({type: 'pause', paused});
		this.notify();
	}

	/** Rows that pass the filter in force, among all packets so far. */
	private *passingRows(): Generator<number> {
		const {packets} = this.tables;
		for (let row = 0; row < packets.length; row++) if (this.passes(row) !== false) yield row;
	}

	close(): void {
		clearTimeout(this.timer);
		this.endingsRequests.close();
		this.listeners.clear();
		this.endChild();
		process.off('exit', this.endChild);
		this.thread.end();
		this.input.close();
	}
}
