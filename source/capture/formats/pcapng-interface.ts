import type {CaptureInterface} from '../capture-reader.ts';

/** Option codes (draft-ietf-opsawg-pcapng, "Options" and "Interface Description Block"). */
const END_OF_OPTIONS = 0;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const IF_FCSLEN = 13;
const IF_TSOFFSET = 14;

const MICROSECONDS = 6;
/** Names come from the file: no more than this is kept of one. */
const MAX_NAME_LENGTH = 255;
const utf8 = new TextDecoder();

/** What the packets of an interface are read with. */
export interface InterfaceState {
	/** Index into the reader's `interfaces`. */
	readonly index: number;
	readonly snapLength: number;
	readonly maxCaptured: number;
	/** The byte of if_tsresol. */
	readonly resolution: number;
	/** Time stamps are in units of 1 / `unitsPerSecond`; 0 where only `exactTime` can convert them. */
	readonly unitsPerSecond: number;
	readonly nanosecondsPerUnit: number;
	/** if_tsoffset, in seconds. */
	readonly offset: number;
}

/** Whether the options at `at` … `end` lie within their block. */
export function optionsFit(view: DataView, at: number, end: number, little: boolean): boolean {
	while (end - at >= 4) {
		const length = view.getUint16(at + 2, little);
		if (length > end - at - 4) return false;
		if (view.getUint16(at, little) === END_OF_OPTIONS) return true;
		at += 4 + ((length + 3) & ~3);
	}
	return true;
}

/** An Interface Description Block's body at `at` … `end`; its options must fit. The first of each option counts. */
export function parseInterface(
	view: DataView,
	at: number,
	end: number,
	little: boolean,
	place: {readonly section: number; readonly number: number},
): CaptureInterface & {readonly resolution: number; readonly offset: number} {
	const options = new Map<number, {at: number; length: number}>();
	for (let option = at + 8; end - option >= 4; ) {
		const code = view.getUint16(option, little);
		if (code === END_OF_OPTIONS) break;
		const length = view.getUint16(option + 2, little);
		if (!options.has(code)) options.set(code, {at: option + 4, length});
		option += 4 + ((length + 3) & ~3);
	}
	const found = (code: number, length: number) =>
		options.get(code)?.length === length ? options.get(code) : undefined;
	const text = (code: number) => {
		const option = options.get(code);
		if (!option) return undefined;
		const length = Math.min(option.length, MAX_NAME_LENGTH);
		return utf8.decode(new Uint8Array(view.buffer, option.at, length)).replace(/\0.*$/s, '');
	};
	const name = text(IF_NAME);
	const description = text(IF_DESCRIPTION);
	const fcs = found(IF_FCSLEN, 1);
	const resolution = found(IF_TSRESOL, 1);
	const offset = found(IF_TSOFFSET, 8);
	return {
		linkType: view.getUint16(at, little),
		snapLength: view.getUint32(at + 4, little),
		...place,
		...(name === undefined ? {} : {name}),
		...(description === undefined ? {} : {description}),
		...(fcs === undefined ? {} : {fcsLength: view.getUint8(fcs.at)}),
		resolution: resolution === undefined ? MICROSECONDS : view.getUint8(resolution.at),
		offset: offset === undefined ? 0 : Number(view.getBigInt64(offset.at, little)),
	};
}

/**
 * Units of an if_tsresol byte: a power of 10, or of 2 where the top bit is set. Those whose arithmetic is exact in
 * doubles (seconds and nanoseconds of any 64-bit time stamp) are given; 0 for the others.
 */
export function unitsPerSecond(resolution: number): number {
	const exponent = resolution & 0x7f;
	if ((resolution & 0x80) !== 0) return exponent <= 23 ? 2 ** exponent : 0;
	return exponent <= 9 ? 10 ** exponent : 0;
}

/** Seconds (without if_tsoffset) and nanoseconds of a time stamp in units finer than doubles can do. */
export function exactTime(high: number, low: number, resolution: number): {seconds: number; nanoseconds: number} {
	const units = ((resolution & 0x80) !== 0 ? 2n : 10n) ** BigInt(resolution & 0x7f);
	const timestamp = (BigInt(high) << 32n) | BigInt(low);
	return {
		seconds: Number(timestamp / units),
		nanoseconds: Number(((timestamp % units) * 1_000_000_000n) / units),
	};
}
