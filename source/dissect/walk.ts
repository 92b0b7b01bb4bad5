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
	/** The buffer that the walk is in now: the frame, or a datagram that was put together from fragments. */
	bytes: Uint8Array = new Uint8Array(0);
	captureEnd = 0;
	/** frame.number of the frame, for fragment reassembly. */
	frame = 0;

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
	currentBuffer = 0;

	/** TCP headers: index of their layer, of their IP layer, and `SegmentFlag` bits. */
	segmentCount = 0;
	readonly segmentLayer = new Uint8Array(MAX_SEGMENTS);
	readonly segmentIpLayer = new Int8Array(MAX_SEGMENTS);
	readonly segmentFlags = new Uint8Array(MAX_SEGMENTS);

	/** IP layers met so far, and whether the walk is inside the quote of an ICMP error. */
	ipLayers = 0;
	quoted = 0;
	/** Guard against encapsulation without end. */
	depth = 0;
	/** Layer of the innermost IP header so far, -1 before any. */
	ipLayer = -1;

	start(bytes: Uint8Array, captureEnd: number, frame: number): void {
		this.bytes = bytes;
		this.captureEnd = captureEnd;
		this.frame = frame;
		this.layerCount = 0;
		this.segmentCount = 0;
		this.ipLayers = 0;
		this.quoted = 0;
		this.depth = 0;
		this.ipLayer = -1;
		this.currentBuffer = 0;
		this.buffers.length = 1;
		this.bufferEnds.length = 1;
		this.buffers[0] = bytes;
		this.bufferEnds[0] = captureEnd;
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
}

export const enum SegmentFlag {
	/** Quoted by an ICMP error. */
	QUOTED = 1,
	/** A first IP fragment that could not be kept for reassembly: the segment's length is not known. */
	FRAGMENT = 2,
	/** Put together from IP fragments. */
	REASSEMBLED = 4,
}
