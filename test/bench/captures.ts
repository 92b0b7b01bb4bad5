import {closeSync, fsyncSync, openSync, writeSync} from 'node:fs';

/** A synthetic capture: so many packets, dealt out to so many connections. */
export interface CaptureShape {
	readonly name: string;
	readonly packets: number;
	readonly streams: number;
	/** TCP payload of a data segment, in bytes; only the headers are captured where `headersOnly` is set. */
	readonly payload: number;
	readonly headersOnly: boolean;
	/** TLS application data on port 443, of which every 16th segment is sent twice. */
	readonly lossyTls?: boolean;
}

export const SHAPES: readonly CaptureShape[] = [
	{name: 'mixed', packets: 1_000_000, streams: 5000, payload: 1448, headersOnly: false},
	{name: 'headers', packets: 10_000_000, streams: 20_000, payload: 1448, headersOnly: true},
	{name: 'short streams', packets: 7_000_000, streams: 1_000_000, payload: 100, headersOnly: true},
	{name: 'one stream', packets: 1_000_000, streams: 1, payload: 1448, headersOnly: true},
	{name: 'lossy TLS', packets: 1_000_000, streams: 5000, payload: 1000, headersOnly: false, lossyTls: true},
];

const LOSSY_EVERY = 16;
/** Header of a TLS record (RFC 8446 5.1): application data, version 1.2. */
const TLS_RECORD = [0x17, 0x03, 0x03];
const TLS_HEADER = 5;

const RECORD = 16;
const ETHERNET = 14;
const IP = ETHERNET;
const TCP = ETHERNET + 20;
const HEADERS = TCP + 20;
const BUFFER = 8 * 1024 * 1024;
const SYN = 0x02;
const SYN_ACK = 0x12;
const ACK = 0x10;
const PSH_ACK = 0x18;
const FIN_ACK = 0x11;

/** Writes a classic capture of Ethernet frames with 20-byte TCP headers; returns its size in bytes. */
export function writeCapture(file: string, shape: CaptureShape): number {
	const output = openSync(file, 'w');
	const buffer = Buffer.alloc(BUFFER);
	let at = writeFileHeader(buffer);
	let size = 0;
	const perStream = Math.floor(shape.packets / shape.streams);
	const sent = [new Uint32Array(shape.streams), new Uint32Array(shape.streams)] as const;
	// A few connections are open at a time, so that their packets are mixed as on a busy host.
	const open = Math.min(shape.streams, 1000);
	for (let packet = 0; packet < shape.packets; packet++) {
		if (at + RECORD + HEADERS + shape.payload > BUFFER) {
			writeSync(output, buffer, 0, at);
			size += at;
			at = 0;
		}
		const group = Math.floor(packet / (open * perStream));
		const stream = Math.min(group * open + (packet % open), shape.streams - 1);
		const step = Math.floor((packet - group * open * perStream) / open);
		at = writePacket(buffer, at, packet, stream, step, perStream, shape, sent);
	}
	writeSync(output, buffer, 0, at);
	// Or the disk is still busy with it while the programs are timed.
	fsyncSync(output);
	closeSync(output);
	return size + at;
}

function writeFileHeader(buffer: Buffer): number {
	buffer.writeUInt32LE(0xa1b2c3d4, 0);
	buffer.writeUInt16LE(2, 4);
	buffer.writeUInt16LE(4, 6);
	buffer.writeUInt32LE(262_144, 16);
	buffer.writeUInt32LE(1, 20);
	return 24;
}

/** Handshake, then two data segments from the server for each ACK, then FINs both ways. */
function writePacket(
	buffer: Buffer,
	at: number,
	packet: number,
	stream: number,
	step: number,
	steps: number,
	{payload, headersOnly, lossyTls = false}: CaptureShape,
	sent: readonly [Uint32Array, Uint32Array],
): number {
	let fromClient = step === 0 || step === 2 || step % 3 === 2;
	let flags = step === 0 ? SYN : step === 1 ? SYN_ACK : fromClient ? ACK : PSH_ACK;
	if (steps > 6 && step >= steps - 3) {
		fromClient = step !== steps - 2;
		flags = step === steps - 1 ? ACK : FIN_ACK;
	}
	const length = flags === PSH_ACK ? payload : 0;
	const side = fromClient ? 0 : 1;
	const wire = HEADERS + length;
	const captured = headersOnly ? HEADERS : wire;
	const base = at + RECORD;
	buffer.fill(0, at, base + HEADERS);
	buffer.writeUInt32LE(1_795_000_000 + Math.floor(packet / 100_000), at);
	buffer.writeUInt32LE((packet % 100_000) * 10, at + 4);
	buffer.writeUInt32LE(captured, at + 8);
	buffer.writeUInt32LE(wire, at + 12);
	buffer.writeUInt16BE(0x0800, base + 12);
	buffer[base + IP] = 0x45;
	buffer.writeUInt16BE(40 + length, base + IP + 2);
	buffer.writeUInt16BE(packet & 0xffff, base + IP + 4);
	buffer[base + IP + 8] = 64;
	buffer[base + IP + 9] = 6;
	const client = 0x0a010000 + (stream >>> 8);
	const server = 0x0a020001 + (stream % 7);
	buffer.writeUInt32BE(fromClient ? client : server, base + IP + 12);
	buffer.writeUInt32BE(fromClient ? server : client, base + IP + 16);
	const clientPort = 32_768 + (stream & 255) * 100;
	const serverPort = lossyTls ? 443 : 8443;
	const repeats = lossyTls && length > 0 && step % LOSSY_EVERY === 4;
	if (repeats) sent[side][stream]! -= length;
	buffer.writeUInt16BE(fromClient ? clientPort : serverPort, base + TCP);
	buffer.writeUInt16BE(fromClient ? serverPort : clientPort, base + TCP + 2);
	buffer.writeUInt32BE((1000 + sent[side][stream]!) >>> 0, base + TCP + 4);
	if (step > 0) buffer.writeUInt32BE((1000 + sent[1 - side]![stream]!) >>> 0, base + TCP + 8);
	buffer[base + TCP + 12] = 0x50;
	buffer[base + TCP + 13] = flags;
	buffer.writeUInt16BE(65_000, base + TCP + 14);
	sent[side][stream]! += length + ((flags & 3) === 0 ? 0 : 1);
	if (!headersOnly && length > 0) buffer.fill(0x80 + (packet & 0x3f), base + HEADERS, base + wire);
	if (lossyTls && length > 0) {
		buffer.set(TLS_RECORD, base + HEADERS);
		buffer.writeUInt16BE(length - TLS_HEADER, base + HEADERS + TLS_RECORD.length);
	}
	return base + captured;
}
