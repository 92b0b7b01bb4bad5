import {randomFactor} from '../random-factor.ts';
import {RowPool} from './row-pool.ts';

/** What is said once `givenUp` counts. */
export const FRAGMENTS_GIVEN_UP =
	'More IP fragments wait for the rest of their datagram than are kept: datagrams that began long before are not put together.';

/** Words that tell datagrams apart: IP version, protocol and VLAN; identification; source and destination. */
export const FRAGMENT_KEY = 10;

/** Words of a datagram that is being put together. */
const enum Datagram {
	COUNT = 19,
	KEY = 0,
	/** Its length, known once the last fragment has come; -1 before. */
	TOTAL = 10,
	/** Bytes of the pieces; those that overlap count twice. */
	BYTES = 11,
	PIECES = 12,
	/** Times that there were enough bytes, and still a hole. */
	FAILURES = 13,
	/** First and last piece by arrival: their numbers. */
	FIRST = 14,
	LAST = 15,
	/** Numbers plus one, 0 for none: those that began before and after it, and the next of the same hash. */
	OLDER = 16,
	NEWER = 17,
	CHAIN = 18,
}

/** Words of a piece of a datagram. */
const enum Piece {
	COUNT = 5,
	OFFSET = 0,
	LENGTH = 1,
	/** Row of the packet that brought it. */
	PACKET = 2,
	/** The next of its datagram, and its first block of bytes: numbers plus one, 0 for none. */
	NEXT = 3,
	BLOCK = 4,
}

/** Words of a block of a piece's bytes: the number of the next block plus one, then the bytes. */
const BLOCK_WORDS = 32;
const BLOCK_BYTES = (BLOCK_WORDS - 1) * 4;

/** An IP datagram cannot be longer (RFC 791 3.1). */
const MAX_DATAGRAM = 65_535;
/** After so many attempts a datagram is given up: overlapping fragments could make every further one cost a sort. */
const MAX_FAILURES = 100;
/** A datagram of more pieces is given up: fragments are at least 8 bytes, but the last. */
const MAX_PIECES = 8192;
/** Heads of chains of datagrams with the same hash, as a power of two. */
const HASH_BITS = 13;
const FACTOR = randomFactor();

/**
 * IP fragments that wait for the rest of their datagram. Bounded: past `limit` bytes the datagrams that began first are
 * given up. All of it stands in tables, so that fragments by the million leave nothing to be collected.
 */
export class FragmentStore {
	/** Row of the packet that is being walked; set by whoever walks. */
	packet = 0;
	/** The packets of the datagram that was completed last. */
	completed: readonly number[] = [];
	/** Datagrams that were given up for want of room. */
	givenUp = 0;
	private readonly datagrams = new RowPool(Datagram.COUNT);
	private readonly pieces = new RowPool(Piece.COUNT);
	private readonly blocks = new RowPool(BLOCK_WORDS);
	/** Hash → datagram, plus one. */
	private heads: Int32Array | undefined;
	/** Numbers plus one, 0 for none. */
	private oldest = 0;
	private newest = 0;

	constructor(private readonly limit = 16 * 1024 * 1024) {}

	/**
	 * Adds a fragment (its bytes are copied).
	 *
	 * @param key `FRAGMENT_KEY` words
	 * @param offset of the fragment in the datagram, in bytes
	 * @returns the datagram's bytes if this fragment completes it
	 */
	add(
		key: Int32Array,
		bytes: Uint8Array,
		from: number,
		to: number,
		offset: number,
		more: boolean,
	): Uint8Array | undefined {
		const length = to - from;
		if (offset + length > MAX_DATAGRAM) return undefined;
		const {datagrams} = this;
		const datagram = this.find(key);
		const held = datagrams.get(datagram, Datagram.BYTES) + length;
		datagrams.set(datagram, Datagram.BYTES, held);
		this.append(datagram, offset, bytes, from, length);
		if (!more && datagrams.get(datagram, Datagram.TOTAL) < 0) datagrams.set(datagram, Datagram.TOTAL, offset + length);
		const total = datagrams.get(datagram, Datagram.TOTAL);
		if (total >= 0 && held >= total) {
			const pieces = this.piecesOf(datagram);
			const whole = this.assemble(pieces, total);
			if (whole !== undefined) this.completed = pieces.map(piece => this.pieces.get(piece, Piece.PACKET));
			const failures = datagrams.get(datagram, Datagram.FAILURES) + 1;
			datagrams.set(datagram, Datagram.FAILURES, failures);
			if (whole !== undefined || failures === MAX_FAILURES) this.drop(datagram);
			if (whole !== undefined) return whole;
		} else if (datagrams.get(datagram, Datagram.PIECES) > MAX_PIECES) this.drop(datagram);
		while (this.bytesHeld > this.limit) {
			this.drop(this.oldest - 1);
			this.givenUp++;
		}
		return undefined;
	}

	/** Memory that incomplete datagrams take, in bytes. */
	get bytesHeld(): number {
		return this.datagrams.bytes + this.pieces.bytes + this.blocks.bytes;
	}

	/** The datagram with that key, made if there is none. */
	private find(key: Int32Array): number {
		this.heads ??= new Int32Array(1 << HASH_BITS);
		const head = hash(key);
		for (let next = this.heads[head]!; next !== 0; next = this.datagrams.get(next - 1, Datagram.CHAIN))
			if (this.hasKey(next - 1, key)) return next - 1;
		const datagram = this.datagrams.take();
		const words = this.datagrams.chunk(datagram);
		const at = this.datagrams.at(datagram);
		words.fill(0, at, at + Datagram.COUNT);
		words.set(key, at + Datagram.KEY);
		words[at + Datagram.TOTAL] = -1;
		words[at + Datagram.OLDER] = this.newest;
		words[at + Datagram.CHAIN] = this.heads[head]!;
		this.heads[head] = datagram + 1;
		if (this.newest === 0) this.oldest = datagram + 1;
		else this.datagrams.set(this.newest - 1, Datagram.NEWER, datagram + 1);
		this.newest = datagram + 1;
		return datagram;
	}

	private hasKey(datagram: number, key: Int32Array): boolean {
		const words = this.datagrams.chunk(datagram);
		const at = this.datagrams.at(datagram);
		for (let word = 0; word < FRAGMENT_KEY; word++) if (words[at + word] !== key[word]) return false;
		return true;
	}

	private append(datagram: number, offset: number, bytes: Uint8Array, from: number, length: number): void {
		const {datagrams, pieces} = this;
		const piece = pieces.take();
		pieces.set(piece, Piece.OFFSET, offset);
		pieces.set(piece, Piece.LENGTH, length);
		pieces.set(piece, Piece.PACKET, this.packet);
		pieces.set(piece, Piece.NEXT, 0);
		pieces.set(piece, Piece.BLOCK, this.keep(bytes, from, length));
		const count = datagrams.get(datagram, Datagram.PIECES);
		datagrams.set(datagram, Datagram.PIECES, count + 1);
		if (count === 0) datagrams.set(datagram, Datagram.FIRST, piece);
		else pieces.set(datagrams.get(datagram, Datagram.LAST), Piece.NEXT, piece + 1);
		datagrams.set(datagram, Datagram.LAST, piece);
	}

	/** Copies bytes into blocks; returns the number of the first plus one, 0 where there are none. */
	private keep(bytes: Uint8Array, from: number, length: number): number {
		const {blocks} = this;
		let next = 0;
		// From the last block to the first, so that each knows the next.
		for (let at = length - (length % BLOCK_BYTES || BLOCK_BYTES); at >= 0 && length > 0; at -= BLOCK_BYTES) {
			const block = blocks.take();
			const part = bytes.subarray(from + at, from + Math.min(length, at + BLOCK_BYTES));
			this.bytesOf(block).set(part);
			blocks.set(block, 0, next);
			next = block + 1;
		}
		return next;
	}

	private bytesOf(block: number): Uint8Array {
		return new Uint8Array(this.blocks.chunk(block).buffer, (this.blocks.at(block) + 1) * 4, BLOCK_BYTES);
	}

	private piecesOf(datagram: number): number[] {
		const {datagrams, pieces} = this;
		const list: number[] = [];
		let piece = datagrams.get(datagram, Datagram.FIRST);
		for (let count = datagrams.get(datagram, Datagram.PIECES); count > 0; count--) {
			list.push(piece);
			piece = pieces.get(piece, Piece.NEXT) - 1;
		}
		return list;
	}

	/** The datagram's bytes if no hole is left; where fragments overlap, the one that begins first keeps its bytes. */
	private assemble(arrived: readonly number[], total: number): Uint8Array | undefined {
		const {pieces} = this;
		const sorted = arrived
			.map(piece => ({piece, from: pieces.get(piece, Piece.OFFSET), length: pieces.get(piece, Piece.LENGTH)}))
			.sort((a, b) => a.from - b.from);
		let covered = 0;
		for (const {from, length} of sorted) {
			if (from > covered) return undefined;
			covered = Math.max(covered, from + length);
		}
		if (covered < total) return undefined;
		const whole = new Uint8Array(total);
		let filled = 0;
		for (const {piece, from, length} of sorted) {
			const end = Math.min(from + length, total);
			if (end <= filled) continue;
			this.copy(piece, filled - from, whole, filled, end);
			filled = end;
		}
		return whole;
	}

	/** Copies a piece's bytes from `skip` on to `target[at … end)`. */
	private copy(piece: number, skip: number, target: Uint8Array, at: number, end: number): void {
		let start = at - skip;
		for (let next = this.pieces.get(piece, Piece.BLOCK); next !== 0; next = this.blocks.get(next - 1, 0)) {
			const from = Math.max(start, at);
			const to = Math.min(start + BLOCK_BYTES, end);
			if (from < to) target.set(this.bytesOf(next - 1).subarray(from - start, to - start), from);
			start += BLOCK_BYTES;
		}
	}

	/** Forgets a datagram and gives back all that it has. */
	private drop(datagram: number): void {
		const {datagrams, pieces, blocks} = this;
		this.unlink(datagram);
		for (const piece of this.piecesOf(datagram)) {
			for (let next = pieces.get(piece, Piece.BLOCK); next !== 0; ) {
				const block = next - 1;
				next = blocks.get(block, 0);
				blocks.giveBack(block);
			}
			pieces.giveBack(piece);
		}
		datagrams.giveBack(datagram);
	}

	/** Takes a datagram out of the order of age and out of its chain. */
	private unlink(datagram: number): void {
		const {datagrams} = this;
		const heads = this.heads!;
		const older = datagrams.get(datagram, Datagram.OLDER);
		const newer = datagrams.get(datagram, Datagram.NEWER);
		if (older === 0) this.oldest = newer;
		else datagrams.set(older - 1, Datagram.NEWER, newer);
		if (newer === 0) this.newest = older;
		else datagrams.set(newer - 1, Datagram.OLDER, older);
		const at = datagrams.at(datagram);
		const head = hash(datagrams.chunk(datagram).subarray(at, at + FRAGMENT_KEY));
		const after = datagrams.get(datagram, Datagram.CHAIN);
		let next = heads[head]!;
		if (next === datagram + 1) heads[head] = after;
		else {
			for (; datagrams.get(next - 1, Datagram.CHAIN) !== datagram + 1; ) next = datagrams.get(next - 1, Datagram.CHAIN);
			datagrams.set(next - 1, Datagram.CHAIN, after);
		}
	}
}

/** Another in each run: a capture cannot be made to fill one chain. */
function hash(key: Int32Array): number {
	let h = FACTOR;
	for (let word = 0; word < FRAGMENT_KEY; word++) h = Math.imul(h ^ (h >>> 15) ^ key[word]!, FACTOR);
	return (h ^ (h >>> 16)) & ((1 << HASH_BITS) - 1);
}
