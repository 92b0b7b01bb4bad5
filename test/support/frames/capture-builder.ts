/**
 * Builds capture files in memory for tests: classic pcap in all its variants, and pcapng block by block.
 *
 *   pcap([tcp({from: '10.0.0.1:1234', to: '10.0.0.2:80', flags: 'S', seq: 1000})])
 *   pcapng([section(), interfaceBlock(), enhancedPacket(frame)])
 */
import {concat, type Frame, frameTime} from './packet-builder.ts';

export * from './packet-builder.ts';

export interface PcapOptions {
	readonly bigEndian?: boolean;
	/** Nanosecond magic 0xa1b23c4d. */
	readonly nanoseconds?: boolean;
	/** Magic 0xa1b2cd34, with 24-byte record headers. */
	readonly modified?: boolean;
	/** LINKTYPE_ number, with the FCS bits if any. */
	readonly linkType?: number;
	readonly snapLength?: number;
	readonly version?: readonly [number, number];
}

/** A classic capture file. */
export function pcap(frames: readonly Frame[], options: PcapOptions = {}): Uint8Array {
	const little = !options.bigEndian;
	const [major, minor] = options.version ?? [2, 4];
	const header = new Uint8Array(24);
	const view = new DataView(header.buffer);
	view.setUint32(0, options.modified ? 0xa1b2cd34 : options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
	view.setUint16(4, major, little);
	view.setUint16(6, minor, little);
	view.setUint32(16, options.snapLength ?? 262_144, little);
	view.setUint32(20, options.linkType ?? 1, little);
	return concat(header, ...frames.map(frame => pcapRecord(frame, options)));
}

/** One record of a classic file; `capturedLength` lies about the bytes that follow. */
export function pcapRecord(frame: Frame, options: PcapOptions = {}, capturedLength = frame.bytes.length): Uint8Array {
	const little = !options.bigEndian;
	const header = new Uint8Array(options.modified ? 24 : 16);
	const view = new DataView(header.buffer);
	const time = frameTime(frame.time);
	view.setUint32(0, Number(time / 1_000_000_000n), little);
	view.setUint32(4, Number(time % 1_000_000_000n) / (options.nanoseconds ? 1 : 1000), little);
	view.setUint32(8, capturedLength, little);
	view.setUint32(12, frame.wireLength ?? frame.bytes.length, little);
	return concat(header, frame.bytes);
}

/** A pcapng block in the byte order asked for. */
export type Block = (little: boolean) => Uint8Array;

/** A pcapng file of blocks; each section may have its own byte order (`sectionBlock`). */
export function pcapng(blocks: readonly Block[], options: {readonly bigEndian?: boolean} = {}): Uint8Array {
	return concat(...blocks.map(build => build(!options.bigEndian)));
}

/** A pcapng file of one Ethernet interface with microseconds, and its frames. */
export function pcapngOf(frames: readonly Frame[], options: {readonly bigEndian?: boolean} = {}): Uint8Array {
	return pcapng([sectionBlock(), interfaceBlock(), ...frames.map(frame => enhancedPacket(frame))], options);
}

/** A block of any type with its two total lengths, which may be made to lie. */
export function block(
	type: number,
	body: Uint8Array | Block,
	lengths: {readonly leading?: number; readonly trailing?: number} = {},
): Block {
	return little => {
		const content = body instanceof Uint8Array ? body : body(little);
		const total = 12 + padded(content.length);
		const bytes = new Uint8Array(total);
		const view = new DataView(bytes.buffer);
		view.setUint32(0, type, little);
		view.setUint32(4, lengths.leading ?? total, little);
		bytes.set(content, 8);
		view.setUint32(total - 4, lengths.trailing ?? total, little);
		return bytes;
	};
}

/** An option: its code and value. A string is UTF-8; a number takes 1 byte, a bigint 8. */
export type Option = readonly [code: number, value: Uint8Array | string | number | bigint];

/** Section Header Block. */
export function sectionBlock(
	options: {
		readonly length?: bigint;
		readonly version?: readonly [number, number];
		readonly options?: readonly Option[];
	} = {},
): Block {
	const [major, minor] = options.version ?? [1, 0];
	return block(0x0a0d0d0a, little => {
		const body = new Uint8Array(16);
		const view = new DataView(body.buffer);
		view.setUint32(0, 0x1a2b3c4d, little);
		view.setUint16(4, major, little);
		view.setUint16(6, minor, little);
		view.setBigInt64(8, options.length ?? -1n, little);
		return concat(body, optionBytes(options.options, little));
	});
}

/** Interface Description Block. */
export function interfaceBlock(
	options: {
		readonly linkType?: number;
		readonly snapLength?: number;
		readonly name?: string;
		readonly description?: string;
		/** The byte as in the file: 9 for nanoseconds, 0x80 | n for 2^-n. */
		readonly timeResolution?: number;
		/** Seconds. */
		readonly timeOffset?: bigint;
		readonly fcsLength?: number;
		readonly options?: readonly Option[];
	} = {},
): Block {
	const list: Option[] = [...(options.options ?? [])];
	if (options.name !== undefined) list.push([2, options.name]);
	if (options.description !== undefined) list.push([3, options.description]);
	if (options.timeResolution !== undefined) list.push([9, options.timeResolution]);
	if (options.fcsLength !== undefined) list.push([13, options.fcsLength]);
	if (options.timeOffset !== undefined) list.push([14, options.timeOffset]);
	return block(1, little => {
		const body = new Uint8Array(8);
		const view = new DataView(body.buffer);
		view.setUint16(0, options.linkType ?? 1, little);
		view.setUint32(4, options.snapLength ?? 0, little);
		return concat(body, optionBytes(list, little));
	});
}

export interface PacketBlockOptions {
	/** The 64-bit time stamp as in the file, in units of the interface. Default: the frame's time in microseconds. */
	readonly timestamp?: bigint;
	/** Lies about the bytes that follow. */
	readonly capturedLength?: number;
	readonly options?: readonly Option[];
}

/** Enhanced Packet Block. */
export function enhancedPacket(frame: Frame, options: PacketBlockOptions = {}): Block {
	return block(6, little =>
		packetBody(frame, options, little, view => view.setUint32(0, frame.interface ?? 0, little)),
	);
}

/** The obsolete Packet Block. */
export function obsoletePacket(frame: Frame, options: PacketBlockOptions & {readonly drops?: number} = {}): Block {
	return block(2, little =>
		packetBody(frame, options, little, view => {
			view.setUint16(0, frame.interface ?? 0, little);
			view.setUint16(2, options.drops ?? 0xffff, little);
		}),
	);
}

/** Simple Packet Block: belongs to interface 0 and has no time. */
export function simplePacket(frame: Frame): Block {
	return block(3, little => {
		const head = new Uint8Array(4);
		new DataView(head.buffer).setUint32(0, frame.wireLength ?? frame.bytes.length, little);
		return concat(head, frame.bytes);
	});
}

function packetBody(frame: Frame, options: PacketBlockOptions, little: boolean, start: (view: DataView) => void) {
	const head = new Uint8Array(20);
	const view = new DataView(head.buffer);
	const timestamp = options.timestamp ?? frameTime(frame.time) / 1000n;
	start(view);
	view.setUint32(4, Number((timestamp >> 32n) & 0xffff_ffffn), little);
	view.setUint32(8, Number(timestamp & 0xffff_ffffn), little);
	view.setUint32(12, options.capturedLength ?? frame.bytes.length, little);
	view.setUint32(16, frame.wireLength ?? frame.bytes.length, little);
	const data = new Uint8Array(padded(frame.bytes.length));
	data.set(frame.bytes);
	return concat(head, data, optionBytes(options.options, little));
}

/** Options as they lie in a block, with the end mark; nothing where there are none. */
export function optionBytes(options: readonly Option[] | undefined, little: boolean): Uint8Array {
	if (!options || options.length === 0) return new Uint8Array(0);
	return concat(...options.map(([code, value]) => optionOf(code, value, little)), new Uint8Array(4));
}

function optionOf(code: number, value: Option[1], little: boolean): Uint8Array {
	let content = value instanceof Uint8Array ? value : new Uint8Array(8);
	if (typeof value === 'string') content = new TextEncoder().encode(value);
	if (typeof value === 'number') content = Uint8Array.of(value);
	if (typeof value === 'bigint') new DataView(content.buffer).setBigInt64(0, value, little);
	const bytes = new Uint8Array(4 + padded(content.length));
	const view = new DataView(bytes.buffer);
	view.setUint16(0, code, little);
	view.setUint16(2, content.length, little);
	bytes.set(content, 4);
	return bytes;
}

function padded(length: number): number {
	return (length + 3) & ~3;
}
