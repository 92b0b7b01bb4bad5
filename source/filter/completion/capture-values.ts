import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {TcpFlag} from '../../analysis/tables/packet-table.ts';
import type {Side} from '../../analysis/tables/stream-table.ts';
import {formatAddress} from '../../dissect/address.ts';
import type {FieldDefinition} from '../../dissect/field.ts';
import {StreamTallies} from '../columns/fields/stream-tallies.ts';
import type {CaptureValues} from '../complete.ts';
import {type StreamContext, type StreamField, streamField, type VerdictNames} from '../stream-fields.ts';

/** Streams and packets that are looked through, and values that are offered: a list of more helps nobody. */
const MOST_STREAMS = 100_000;
const MOST_PACKETS = 100_000;
const MOST_VALUES = 100;

const SIDES: readonly Side[] = ['client', 'server'];

/** Counts a value: how often it occurs, by the text that is typed for it. */
type Count = (text: string) => void;

/**
 * Values that occur in a capture, for `complete`: addresses, ports, server names, TCP flags and what the streams have
 * under `conn.`; each field is looked through once, when it is first asked for. The answers are those of that moment:
 * make a new one when the list is opened again.
 */
export function captureValues(tables: CaptureTables, verdicts: VerdictNames): CaptureValues {
	const known = new Map<string, ReturnType<CaptureValues>>();
	const context: StreamContext = {tables, verdicts, tallies: new StreamTallies(tables)};
	return field => {
		const found = known.get(field.name) ?? counted(field, context);
		known.set(field.name, found);
		return found;
	};
}

function counted(field: FieldDefinition, context: StreamContext): ReturnType<CaptureValues> {
	const {tables} = context;
	const counts = new Map<string, number>();
	const count = (text: string) => counts.set(text, (counts.get(text) ?? 0) + 1);
	if (field.name === 'tcp.flags') {
		countFlags(tables, count);
		return mostFrequent(counts, 'packet').map(({text, description}) => ({
			text,
			description: `${flagNames(Number(text))}, ${description}`,
		}));
	}
	const read = readerOf(field, context);
	if (read === undefined) return [];
	const streams = Math.min(tables.streams.length, MOST_STREAMS);
	for (let stream = 0; stream < streams; stream++) read(stream, count);
	const found = mostFrequent(counts, 'stream');
	return field.name === 'conn.verdict' ? withMeanings(found, context.verdicts) : found;
}

/** Verdicts with what they mean: those of the capture, then the others. */
function withMeanings(found: ReturnType<CaptureValues>, verdicts: VerdictNames): ReturnType<CaptureValues> {
	const titles = new Map(verdicts.map(({id, title}) => [quoted(id), title]));
	const known = found.map(({text, description}) => ({text, description: `${description}: ${titles.get(text)}`}));
	for (const {text} of found) titles.delete(text);
	return [...known, ...Array.from(titles, ([text, title]) => ({text, description: `none here: ${title}`}))];
}

function mostFrequent(counts: ReadonlyMap<string, number>, noun: string): {text: string; description: string}[] {
	return [...counts]
		.sort(([, a], [, b]) => b - a)
		.slice(0, MOST_VALUES)
		.map(([text, count]) => ({text, description: `${count} ${noun}${count === 1 ? '' : 's'}`}));
}

/** What counts a field's values in a stream; undefined for a field whose values are not offered. */
function readerOf(
	{name}: FieldDefinition,
	context: StreamContext,
): ((stream: number, count: Count) => void) | undefined {
	const {tables} = context;
	const {streams} = tables;
	const own = streamField(name);
	if (own !== undefined) return streamFieldReader(own, context);
	if (/^ip(?:v6)?\.(?:addr|src|dst|host|src_host|dst_host)$/.test(name)) {
		const version = name.startsWith('ip.') ? 4 : 6;
		return (stream, count) => {
			for (const side of SIDES) countAddress(tables, streams.address(stream, side), version, count);
		};
	}
	if (name === 'tcp.port' || name === 'tcp.srcport' || name === 'tcp.dstport')
		return (stream, count) => {
			for (const side of SIDES) count(String(streams.port(stream, side)));
		};
	if (name === 'tls.handshake.extensions_server_name')
		return (stream, count) => {
			const name = tables.names.text(streams.serverName(stream));
			if (name !== undefined) count(quoted(name));
		};
	return undefined;
}

/** Fields under `conn.`: names, addresses and ports. How much there was of something is not offered. */
function streamFieldReader({definition, read}: StreamField, context: StreamContext) {
	if (read.kind === 'number' && !definition.name.endsWith('.port')) return undefined;
	return (stream: number, count: Count): void => {
		const value = read.value(stream, context);
		if (value === undefined) return;
		if (read.kind === 'address') countAddress(context.tables, Number(value), read.version, count);
		else count(typeof value === 'string' ? quoted(value) : String(value));
	};
}

function countAddress({addresses}: CaptureTables, row: number, version: number, count: Count): void {
	if (addresses.version(row) === version) count(formatAddress(addresses.words(row)));
}

function quoted(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function countFlags({packets}: CaptureTables, count: Count): void {
	const length = Math.min(packets.length, MOST_PACKETS);
	for (let row = 0; row < length; row++)
		if (packets.stream(row) >= 0) count(`0x${packets.flags(row).toString(16).padStart(4, '0')}`);
}

const FLAG_NAMES: readonly (readonly [string, number])[] = [
	['SYN', TcpFlag.SYN],
	['FIN', TcpFlag.FIN],
	['RST', TcpFlag.RST],
	['PSH', TcpFlag.PSH],
	['ACK', TcpFlag.ACK],
	['URG', TcpFlag.URG],
	['ECE', TcpFlag.ECE],
	['CWR', TcpFlag.CWR],
];

function flagNames(flags: number): string {
	const names = FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
	return names.length === 0 ? 'no flag' : names.join(' ');
}
