import type {CaptureFormat, CaptureInterface} from '../../capture/capture-reader.ts';
import type {Problem} from '../../capture/problem.ts';
import type {CaptureTables} from './capture-tables.ts';

/** The tables whose chunks are shared between threads. */
const SHARED = [
	'packets',
	'streams',
	'addresses',
	'tlsRecords',
	'tlsHandshakes',
	'analysisDetails',
	'icmpErrors',
	'names',
] as const;
type SharedName = (typeof SHARED)[number];

/** What one thread's tables have gained since the last time: new chunks by reference, the few other things by value. */
export interface TablesDelta {
	readonly buffers: Readonly<Record<SharedName, readonly SharedArrayBuffer[]>>;
	readonly lengths: Readonly<Record<SharedName, number>>;
	/** The letters of the names. */
	readonly letters: readonly SharedArrayBuffer[];
	readonly extraRows: readonly number[];
	readonly interfaceRuns: readonly (readonly [number, number])[];
	readonly wide: readonly (readonly [number, number])[];
	readonly fragmentRows: readonly (readonly [number, readonly number[]])[];
	readonly interfaces: readonly CaptureInterface[];
	readonly problems: readonly Problem[];
	readonly unknownLinkTypes: ReadonlyMap<number, number>;
	readonly tcpPackets: number;
	readonly bytes: number;
	readonly format: CaptureFormat;
}

/** Remembers what of the tables was sent. */
export class TablesSender {
	private readonly sent = {
		letters: 0,
		extraRows: 0,
		interfaceRuns: 0,
		wide: 0,
		fragmentRows: 0,
		interfaces: 0,
		problems: 0,
	};
	private readonly buffersSent: Record<SharedName, number> = {
		packets: 0,
		streams: 0,
		addresses: 0,
		tlsRecords: 0,
		tlsHandshakes: 0,
		analysisDetails: 0,
		icmpErrors: 0,
		names: 0,
	};

	constructor(private readonly tables: CaptureTables) {}

	/** What is new since the last call. */
	take(): TablesDelta {
		const {tables, sent, buffersSent} = this;
		const buffers = {} as Record<SharedName, SharedArrayBuffer[]>;
		const lengths = {} as Record<SharedName, number>;
		for (const name of SHARED) {
			buffers[name] = tables[name].buffers.slice(buffersSent[name]);
			buffersSent[name] = tables[name].buffers.length;
			lengths[name] = tables[name].length;
		}
		const delta: TablesDelta = {
			buffers,
			lengths,
			letters: tables.names.letters.buffers.slice(sent.letters),
			extraRows: tables.packets.extraRows.slice(sent.extraRows),
			interfaceRuns: tables.packets.interfaceRuns.slice(sent.interfaceRuns),
			wide: newEntries(tables.packets.wide, sent.wide),
			fragmentRows: newEntries(tables.fragmentRows, sent.fragmentRows),
			interfaces: tables.interfaces.slice(sent.interfaces),
			problems: tables.problems.slice(sent.problems),
			unknownLinkTypes: tables.unknownLinkTypes,
			tcpPackets: tables.tcpPackets,
			bytes: tables.bytes,
			format: tables.format,
		};
		sent.letters = tables.names.letters.buffers.length;
		sent.extraRows = tables.packets.extraRows.length;
		sent.interfaceRuns = tables.packets.interfaceRuns.length;
		sent.wide = tables.packets.wide.size;
		sent.fragmentRows = tables.fragmentRows.size;
		sent.interfaces = tables.interfaces.length;
		sent.problems = tables.problems.length;
		return delta;
	}
}

/** Adds another thread's news to this thread's tables. */
export function applyDelta(tables: CaptureTables, delta: TablesDelta): void {
	for (const name of SHARED) {
		for (const buffer of delta.buffers[name]) tables[name].adopt(buffer);
		tables[name].length = delta.lengths[name];
	}
	tables.streams.visibleRows = delta.lengths.packets;
	tables.streams.visibleNames = tables.names.length;
	for (const buffer of delta.letters) tables.names.letters.adopt(buffer);
	tables.packets.extraRows.push(...delta.extraRows);
	tables.packets.interfaceRuns.push(...delta.interfaceRuns);
	for (const [key, value] of delta.wide) tables.packets.wide.set(key, value);
	for (const [row, rows] of delta.fragmentRows) tables.fragmentRows.set(row, rows);
	tables.interfaces.push(...delta.interfaces);
	tables.problems.push(...delta.problems);
	tables.unknownLinkTypes.clear();
	for (const [linkType, count] of delta.unknownLinkTypes) tables.unknownLinkTypes.set(linkType, count);
	tables.tcpPackets = delta.tcpPackets;
	tables.bytes = delta.bytes;
	tables.format = delta.format;
}

/** Entries of a map that only grows, behind the first `sent`. */
function newEntries<V>(map: ReadonlyMap<number, V>, sent: number): (readonly [number, V])[] {
	return map.size === sent ? [] : [...map.entries()].slice(sent);
}
