import type {CaptureInterface} from '../capture-reader.ts';
import {CaptureError} from '../problem.ts';
import {type PacketPlace, type PacketSelection, readAll} from './packets.ts';

const MICROSECOND_MAGIC = 0xa1b2_c3d4;
const NANOSECOND_MAGIC = 0xa1b2_3c4d;
const DEFAULT_SNAP_LENGTH = 262_144;
const FCS_PRESENT = 0x0400_0000;
const MAX_SECONDS = 0xffff_ffff;

/** Packets of several captures, or of a pcapng one, as a classic capture. It has one link type, or `CaptureError` is thrown. */
export function* encodeClassic(selection: PacketSelection): Generator<Uint8Array> {
	const {interfaces} = selection;
	let first: CaptureInterface | undefined;
	let isFine = false;
	for (const packet of framesOf(selection)) {
		const each = interfaces[packet.interface]!;
		first ??= each;
		if (each.linkType !== first.linkType || each.fcsLength !== first.fcsLength)
			throw new CaptureError('A pcap file has one link type and these packets have several: name it .pcapng.');
		isFine ||= packet.nanoseconds % 1000 !== 0;
	}
	yield classicHeader(first ?? interfaces[0], isFine);
	for (const packet of framesOf(selection)) {
		const record = new Uint8Array(16 + packet.capturedLength);
		const view = new DataView(record.buffer);
		view.setUint32(0, packet.seconds, true);
		view.setUint32(4, isFine ? packet.nanoseconds : packet.nanoseconds / 1000, true);
		view.setUint32(8, packet.capturedLength, true);
		view.setUint32(12, packet.wireLength, true);
		record.set(dataOf(selection, packet), 16);
		yield record;
	}
}

function classicHeader(from: CaptureInterface | undefined, isFine: boolean): Uint8Array {
	const header = new Uint8Array(24);
	const view = new DataView(header.buffer);
	view.setUint32(0, isFine ? NANOSECOND_MAGIC : MICROSECOND_MAGIC, true);
	view.setUint16(4, 2, true);
	view.setUint16(6, 4, true);
	view.setUint32(16, from?.snapLength || DEFAULT_SNAP_LENGTH, true);
	const fcs = from?.fcsLength === undefined ? 0 : (FCS_PRESENT | ((from.fcsLength / 2) << 28)) >>> 0;
	view.setUint32(20, ((from?.linkType ?? 1) | fcs) >>> 0, true);
	return header;
}

/** Packets of any captures as pcapng, with nanoseconds, an interface for each of theirs, and their comments. */
export function* encodePcapng(selection: PacketSelection): Generator<Uint8Array> {
	const numbers = new Map<number, number>();
	yield sectionHeader();
	for (const packet of framesOf(selection)) {
		let number = numbers.get(packet.interface);
		if (number === undefined) {
			number = numbers.size;
			numbers.set(packet.interface, number);
			yield interfaceDescription(selection.interfaces[packet.interface]!);
		}
		yield enhancedPacket(selection, packet, number);
	}
}

/** What is a frame on a link; pcapng's custom blocks are none. */
function* framesOf(selection: PacketSelection): Generator<PacketPlace> {
	for (const packet of selection.packets()) {
		if (selection.interfaces[packet.interface]!.linkType < 0) continue;
		if (packet.seconds < 0 || packet.seconds > MAX_SECONDS)
			throw new CaptureError('A packet has a time before 1970 or after 2106, which cannot be written in this format.');
		yield packet;
	}
}

function dataOf(selection: PacketSelection, packet: PacketPlace): Uint8Array {
	const {file = 0} = selection.interfaces[packet.interface]!;
	return readAll(selection, file, packet.offset, packet.capturedLength);
}

function sectionHeader(): Uint8Array {
	const body = new Uint8Array(16);
	const view = new DataView(body.buffer);
	view.setUint32(0, 0x1a2b_3c4d, true);
	view.setUint16(4, 1, true);
	view.setBigInt64(8, -1n, true);
	return block(0x0a0d_0d0a, body);
}

const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const IF_FCSLEN = 13;
const NANOSECONDS = 9;
const COMMENT = 1;

function interfaceDescription(from: CaptureInterface): Uint8Array {
	const head = new Uint8Array(8);
	const view = new DataView(head.buffer);
	view.setUint16(0, from.linkType, true);
	view.setUint32(4, from.snapLength, true);
	const options = [option(IF_TSRESOL, Uint8Array.of(NANOSECONDS))];
	if (from.name !== undefined) options.push(option(IF_NAME, Buffer.from(from.name)));
	if (from.description !== undefined) options.push(option(IF_DESCRIPTION, Buffer.from(from.description)));
	if (from.fcsLength !== undefined) options.push(option(IF_FCSLEN, Uint8Array.of(from.fcsLength)));
	return block(1, Buffer.concat([head, ...options, new Uint8Array(4)]));
}

function enhancedPacket(selection: PacketSelection, packet: PacketPlace, number: number): Uint8Array {
	const head = new Uint8Array(20);
	const view = new DataView(head.buffer);
	const time = BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds);
	view.setUint32(0, number, true);
	view.setUint32(4, Number(time >> 32n), true);
	view.setUint32(8, Number(time & 0xffff_ffffn), true);
	view.setUint32(12, packet.capturedLength, true);
	view.setUint32(16, packet.wireLength, true);
	const comments = commentsOf(selection, packet).map(text => option(COMMENT, text));
	const options = comments.length === 0 ? [] : [...comments, new Uint8Array(4)];
	return block(6, Buffer.concat([head, padded(dataOf(selection, packet)), ...options]));
}

const ENHANCED_PACKET = 6;
const ENHANCED_PACKET_HEAD = 28;

/** Comments of a packet that lies in an Enhanced Packet Block, as they are there. */
function commentsOf(selection: PacketSelection, {offset, capturedLength, interface: index}: PacketPlace): Uint8Array[] {
	const {file = 0, implied} = selection.interfaces[index]!;
	if (implied === true) return [];
	const start = offset - ENHANCED_PACKET_HEAD;
	const head = selection.bytes.read(file, Math.max(0, start), 8);
	const view = new DataView(head.buffer, head.byteOffset);
	const little = head.length === 8 && view.getUint32(0, true) === ENHANCED_PACKET;
	if (!little && (head.length < 8 || view.getUint32(0, false) !== ENHANCED_PACKET)) return [];
	const from = offset + ((capturedLength + 3) & ~3);
	const length = start + view.getUint32(4, little) - 4 - from;
	if (length < 4) return [];
	const options = readAll(selection, file, from, length);
	const codes = new DataView(options.buffer, options.byteOffset, options.length);
	const comments: Uint8Array[] = [];
	for (let at = 0; options.length - at >= 4; ) {
		const size = codes.getUint16(at + 2, little);
		if (codes.getUint16(at, little) === COMMENT) comments.push(options.subarray(at + 4, at + 4 + size));
		at += 4 + ((size + 3) & ~3);
	}
	return comments;
}

function option(code: number, value: Uint8Array): Uint8Array {
	const head = new Uint8Array(4);
	const view = new DataView(head.buffer);
	view.setUint16(0, code, true);
	view.setUint16(2, value.length, true);
	return Buffer.concat([head, padded(value)]);
}

function padded(bytes: Uint8Array): Uint8Array {
	return bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, new Uint8Array(4 - (bytes.length % 4))]);
}

function block(type: number, body: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(12 + body.length);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, type, true);
	view.setUint32(4, bytes.length, true);
	bytes.set(body, 8);
	view.setUint32(bytes.length - 4, bytes.length, true);
	return bytes;
}
