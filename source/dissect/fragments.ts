/** One datagram that is being put together. */
interface Datagram {
	readonly pieces: {readonly offset: number; readonly bytes: Uint8Array; readonly packet: number}[];
	/** Known once the last fragment has come, -1 before. */
	total: number;
	/** Bytes of the pieces; those that overlap count twice. */
	bytes: number;
	/** Times that there were enough bytes, and still a hole. */
	failures: number;
}

/** A datagram that is complete: its bytes and the packets (rows) that brought them, in order of arrival. */
export interface Reassembled {
	readonly bytes: Uint8Array;
	readonly packets: readonly number[];
}

/** An IP datagram cannot be longer (RFC 791 3.1). */
const MAX_DATAGRAM = 65_535;
/** Memory that a piece takes beside its bytes, and a datagram beside its pieces: fragments of no bytes must not be free. */
const PIECE_COST = 256;
const DATAGRAM_COST = 512;
/** After so many attempts a datagram is given up: overlapping fragments could make every further one cost a sort. */
const MAX_FAILURES = 100;

/**
 * IP fragments that wait for the rest of their datagram. Bounded: past `limit` bytes the datagrams that began first are
 * given up.
 */
export class FragmentStore {
	/** Row of the packet that is being walked; set by whoever walks. */
	packet = 0;
	/** The packets of the datagram that was completed last. */
	completed: readonly number[] = [];
	private readonly datagrams = new Map<string, Datagram>();
	private held = 0;

	constructor(private readonly limit = 16 * 1024 * 1024) {}

	/**
	 * Adds a fragment (its bytes are copied).
	 *
	 * @param key addresses, protocol and identification of the datagram
	 * @param offset of the fragment in the datagram, in bytes
	 * @returns the datagram's bytes if this fragment completes it
	 */
	add(key: string, bytes: Uint8Array, from: number, to: number, offset: number, more: boolean): Uint8Array | undefined {
		if (offset + (to - from) > MAX_DATAGRAM) return undefined;
		let datagram = this.datagrams.get(key);
		if (datagram === undefined) {
			datagram = {pieces: [], total: -1, bytes: 0, failures: 0};
			this.datagrams.set(key, datagram);
			this.held += DATAGRAM_COST;
		}
		datagram.pieces.push({offset, bytes: bytes.slice(from, to), packet: this.packet});
		datagram.bytes += to - from;
		this.held += to - from + PIECE_COST;
		if (!more && datagram.total < 0) datagram.total = offset + (to - from);
		const isEnough = datagram.total >= 0 && datagram.bytes >= datagram.total;
		const whole = isEnough ? assemble(datagram) : undefined;
		if (isEnough && whole === undefined && ++datagram.failures === MAX_FAILURES) this.drop(key, datagram);
		if (whole !== undefined) {
			this.completed = datagram.pieces.map(piece => piece.packet);
			this.drop(key, datagram);
			return whole;
		}
		if (this.held > this.limit) this.makeRoom();
		return undefined;
	}

	/** Gives up an eighth at once: finding the oldest passes over the places of those that went before. */
	private makeRoom(): void {
		for (const [key, datagram] of this.datagrams) {
			if (this.held <= this.limit - this.limit / 8) return;
			this.drop(key, datagram);
		}
	}

	/** Memory that incomplete datagrams take, in bytes. */
	get bytesHeld(): number {
		return this.held;
	}

	private drop(key: string, datagram: Datagram): void {
		this.datagrams.delete(key);
		this.held -= datagram.bytes + datagram.pieces.length * PIECE_COST + DATAGRAM_COST;
	}
}

/** The datagram's bytes if no hole is left; where fragments overlap, the one that begins first keeps its bytes. */
function assemble(datagram: Datagram): Uint8Array | undefined {
	const pieces = [...datagram.pieces].sort((a, b) => a.offset - b.offset);
	let covered = 0;
	for (const piece of pieces) {
		if (piece.offset > covered) return undefined;
		covered = Math.max(covered, piece.offset + piece.bytes.length);
	}
	if (covered < datagram.total) return undefined;
	const whole = new Uint8Array(datagram.total);
	let filled = 0;
	for (const piece of pieces) {
		const end = Math.min(piece.offset + piece.bytes.length, datagram.total);
		if (end <= filled) continue;
		whole.set(piece.bytes.subarray(filled - piece.offset, end - piece.offset), filled);
		filled = end;
	}
	return whole;
}
