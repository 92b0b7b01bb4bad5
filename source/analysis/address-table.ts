import {ChunkedTable} from './chunked-table.ts';

/** Each IP address of the capture once: four 32-bit words, big-endian order; an IPv4 address is in the first. */
const columns = {
	word0: Uint32Array,
	word1: Uint32Array,
	word2: Uint32Array,
	word3: Uint32Array,
	/** 4 or 6. */
	version: Uint8Array,
};

export class AddressTable extends ChunkedTable<typeof columns> {
	/** Open addressing: slot → row + 1. Only the writing thread has one. */
	private slots = new Uint32Array(1 << 10);

	constructor() {
		super(columns, 12);
	}

	/** Row of an address, added if it is new. */
	intern(version: 4 | 6, word0: number, word1: number, word2: number, word3: number): number {
		const mask = this.slots.length - 1;
		let slot = hash(word0, word1, word2, word3) & mask;
		for (;;) {
			const row = this.slots[slot]! - 1;
			if (row < 0) break;
			const chunk = this.chunks[row >>> 12]!;
			const at = row & 4095;
			if (
				chunk.word0[at] === word0 >>> 0 &&
				chunk.word3[at] === word3 >>> 0 &&
				chunk.word2[at] === word2 >>> 0 &&
				chunk.word1[at] === word1 >>> 0 &&
				chunk.version[at] === version
			)
				return row;
			slot = (slot + 1) & mask;
		}
		const row = this.length;
		const chunk = this.chunkFor(row);
		const at = row & 4095;
		chunk.word0[at] = word0;
		chunk.word1[at] = word1;
		chunk.word2[at] = word2;
		chunk.word3[at] = word3;
		chunk.version[at] = version;
		this.length = row + 1;
		this.slots[slot] = row + 1;
		if (this.length * 2 > this.slots.length) this.grow();
		return row;
	}

	/** 4 or 6. */
	version(row: number): number {
		return this.chunks[row >>> 12]!.version[row & 4095]!;
	}

	/** The four (IPv6) or one (IPv4) 32-bit words of an address. */
	words(row: number): readonly number[] {
		const chunk = this.chunks[row >>> 12]!;
		const at = row & 4095;
		return chunk.version[at] === 4
			? [chunk.word0[at]!]
			: [chunk.word0[at]!, chunk.word1[at]!, chunk.word2[at]!, chunk.word3[at]!];
	}

	private grow(): void {
		const slots = new Uint32Array(this.slots.length * 2);
		const mask = slots.length - 1;
		for (let row = 0; row < this.length; row++) {
			const chunk = this.chunks[row >>> 12]!;
			const at = row & 4095;
			let slot = hash(chunk.word0[at]!, chunk.word1[at]!, chunk.word2[at]!, chunk.word3[at]!) & mask;
			while (slots[slot] !== 0) slot = (slot + 1) & mask;
			slots[slot] = row + 1;
		}
		this.slots = slots;
	}
}

/** Mixes four words (the finaliser of MurmurHash3). */
function hash(word0: number, word1: number, word2: number, word3: number): number {
	let h = word0 ^ Math.imul(word1, 0x9e3779b1) ^ Math.imul(word2, 0x85ebca6b) ^ Math.imul(word3, 0xc2b2ae35);
	h ^= h >>> 16;
	h = Math.imul(h, 0x85ebca6b);
	h ^= h >>> 13;
	h = Math.imul(h, 0xc2b2ae35);
	return h ^ (h >>> 16);
}
