import {type Frame, type TcpOptions, tcp} from '../support/frames/capture-builder.ts';

/**
 * A packet of a conversation: seconds, `c` or `s` for its sender, flags, and then what differs from what a TCP stack
 * would send next.
 */
export type Line = readonly [at: number, from: 'c' | 's', flags: string, extra?: Extra];

export interface Extra extends Partial<TcpOptions> {
	/** Sent before: the sequence number goes back by as much as the payload, SYN and FIN take. */
	readonly again?: boolean;
	/** Does not move the numbers: the tap alone sees it, or the other end never does. */
	readonly lost?: boolean;
	/** Relative acknowledgment number, in place of all that the other end has sent. */
	readonly acked?: number;
	/** Relative sequence number. */
	readonly at?: number;
}

interface End {
	readonly address: string;
	readonly start: number;
	readonly ttl: number;
	next: number;
	id: number;
}

export interface Ends {
	readonly client?: string;
	readonly server?: string;
	/** Seconds added to every time. */
	readonly from?: number;
	/** TTLs as the tap sees them. */
	readonly clientTtl?: number;
	readonly serverTtl?: number;
}

/** Frames of a conversation between two TCP stacks. */
export function conversation(lines: readonly Line[], ends: Ends = {}): Frame[] {
	const {client = '10.1.0.2:45000', server = '10.2.0.2:7001', from = 0, clientTtl = 64, serverTtl = 63} = ends;
	const c: End = {address: client, start: 1_000_000, ttl: clientTtl, next: 0, id: 100};
	const s: End = {address: server, start: 5_000_000, ttl: serverTtl, next: 0, id: 9000};
	return lines.map(([at, by, flags, extra = {}]) => {
		const [me, other] = by === 'c' ? [c, s] : [s, c];
		const {again, lost, acked, at: relative, ...options} = extra;
		const length = lengthOf(options.payload) + (/[SF]/.test(flags) ? 1 : 0);
		const sequence = relative ?? (again ? me.next - length : me.next);
		const isBareReset = flags === 'R';
		const frame = tcp({
			from: me.address,
			to: other.address,
			time: from + at,
			flags: flags.includes('S') && by === 'c' ? flags : isBareReset ? 'R' : flags.includes('A') ? flags : `${flags}A`,
			seq: me.start + sequence,
			ack: flags === 'S' || isBareReset ? 0 : other.start + (acked ?? other.next),
			window: isBareReset ? 0 : flags.includes('S') ? 64_240 : by === 'c' ? 502 : 510,
			ttl: me.ttl,
			id: isBareReset ? 0 : ++me.id,
			...options,
		});
		if (!again && !lost && relative === undefined && !isBareReset) me.next += length;
		return frame;
	});
}

function lengthOf(payload: TcpOptions['payload']): number {
	if (payload === undefined) return 0;
	return typeof payload === 'number' ? payload : payload.length;
}

/** Round trip of 20 ms with the tap at the client. */
export const OPENING: readonly Line[] = [
	[0, 'c', 'S'],
	[0.02, 's', 'SA'],
	[0.0201, 'c', 'A'],
];

const REQUEST = 'GET / HTTP/1.1\r\nHost: lab\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

/** A request that is answered at once. */
export function exchange(at: number, answer: string | number = ANSWER): readonly Line[] {
	return [
		[at, 'c', 'PA', {payload: REQUEST}],
		[at + 0.02, 's', 'A'],
		[at + 0.021, 's', 'PA', {payload: answer}],
		[at + 0.0211, 'c', 'A'],
	];
}

/** A TLS record: content type, protocol version, and so many bytes that say nothing. */
export function record(type: number, length: number, version = 0x0303): Uint8Array {
	const bytes = new Uint8Array(5 + length).fill(0xa7);
	bytes.set([type, version >> 8, version & 255, length >> 8, length & 255]);
	return bytes;
}

/** A readable TLS alert. */
export function alert(level: number, description: number): Uint8Array {
	return Uint8Array.of(21, 3, 3, 0, 2, level, description);
}

/** A ClientHello for TLS 1.2 with one cipher. */
export function clientHello(): Uint8Array {
	return handshake(1, [3, 3, ...new Array<number>(32).fill(7), 0, 0, 2, 0xc0, 0x2f, 1, 0]);
}

/** A ServerHello; of TLS 1.3 with supported_versions. */
export function serverHello(version: 0x0303 | 0x0304 = 0x0303): Uint8Array {
	const extensions = version === 0x0304 ? [0, 6, 0, 43, 0, 2, 3, 4] : [];
	return handshake(2, [
		3,
		3,
		...new Array<number>(32).fill(9),
		0,
		...(version === 0x0304 ? [0x13, 0x01] : [0xc0, 0x2f]),
		0,
		...extensions,
	]);
}

function handshake(type: number, body: readonly number[]): Uint8Array {
	const length = body.length;
	return Uint8Array.of(22, 3, 3, (length + 4) >> 8, (length + 4) & 255, type, 0, length >> 8, length & 255, ...body);
}

/** Byte strings one behind the other. */
export function bytesOf(...parts: readonly Uint8Array[]): Uint8Array {
	return Uint8Array.from(parts.flatMap(part => [...part]));
}
