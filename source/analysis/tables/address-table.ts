import {randomFactor} from '../../dissect/random-factor.ts';
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

/** Words of a key of the index: they stand together, so that a look-up is one miss. */
const KEY = 4;

export class AddressTable extends ChunkedTable<typeof columns> {
	/** Names to show instead of addresses, by the address as text; empty unless the user asked for names. */
	hostNames: ReadonlyMap<string, string> = new Map();
	/**
	 * Open addressing: slot → row + 1. Only the writing thread has it, and the keys of IPv6 addresses, which are looked up
	 * for each packet; IPv4 ones are for each stream, and are found in the table itself.
	 */
	private slots = new Uint32Array(1 << 10);
	private keys = new Int32Array(KEY << 9);
	private hasIpv6 = false;

	constructor() {
		super(columns, 12);
	}

	/** Row of an address, added if it is new; an IPv4 address has its word, and zeros. */
	intern(version: 4 | 6, word0: number, word1: number, word2: number, word3: number): number {
		const {slots} = this;
		const mask = slots.length - 1;
		let slot = hash(word0, word1, word2, word3) & mask;
		for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
			const isKnown =
				version === 4 ? this.isIpv4(entry - 1, word0) : this.isIpv6(entry - 1, word0, word1, word2, word3);
			if (isKnown) return entry - 1;
			slot = (slot + 1) & mask;
		}
		return this.append(slot, version, word0, word1, word2, word3);
	}

	private isIpv4(row: number, word: number): boolean {
		const chunk = this.chunks[row >>> 12]!;
		return chunk.version[row & 4095] === 4 && chunk.word0[row & 4095] === word >>> 0;
	}

	/** The keys of IPv4 addresses are zeros, as the address :: has them. */
	private isIpv6(row: number, word0: number, word1: number, word2: number, word3: number): boolean {
		const {keys} = this;
		const key = row * KEY;
		return (
			keys[key] === (word0 | 0) &&
			keys[key + 1] === (word1 | 0) &&
			keys[key + 2] === (word2 | 0) &&
			keys[key + 3] === (word3 | 0) &&
			this.version(row) === 6
		);
	}

	/** Row of the address whose four words stand in `words` from `at` on. */
	internWords(version: 4 | 6, words: Int32Array, at: number): number {
		return this.intern(version, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
	}

	/** What stays zero is not written: memory that nobody wrote to is not taken. */
	private append(slot: number, version: number, word0: number, word1: number, word2: number, word3: number): number {
		const row = this.length;
		const chunk = this.chunkFor(row);
		const at = row & 4095;
		chunk.word0[at] = word0;
		chunk.version[at] = version;
		if (version === 6) {
			chunk.word1[at] = word1;
			chunk.word2[at] = word2;
			chunk.word3[at] = word3;
			this.hasIpv6 = true;
			const {keys} = this;
			keys[row * KEY] = word0;
			keys[row * KEY + 1] = word1;
			keys[row * KEY + 2] = word2;
			keys[row * KEY + 3] = word3;
		}
		this.length = row + 1;
		this.slots[slot] = row + 1;
		if (this.length * 2 === this.slots.length) this.grow();
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
		const keys = new Int32Array(this.keys.length * 2);
		if (this.hasIpv6) keys.set(this.keys);
		this.keys = keys;
	}
}

const FACTOR_0 = randomFactor();
const FACTOR_1 = randomFactor();
const FACTOR_2 = randomFactor();
const FACTOR_3 = randomFactor();

/** Mixes four words, one upon another: a capture cannot be made to fill one slot. */
function hash(word0: number, word1: number, word2: number, word3: number): number {
	let h = Math.imul(word0 ^ FACTOR_3, FACTOR_0);
	h = Math.imul(h ^ (h >>> 15) ^ word1, FACTOR_1);
	h = Math.imul(h ^ (h >>> 15) ^ word2, FACTOR_2);
	h = Math.imul(h ^ (h >>> 15) ^ word3, FACTOR_3);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
	return h ^ (h >>> 16);
}
