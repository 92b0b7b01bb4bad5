/** Builds frames for tests: Ethernet, IPv4, IPv6, TCP, UDP and ICMP with right lengths and checksums. */

/** A frame with what a capture file records about it. */
export interface Frame {
	readonly bytes: Uint8Array;
	/** Seconds after `BASE_TIME`, or nanoseconds since 1970 as a bigint. Default: `BASE_TIME`. */
	readonly time?: number | bigint;
	/** frame.len where it differs from the bytes given. */
	readonly wireLength?: number;
	/** Number of the interface within its section. */
	readonly interface?: number;
}

/** Seconds since 1970 that numeric times of frames count from. */
export const BASE_TIME = 1_700_000_000;

/** Nanoseconds since 1970 of a frame. */
export function frameTime(time: number | bigint | undefined): bigint {
	if (typeof time === 'bigint') return time;
	return BigInt(BASE_TIME) * 1_000_000_000n + BigInt(Math.round((time ?? 0) * 1e9));
}

/** Flags by letter: F, S, R, P, A (or `.`, as tcpdump has it), U, E, C, and N for AE. */
const FLAG_LETTERS = 'FSRPAUECN';

/** tcp.flags of a string such as `SA`. */
export function tcpFlags(letters: string): number {
	let flags = 0;
	for (const letter of letters.replaceAll('.', 'A')) {
		const bit = FLAG_LETTERS.indexOf(letter);
		if (bit < 0) throw new RangeError(`no TCP flag ${letter}`);
		flags |= 1 << bit;
	}
	return flags;
}

export interface FrameOptions {
	readonly time?: number | bigint;
	readonly interface?: number;
	/** Cuts the frame to so many bytes, as a snap length does; frame.len stays. */
	readonly snapLength?: number;
	/** MAC addresses. */
	readonly etherFrom?: string;
	readonly etherTo?: string;
	/** VLAN identifiers, outermost first. */
	readonly vlans?: readonly number[];
	/** Pads the frame to Ethernet's 60 bytes. */
	readonly pad?: boolean;
	/** Leaves Ethernet away: for link types RAW, IPV4 and IPV6. */
	readonly raw?: boolean;
}

export interface IpOptions extends FrameOptions {
	/** TTL or hop limit. */
	readonly ttl?: number;
	/** IPv4 identification. */
	readonly id?: number;
	/** IPv4: flags and fragment offset, as the 16 bits of the header; 0x4000 (don't fragment) unless given. */
	readonly fragment?: number;
	/** IPv4 options, padded to a multiple of 4. */
	readonly ipOptions?: Uint8Array;
	/** Overrides the total length (IPv4) or payload length (IPv6) field. */
	readonly ipLength?: number;
}

export interface TcpOptions extends IpOptions {
	/** `10.0.0.1:1234` or `[fe80::1]:443`. */
	readonly from: string;
	readonly to: string;
	/** Letters as in `tcpFlags`. Default `A`. */
	readonly flags?: string;
	/** Raw 32-bit numbers; they wrap. */
	readonly seq?: number;
	readonly ack?: number;
	readonly window?: number;
	readonly urgent?: number;
	readonly payload?: Uint8Array | string | number;
	readonly options?: Uint8Array | TcpOptionList;
	/** Overrides the checksum. */
	readonly checksum?: number;
	/** Overrides the data offset, in words. */
	readonly dataOffset?: number;
}

/** Common TCP options by name; `raw` is put behind the others. Padded with NOPs. */
export interface TcpOptionList {
	readonly mss?: number;
	readonly windowScale?: number;
	readonly sackPermitted?: boolean;
	/** TSval and TSecr. */
	readonly timestamps?: readonly [number, number];
	/** Left and right edges. */
	readonly sack?: readonly (readonly [number, number])[];
	readonly raw?: readonly number[];
}

/** A TCP segment in an Ethernet frame. A number as payload means so many bytes. */
export function tcp(options: TcpOptions): Frame {
	const from = parseEndpoint(options.from);
	const to = parseEndpoint(options.to);
	const headerOptions = options.options instanceof Uint8Array ? options.options : tcpOptionBytes(options.options ?? {});
	const payload = payloadBytes(options.payload ?? 0);
	const headerLength = 20 + headerOptions.length;
	const segment = new Uint8Array(headerLength + payload.length);
	const view = new DataView(segment.buffer);
	const flags = tcpFlags(options.flags ?? 'A');
	view.setUint16(0, from.port);
	view.setUint16(2, to.port);
	view.setUint32(4, options.seq ?? 0);
	view.setUint32(8, options.ack ?? 0);
	view.setUint16(12, ((options.dataOffset ?? headerLength / 4) << 12) | flags);
	view.setUint16(14, options.window ?? 65535);
	view.setUint16(18, options.urgent ?? 0);
	segment.set(headerOptions, 20);
	segment.set(payload, headerLength);
	view.setUint16(16, options.checksum ?? checksum(pseudoHeader(from.address, to.address, 6, segment.length), segment));
	return ip(from.address, to.address, 6, segment, options);
}

/** A UDP datagram in an Ethernet frame. */
export function udp(options: IpOptions & Pick<TcpOptions, 'from' | 'to' | 'payload'>): Frame {
	const from = parseEndpoint(options.from);
	const to = parseEndpoint(options.to);
	const payload = payloadBytes(options.payload ?? 0);
	const datagram = concat(words16(from.port, to.port, 8 + payload.length, 0), payload);
	const sum = checksum(pseudoHeader(from.address, to.address, 17, datagram.length), datagram);
	new DataView(datagram.buffer).setUint16(6, sum === 0 ? 0xffff : sum);
	return ip(from.address, to.address, 17, datagram, options);
}

export interface IcmpOptions extends IpOptions {
	/** Addresses without ports. */
	readonly from: string;
	readonly to: string;
	readonly type: number;
	readonly code: number;
	/** Second word of the header: unused, identifier and sequence number, or next-hop MTU. */
	readonly rest?: number;
	/** The frame (Ethernet, untagged) whose IP packet an error quotes, or bytes. */
	readonly quote?: Frame | Uint8Array;
	/** Bytes of the quoted packet to keep. Default: all. */
	readonly quoteLength?: number;
}

/** An ICMP or ICMPv6 message in an Ethernet frame. */
export function icmp(options: IcmpOptions): Frame {
	const from = parseAddress(options.from);
	const to = parseAddress(options.to);
	const {quote = new Uint8Array(0), rest = 0} = options;
	const quoted = quote instanceof Uint8Array ? quote : quote.bytes.subarray(14);
	const head = words16((options.type << 8) | options.code, 0, rest >>> 16, rest & 0xffff);
	const message = concat(head, quoted.subarray(0, options.quoteLength ?? quoted.length));
	const protocol = from.length === 16 ? 58 : 1;
	const before = protocol === 58 ? pseudoHeader(from, to, protocol, message.length) : new Uint8Array(0);
	new DataView(message.buffer).setUint16(2, checksum(before, message));
	return ip(from, to, protocol, message, options);
}

/** An IP packet with any payload, in an Ethernet frame; the version follows from the addresses. */
export function ip(
	from: Uint8Array | string,
	to: Uint8Array | string,
	protocol: number,
	payload: Uint8Array,
	options: IpOptions = {},
): Frame {
	const source = typeof from === 'string' ? parseAddress(from) : from;
	const destination = typeof to === 'string' ? parseAddress(to) : to;
	const six = source.length === 16;
	const packet = six
		? ipv6Packet(source, destination, protocol, payload, options)
		: ipv4Packet(source, destination, protocol, payload, options);
	return frame(options.raw ? packet : ethernet(six ? 0x86dd : 0x0800, packet, options), options);
}

/** Ethernet II bytes around a payload. */
export function ethernet(etherType: number, payload: Uint8Array, options: FrameOptions = {}): Uint8Array {
	const macs = [options.etherTo ?? '02:00:00:00:00:02', options.etherFrom ?? '02:00:00:00:00:01'];
	const tags = (options.vlans ?? []).map(vlan => words16(0x8100, vlan));
	const macBytes = Uint8Array.from(macs.flatMap(mac => mac.split(':').map(byte => Number.parseInt(byte, 16))));
	const bytes = concat(macBytes, ...tags, words16(etherType), payload);
	return options.pad && bytes.length < 60 ? concat(bytes, new Uint8Array(60 - bytes.length)) : bytes;
}

/** A frame of any bytes, cut to the snap length. */
export function frame(bytes: Uint8Array, options: FrameOptions = {}): Frame {
	return {
		bytes: options.snapLength === undefined ? bytes : bytes.subarray(0, options.snapLength),
		wireLength: bytes.length,
		...(options.time === undefined ? {} : {time: options.time}),
		...(options.interface === undefined ? {} : {interface: options.interface}),
	};
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

/** Bytes of hexadecimal text; white space is ignored. */
export function hex(text: string): Uint8Array {
	return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** 4 or 16 bytes of an IPv4 or IPv6 address. */
export function parseAddress(text: string): Uint8Array {
	if (!text.includes(':')) return Uint8Array.from(text.split('.').map(Number));
	const [head = '', tail] = text.split('::');
	const groups = (part: string) => part.split(':').filter(group => group !== '');
	const front = groups(head);
	const back = groups(tail ?? '');
	const middle = tail === undefined ? [] : new Array<string>(8 - front.length - back.length).fill('0');
	return words16(...[...front, ...middle, ...back].map(group => Number.parseInt(group, 16)));
}

function parseEndpoint(text: string): {address: Uint8Array; port: number} {
	const colon = text.lastIndexOf(':');
	const address = parseAddress(text.slice(0, colon).replaceAll(/[[\]]/g, ''));
	return {address, port: Number(text.slice(colon + 1))};
}

function ipv4Packet(from: Uint8Array, to: Uint8Array, protocol: number, payload: Uint8Array, options: IpOptions) {
	const {ipOptions = new Uint8Array(0), ttl = 64, id = 0, fragment = 0x4000} = options;
	const length = 20 + ipOptions.length;
	const total = options.ipLength ?? length + payload.length;
	const head = words16(0x4000 | ((length / 4) << 8), total, id, fragment, (ttl << 8) | protocol, 0);
	const header = concat(head, from, to, ipOptions);
	new DataView(header.buffer).setUint16(10, checksum(header));
	return concat(header, payload);
}

function ipv6Packet(from: Uint8Array, to: Uint8Array, next: number, payload: Uint8Array, options: IpOptions) {
	const head = words16(0x6000, 0, options.ipLength ?? payload.length, (next << 8) | (options.ttl ?? 64));
	return concat(head, from, to, payload);
}

function tcpOptionBytes(list: TcpOptionList): Uint8Array {
	const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
	const bytes: number[] = [];
	if (list.mss !== undefined) bytes.push(2, 4, list.mss >> 8, list.mss & 255);
	if (list.windowScale !== undefined) bytes.push(3, 3, list.windowScale);
	if (list.sackPermitted) bytes.push(4, 2);
	if (list.timestamps) bytes.push(8, 10, ...list.timestamps.flatMap(word));
	if (list.sack) bytes.push(5, 2 + 8 * list.sack.length, ...list.sack.flat().flatMap(word));
	bytes.push(...(list.raw ?? []));
	while (bytes.length % 4 !== 0) bytes.push(1);
	return Uint8Array.from(bytes);
}

function payloadBytes(payload: Uint8Array | string | number): Uint8Array {
	if (typeof payload === 'number') return new Uint8Array(payload).fill(0x78);
	return typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
}

/** 16-bit numbers in network byte order. */
function words16(...values: readonly number[]): Uint8Array {
	return Uint8Array.from(values.flatMap(value => [(value >>> 8) & 255, value & 255]));
}

function pseudoHeader(from: Uint8Array, to: Uint8Array, protocol: number, length: number): Uint8Array {
	return concat(from, to, words16(length >>> 16, length & 0xffff, 0, protocol));
}

/** Internet checksum (RFC 1071) over the parts, each padded to an even length. */
function checksum(...parts: readonly Uint8Array[]): number {
	let sum = 0;
	for (const part of parts) {
		for (let i = 0; i < part.length; i += 2) sum += (part[i]! << 8) | (part[i + 1] ?? 0);
	}
	while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
	return ~sum & 0xffff;
}
