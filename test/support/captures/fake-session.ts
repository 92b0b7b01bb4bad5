import {CaptureTables} from '../../../source/analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag} from '../../../source/analysis/tables/packet-table.ts';
import {type Side, StreamFlag} from '../../../source/analysis/tables/stream-table.ts';
import {DEFAULT_OPTIONS} from '../../../source/diagnosis/context.ts';
import type {Category, Diagnosis} from '../../../source/diagnosis/diagnosis.ts';
import {summarizeEndings} from '../../../source/diagnosis/endings/endings-summary.ts';
import {VERDICTS, type VerdictId} from '../../../source/diagnosis/verdicts.ts';
import type {PacketDetails} from '../../../source/dissect/field.ts';
import {endingRank} from '../../../source/session/judging.ts';
import type {
	FilterCheck,
	Grouping,
	Progress,
	Session,
	SortColumn,
	StreamView,
	WriteChoice,
} from '../../../source/session/session.ts';
import type {EndingsAnswer} from '../../../source/session/view/endings-request.ts';
import {groupStreams, StreamGroups} from '../../../source/session/view/stream-groups.ts';
import {writeRow} from '../frames/packet-rows.ts';
import {fakeDetails} from './fake-details.ts';

const FLAG_LETTERS: Readonly<Record<string, number>> = {
	F: TcpFlag.FIN,
	S: TcpFlag.SYN,
	R: TcpFlag.RST,
	P: TcpFlag.PSH,
	A: TcpFlag.ACK,
};

export interface FakePacket {
	/** Seconds since the capture began. */
	readonly at: number;
	readonly from: Side;
	/** Letters of the flags: `SA`. */
	readonly flags: string;
	readonly sequence?: number;
	readonly acknowledgment?: number;
	readonly length?: number;
	/** Bits of `Analysis` and `TlsBits`. */
	readonly analysis?: number;
	readonly tls?: number;
	readonly ttl?: number;
	readonly window?: number;
	/** What the session says of it. */
	readonly explanation?: string;
}

export interface FakeStream {
	/** `10.0.0.1:1234`, `[2001:db8::1]:80`. */
	readonly client: string;
	readonly server: string;
	readonly serverName?: string;
	/** In seconds. */
	readonly initialRtt?: number;
	readonly verdict?: VerdictId;
	readonly category?: Category;
	readonly diagnosis?: Partial<Diagnosis>;
	readonly packets: readonly FakePacket[];
}

/** A session over tables filled by hand; filters are answered by a function, orders by stream number only. */
export class FakeSession implements Session {
	readonly files: string[] = ['fake.pcap'];
	readonly inputs: string[] = ['fake.pcap'];
	readonly tables = new CaptureTables();
	readonly thresholds = DEFAULT_OPTIONS;
	progress: Progress = {
		phase: 'done',
		bytesRead: 1000,
		bytesTotal: 1000,
		packets: 0,
		tcpPackets: 0,
		elapsedMilliseconds: 100,
	};
	/** What was asked of the session, for tests to look at. */
	readonly filters: string[] = [];
	readonly orders: string[] = [];
	closed = false;
	/** Answers a filter: what is wrong with it, or the streams that pass. */
	answerFilter: (expression: string) => FilterCheck | readonly number[] = () => [];
	private readonly listeners = new Set<() => void>();
	private readonly streams: FakeStream[] = [];
	private readonly explanations = new Map<number, string>();
	private listed: readonly number[] | undefined;
	private filter: StreamView['filter'];
	private descending = false;
	private grouping: Grouping = 'none';

	/** Adds a stream with its packets behind those that are there. */
	add(stream: FakeStream): this {
		const {packets, streams, addresses, names} = this.tables;
		const number = streams.length;
		const chunk = streams.chunkFor(number);
		const at = number & streams.mask;
		const [client, server] = [endpoint(stream.client), endpoint(stream.server)];
		chunk.addressA[at] = addresses.intern(client.version, ...client.words);
		chunk.addressB[at] = addresses.intern(server.version, ...server.words);
		chunk.portA[at] = client.port;
		chunk.portB[at] = server.port;
		chunk.initialRtt[at] = (stream.initialRtt ?? 0) * 1e9;
		chunk.flags[at] = StreamFlag.SYN_A;
		chunk.verdict[at] = Math.max(
			0,
			VERDICTS.findIndex(({id}) => id === stream.verdict),
		);
		if (stream.serverName !== undefined)
			chunk.serverName[at] = names.intern(Buffer.from(stream.serverName, 'latin1'), 0) + 1;
		chunk.firstRow[at] = packets.length;
		let previous = -1;
		for (const packet of stream.packets) previous = this.addPacket(number, packet, previous);
		chunk.lastRow[at] = packets.length - 1;
		streams.length = number + 1;
		this.streams.push(stream);
		this.progress = {...this.progress, packets: packets.length, tcpPackets: packets.length};
		this.tables.tcpPackets = packets.length;
		return this;
	}

	private addPacket(stream: number, packet: FakePacket, previous: number): number {
		const {packets, streams} = this.tables;
		const row = packets.length;
		const nanoseconds = Math.round(packet.at * 1e9);
		writeRow(packets, row, {
			seconds: START + Math.floor(nanoseconds / 1e9),
			nanoseconds: nanoseconds % 1e9,
			stream,
			previous,
			sequence: packet.sequence ?? 0,
			acknowledgment: packet.acknowledgment ?? 0,
			payloadLength: packet.length ?? 0,
			flags: [...packet.flags].reduce((bits, letter) => bits | FLAG_LETTERS[letter]!, 0),
			analysis: (packet.analysis ?? 0) | (packet.from === 'server' ? Analysis.FROM_B : 0),
			tls: packet.tls ?? 0,
			ttl: packet.ttl ?? 64,
			window: packet.window ?? 64240,
			capturedLength: 66 + (packet.length ?? 0),
		});
		if (packet.explanation !== undefined) this.explanations.set(row, packet.explanation);
		const sums = streams.chunkFor(stream);
		const of = stream & streams.mask;
		if (packet.from === 'client') {
			sums.packetsA[of]!++;
			sums.payloadA[of]! += packet.length ?? 0;
		} else {
			sums.packetsB[of]!++;
			sums.payloadB[of]! += packet.length ?? 0;
		}
		packets.length = row + 1;
		return row;
	}

	/** Tells the screen that something changed. */
	notify(): void {
		for (const listener of this.listeners) listener();
	}

	subscribe(listener: () => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	get view(): StreamView {
		const {streams} = this.tables;
		const {listed, filter, descending, grouping} = this;
		if (grouping !== 'none') return this.groupedView(grouping);
		const count = listed?.length ?? streams.length;
		const turned = (index: number) => (descending ? count - 1 - index : index);
		const view = {
			count,
			at: (index: number) => (listed === undefined ? turned(index) : listed[turned(index)]!),
			indexOf(stream: number) {
				const index = listed === undefined ? stream : listed.indexOf(stream);
				return index < 0 || index >= count ? -1 : turned(index);
			},
		};
		return filter === undefined ? view : {...view, filter};
	}

	private groupedView(by: Exclude<Grouping, 'none'>): StreamView {
		const order = Uint32Array.from(
			this.listed ?? Array.from({length: this.tables.streams.length}, (_, stream) => stream),
		);
		const {descending, filter} = this;
		const table = groupStreams(order, this.tables, by, {column: 'stream', descending, endingRank: endingRank()});
		return {
			count: order.length,
			at: index => order[index]!,
			indexOf: stream => order.indexOf(stream),
			groups: new StreamGroups(table),
			...(filter === undefined ? {} : {filter}),
		};
	}

	setGrouping(by: Grouping): void {
		this.grouping = by;
	}

	setFilter(expression: string): FilterCheck {
		this.filters.push(expression);
		if (expression === '') {
			this.listed = undefined;
			this.filter = undefined;
			return {ok: true};
		}
		const answer = this.answerFilter(expression);
		if ('ok' in answer) return answer;
		this.listed = answer;
		this.filter = {expression, packets: answer.length, complete: true};
		return {ok: true};
	}

	setOrder(column: SortColumn, descending: boolean): void {
		this.orders.push(`${column} ${descending ? 'descending' : 'ascending'}`);
		this.descending = descending;
	}

	streamRows(stream: number): Uint32Array {
		const {packets, streams} = this.tables;
		const rows = new Uint32Array(streams.packets(stream, 'client') + streams.packets(stream, 'server'));
		let row = streams.lastRow(stream);
		for (let index = rows.length - 1; index >= 0; index--) {
			rows[index] = row;
			row = packets.previous(row);
		}
		return rows;
	}

	passes(row: number): boolean | undefined {
		return this.filter === undefined ? undefined : this.listed!.includes(this.tables.packets.stream(row));
	}

	packetDetails(row: number): PacketDetails {
		return fakeDetails(this.tables, row);
	}

	diagnose(stream: number): Diagnosis {
		const {verdict = 'unknown', category = 'unknown', diagnosis} = this.streams[stream] ?? {};
		return {
			verdict,
			category,
			endedBy: 'unknown',
			confidence: 'possible',
			summary: 'Nothing is known of the end of this connection.',
			rootCause: '',
			also: [],
			evidence: [],
			notTheCause: [],
			nextSteps: [],
			references: [],
			...diagnosis,
		};
	}

	ending(stream: number): ReturnType<Session['ending']> {
		const {verdict, category = 'unknown'} = this.streams[stream % Math.max(1, this.streams.length)] ?? {};
		return verdict === undefined ? undefined : {verdict, category};
	}

	endings(): EndingsAnswer {
		const counted = Uint32Array.from(this.listed ?? Array(this.tables.streams.length).keys());
		const summary = summarizeEndings(this.tables, counted, this.progress.phase !== 'loading');
		return {summary, filter: this.filter?.expression ?? '', complete: true, took: 0};
	}

	explain(row: number): string | undefined {
		return this.explanations.get(row);
	}

	/** Files that were asked for, as `stream,stream path` or `passing path`. */
	readonly written: string[] = [];
	async write(choice: WriteChoice, path: string, force: boolean): Promise<number> {
		this.written.push(
			`${choice === 'passing' ? choice : choice.streams.join(',')} ${path}${force ? ' overwritten' : ''}`,
		);
		if (choice === 'passing') return this.tables.packets.length;
		return Array.from(choice.streams).reduce((sum, stream) => sum + this.streamRows(stream).length, 0);
	}

	isPaused = false;
	pause(paused: boolean): void {
		this.isPaused = paused;
	}

	close(): void {
		this.closed = true;
	}
}

/** 2026-11-22 06:31:00 UTC. */
const START = 1_795_329_060;

type Words = [number, number, number, number];

function endpoint(text: string): {version: 4 | 6; words: Words; port: number} {
	const colon = text.lastIndexOf(':');
	const address = text.slice(0, colon);
	const port = Number(text.slice(colon + 1));
	if (!address.startsWith('[')) {
		const word = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
		return {version: 4, words: [word, 0, 0, 0], port};
	}
	const [head = '', tail] = address.slice(1, -1).split('::');
	const groups = (part: string | undefined) =>
		part === undefined || part === '' ? [] : part.split(':').map(group => Number.parseInt(group, 16));
	const [before, behind] = [groups(head), groups(tail)];
	const all = [...before, ...Array<number>(8 - before.length - behind.length).fill(0), ...behind];
	const word = (index: number) => ((all[index * 2]! << 16) | all[index * 2 + 1]!) >>> 0;
	return {version: 6, words: [word(0), word(1), word(2), word(3)], port};
}
