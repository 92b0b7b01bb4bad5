import type {FragmentStore} from './fragments.ts';

/**
 * A walk through one frame: the protocol layers and the TCP headers that were found. One object is used for all frames
 * of a capture; `walkFrame` (frame.ts) fills it and nothing is allocated in the common case.
 *
 * Positions are indexes into the layer's buffer. A layer's `end` is where it ends by the lengths on the wire, which may
 * lie behind what was captured; `captureEnd` is where the captured bytes of that buffer end. Read nothing at or
 * behind it.
 */
export const MAX_LAYERS = 64;
export const MAX_SEGMENTS = 16;

export class Walk {
	/** Where IP fragments wait; set by `walkFrame`. */
	fragments!: FragmentStore;
	/** The buffer that the walk is in now: the frame, or a datagram that was put together from fragments. */
	bytes: Uint8Array = new Uint8Array(0);
	captureEnd = 0;

	/** Layers in the order met, outermost first; an ICMP error's quoted headers follow the ICMP header. */
	layerCount = 0;
	/** Number of a protocol (protocol.ts). */
	readonly layerProtocol = new Uint8Array(MAX_LAYERS);
	readonly layerAt = new Int32Array(MAX_LAYERS);
	readonly layerEnd = new Int32Array(MAX_LAYERS);
	/** Index into `buffers`: 0 for the frame itself. */
	readonly layerBuffer = new Uint8Array(MAX_LAYERS);
	readonly buffers: Uint8Array[] = [];
	readonly bufferEnds: number[] = [];
	bufferCount = 1;
	currentBuffer = 0;

	/** TCP headers of which at least 16 bytes were captured: index of their layer, and `SegmentFlag` bits. */
	segmentCount = 0;
	readonly segmentLayer = new Uint8Array(MAX_SEGMENTS);
	readonly segmentFlags = new Uint8Array(MAX_SEGMENTS);
	/** Where the captured bytes of each end. */
	readonly segmentCaptureEnd = new Int32Array(MAX_SEGMENTS);
	/**
	 * IP version, TTL, IPv4 identification and the 8 address words (source, destination) of each; an IPv4 address has
	 * only the first of its four.
	 */
	readonly segmentVersion = new Uint8Array(MAX_SEGMENTS);
	readonly segmentTtl = new Uint8Array(MAX_SEGMENTS);
	readonly segmentIpId = new Uint16Array(MAX_SEGMENTS);
	readonly segmentAddresses = new Int32Array(MAX_SEGMENTS * 8);

	/** The innermost IP header so far: version, TTL, identification, source and destination words. */
	version = 0;
	ttl = 0;
	ipId = 0;
	readonly addresses = new Int32Array(8);
	/** An extension header holds one of these addresses; the IPv6 header has another in its place. */
	addressMoved = false;
	ipLayers = 0;
	/** Innermost VLAN id, for the keys of fragment reassembly. */
	vlanId = 0;
	/** `SegmentFlag` bits that TCP headers found from here on have. */
	flags = 0;
	/** Guard against encapsulation without end. */
	depth = 0;

	start(bytes: Uint8Array, captureEnd: number, fragments: FragmentStore): void {
		this.bytes = bytes;
		this.captureEnd = captureEnd;
		this.fragments = fragments;
		this.layerCount = 0;
		this.segmentCount = 0;
		this.addressMoved = false;
		this.ipLayers = 0;
		this.version = 0;
		this.vlanId = 0;
		this.flags = 0;
		this.depth = 0;
		this.currentBuffer = 0;
		this.bufferCount = 1;
		this.buffers[0] = bytes;
		this.bufferEnds[0] = captureEnd;
	}

	/** Goes on in a datagram that was put together; returns what `leave` needs. */
	enter(bytes: Uint8Array): number {
		const before = this.currentBuffer;
		this.currentBuffer = this.bufferCount++;
		this.buffers[this.currentBuffer] = bytes;
		this.bufferEnds[this.currentBuffer] = bytes.length;
		this.bytes = bytes;
		this.captureEnd = bytes.length;
		return before;
	}

	leave(before: number): void {
		this.currentBuffer = before;
		this.bytes = this.buffers[before]!;
		this.captureEnd = this.bufferEnds[before]!;
	}

	/** Notes a layer that starts at `at`; past the 64th nothing more is noted. */
	layer(protocol: number, at: number, end: number): void {
		const n = this.layerCount;
		if (n === MAX_LAYERS) return;
		this.layerProtocol[n] = protocol;
		this.layerAt[n] = at;
		this.layerEnd[n] = end;
		this.layerBuffer[n] = this.currentBuffer;
		this.layerCount = n + 1;
	}

	/** Notes a TCP header, the layer that was noted last, of which at least 16 bytes were captured. */
	segment(): void {
		const n = this.segmentCount;
		if (n === MAX_SEGMENTS) return;
		this.segmentLayer[n] = this.layerCount - 1;
		this.segmentFlags[n] = this.flags;
		this.segmentCaptureEnd[n] = this.captureEnd;
		this.segmentVersion[n] = this.version;
		this.segmentTtl[n] = this.ttl;
		this.segmentIpId[n] = this.ipId;
		this.segmentAddresses[n * 8] = this.addresses[0]!;
		this.segmentAddresses[n * 8 + 4] = this.addresses[4]!;
		if (this.version !== 4) this.keepLowWords(n * 8);
		this.segmentCount = n + 1;
	}

	/** The words of both addresses that IPv4 does not have. */
	private keepLowWords(at: number): void {
		for (let i = 1; i < 4; i++) {
			this.segmentAddresses[at + i] = this.addresses[i]!;
			this.segmentAddresses[at + 4 + i] = this.addresses[4 + i]!;
		}
	}
}

/** Big-endian reads. The caller has checked the length. */
export function u16(bytes: Uint8Array, at: number): number {
	return (bytes[at]! << 8) | bytes[at + 1]!;
}
/** As a signed 32-bit integer: `>>> 0` makes it unsigned. */
export function i32(bytes: Uint8Array, at: number): number {
	return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

export const enum SegmentFlag {
	/** Quoted by an ICMP error. */
	QUOTED = 1,
	/** A piece of a packet (a first IP fragment that could not be kept, a sample): the segment's length is not known. */
	FRAGMENT = 2,
	/** Put together from IP fragments. */
	REASSEMBLED = 4,
}
