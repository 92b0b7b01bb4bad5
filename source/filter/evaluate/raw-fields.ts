import {FieldTree} from '../../dissect/describe/field-tree.ts';
import {describeTcpOptions} from '../../dissect/describe/tcp/tcp-options.ts';
import {UNVERIFIED} from '../../dissect/fields/shared.ts';
import {SMALLEST_ETHERTYPE} from '../../dissect/link/ethernet.ts';
import {i32, u16} from '../../dissect/walk.ts';
import {nodeValue} from './node-value.ts';
import {ProtocolBytes, utf8, type Value} from './values.ts';

/** Where the headers of a packet with one TCP segment lie in its frame. Valid until the next one is asked for. */
export interface RawSegment {
	readonly bytes: Uint8Array;
	/** The only Ethernet header; -1 where there is none, or another. */
	readonly ethernetAt: number;
	/** The only IPv4 header, of at least 20 bytes; -1 where there is none, or another. */
	readonly ipv4At: number;
	readonly at: number;
	readonly headerEnd: number;
	/** End of the options, by the header's own length; it may lie behind what was captured. */
	readonly optionsEnd: number;
	/** End of the captured payload; no more than `headerEnd` if there is none. */
	readonly payloadEnd: number;
	/** End of what was captured of the segment: the link's trailer is no part of it. */
	readonly captureEnd: number;
	/** The acknowledgment number as it is shown: relative where Wireshark shows it so. */
	readonly acknowledgment: number;
}

/** Bytes of packets as they lie, for filters that search them: without the fields, which take many times as long. */
export interface RawPackets {
	/** The captured bytes of a row's frame; undefined where the details have to tell. */
	rawFrame(row: number): Uint8Array | undefined;
	/** The headers of a row's packet; undefined where the details have to tell. */
	rawSegment(row: number): RawSegment | undefined;
	/** frame.protocols of a row's frame; undefined where the details have to tell. */
	protocols(row: number): string | undefined;
}

/** Values of a field in the packet; undefined where it is absent, null where only the details know. */
export type RawValues = readonly Value[] | undefined | null;

/** Reads the values of a field from the bytes of a packet. */
export type RawReader = (row: number, raw: RawPackets) => RawValues;

/** The reader of a field; one that always answers null for a field that has to be looked for in the details. */
export function rawReader(name: string): RawReader {
	if (Object.hasOwn(FRAME_FIELDS, name)) return FRAME_FIELDS[name]!;
	const read = Object.hasOwn(SEGMENT_FIELDS, name) ? SEGMENT_FIELDS[name] : (optionReader(name) ?? absenceReader(name));
	if (read === undefined) return () => null;
	return (row, raw) => {
		const segment = raw.rawSegment(row);
		return segment === undefined ? null : read(segment);
	};
}

/** Are the field's values bytes of the packet as they lie? Then they cost little. */
export function isRawField(name: string): boolean {
	return Object.hasOwn(FRAME_FIELDS, name) || Object.hasOwn(SEGMENT_FIELDS, name) || name.startsWith(OPTION_FIELDS);
}

/** Bytes `from` to before `to`; valid until the next span is read. */
interface Span {
	bytes: Uint8Array;
	from: number;
	to: number;
}

/** Reads where the bytes of a field lie; undefined where it is absent, null where only the details know. */
export type SpanReader = (row: number, raw: RawPackets) => Readonly<Span> | undefined | null;

/** Finds what a search through a field looks at; undefined for a field that is not one stretch of the packet. */
export function spanReader(name: string): SpanReader | undefined {
	const span: Span = {bytes: new Uint8Array(0), from: 0, to: 0};
	const give = (bytes: Uint8Array, from: number, to: number) => {
		span.bytes = bytes;
		span.from = from;
		span.to = to;
		return span;
	};
	switch (name) {
		case 'frame':
			return (row, raw) => {
				const frame = raw.rawFrame(row);
				return frame === undefined ? null : give(frame, 0, frame.length);
			};
		case 'tcp':
			return (row, raw) => {
				const segment = raw.rawSegment(row);
				return segment === undefined ? null : give(segment.bytes, segment.at, segment.captureEnd);
			};
		case 'tcp.payload':
			return (row, raw) => {
				const segment = raw.rawSegment(row);
				if (segment === undefined) return null;
				const {bytes, headerEnd, payloadEnd} = segment;
				return payloadEnd > headerEnd ? give(bytes, headerEnd, payloadEnd) : undefined;
			};
		case 'ip':
			return (row, raw) => {
				const segment = raw.rawSegment(row);
				if (segment === undefined || segment.ipv4At < 0) return null;
				return give(segment.bytes, segment.ipv4At, segment.captureEnd);
			};
		default:
			return undefined;
	}
}

const FRAME_FIELDS: Readonly<Record<string, RawReader>> = {
	frame: (row, raw) => {
		const frame = raw.rawFrame(row);
		return frame === undefined ? null : [new ProtocolBytes(frame, frame)];
	},
	'frame.protocols': (row, raw) => {
		const protocols = raw.protocols(row);
		return protocols === undefined ? null : [utf8(protocols)];
	},
};

type SegmentReader = (segment: RawSegment) => RawValues;

/** Bits of a byte of the IPv4 header (RFC 791 3.1). */
function ipv4Bits(offset: number, shift: number, mask: number): SegmentReader {
	return ({bytes, ipv4At}) => (ipv4At < 0 ? null : [(bytes[ipv4At + offset]! >>> shift) & mask]);
}

/** Two bytes of the IPv4 header. */
function ipv4Word(offset: number, mask = 0xffff): SegmentReader {
	return ({bytes, ipv4At: at}) => (at < 0 ? null : [((bytes[at + offset]! << 8) | bytes[at + offset + 1]!) & mask]);
}

/** A length of 0 stands for that of the frame's content. */
const ipv4Length: SegmentReader = segment => {
	const length = ipv4Word(2)(segment);
	return length?.[0] === 0 ? null : length;
};

/** A number of the TCP header, which is complete. */
const tcpNumber =
	(read: (bytes: Uint8Array, at: number) => number): SegmentReader =>
	({bytes, at}) => [read(bytes, at)];

/** The type of the Ethernet header; a frame of IEEE 802.3 has a length in its place. */
const ethernetType: SegmentReader = ({bytes, ethernetAt: at}) => {
	if (at < 0) return null;
	const type = u16(bytes, at + 12);
	return type < SMALLEST_ETHERTYPE ? undefined : [type];
};

/** Addresses of the Ethernet header, destination first. */
function ethernetAddresses(...offsets: readonly number[]): SegmentReader {
	return ({bytes, ethernetAt: at}) =>
		at < 0 ? null : offsets.map(offset => bytes.subarray(at + offset, at + offset + 6));
}

/** A protocol whose header begins there, and what it carries. */
function protocolAt(bytes: Uint8Array, at: number, headerLength: number, end: number): RawValues {
	return at < 0 ? null : [new ProtocolBytes(bytes.subarray(at, at + headerLength), bytes.subarray(at, end))];
}

const SEGMENT_FIELDS: Readonly<Record<string, SegmentReader>> = {
	eth: ({bytes, ethernetAt: at}) => protocolAt(bytes, at, ETHERNET_HEADER, bytes.length),
	ip: ({bytes, ipv4At: at, captureEnd}) => protocolAt(bytes, at, (bytes[at]! & 15) * 4, captureEnd),
	tcp: ({bytes, at, headerEnd, captureEnd}) => [
		new ProtocolBytes(bytes.subarray(at, headerEnd), bytes.subarray(at, captureEnd)),
	],
	'tcp.payload': ({bytes, headerEnd, payloadEnd}) =>
		payloadEnd > headerEnd ? [bytes.subarray(headerEnd, payloadEnd)] : undefined,
	'tcp.seq_raw': tcpNumber((bytes, at) => i32(bytes, at + 4) >>> 0),
	'tcp.ack_raw': tcpNumber((bytes, at) => i32(bytes, at + 8) >>> 0),
	'tcp.hdr_len': tcpNumber((bytes, at) => (bytes[at + 12]! >>> 4) * 4),
	'tcp.checksum': tcpNumber((bytes, at) => u16(bytes, at + 16)),
	'tcp.urgent_pointer': tcpNumber((bytes, at) => u16(bytes, at + 18)),
	'tcp.checksum.status': () => [UNVERIFIED],
	'eth.type': ethernetType,
	'eth.dst': ethernetAddresses(0),
	'eth.src': ethernetAddresses(6),
	'eth.addr': ethernetAddresses(0, 6),
	'ip.version': ipv4Bits(0, 4, 15),
	'ip.hdr_len': ({bytes, ipv4At: at}) => (at < 0 ? null : [(bytes[at]! & 15) * 4]),
	'ip.len': ipv4Length,
	'ip.flags': ipv4Bits(6, 5, 7),
	'ip.dsfield': ipv4Bits(1, 0, 0xff),
	'ip.dsfield.dscp': ipv4Bits(1, 2, 0x3f),
	'ip.dsfield.ecn': ipv4Bits(1, 0, 3),
	'ip.id': ipv4Word(4),
	'ip.flags.rb': ipv4Bits(6, 7, 1),
	'ip.flags.df': ipv4Bits(6, 6, 1),
	'ip.flags.mf': ipv4Bits(6, 5, 1),
	'ip.frag_offset': ipv4Word(6, 0x1fff),
	'ip.checksum': ipv4Word(10),
	'ip.checksum.status': ({ipv4At}) => (ipv4At < 0 ? null : [UNVERIFIED]),
};

/** Tells of packets that cannot have a field, by what is before TCP: most have one plain header of Ethernet and IP. */
function absenceReader(name: string): SegmentReader | undefined {
	if (name.startsWith('ip.opt'))
		return ({bytes, ipv4At: at}) => (at >= 0 && (bytes[at]! & 15) === 5 ? undefined : null);
	if (name.startsWith('ipv6.')) return ({ipv4At: at}) => (at >= 0 ? undefined : null);
	if (!name.startsWith('vlan')) return undefined;
	return ({ethernetAt, ipv4At}) => (ethernetAt >= 0 && ipv4At === ethernetAt + ETHERNET_HEADER ? undefined : null);
}

const ETHERNET_HEADER = 14;

/** Of the TCP header (RFC 9293 3.1). */
const ACKNOWLEDGMENT = 8;
const MIN_HEADER = 20;

/** Kinds of the options that people filter for (IANA tcp-parameters), by how the names of their fields begin. */
const OPTION_KINDS: readonly (readonly [string, number])[] = [
	['tcp.options.mss', 2],
	['tcp.options.wscale', 3],
	['tcp.options.sack_perm', 4],
	['tcp.options.sack', 5],
	['tcp.options.timestamp', 8],
	['tcp.options.mptcp', 30],
];

const OPTION_FIELDS = 'tcp.option';

/** Reads fields of options from these alone, without the rest of the packet. */
function optionReader(name: string): SegmentReader | undefined {
	if (!name.startsWith(OPTION_FIELDS)) return undefined;
	const kind = OPTION_KINDS.find(([prefix]) => name.startsWith(prefix))?.[1];
	const wanted = new Set([name]);
	return segment => {
		const {bytes, at, optionsEnd, captureEnd, acknowledgment} = segment;
		const from = at + MIN_HEADER;
		if (optionsEnd <= from) return undefined;
		if (optionsEnd > captureEnd) return null;
		if (name === 'tcp.options') return [bytes.subarray(from, optionsEnd)];
		// An option whose kind is no byte of the options is absent.
		if (kind !== undefined && !includes(bytes, from, optionsEnd, kind)) return undefined;
		const tree = new FieldTree(bytes, captureEnd, wanted);
		const acknowledgmentBase = (i32(bytes, at + ACKNOWLEDGMENT) - acknowledgment) >>> 0;
		describeTcpOptions(tree, from, optionsEnd, {acknowledgment, acknowledgmentBase});
		const layer = {bytes, packetEnd: captureEnd};
		return tree.nodes.length === 0 ? undefined : tree.nodes.map(node => nodeValue(node, layer));
	};
}

function includes(bytes: Uint8Array, from: number, to: number, byte: number): boolean {
	for (let i = from; i < to; i++) if (bytes[i] === byte) return true;
	return false;
}
