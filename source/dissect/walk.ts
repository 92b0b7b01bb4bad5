import type {FragmentStore} from './fragments/fragment-store.ts';

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

/** Words of a layer. */
const enum LayerWord {
	PROTOCOL = 0,
	AT = 1,
	END = 2,
	BUFFER = 3,
	COUNT = 4,
}

/** Words of a TCP header that was found. */
export const enum SegmentWord {
	/** Index of its layer. */
	LAYER = 0,
	AT = 1,
	END = 2,
	/** Where its captured bytes end. */
	CAPTURE_END = 3,
	/** `SegmentFlag` bits. */
	FLAGS = 4,
	/** Of the IP header around it; the identification is IPv4's. */
	VERSION = 5,
	TTL = 6,
	IP_ID = 7,
	/** Four words each, of which IPv4 has only the first. */
	SOURCE = 8,
	DESTINATION = 12,
	COUNT = 16,
}

export class Walk {
	/** Where IP fragments wait; set by `walkFrame`. */
	fragments!: FragmentStore;
	/** The buffer that the walk is in now: the frame, or a datagram that was put together from fragments. */
	bytes: Uint8Array = new Uint8Array(0);
	captureEnd = 0;

	/** Layers in the order met, outermost first; an ICMP error's quoted headers follow the ICMP header. */
	layerCount = 0;
	/** `LayerWord`s of each. */
	private readonly layers = new Int32Array(MAX_LAYERS * LayerWord.COUNT);
	readonly buffers: Uint8Array[] = [];
	readonly bufferEnds: number[] = [];
	bufferCount = 1;
	currentBuffer = 0;

	/** TCP headers of which at least 16 bytes were captured: `SegmentWord`s of each. */
	segmentCount = 0;
	readonly segments = new Int32Array(MAX_SEGMENTS * SegmentWord.COUNT);

	/** The innermost IP header so far. */
	version = 0;
	ttl = 0;
	ipId = 0;
	/** Source and destination, four words each, of which IPv4 sets only the first. */
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
		const {layers} = this;
		const word = n * LayerWord.COUNT;
		layers[word + LayerWord.PROTOCOL] = protocol;
		layers[word + LayerWord.AT] = at;
		layers[word + LayerWord.END] = end;
		layers[word + LayerWord.BUFFER] = this.currentBuffer;
		this.layerCount = n + 1;
	}

	/** Number of the protocol (protocol.ts) of the n-th layer. */
	layerProtocol(n: number): number {
		return this.layers[n * LayerWord.COUNT + LayerWord.PROTOCOL]!;
	}
	layerAt(n: number): number {
		return this.layers[n * LayerWord.COUNT + LayerWord.AT]!;
	}
	layerEnd(n: number): number {
		return this.layers[n * LayerWord.COUNT + LayerWord.END]!;
	}
	/** Index into `buffers`: 0 for the frame itself. */
	layerBuffer(n: number): number {
		return this.layers[n * LayerWord.COUNT + LayerWord.BUFFER]!;
	}
	/** Index of the nearest layer of either protocol before the n-th, or -1. */
	layerBefore(n: number, one: number, other: number): number {
		let before = n - 1;
		while (before >= 0 && this.layerProtocol(before) !== one && this.layerProtocol(before) !== other) before--;
		return before;
	}
	/** The buffer that the n-th layer is in. */
	layerBytes(n: number): Uint8Array {
		return this.buffers[this.layerBuffer(n)]!;
	}

	/** Notes a TCP header from `at` on, the layer that was noted last, of which at least 16 bytes were captured. */
	segment(at: number, end: number): void {
		const n = this.segmentCount;
		if (n === MAX_SEGMENTS) return;
		const {segments, addresses} = this;
		const word = n * SegmentWord.COUNT;
		segments[word + SegmentWord.LAYER] = this.layerCount - 1;
		segments[word + SegmentWord.FLAGS] = this.flags;
		segments[word + SegmentWord.AT] = at;
		segments[word + SegmentWord.END] = end;
		segments[word + SegmentWord.CAPTURE_END] = this.captureEnd;
		segments[word + SegmentWord.VERSION] = this.version;
		segments[word + SegmentWord.TTL] = this.ttl;
		segments[word + SegmentWord.IP_ID] = this.ipId;
		segments[word + SegmentWord.SOURCE] = addresses[0]!;
		segments[word + SegmentWord.DESTINATION] = addresses[4]!;
		if (this.version !== 4) this.keepLowWords(word);
		this.segmentCount = n + 1;
	}

	/** Which of the TCP headers the n-th layer is; -1 for none. */
	segmentOf(n: number): number {
		for (let segment = 0; segment < this.segmentCount; segment++)
			if (this.segments[segment * SegmentWord.COUNT + SegmentWord.LAYER] === n) return segment;
		return -1;
	}

	/** The words of both addresses that IPv4 does not have. */
	private keepLowWords(word: number): void {
		for (let i = 1; i < 4; i++) {
			this.segments[word + SegmentWord.SOURCE + i] = this.addresses[i]!;
			this.segments[word + SegmentWord.DESTINATION + i] = this.addresses[4 + i]!;
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
