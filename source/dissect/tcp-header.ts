import {i32, u16} from './walk.ts';

/** Offsets in the header (RFC 9293 3.1). */
export const SOURCE_PORT = 0;
export const DESTINATION_PORT = 2;
export const SEQUENCE = 4;
export const ACKNOWLEDGMENT = 8;
export const OFFSET_AND_FLAGS = 12;
export const WINDOW = 14;
export const TCP_MIN_HEADER = 20;

const enum Option {
	END = 0,
	NO_OPERATION = 1,
	WINDOW_SCALE = 3,
	SACK = 5,
	MPTCP = 30,
	FAST_OPEN = 34,
	EXPERIMENT_1 = 253,
	EXPERIMENT_2 = 254,
}
const SHORTEST_SACK = 10;
/** MPTCP subtypes (RFC 8684 3). */
const enum Mptcp {
	CAPABLE = 0,
	DSS = 2,
	ADD_ADDR = 3,
	FAIL = 6,
	FASTCLOSE = 7,
}
const MP_CAPABLE_LENGTHS: readonly number[] = [12, 20, 22, 24];
const FAST_OPEN_MAGIC = 0xf989;
/** NOP, NOP, kind 8 of 10 bytes. */
const ALIGNED_TIMESTAMPS = 0x0101_080a;
/** Wireshark keeps no more SACK blocks than these (spec/tcp-analysis.md 9.12). */
export const MAX_SACK_BLOCKS = 3;

/** One TCP header, read into numbers; one object is used for all segments. */
export class TcpHeader {
	sourcePort = 0;
	destinationPort = 0;
	/** Raw 32-bit values, as signed integers: arithmetic on them wraps as TCP's does. */
	sequence = 0;
	acknowledgment = 0;
	/** In bytes. */
	headerLength = 0;
	/** 12 bits. */
	flags = 0;
	window = 0;

	/** Options. Shift count of a window scale option, at most 14; -1 without one. */
	windowScale = -1;
	sackBlocks = 0;
	/** Left and right edges. */
	readonly sack = new Int32Array(MAX_SACK_BLOCKS * 2);
	/** A Fast Open option with a cookie (RFC 7413 4.1.1). */
	fastOpenCookie = false;
	/** Bit n: an MPTCP option of subtype n (RFC 8684 3), of the first eight. */
	mptcpSubtypes = 0;
	/** The captured bytes end inside the options, or a SACK or MPTCP option that is too short makes Wireshark give up on them. */
	optionsCut = false;

	/** Reads the fixed fields; at least 16 bytes must be there. */
	readFixed(bytes: Uint8Array, at: number): void {
		this.sourcePort = u16(bytes, at + SOURCE_PORT);
		this.destinationPort = u16(bytes, at + DESTINATION_PORT);
		this.sequence = i32(bytes, at + SEQUENCE);
		this.acknowledgment = i32(bytes, at + ACKNOWLEDGMENT);
		const offsetAndFlags = u16(bytes, at + OFFSET_AND_FLAGS);
		this.headerLength = (offsetAndFlags >>> 12) * 4;
		this.flags = offsetAndFlags & 0xfff;
		this.window = u16(bytes, at + WINDOW);
	}

	/**
	 * Walks the options in order (spec/tcp-analysis.md 6.2): a length below two or past the header ends them.
	 *
	 * @param captureEnd first index that was not captured
	 */
	readOptions(bytes: Uint8Array, at: number, captureEnd: number): void {
		this.windowScale = -1;
		this.sackBlocks = 0;
		this.fastOpenCookie = false;
		this.mptcpSubtypes = 0;
		this.optionsCut = at + TCP_MIN_HEADER > captureEnd;
		if (this.headerLength > TCP_MIN_HEADER && !this.hasOnlyTimestamps(bytes, at, captureEnd))
			this.walkOptions(bytes, at + TCP_MIN_HEADER, at + this.headerLength, captureEnd);
	}

	/** The options that most segments have, and of which nothing is kept: two NOPs and time stamps (RFC 7323 appendix A). */
	private hasOnlyTimestamps(bytes: Uint8Array, at: number, captureEnd: number): boolean {
		const isWhole = this.headerLength === 32 && at + 32 <= captureEnd;
		return isWhole && i32(bytes, at + TCP_MIN_HEADER) === ALIGNED_TIMESTAMPS;
	}

	private walkOptions(bytes: Uint8Array, from: number, end: number, captureEnd: number): void {
		let next = from;
		while (next < end) {
			if (next >= captureEnd) {
				this.optionsCut = true;
				return;
			}
			const kind = bytes[next]!;
			if (kind === Option.END) return;
			if (kind === Option.NO_OPERATION) {
				next++;
				continue;
			}
			if (next + 1 >= captureEnd) {
				this.optionsCut = next + 1 < end;
				return;
			}
			const length = bytes[next + 1]!;
			if (length < 2 || next + length > end) return;
			if (next + length > captureEnd) {
				if (kind === Option.SACK) this.readSack(bytes, next + 2, captureEnd);
				this.optionsCut = true;
				return;
			}
			this.readOption(bytes, next, kind, length);
			if (this.optionsCut) return;
			next += length;
		}
	}

	private readOption(bytes: Uint8Array, at: number, kind: number, length: number): void {
		if (kind === Option.WINDOW_SCALE) {
			if (length === 3) this.windowScale = Math.min(bytes[at + 2]!, 14);
		} else if (kind === Option.SACK) {
			this.optionsCut = length < SHORTEST_SACK;
			this.readSack(bytes, at + 2, at + length);
		} else if (kind === Option.FAST_OPEN) {
			if (length > 2) this.fastOpenCookie = true;
		} else if (kind === Option.EXPERIMENT_1 || kind === Option.EXPERIMENT_2) {
			if (length > 4 && u16(bytes, at + 2) === FAST_OPEN_MAGIC) this.fastOpenCookie = true;
		} else if (kind === Option.MPTCP) this.readMptcp(bytes, at, length);
	}

	/** The blocks that are whole in `from` … `end`. */
	private readSack(bytes: Uint8Array, from: number, end: number): void {
		for (let edge = from; edge + 8 <= end && this.sackBlocks < MAX_SACK_BLOCKS; edge += 8) {
			this.sack[this.sackBlocks * 2] = i32(bytes, edge);
			this.sack[this.sackBlocks * 2 + 1] = i32(bytes, edge + 4);
			this.sackBlocks++;
		}
	}

	/** Measured with tshark 4.0.17: it counts the first eight subtypes, and gives up on those that lack a field. */
	private readMptcp(bytes: Uint8Array, at: number, length: number): void {
		const subtype = length < 3 ? Mptcp.CAPABLE : bytes[at + 2]! >>> 4;
		let shortest = 3;
		if (subtype === Mptcp.FAIL || subtype === Mptcp.FASTCLOSE) shortest = 12;
		else if (subtype === Mptcp.CAPABLE || subtype === Mptcp.DSS || subtype === Mptcp.ADD_ADDR) shortest = 4;
		if (subtype === Mptcp.DSS && length >= 4) shortest = dssLength(bytes[at + 3]!);
		if (length < shortest) this.optionsCut = true;
		else if (subtype !== Mptcp.CAPABLE || MP_CAPABLE_LENGTHS.includes(length))
			this.mptcpSubtypes |= (1 << subtype) & 0xff;
	}
}

/** Length of a DSS option, but for its checksum, by its flags (RFC 8684 3.3). */
function dssLength(flags: number): number {
	const acknowledgment = (flags & 1) === 0 ? 0 : (flags & 2) === 0 ? 4 : 8;
	const mapping = (flags & 4) === 0 ? 0 : (flags & 8) === 0 ? 10 : 14;
	return 4 + acknowledgment + mapping;
}
