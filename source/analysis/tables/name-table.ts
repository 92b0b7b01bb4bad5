import {randomFactor} from '../../dissect/random-factor.ts';
import {ChunkedTable} from './chunked-table.ts';
import {SharedChunks} from './shared-chunks.ts';

/** No name is longer, in bytes. */
export const LONGEST_NAME = 255;
/** Bytes of a chunk of letters, as a power of two. */
const LETTERS_SHIFT = 16;
const LETTERS = 1 << LETTERS_SHIFT;
/** What a name takes beside its letters: its row, and its slot in the index. */
const NAME_COST = 16;
/** Memory for names: so much, and so much more a stream. Ordinary ones, were they all different, would fit. */
const ROOM = 16 * 1024 * 1024;
const ROOM_A_STREAM = 32;

/** Texts that are remembered. */
const MOST_RECENT = 1024;

const columns = {
	/** Where the letters start: chunk × 65,536 + place in the chunk. A name stands in one chunk. */
	start: Uint32Array,
	length: Uint8Array,
};

/** The letters of all names: a row is a byte. */
class Letters extends SharedChunks<Uint8Array> {
	constructor() {
		super(LETTERS_SHIFT, 1);
	}

	protected override views(buffer: SharedArrayBuffer): Uint8Array {
		return new Uint8Array(buffer);
	}
}

const latin1 = new TextDecoder('latin1');
const FACTOR = randomFactor();

/** Server names, each once, as the bytes that came: sanitise before showing. A capture may have a million. */
export class NameTable extends ChunkedTable<typeof columns> {
	readonly letters = new Letters();
	/** Open addressing: slot → row + 1. Only the writing thread has it. */
	private slots = new Uint32Array(1 << 6);
	/** Texts that were asked for: many streams have the same few. */
	private readonly recent = new Map<number, string>();

	constructor() {
		super(columns, 12);
	}

	/**
	 * Row of a name, added if it is new; -1 where there is no room for it.
	 *
	 * @param name at most `LONGEST_NAME` bytes
	 * @param streams how many the capture has
	 */
	intern(name: Uint8Array, streams: number): number {
		const mask = this.slots.length - 1;
		let slot = hash(name) & mask;
		for (let entry = this.slots[slot]!; entry !== 0; entry = this.slots[slot]!) {
			if (this.holds(entry - 1, name)) return entry - 1;
			slot = (slot + 1) & mask;
		}
		if (this.bytesTaken + name.length + NAME_COST > ROOM + streams * ROOM_A_STREAM) return -1;
		const row = this.length;
		this.slots[slot] = row + 1;
		this.write(row, name);
		if ((row + 1) * 2 > this.slots.length) this.grow();
		return row;
	}

	/** The name in characters of Latin-1; undefined for the row -1. */
	text(row: number): string | undefined {
		if (row < 0) return undefined;
		const known = this.recent.get(row);
		if (known !== undefined) return known;
		const text = latin1.decode(this.bytesOf(row));
		if (this.recent.size === MOST_RECENT) this.recent.clear();
		this.recent.set(row, text);
		return text;
	}

	/** Memory that the names take. */
	get bytesTaken(): number {
		return this.letters.length + this.length * NAME_COST;
	}

	private write(row: number, name: Uint8Array): void {
		const {letters} = this;
		const left = LETTERS - (letters.length & (LETTERS - 1));
		const start = name.length <= left ? letters.length : letters.length + left;
		letters.chunkFor(start).set(name, start & (LETTERS - 1));
		letters.length = start + name.length;
		const chunk = this.chunkFor(row);
		chunk.start[row & 4095] = start;
		chunk.length[row & 4095] = name.length;
		this.length = row + 1;
	}

	private bytesOf(row: number): Uint8Array {
		const chunk = this.chunks[row >>> 12]!;
		const start = chunk.start[row & 4095]!;
		const from = start & (LETTERS - 1);
		return this.letters.chunks[start >>> LETTERS_SHIFT]!.subarray(from, from + chunk.length[row & 4095]!);
	}

	private holds(row: number, name: Uint8Array): boolean {
		const bytes = this.bytesOf(row);
		if (bytes.length !== name.length) return false;
		for (let i = 0; i < name.length; i++) if (bytes[i] !== name[i]) return false;
		return true;
	}

	private grow(): void {
		const slots = new Uint32Array(this.slots.length * 2);
		const mask = slots.length - 1;
		for (let row = 0; row < this.length; row++) {
			let slot = hash(this.bytesOf(row)) & mask;
			while (slots[slot] !== 0) slot = (slot + 1) & mask;
			slots[slot] = row + 1;
		}
		this.slots = slots;
	}
}

/** Another in each run: a capture cannot be made to fill one slot. */
function hash(name: Uint8Array): number {
	let h = FACTOR;
	for (let i = 0; i < name.length; i++) h = Math.imul(h ^ (h >>> 15) ^ name[i]!, FACTOR);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
	return h ^ (h >>> 16);
}
