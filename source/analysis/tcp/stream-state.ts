/**
 * What the sequence analysis remembers of each stream between its packets. Only the loading thread has it.
 *
 * One stream is a record of 40 words, so that a packet touches a few cache lines, not thirty columns:
 *
 *   word  0            12                  26                  40
 *         │ stream     │ A: 14 words       │ B: 14 words       │
 *
 * `Word` names the words of the stream's part, `Direction` those of a direction, relative to its start;
 * spec/tcp-analysis.md 9.0 says what each is. Times are kept as the row of the packet that has them.
 */
export const STREAM_WORDS = 40;
const CHUNK_SHIFT = 12;
/** Written out: V8 would compute a power each time. */
const CHUNK_STREAMS = 4096;

export const enum Word {
	/** `StateBit`s. */
	BITS = 0,
	/** Port of the side that the SYN went to, or 0. */
	SERVER_PORT = 1,
	/** TLS state of the stream, see analysis/tls/. */
	TLS = 2,
	/** Row of the last pure SYN. */
	SYN_ROW = 3,
	/** Row of the last packet, and its time (seconds, the low 32 bits, and nanoseconds). */
	LAST_ROW = 4,
	LAST_SECONDS = 5,
	LAST_NANOSECONDS = 6,
	/** Longest silence in seconds, as a 32-bit float. */
	SILENCE = 7,
	/** Packets and payload bytes of each end since the stream's row was brought up to date. */
	PACKETS_A = 8,
	PACKETS_B = 9,
	PAYLOAD_A = 10,
	PAYLOAD_B = 11,
	A = 12,
	B = 26,
}

export const enum StateBit {
	/** A SYN's time is known. */
	SYN_TIME = 1,
	/** A Fast Open SYN carried data (spec 10.6). */
	FAST_OPEN_DATA = 2,
	/** tcp.analysis.initial_rtt is known. */
	INITIAL_RTT = 4,
	/** A SYN/ACK was seen, and then the ACK of it. */
	SYN_ACK = 8,
	HANDSHAKE_COMPLETE = 32,
	/** The stream's row is behind the counters here. */
	BEHIND = 16,
	/** tcp.completeness, at `COMPLETENESS_SHIFT`. */
	COMPLETENESS = 0x3f << 6,
	/** How far another protocol has come on its way to TLS (`Step` of analysis/tls/application-hints.ts), at `STEP_SHIFT`. */
	STEP = 7 << 12,
}

export const COMPLETENESS_SHIFT = 6;
export const STEP_SHIFT = 12;

/** The high half of a stream's bits: MPTCP subtypes that were seen. */
export const MPTCP_SHIFT = 16;

export const enum Direction {
	BASE = 0,
	NEXT_SEQUENCE = 1,
	NEXT_SEQUENCE_ROW = 2,
	MAX_ACK = 3,
	LAST_ACK = 4,
	/** Row of the last packet that was not a duplicate ACK. */
	LAST_NON_DUPLICATE = 5,
	DUPLICATES = 6,
	/** Raw window of the last packet, -1 before any. */
	WINDOW = 7,
	/** Unacknowledged segments: pool entries plus one. */
	NEWEST_SEGMENT = 8,
	OLDEST_SEGMENT = 9,
	PUSH_BYTES = 10,
	/** `DirectionBit`s. */
	BITS = 11,
	/** Entry of the SACK pool plus one; 0 for none. */
	SACK = 12,
	/** Row of the last packet. */
	LAST_ROW = 13,
}

export const enum DirectionBit {
	BASE_SET = 1,
	VALID_BYTES_IN_FLIGHT = 2,
	PUSH_WAS_LAST = 4,
	/** The last packet of this direction that counts was a SYN (synWin). */
	SYN_WINDOW = 8,
	/** The unacknowledged segments stand in order of sequence without overlap. */
	IN_ORDER = 16,
	/** What the first payload looks like is noted. */
	CLASSIFIED = 32,
	/** The connection has shown a new subtype of MPTCP option since this direction's last packet. */
	NEW_MPTCP_SUBTYPE = 64,
	/** The last packet was a zero window probe, or a keep-alive. */
	LAST_WAS_PROBE = 128,
	LAST_WAS_KEEP_ALIVE = 256,
	/** See `scaleOf`. */
	SCALE = 31 << 9,
	/** Unacknowledged segments are counted in units of this, in the high half. */
	SEGMENT = 1 << 16,
}

const SCALE_SHIFT = 9;

/** A direction's shift count by its bits: -1 unknown, -2 no scaling. */
export function scaleOf(bits: number): number {
	return ((bits & DirectionBit.SCALE) >>> SCALE_SHIFT) - 2;
}

/** The bits with that shift count. */
export function withScale(bits: number, scale: number): number {
	return (bits & ~DirectionBit.SCALE) | ((scale + 2) << SCALE_SHIFT);
}

/** How many unacknowledged segments a direction has, by its bits. */
export function segmentsOf(bits: number): number {
	return bits >>> 16;
}

export class StreamStates {
	private readonly words: Int32Array[] = [];
	private readonly singles: Float32Array[] = [];

	/** The chunk of words that holds a stream's record; the record starts at `offset(stream)`. */
	chunk(stream: number): Int32Array {
		return this.words[stream >>> CHUNK_SHIFT]!;
	}

	/** The same chunk as 32-bit floats. */
	floats(stream: number): Float32Array {
		return this.singles[stream >>> CHUNK_SHIFT]!;
	}

	offset(stream: number): number {
		return (stream & (CHUNK_STREAMS - 1)) * STREAM_WORDS;
	}

	/** Makes the record of a new stream, the next by number, and sets what is not zero in it. */
	add(stream: number): void {
		if (stream >>> CHUNK_SHIFT === this.words.length) {
			const words = new Int32Array(STREAM_WORDS * CHUNK_STREAMS);
			this.words.push(words);
			this.singles.push(new Float32Array(words.buffer));
		}
		const words = this.chunk(stream);
		const at = this.offset(stream);
		for (const direction of [at + Word.A, at + Word.B]) {
			words[direction + Direction.WINDOW] = -1;
			words[direction + Direction.BITS] = withScale(DirectionBit.VALID_BYTES_IN_FLIGHT | DirectionBit.IN_ORDER, -1);
		}
	}
}
