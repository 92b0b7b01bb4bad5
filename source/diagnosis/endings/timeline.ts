import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {VERDICTS, verdictIndex} from '../verdicts.ts';

/** Endings over the capture's time, in buckets of equal width; a stream ends with its last packet. */
export interface Timeline {
	/** Width of a bucket, in seconds. */
	readonly width: number;
	/** Time of the capture's first packet, seconds since 1970: where the first bucket begins. */
	readonly start: number;
	readonly abnormal: Uint32Array;
	/** Endings of the other categories. */
	readonly other: Uint32Array;
}

/** Buckets that a timeline has at most: more than a terminal has columns. */
const MOST_BUCKETS = 1000;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** Widths that people count in, from a millisecond to half a day; days go on in steps of 1, 2 and 5. */
const WIDTHS: readonly number[] = [
	...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
	...[1, 2, 5, 10, 15, 30],
	...[1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE),
	...[1, 2, 3, 6, 12].map(hours => hours * HOUR),
];

/** Widths from the least, without an end. */
function* widths(): Generator<number> {
	yield* WIDTHS;
	for (let unit = DAY; ; unit *= 10) for (const step of [1, 2, 5]) yield step * unit;
}

/** The least width that people count in, a multiple of `unit`, of which `count` cover `seconds`. */
export function bucketWidth(seconds: number, count: number, unit = 0.001): number {
	for (const width of widths()) {
		const isMultiple = Math.round(width * 1000) % Math.round(unit * 1000) === 0;
		if (isMultiple && width * count > seconds) return width;
	}
	return seconds;
}

/** Verdicts of streams that did not end, or of which that is not known. */
const NOT_ENDED: ReadonlySet<number> = new Set([verdictIndex('open-at-end'), verdictIndex('one-sided')]);

/** Collects the endings of streams into a timeline. */
export class TimelineMaker {
	private readonly width: number;
	private readonly abnormal: Uint32Array;
	private readonly other: Uint32Array;
	/** Time of the first packet, in whole seconds and nanoseconds. */
	private readonly seconds: number;
	private readonly nanoseconds: number;

	constructor(private readonly tables: CaptureTables) {
		const {packets} = tables;
		const isEmpty = packets.length === 0;
		this.seconds = isEmpty ? 0 : packets.seconds(0);
		this.nanoseconds = isEmpty ? 0 : packets.nanoseconds(0);
		const seconds = isEmpty ? 0 : Math.max(0, packets.nanosecondsBetween(0, packets.length - 1) / 1e9);
		this.width = bucketWidth(seconds, MOST_BUCKETS);
		const count = Math.floor(seconds / this.width) + 1;
		this.abnormal = new Uint32Array(count);
		this.other = new Uint32Array(count);
	}

	/** Streams that have not ended are left out. What the clock puts outside the capture counts at its edge. */
	add(stream: number, verdict: number): void {
		if (NOT_ENDED.has(verdict)) return;
		const {packets, streams} = this.tables;
		const row = streams.lastRow(stream);
		const at = packets.seconds(row) - this.seconds + (packets.nanoseconds(row) - this.nanoseconds) / 1e9;
		const bucket = Math.max(0, Math.min(this.other.length - 1, Math.floor(at / this.width)));
		if (VERDICTS[verdict]!.category === 'abnormal') this.abnormal[bucket]!++;
		else this.other[bucket]!++;
	}

	get timeline(): Timeline {
		const {width, abnormal, other} = this;
		return {width, start: this.seconds + this.nanoseconds / 1e9, abnormal, other};
	}
}

/** The same endings in at most `count` wider buckets. */
export function rebucket({width, start, abnormal, other}: Timeline, count: number): Timeline {
	const wider = bucketWidth((abnormal.length - 1) * width, Math.max(1, count), width);
	const each = Math.round(wider / width);
	const length = Math.max(1, Math.ceil(abnormal.length / each));
	const joined = (buckets: Uint32Array) => {
		const sums = new Uint32Array(length);
		for (let bucket = 0; bucket < buckets.length; bucket++) sums[Math.floor(bucket / each)]! += buckets[bucket]!;
		return sums;
	};
	return {width: wider, start, abnormal: joined(abnormal), other: joined(other)};
}
