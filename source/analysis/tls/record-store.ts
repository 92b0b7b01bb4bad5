import type {ReassemblyMemory, Waiting} from './reassembly-memory.ts';

/** Bytes of an opaque record that are kept: its header, and one to know that it is not empty. */
const HEAD = 6;
/** More pieces behind a hole than any record has segments: those beyond are not kept. */
const MAX_ISLANDS = 4096;
/** Memory that a piece behind a hole takes beside its bytes. */
const ISLAND_COST = 256;
const NOTHING = new Uint8Array(0);

/** A piece behind a hole: its own bytes only, however far from the start it lies. */
interface Island {
	readonly from: number;
	readonly to: number;
	readonly bytes: Uint8Array;
}

/**
 * Bytes from a sequence number on that the TLS layer asked for: a record, or the start of one whose header is not
 * complete yet (spec/tcp-analysis.md 13). Of application data only the header is kept; the rest is merely counted.
 */
export class PendingRecord implements Waiting {
	counted = 0;
	/** Rows of the packets: of the last one that added to it. */
	lastRow: number;
	/** All of the next segment belongs to it, since the record's length is not known yet. */
	whole = false;
	complete = false;
	private total = -1;
	/** Bytes from the start without a hole. */
	private covered = 0;
	/** In order of arrival. */
	private islands: Island[] | undefined;
	private islandBytes = 0;
	private bytes: Uint8Array = NOTHING;
	/** Where it is to be found. */
	map: RecordMap | undefined;

	constructor(
		/** Relative sequence number of the first byte, and of the first byte behind it. */
		readonly start: number,
		public end: number,
		row: number,
		/** False for an opaque record. */
		readonly keepBytes: boolean,
	) {
		this.lastRow = row;
	}

	/** Memory that its bytes take. */
	get cost(): number {
		return this.bytes.length + this.islandBytes;
	}

	giveUp(): void {
		this.map?.lose(this);
	}

	/**
	 * Adds a piece; where pieces overlap the earlier bytes stay.
	 *
	 * @returns false if the record was complete already: nothing can be added
	 */
	add(offset: number, source: Uint8Array, from: number, length: number, more: boolean): boolean {
		if (this.complete) return false;
		if (!more && this.total < 0) this.total = offset + length;
		if (offset > this.covered) {
			this.islands ??= [];
			if (this.islands.length === MAX_ISLANDS) return true;
			const kept = this.keepBytes ? length : Math.max(0, Math.min(length, HEAD - offset));
			this.islands.push({from: offset, to: offset + length, bytes: source.slice(from, from + kept)});
			this.islandBytes += kept + ISLAND_COST;
		} else if (offset + length > this.covered) {
			this.copy(offset, source, from, length, this.covered);
			this.covered = offset + length;
			if (this.islands !== undefined) this.joinIslands(this.islands);
		}
		this.complete = this.total >= 0 && this.covered >= this.total;
		return true;
	}

	/** Opens a complete record for more bytes; its length is to be set anew. */
	reopen(): void {
		this.complete = false;
		this.total = -1;
	}

	/** Lets go of the bytes of a record that has been looked at. */
	release(): void {
		this.bytes = NOTHING;
		this.islands = undefined;
		this.islandBytes = 0;
	}

	/** Cuts the record off at `offset`: what lies behind belongs to another. */
	cutAt(offset: number): void {
		this.end = this.start + offset;
	}

	/** The first bytes, as many as were kept. */
	get content(): Uint8Array {
		return this.keepBytes ? this.bytes.subarray(0, this.length) : this.bytes.subarray(0, Math.min(this.length, HEAD));
	}

	/** Bytes in a complete record. */
	get length(): number {
		return this.total < 0 ? this.covered : this.total;
	}

	/** Copies a piece from `covered` on: what was covered before keeps its bytes. */
	private copy(offset: number, source: Uint8Array, from: number, length: number, covered: number): void {
		const wanted = this.keepBytes ? offset + length : Math.min(offset + length, HEAD);
		const start = Math.max(offset, covered);
		if (wanted <= start) return;
		if (wanted > this.bytes.length) {
			const grown = new Uint8Array(Math.max(wanted, Math.min(this.bytes.length * 2, this.end - this.start)));
			grown.set(this.bytes);
			this.bytes = grown;
		}
		this.bytes.set(source.subarray(from + start - offset, from + wanted - offset), start);
	}

	/** Takes in the pieces that no hole separates any more; where they overlap, the later bytes count. */
	private joinIslands(islands: readonly Island[]): void {
		const covered = this.covered;
		for (let grown = true; grown; ) {
			grown = false;
			for (const {from, to} of islands) {
				if (from > this.covered || to <= this.covered) continue;
				this.covered = to;
				grown = true;
			}
		}
		for (const {from, to, bytes} of islands)
			if (from <= this.covered && to > covered) this.copy(from, bytes, 0, to - from, covered);
		const left = islands.filter(({from}) => from > this.covered);
		this.islands = left.length === 0 ? undefined : left;
		this.islandBytes = left.reduce((sum, {bytes}) => sum + bytes.length + ISLAND_COST, 0);
	}
}

/** A record that waits is no longer, with its header. */
export const MAX_SPAN = 1 << 20;
/** More than these are not remembered: the oldest go first. */
const MAX_RECORDS = 256;

/** Who keeps the records of a connection's endpoint. */
export interface RecordHome {
	/** A record was given up that ends in front of a relative sequence number. */
	noteLost(number: number, fromB: boolean, end: number): void;
	/** None is left in the map of that endpoint. */
	dropRecords(number: number, fromB: boolean, records: RecordMap): void;
}

/** The records of one direction that span segments, in order of their start. */
export class RecordMap {
	private records: PendingRecord[] = [];

	/**
	 * @param number of the connection, for `home`
	 * @param fromB its endpoint
	 */
	constructor(
		private readonly memory: ReassemblyMemory,
		private readonly home: RecordHome,
		private readonly number: number,
		private readonly fromB: boolean,
	) {}

	/** The record that starts exactly at a relative sequence number. */
	at(start: number): PendingRecord | undefined {
		const index = this.countBelow(start + 1) - 1;
		return index >= 0 && this.records[index]!.start === start ? this.records[index] : undefined;
	}

	/** The record with the greatest start below `sequence`; for 0 the one with the greatest of all. */
	before(sequence: number): PendingRecord | undefined {
		const count = sequence === 0 ? this.records.length : this.countBelow(sequence);
		// An index of -1 would be looked up as the name of a property.
		return count === 0 ? undefined : this.records[count - 1];
	}

	put(record: PendingRecord): void {
		const index = this.countBelow(record.start);
		const replaces = this.records[index]?.start === record.start ? 1 : 0;
		const gone: PendingRecord[] = [];
		// Most have one record, and an array that grows by push has room for more.
		if (this.records.length === 0) this.records = [record];
		else gone.push(...this.records.splice(index, replaces, record));
		if (this.records.length > MAX_RECORDS) gone.push(...this.records.splice(0, MAX_RECORDS / 2));
		for (const each of gone) this.memory.letGo(each);
		record.map = this;
		this.memory.hold(record, record.cost);
	}

	/** `PendingRecord.add` to one of these. */
	add(record: PendingRecord, offset: number, source: Uint8Array, from: number, length: number, more: boolean): boolean {
		if (!record.add(offset, source, from, length, more)) return false;
		this.memory.hold(record, record.cost);
		return true;
	}

	/** `PendingRecord.release` of one of these. */
	release(record: PendingRecord): void {
		record.release();
		this.memory.hold(record, record.cost);
	}

	/** Forgets a record that is given up. */
	lose(record: PendingRecord): void {
		this.records = this.records.filter(each => each !== record);
		if (!record.complete && !record.whole) this.home.noteLost(this.number, this.fromB, record.end);
		if (this.records.length === 0) this.home.dropRecords(this.number, this.fromB, this);
	}

	private countBelow(start: number): number {
		const {records} = this;
		let low = 0;
		let high = records.length;
		// Streams mostly go forward.
		if (high > 0 && records[high - 1]!.start < start) return high;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (records[middle]!.start < start) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
