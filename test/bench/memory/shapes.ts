import {closeSync, openSync, writeSync} from 'node:fs';
import {SHAPES, writeCapture} from '../captures.ts';

/** A capture whose memory is measured: how much of what the tables hold there is in it. */
export interface MemoryShape {
	readonly name: string;
	readonly packets: number;
	readonly streams: number;
	write(file: string): void;
}

const MILLION = 1_000_000;

const RECORD = 16;
const ETHERNET = 14;
const IP_HEADER = 20;
const TCP_HEADER = 20;
const HEADERS = ETHERNET + IP_HEADER + TCP_HEADER;
const BUFFER = 4 * 1024 * 1024;
const TCP = 6;
const SYN = 0x02;
const PSH_ACK = 0x18;
const MORE_FRAGMENTS = 0x2000;
const HTTPS = 443;
const SEGMENT = 1460;

/** Content types of TLS records (RFC 8446 5.1). */
const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;
const APPLICATION_DATA = 23;
const HEARTBEAT = 24;

/** Ordinary connections, and what a capture can hold to take as much memory as possible. */
export const MEMORY_SHAPES: readonly MemoryShape[] = [
	...SHAPES.map(shape => ({...shape, write: (file: string) => void writeCapture(file, shape)})),
	{
		name: 'TLS, a packet each',
		packets: MILLION,
		streams: MILLION,
		write: file => writeSegments(file, MILLION, always(record(APPLICATION_DATA, 30))),
	},
	{
		name: 'TLS, a record left open',
		packets: MILLION,
		streams: MILLION,
		write: file => writeSegments(file, MILLION, always(record(APPLICATION_DATA, 3000).subarray(0, 60))),
	},
	{
		name: 'long server names',
		packets: MILLION / 2,
		streams: MILLION / 2,
		write: file => writeSegments(file, MILLION / 2, n => clientHello(`${n}`.padStart(7, '0').padEnd(255, 'n'))),
	},
	{
		name: 'scan of many hosts',
		packets: MILLION,
		streams: MILLION,
		write: file => writeSyns(file, MILLION),
	},
	{
		name: 'fragments without end',
		packets: MILLION / 2,
		streams: 0,
		write: file => writeFragments(file, MILLION / 2),
	},
	{
		name: 'empty TLS records',
		packets: MILLION / 5,
		streams: 1,
		write: file => writeSegments(file, MILLION / 5, always(emptyRecords([APPLICATION_DATA])), 1),
	},
	{
		name: 'empty TLS records of changing types',
		packets: MILLION / 5,
		streams: 1,
		write: file =>
			writeSegments(file, MILLION / 5, always(emptyRecords([CHANGE_CIPHER_SPEC, APPLICATION_DATA, HEARTBEAT])), 1),
	},
];

/** One segment with payload for each packet, dealt out to so many streams of a client address each. */
function writeSegments(file: string, packets: number, payloadOf: (n: number) => Uint8Array, streams = packets): void {
	const sent = new Uint32Array(streams);
	writeFile(file, packets, (frame, n) => {
		const payload = payloadOf(n);
		const stream = n % streams;
		writeIp(frame, TCP_HEADER + payload.length, n, 0);
		const tcp = ETHERNET + IP_HEADER;
		frame.writeUInt32BE(0x0b00_0000 + stream, ETHERNET + 12);
		frame.writeUInt16BE(40_000, tcp);
		frame.writeUInt16BE(HTTPS, tcp + 2);
		frame.writeUInt32BE(1 + sent[stream]!, tcp + 4);
		frame.writeUInt32BE(1, tcp + 8);
		frame[tcp + 12] = 0x50;
		frame[tcp + 13] = PSH_ACK;
		frame.writeUInt16BE(65_000, tcp + 14);
		frame.set(payload, HEADERS);
		sent[stream]! += payload.length;
		return HEADERS + payload.length;
	});
}

/** Each packet is a SYN to a host of its own. */
function writeSyns(file: string, packets: number): void {
	writeFile(file, packets, (frame, n) => {
		writeIp(frame, TCP_HEADER, n, 0);
		const tcp = ETHERNET + IP_HEADER;
		frame.writeUInt32BE(0x0a63_0001, ETHERNET + 12);
		frame.writeUInt32BE(0x0b00_0000 + n, ETHERNET + 16);
		frame.writeUInt16BE(40_000 + (n & 0xfff), tcp);
		frame.writeUInt16BE(HTTPS, tcp + 2);
		frame.writeUInt32BE(n, tcp + 4);
		frame[tcp + 12] = 0x50;
		frame[tcp + 13] = SYN;
		frame.writeUInt16BE(65_000, tcp + 14);
		return HEADERS;
	});
}

/** Each packet is the first fragment of a datagram of its own. */
function writeFragments(file: string, packets: number): void {
	const LENGTH = 24;
	writeFile(file, packets, (frame, n) => {
		writeIp(frame, LENGTH, n, MORE_FRAGMENTS);
		frame.writeUInt32BE(0x0b00_0000 + (n >>> 16), ETHERNET + 12);
		return ETHERNET + IP_HEADER + LENGTH;
	});
}

function writeIp(frame: Buffer, length: number, n: number, fragment: number): void {
	frame.writeUInt16BE(0x0800, 12);
	frame[ETHERNET] = 0x45;
	frame.writeUInt16BE(IP_HEADER + length, ETHERNET + 2);
	frame.writeUInt16BE(n & 0xffff, ETHERNET + 4);
	frame.writeUInt16BE(fragment, ETHERNET + 6);
	frame[ETHERNET + 8] = 64;
	frame[ETHERNET + 9] = TCP;
	frame.writeUInt32BE(0x0a63_0001, ETHERNET + 16);
}

/** A classic capture of so many Ethernet frames, 10 µs apart; `fill` writes one into zeros and returns its length. */
function writeFile(file: string, packets: number, fill: (frame: Buffer, n: number) => number): void {
	const output = openSync(file, 'w');
	const buffer = Buffer.alloc(BUFFER);
	buffer.writeUInt32LE(0xa1b2_c3d4, 0);
	buffer.writeUInt16LE(2, 4);
	buffer.writeUInt16LE(4, 6);
	buffer.writeUInt32LE(262_144, 16);
	buffer.writeUInt32LE(1, 20);
	let at = 24;
	for (let n = 0; n < packets; n++) {
		if (at + 65_536 > BUFFER) {
			writeSync(output, buffer, 0, at);
			buffer.fill(0);
			at = 0;
		}
		const length = fill(buffer.subarray(at + RECORD), n);
		buffer.writeUInt32LE(1_795_000_000 + Math.floor(n / 100_000), at);
		buffer.writeUInt32LE((n % 100_000) * 10, at + 4);
		buffer.writeUInt32LE(length, at + 8);
		buffer.writeUInt32LE(length, at + 12);
		at += RECORD + length;
	}
	writeSync(output, buffer, 0, at);
	closeSync(output);
}

function record(type: number, length: number, content = new Uint8Array(length)): Uint8Array {
	return Uint8Array.of(type, 3, 3, length >> 8, length & 0xff, ...content);
}

function always(payload: Uint8Array): () => Uint8Array {
	return () => payload;
}

/** A segment full of records without content. */
function emptyRecords(types: readonly number[]): Uint8Array {
	const bytes = new Uint8Array(SEGMENT);
	for (let n = 0; n < SEGMENT / 5; n++) bytes.set([types[n % types.length]!, 3, 3, 0, 0], n * 5);
	return bytes;
}

/** A record with a ClientHello whose only extension is a server name (RFC 8446 4.1.2, RFC 6066 3). */
function clientHello(name: string): Uint8Array {
	const bytes = Buffer.from(name, 'latin1');
	const u16 = (value: number) => [value >> 8, value & 0xff];
	const extension = [...u16(0), ...u16(bytes.length + 5), ...u16(bytes.length + 3), 0, ...u16(bytes.length), ...bytes];
	const fixed = [3, 3, ...new Uint8Array(32), 0, 0, 2, 0x13, 0x01, 1, 0];
	const body = [...fixed, ...u16(extension.length), ...extension];
	const message = Uint8Array.of(1, 0, ...u16(body.length), ...body);
	return record(HANDSHAKE, message.length, message);
}
