import type {StreamTable} from '../stream-table.ts';

/**
 * Finds the stream of two endpoints: open addressing over the rows of the stream table. For one pair of endpoints only
 * the stream that was made last is found (spec/tcp-analysis.md 3.1).
 */
export class StreamIndex {
	/** Slot → stream + 1. */
	private slots = new Int32Array(1 << 12);

	constructor(private readonly streams: StreamTable) {}

	/** The stream between the endpoints, whichever of them is its A; -1 if there is none. */
	find(addressX: number, portX: number, addressY: number, portY: number): number {
		return this.slots[this.slotOf(addressX, portX, addressY, portY)]! - 1;
	}

	/** Makes `stream`, whose row is filled, the one that its endpoints have from now on. */
	put(stream: number, addressX: number, portX: number, addressY: number, portY: number): void {
		this.slots[this.slotOf(addressX, portX, addressY, portY)] = stream + 1;
		if (this.streams.length * 2 > this.slots.length) this.grow();
	}

	/** Where the endpoints' stream stands, or the free slot where it belongs. */
	private slotOf(addressX: number, portX: number, addressY: number, portY: number): number {
		const mask = this.slots.length - 1;
		let slot = hash(addressX, portX, addressY, portY) & mask;
		for (;;) {
			const stream = this.slots[slot]! - 1;
			if (stream < 0) return slot;
			const chunk = this.streams.chunks[stream >>> 13]!;
			const at = stream & 8191;
			const portA = chunk.portA[at];
			const portB = chunk.portB[at];
			if (portA === portX && portB === portY && chunk.addressA[at] === addressX && chunk.addressB[at] === addressY)
				return slot;
			if (portA === portY && portB === portX && chunk.addressA[at] === addressY && chunk.addressB[at] === addressX)
				return slot;
			slot = (slot + 1) & mask;
		}
	}

	private grow(): void {
		const old = this.slots;
		this.slots = new Int32Array(old.length * 2);
		for (const entry of old) {
			if (entry === 0) continue;
			const chunk = this.streams.chunks[(entry - 1) >>> 13]!;
			const at = (entry - 1) & 8191;
			this.slots[this.slotOf(chunk.addressA[at]!, chunk.portA[at]!, chunk.addressB[at]!, chunk.portB[at]!)] = entry;
		}
	}
}

/** The same for both orders of the endpoints. */
function hash(addressX: number, portX: number, addressY: number, portY: number): number {
	const x = Math.imul(addressX ^ Math.imul(portX, 0x9e3779b1), 0x85ebca6b);
	const y = Math.imul(addressY ^ Math.imul(portY, 0x9e3779b1), 0x85ebca6b);
	let h = (x + y) | 0;
	h ^= x ^ y;
	h ^= h >>> 15;
	h = Math.imul(h, 0xc2b2ae35);
	return h ^ (h >>> 13);
}
