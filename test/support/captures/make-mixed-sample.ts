/**
 * Makes samples/mixed.pcap: many copies of the recorded samples, each with a client of its own and a start of its own,
 * merged by time. Deterministic. Run with `npm run mixed-sample`; the tests check that the file is what this makes.
 */
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {concat, type Frame, pcap} from '../frames/capture-builder.ts';
import {readCapture} from './read-capture.ts';

export const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));
export const MIXED = `${SAMPLES}mixed.pcap`;

/** How often each sample is in the mixture. */
const COPIES: Readonly<Record<string, number>> = {
	'normal-client-close': 60,
	'normal-server-close': 24,
	'half-close-ok': 6,
	'http-408-idle': 12,
	'tls13-close-notify-clean': 30,
	'never-speaks': 14,
	'never-speaks-server31': 4,
	'fin-then-rst-client': 10,
	'late-write-after-server-fin': 8,
	'tls12-idle-server-close-then-client-request': 6,
	refused: 16,
	'syn-blackhole': 5,
	'icmp-admin-prohibited': 4,
	'tls12-unknown-ca': 8,
	'server-abort-mid-response': 3,
	'client-abort-download': 2,
	'zero-window-then-rst': 1,
	'lossy-then-ok': 2,
};

/** The copies start within this many seconds. */
const SPAN = 900;
const START = 1_795_000_000;

/** The mixture as a capture file. */
export async function mixedSample(): Promise<Uint8Array> {
	const random = generator(4333);
	const frames: {readonly frame: Frame; readonly time: bigint}[] = [];
	let client = 0;
	for (const [name, copies] of Object.entries(COPIES)) {
		const {packets} = await readCapture(`${SAMPLES}${name}.pcap`);
		for (let copy = 0; copy < copies; copy++) {
			const begin = BigInt(START) * 1_000_000_000n + BigInt(Math.floor(random() * SPAN * 1e6)) * 1000n;
			const rewrite = newIdentity(client++, Math.floor(random() * 4));
			for (const {bytes, time} of packets) {
				const at = begin + (nanoseconds(time) - nanoseconds(packets[0]!.time));
				frames.push({frame: {bytes: rewrite(bytes), time: at}, time: at});
			}
		}
	}
	frames.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
	return pcap(frames.map(({frame}) => frame));
}

function nanoseconds(time: string): bigint {
	return BigInt(time.replace('.', ''));
}

const ETHERNET = 14;
/** The recordings have the client in 10.1.0.0/24 and the server in 10.2.0.0/24. */
const CLIENT_NETWORK = 1;

/** Gives a recording's client another address and port, and its server one of a few addresses. */
function newIdentity(client: number, server: number): (bytes: Uint8Array) => Uint8Array {
	return original => {
		const bytes = concat(original);
		if (bytes[ETHERNET - 2] !== 8 || bytes[ETHERNET - 1] !== 0) return bytes;
		const header = (bytes[ETHERNET]! & 15) * 4;
		const ICMP = 1;
		rewritePacket(bytes, ETHERNET, client, server);
		if (bytes[ETHERNET + 9] === ICMP) {
			rewritePacket(bytes, ETHERNET + header + 8, client, server);
			setChecksum(bytes, ETHERNET + header + 2, ETHERNET + header, bytes.length, 0);
		}
		return bytes;
	};
}

function rewritePacket(bytes: Uint8Array, ip: number, client: number, server: number): void {
	const header = (bytes[ip]! & 15) * 4;
	const isFromClient = bytes[ip + 13] === CLIENT_NETWORK;
	for (const address of [ip + 12, ip + 16]) {
		const isClient = bytes[address + 1] === CLIENT_NETWORK;
		bytes[address + 2] = isClient ? client >> 6 : 0;
		if (bytes[address + 3] === 2) bytes[address + 3] = isClient ? 10 + (client & 63) : 10 + server;
	}
	setChecksum(bytes, ip + 10, ip, ip + header, 0);
	const TCP = 6;
	if (bytes[ip + 9] !== TCP) return;
	const tcp = ip + header;
	const port = tcp + (isFromClient ? 0 : 2);
	const value = 32_768 + ((((bytes[port]! << 8) | bytes[port + 1]!) + client * 37) % 28_000);
	bytes[port] = value >> 8;
	bytes[port + 1] = value & 255;
	const total = (bytes[ip + 2]! << 8) | bytes[ip + 3]!;
	if (ip + total > bytes.length) return;
	let pseudo = TCP + total - header;
	for (let at = ip + 12; at < ip + 20; at += 2) pseudo += (bytes[at]! << 8) | bytes[at + 1]!;
	setChecksum(bytes, tcp + 16, tcp, ip + total, pseudo);
}

/** RFC 1071. */
function setChecksum(bytes: Uint8Array, at: number, from: number, to: number, start: number): void {
	bytes[at] = 0;
	bytes[at + 1] = 0;
	let sum = start;
	for (let i = from; i < to; i += 2) sum += (bytes[i]! << 8) | (i + 1 < to ? bytes[i + 1]! : 0);
	while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
	bytes[at] = (~sum >> 8) & 255;
	bytes[at + 1] = ~sum & 255;
}

/** Mulberry32: the same numbers each time. */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(MIXED, await mixedSample());
