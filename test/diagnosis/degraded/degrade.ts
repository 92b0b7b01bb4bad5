import {
	concat,
	enhancedPacket,
	type Frame,
	frameTime,
	interfaceBlock,
	pcapng,
	sectionBlock,
} from '../../support/frames/capture-builder.ts';

const ETHERNET = 14;
const IPV4 = 20;
const TCP = 6;
const ICMP = 1;

/** Frames whose IPv4 source address is that of the frame at `of`. */
export function fromSameHost(frames: readonly Frame[], of: number, same = true): Frame[] {
	const source = sourceOf(frames[of]!);
	return frames.filter(frame => (sourceOf(frame) === source) === same);
}

function sourceOf({bytes}: Frame): string {
	return bytes.subarray(ETHERNET + 12, ETHERNET + 16).join('.');
}

/** Each frame cut to `length` bytes; frame.len stays. */
export function cutTo(frames: readonly Frame[], length: number): Frame[] {
	return frames.map(frame => ({...frame, bytes: frame.bytes.subarray(0, length)}));
}

/** Each frame twice, 20 microseconds apart. */
export function twice(frames: readonly Frame[]): Frame[] {
	return frames.flatMap(frame => [frame, {...frame, time: (frame.time as bigint) + 20_000n}]);
}

/** Without the packet at an index. */
export function without(frames: readonly Frame[], index: number): Frame[] {
	return frames.filter((_, at) => at !== index);
}

/** From the middle on the clock is so many seconds behind. */
export function clockBack(frames: readonly Frame[], seconds: number): Frame[] {
	const middle = Math.floor(frames.length / 2);
	const step = BigInt(seconds) * 1_000_000_000n;
	return frames.map((frame, at) => (at < middle ? frame : {...frame, time: frameTime(frame.time) - step}));
}

/** Each frame with an IEEE 802.1Q tag. */
export function tagged(frames: readonly Frame[]): Frame[] {
	return frames.map(frame => {
		const bytes = concat(frame.bytes.subarray(0, 12), Uint8Array.of(0x81, 0, 0, 7), frame.bytes.subarray(12));
		return {...frame, bytes, wireLength: bytes.length};
	});
}

/** A pcapng file with nanoseconds. */
export function nanosecondPcapng(frames: readonly Frame[]): Uint8Array {
	return pcapng([
		sectionBlock(),
		interfaceBlock({timeResolution: 9}),
		...frames.map(frame => enhancedPacket(frame, {timestamp: frameTime(frame.time)})),
	]);
}

/** The same conversation over IPv6, between other ports: what was 10.1.0.2 is fd00:a01:2::2. */
export function overIpv6(frames: readonly Frame[]): Frame[] {
	return frames.map(frame => {
		const bytes = concat(
			frame.bytes.subarray(0, 12),
			Uint8Array.of(0x86, 0xdd),
			toIpv6(frame.bytes.subarray(ETHERNET)),
		);
		return {...frame, bytes, wireLength: bytes.length};
	});
}

function toIpv6(packet: Uint8Array): Uint8Array {
	const view = new DataView(packet.buffer, packet.byteOffset);
	const protocol = packet[9]!;
	const end = Math.min(packet.length, view.getUint16(2));
	let payload: Uint8Array = packet.slice(IPV4, end);
	if (protocol === TCP) otherPorts(payload);
	if (protocol === ICMP) {
		const code = payload[1] === 3 ? 4 : 1;
		payload = concat(Uint8Array.of(1, code, 0, 0, 0, 0, 0, 0), toIpv6(quoteOf(payload.subarray(8))));
	}
	const header = new Uint8Array(40);
	header[0] = 0x60;
	new DataView(header.buffer).setUint16(4, payload.length);
	header[6] = protocol === ICMP ? 58 : protocol;
	header[7] = packet[8]!;
	header.set(address6(packet.subarray(12, 16)), 8);
	header.set(address6(packet.subarray(16, 20)), 24);
	return concat(header, payload);
}

/** A quoted packet whose length field is that of what is quoted. */
function quoteOf(packet: Uint8Array): Uint8Array {
	const copy = packet.slice();
	new DataView(copy.buffer).setUint16(2, copy.length);
	return copy;
}

function otherPorts(segment: Uint8Array): void {
	const view = new DataView(segment.buffer, segment.byteOffset);
	for (const at of [0, 2]) {
		const port = view.getUint16(at);
		view.setUint16(at, port > 20_000 ? port - 5000 : port + 2222);
	}
}

function address6(address: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(16);
	bytes.set([0xfd, 0], 0);
	bytes.set(address, 2);
	bytes.set(address.subarray(2), 14);
	return bytes;
}
