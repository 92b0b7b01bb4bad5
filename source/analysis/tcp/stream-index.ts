import {randomFactor} from '../../dissect/random-factor.ts';

/** Words of a stream's key: both addresses and both ports stand together, so that a look-up is one miss. */
const KEY = 3;

const PORT_FACTOR = randomFactor();
const ADDRESS_FACTOR = randomFactor();

/**
 * Finds the stream of two endpoints: open addressing over stream numbers. For one pair of endpoints only the stream
 * that was made last is found (spec/tcp-analysis.md 3.1).
 */
export class StreamIndex {
	/** Slot → stream + 1. */
	private slots = new Int32Array(1 << 12);
	/** Stream × KEY → address A, address B, port A in the high and port B in the low half. */
	private keys = new Int32Array(KEY << 11);
	/** Whether the endpoint X of the last `find` is the stream's B. */
	isReversed = false;

	/** The stream between the endpoints, whichever of them is its A; -1 if there is none. */
	find(addressX: number, portX: number, addressY: number, portY: number): number {
		return this.slots[this.slotOf(addressX, portX, addressY, portY)]! - 1;
	}

	/** Makes `stream`, from X as its A to Y as its B, the one that these endpoints have from now on. */
	put(stream: number, addressX: number, portX: number, addressY: number, portY: number): void {
		const slot = this.slotOf(addressX, portX, addressY, portY);
		if ((stream + 1) * KEY > this.keys.length) {
			const keys = new Int32Array(this.keys.length * 2);
			keys.set(this.keys);
			this.keys = keys;
		}
		this.keys[stream * KEY] = addressX;
		this.keys[stream * KEY + 1] = addressY;
		this.keys[stream * KEY + 2] = (portX << 16) | portY;
		this.slots[slot] = stream + 1;
		if ((stream + 1) * 2 > this.slots.length) this.grow();
	}

	/** Where the endpoints' stream stands, or the free slot where it belongs. */
	private slotOf(addressX: number, portX: number, addressY: number, portY: number): number {
		const {slots, keys} = this;
		const mask = slots.length - 1;
		const forward = (portX << 16) | portY;
		const backward = (portY << 16) | portX;
		let slot = hash(addressX, portX, addressY, portY) & mask;
		for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
			const key = (entry - 1) * KEY;
			const ports = keys[key + 2];
			if (ports === forward && keys[key] === addressX && keys[key + 1] === addressY) {
				this.isReversed = false;
				return slot;
			}
			if (ports === backward && keys[key] === addressY && keys[key + 1] === addressX) {
				this.isReversed = true;
				return slot;
			}
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private grow(): void {
		const old = this.slots;
		this.slots = new Int32Array(old.length * 2);
		const {slots, keys} = this;
		const mask = slots.length - 1;
		for (const entry of old) {
			if (entry === 0) continue;
			const key = (entry - 1) * KEY;
			const ports = keys[key + 2]!;
			let slot = hash(keys[key]!, ports >>> 16, keys[key + 1]!, ports & 0xffff) & mask;
			while (slots[slot] !== 0) slot = (slot + 1) & mask;
			slots[slot] = entry;
		}
	}
}

/** The same for both orders of the endpoints, and another in each run: a capture cannot be made to fill one slot. */
function hash(addressX: number, portX: number, addressY: number, portY: number): number {
	const x = Math.imul(addressX ^ Math.imul(portX, PORT_FACTOR), ADDRESS_FACTOR);
	const y = Math.imul(addressY ^ Math.imul(portY, PORT_FACTOR), ADDRESS_FACTOR);
	const h = Math.imul((x ^ (x >>> 15)) + (y ^ (y >>> 15)), 0xc2b2_ae35);
	return h ^ (h >>> 13);
}
