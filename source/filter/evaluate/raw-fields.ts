import {ProtocolBytes, type Value} from './values.ts';

/** Where the headers of a packet with one TCP segment lie in its frame. */
export interface RawSegment {
	readonly bytes: Uint8Array;
	/** The only Ethernet header; -1 where there is none, or another. */
	readonly ethernetAt: number;
	/** The only IPv4 header, of at least 20 bytes; -1 where there is none, or another. */
	readonly ipv4At: number;
	readonly at: number;
	readonly headerEnd: number;
	/** End of the captured payload; no more than `headerEnd` if there is none. */
	readonly payloadEnd: number;
	/** End of what was captured. */
	readonly captureEnd: number;
}

/** Bytes of packets as they lie, for filters that search them: without the fields, which take many times as long. */
export interface RawPackets {
	/** The captured bytes of a row's frame; undefined where the details have to tell. */
	rawFrame(row: number): Uint8Array | undefined;
	/** The headers of a row's packet; undefined where the details have to tell. */
	rawSegment(row: number): RawSegment | undefined;
}

/** Values of a field in the packet; undefined where it is absent, null where only the details know. */
export type RawValues = readonly Value[] | undefined | null;

/** Reads the values of a field from the bytes of a packet. */
export type RawReader = (row: number, raw: RawPackets) => RawValues;

/** The reader of a field; one that always answers null for a field that has to be looked for in the details. */
export function rawReader(name: string): RawReader {
	if (name === 'frame') return readFrame;
	const read = Object.hasOwn(SEGMENT_FIELDS, name) ? SEGMENT_FIELDS[name] : optionReader(name);
	if (read === undefined) return () => null;
	return (row, raw) => {
		const segment = raw.rawSegment(row);
		return segment === undefined ? null : read(segment);
	};
}

/** Are the field's values bytes of the packet as they lie? Then they cost little. */
export function isRawField(name: string): boolean {
	return name === 'frame' || Object.hasOwn(SEGMENT_FIELDS, name) || name.startsWith('tcp.options');
}

function readFrame(row: number, raw: RawPackets): RawValues {
	const frame = raw.rawFrame(row);
	return frame === undefined ? null : [new ProtocolBytes(frame, frame)];
}

type SegmentReader = (segment: RawSegment) => RawValues;

/** Bits of a byte of the IPv4 header (RFC 791 3.1). */
function ipv4Bits(offset: number, shift: number, mask: number): SegmentReader {
	return ({bytes, ipv4At}) => (ipv4At < 0 ? null : [(bytes[ipv4At + offset]! >>> shift) & mask]);
}

/** Two bytes of the IPv4 header. */
function ipv4Word(offset: number, mask = 0xffff): SegmentReader {
	return ({bytes, ipv4At: at}) => (at < 0 ? null : [((bytes[at + offset]! << 8) | bytes[at + offset + 1]!) & mask]);
}

/** Addresses of the Ethernet header, destination first. */
function ethernetAddresses(...offsets: readonly number[]): SegmentReader {
	return ({bytes, ethernetAt: at}) =>
		at < 0 ? null : offsets.map(offset => bytes.subarray(at + offset, at + offset + 6));
}

const SEGMENT_FIELDS: Readonly<Record<string, SegmentReader>> = {
	tcp: ({bytes, at, headerEnd, captureEnd}) => [
		new ProtocolBytes(bytes.subarray(at, headerEnd), bytes.subarray(at, captureEnd)),
	],
	'tcp.payload': ({bytes, headerEnd, payloadEnd}) =>
		payloadEnd > headerEnd ? [bytes.subarray(headerEnd, payloadEnd)] : undefined,
	'eth.dst': ethernetAddresses(0),
	'eth.src': ethernetAddresses(6),
	'eth.addr': ethernetAddresses(0, 6),
	'ip.dsfield': ipv4Bits(1, 0, 0xff),
	'ip.dsfield.dscp': ipv4Bits(1, 2, 0x3f),
	'ip.dsfield.ecn': ipv4Bits(1, 0, 3),
	'ip.id': ipv4Word(4),
	'ip.flags.rb': ipv4Bits(6, 7, 1),
	'ip.flags.df': ipv4Bits(6, 6, 1),
	'ip.flags.mf': ipv4Bits(6, 5, 1),
	'ip.frag_offset': ipv4Word(6, 0x1fff),
	'ip.checksum': ipv4Word(10),
};

const MIN_HEADER = 20;

/** Kinds of the options that people filter for (IANA tcp-parameters), by how the names of their fields begin. */
const OPTION_KINDS: readonly (readonly [string, number])[] = [
	['tcp.options.mss', 2],
	['tcp.options.wscale', 3],
	['tcp.options.sack_perm', 4],
	['tcp.options.timestamp', 8],
	['tcp.options.mptcp', 30],
];

/** Tells that an option is absent: its kind is no byte of the options. What is in an option, the details tell. */
function optionReader(name: string): SegmentReader | undefined {
	if (!name.startsWith('tcp.options')) return undefined;
	const kind = OPTION_KINDS.find(([prefix]) => name.startsWith(prefix))?.[1];
	return ({bytes, at, headerEnd}) => {
		if (headerEnd - at <= MIN_HEADER) return undefined;
		for (let i = at + MIN_HEADER; i < headerEnd; i++) if (kind === undefined || bytes[i] === kind) return null;
		return undefined;
	};
}
