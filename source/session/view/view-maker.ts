import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {CaptureBytes} from '../../capture/capture-set.ts';
import {StreamTallies} from '../../filter/columns/fields/stream-tallies.ts';
import {compile} from '../compile-filter.ts';
import {DetailsReader} from '../details-reader.ts';
import {isByNumber, type ViewAnswer, type ViewRequest} from '../messages.ts';
import {FilterRun} from './filter-run.ts';
import {groupStreams} from './stream-groups.ts';
import {sortStreams} from './stream-order.ts';

/** Makes the filtered and sorted list of streams that the screen asks for, a slice at a time. */
export class ViewMaker {
	private wanted: ViewRequest | undefined;
	private run: FilterRun | undefined;
	private runFilter = '';
	private rowBuffersSent = 0;
	private reader: DetailsReader | undefined;
	private complete = false;
	private readonly tallies: StreamTallies;

	constructor(
		private readonly tables: CaptureTables,
		private readonly bytes: CaptureBytes,
		private readonly endingRank: () => readonly number[],
	) {
		this.tallies = new StreamTallies(tables);
	}

	request(request: ViewRequest): void {
		this.wanted = request;
		this.complete = false;
		if (request.filter !== this.runFilter) this.run = undefined;
	}

	/** All streams are judged now: what was answered before may have used verdicts that have changed. */
	refresh(): void {
		this.complete = false;
		if (this.run?.isAboutStreams === true) this.run = undefined;
	}

	/** A list other than all streams in the order of their numbers, which the screen makes itself. */
	get isWanted(): boolean {
		const {wanted} = this;
		return wanted !== undefined && !isByNumber(wanted);
	}

	/** The last request is answered, for a capture that is loaded. */
	get isComplete(): boolean {
		return this.complete;
	}

	/** Goes on with the filter for some milliseconds; true when it has seen all packets so far. */
	advance(milliseconds: number): boolean {
		const filter = this.wanted?.filter ?? '';
		if (filter === '') return true;
		if (this.run === undefined || this.runFilter !== filter) {
			this.runFilter = filter;
			this.rowBuffersSent = 0;
			this.run = new FilterRun(this.tables, compile(filter, this.tables), this.details());
		}
		return this.run.advance(milliseconds);
	}

	/** The list as far as it is; undefined if nothing is wanted. */
	answer(loaded: boolean): ViewAnswer | undefined {
		const {wanted, run, tables} = this;
		if (wanted === undefined) return undefined;
		const filtered = wanted.filter !== '' && run !== undefined && this.runFilter === wanted.filter;
		if (wanted.filter !== '' && !filtered) return undefined;
		const order = filtered ? run.passingStreams() : allStreams(tables.streams.length);
		const {generation, column, descending, grouping} = wanted;
		const endingRank = this.endingRank();
		sortStreams(order, tables, column, descending, endingRank, this.tallies);
		const groups =
			grouping === 'none' ? {} : {groups: groupStreams(order, tables, grouping, {column, descending, endingRank})};
		const through = !filtered || run.done === tables.packets.length;
		this.complete = loaded && through;
		if (!filtered) return {generation, order, ...groups};
		const rows = run.rows.buffers.slice(this.rowBuffersSent);
		const restarted = this.rowBuffersSent === 0;
		this.rowBuffersSent = run.rows.buffers.length;
		const filter = {packets: run.packets, complete: this.complete, restarted, rows, rowWords: run.rows.length};
		return {generation, order, filter, ...groups};
	}

	/** The streams of the view, ascending, as far as they are known. */
	counted(loaded: boolean): {readonly streams: Uint32Array; readonly filter: string; readonly complete: boolean} {
		const {run, tables} = this;
		const filter = this.wanted?.filter ?? '';
		if (filter === '') return {streams: allStreams(tables.streams.length), filter, complete: loaded};
		if (run === undefined || this.runFilter !== filter) return {streams: new Uint32Array(), filter, complete: false};
		return {streams: run.passingStreams(), filter, complete: loaded && run.done === tables.packets.length};
	}

	private details(): DetailsReader {
		this.reader ??= new DetailsReader(this.tables, this.bytes);
		return this.reader;
	}
}

function allStreams(count: number): Uint32Array {
	const list = new Uint32Array(count);
	for (let stream = 0; stream < count; stream++) list[stream] = stream;
	return list;
}
