import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {type Side, StreamFlag} from '../analysis/tables/stream-table.ts';
import {CONFIDENCES, ENDED_BY} from '../diagnosis/diagnosis.ts';
import type {FieldDefinition, FieldType} from '../dissect/field.ts';
import type {Count, StreamTallies} from './columns/fields/stream-tallies.ts';
import type {FieldRegistry} from './registry.ts';

/** What the verdict column's numbers mean; `VERDICTS` of diagnosis/verdicts.ts is one. */
export type VerdictNames = readonly {readonly id: string; readonly category: string; readonly title: string}[];

export interface StreamContext {
	readonly tables: CaptureTables;
	readonly tallies: StreamTallies;
	readonly verdicts: VerdictNames;
}

/** Reader of a field for a stream; undefined where it has no value yet. */
export type StreamReader<T> = (stream: number, context: StreamContext) => T | undefined;

/** A field of the connection that a packet belongs to: beyond Wireshark, usable beside packet fields. */
export interface StreamField {
	readonly definition: FieldDefinition;
	readonly read:
		| {readonly kind: 'number'; readonly value: StreamReader<number>}
		| {readonly kind: 'text'; readonly value: StreamReader<string>}
		/** Row of the address table. */
		| {readonly kind: 'address'; readonly version: 4 | 6; readonly value: StreamReader<number>};
}

function define(name: string, type: FieldType, description: string): FieldDefinition {
	return {name: `conn.${name}`, type, description, base: type.startsWith('FT_UINT') ? 'dec' : 'none', kind: 'field'};
}

function number(name: string, type: FieldType, description: string, value: StreamReader<number>): StreamField {
	return {definition: define(name, type, description), read: {kind: 'number', value}};
}

function text(name: string, description: string, value: StreamReader<string>): StreamField {
	return {definition: define(name, 'FT_STRING', description), read: {kind: 'text', value}};
}

function flag(name: string, description: string, value: (flags: number) => boolean): StreamField {
	return number(name, 'FT_BOOLEAN', description, (stream, {tables}) => (value(tables.streams.flags(stream)) ? 1 : 0));
}

const both = (flags: number, bits: number) => (flags & bits) === bits;
const NANOSECONDS = 1e9;

function tally(name: string, description: string, count: Count, side?: Side): StreamField {
	const type = count === 'zeroWindow' ? 'FT_RELATIVE_TIME' : 'FT_UINT32';
	return number(name, type, description, (stream, {tallies}) => tallies.count(stream, count, side));
}

/** Fields that the client and the server have alike. */
function sideFields(side: Side): readonly StreamField[] {
	const address = (version: 4 | 6): StreamField => ({
		definition: define(
			version === 4 ? `${side}.address` : `${side}.address6`,
			version === 4 ? 'FT_IPv4' : 'FT_IPv6',
			`IPv${version} address of the ${side}`,
		),
		read: {kind: 'address', version, value: (stream, {tables}) => tables.streams.address(stream, side)},
	});
	return [
		address(4),
		address(6),
		number(`${side}.port`, 'FT_UINT16', `Port of the ${side}`, (stream, {tables}) => tables.streams.port(stream, side)),
		number(`${side}.packets`, 'FT_UINT32', `Packets that the ${side} sent`, (stream, {tables}) =>
			tables.streams.packets(stream, side),
		),
		number(
			`${side}.bytes`,
			'FT_UINT64',
			`Payload bytes that the ${side} sent, retransmissions included`,
			(stream, {tables}) => tables.streams.payloadBytes(stream, side),
		),
		tally(`${side}.resets`, `RST segments that the ${side} sent`, 'resets', side),
		tally(`${side}.fins`, `FIN segments that the ${side} sent`, 'fins', side),
		tally(`${side}.retransmissions`, `Segments that the ${side} sent again`, 'retransmissions', side),
		tally(
			`${side}.zero_window_time`,
			`How long the ${side} could not receive: its window was closed`,
			'zeroWindow',
			side,
		),
	];
}

/** The stream fields, in the order in which they are documented and completed. */
export const STREAM_FIELDS: readonly StreamField[] = [
	text(
		'verdict',
		'How the connection ended: the id of the verdict',
		(stream, {tables, verdicts}) => verdicts[tables.streams.verdict(stream)]?.id,
	),
	text(
		'category',
		'Whether that is normal, info, abnormal or unknown',
		(stream, {tables, verdicts}) => verdicts[tables.streams.verdict(stream)]?.category,
	),
	text(
		'ended_by',
		`Who ended it: ${ENDED_BY.join(', ')}`,
		(stream, {tables}) => ENDED_BY[tables.streams.endedBy(stream)],
	),
	text(
		'confidence',
		`How sure the verdict is: ${CONFIDENCES.join(', ')}`,
		(stream, {tables}) => CONFIDENCES[tables.streams.confidence(stream)],
	),
	number('duration', 'FT_RELATIVE_TIME', 'Time from the first packet to the last, in seconds', (stream, {tables}) =>
		tables.packets.nanosecondsBetween(tables.streams.firstRow(stream), tables.streams.lastRow(stream)),
	),
	number('idle_max', 'FT_RELATIVE_TIME', 'Longest time between two packets, in seconds', (stream, {tables}) =>
		Math.round(tables.streams.longestSilence(stream) * NANOSECONDS),
	),
	number('rtt', 'FT_RELATIVE_TIME', 'Initial round-trip time, where the handshake shows it', (stream, {tables}) => {
		const rtt = tables.streams.initialRtt(stream);
		return rtt === 0 ? undefined : rtt;
	}),
	flag('handshake_complete', 'SYN, SYN/ACK and ACK were seen', flags => both(flags, StreamFlag.HANDSHAKE_COMPLETE)),
	flag('roles_guessed', 'No SYN was seen: who is the client is guessed', flags =>
		both(flags, StreamFlag.ROLES_GUESSED),
	),
	flag('icmp_error', 'An ICMP error quotes a segment of it', flags => both(flags, StreamFlag.ICMP_ERROR)),
	number(
		'packets',
		'FT_UINT32',
		'Packets of both sides',
		(stream, {tables: {streams}}) => streams.packets(stream, 'client') + streams.packets(stream, 'server'),
	),
	number(
		'bytes',
		'FT_UINT64',
		'Payload bytes of both sides, retransmissions included',
		(stream, {tables: {streams}}) => streams.payloadBytes(stream, 'client') + streams.payloadBytes(stream, 'server'),
	),
	tally('resets', 'RST segments of both sides', 'resets'),
	tally('fins', 'FIN segments of both sides', 'fins'),
	tally('retransmissions', 'Segments that were sent again', 'retransmissions'),
	tally('zero_window_time', 'How long a window was closed, both sides together', 'zeroWindow'),
	...sideFields('client'),
	...sideFields('server'),
	flag('tls', 'The connection carries TLS', flags => both(flags, StreamFlag.TLS)),
	flag('tls.alert', 'A TLS alert was seen, readable or not', flags => both(flags, StreamFlag.ALERT)),
	text('tls.server_name', 'Server name that the client asked for (SNI)', (stream, {tables}) =>
		tables.names.text(tables.streams.serverName(stream)),
	),
	number('tls.version', 'FT_UINT16', 'Negotiated TLS version: 0x0303 is TLS 1.2', (stream, {tables}) => {
		const version = tables.streams.tlsVersion(stream);
		return version === 0 ? undefined : version;
	}),
];

const byName: ReadonlyMap<string, StreamField> = new Map(STREAM_FIELDS.map(field => [field.definition.name, field]));

/** The stream field of a name; undefined for any other name. */
export function streamField(name: string): StreamField | undefined {
	return byName.get(name);
}

/** A registry that knows the stream fields too. */
export function withStreamFields(registry: FieldRegistry): FieldRegistry {
	return {
		...registry,
		fieldNamed: name => byName.get(name)?.definition ?? registry.fieldNamed(name),
		allFields: [...registry.allFields, ...STREAM_FIELDS.map(({definition}) => definition)],
	};
}
