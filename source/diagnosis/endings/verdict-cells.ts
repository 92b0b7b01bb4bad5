const START = 1 << 10;

/** Words of a cell's record, which stand together: a look-up is one miss of the cache. */
const PLACE = 0;
const VERDICT = 1;
/** The cell before it of the same place + 1. */
const NEXT = 2;
const COUNT = 3;
const FIRST = 4;
const LAST = 5;
const WORDS = 6;

/**
 * Counts streams by place and verdict. A place has few verdicts: its cells are a chain, which is shorter than any hash.
 *
 *   place ──▶ head ──▶ cell (verdict, count, first, last) ──▶ cell …
 */
export class VerdictCells {
	/** Cells, one for each verdict of each place. */
	length = 0;
	/** By place: its newest cell + 1. */
	private heads = new Uint32Array(START);
	private cells = new Uint32Array(START * WORDS);

	add(place: number, verdict: number, stream: number): void {
		if (place >= this.heads.length) this.heads = grown(this.heads, place);
		const {cells} = this;
		let at = (this.heads[place]! - 1) * WORDS;
		while (at >= 0 && cells[at + VERDICT] !== verdict) at = (cells[at + NEXT]! - 1) * WORDS;
		if (at < 0) {
			this.append(place, verdict, stream);
			return;
		}
		cells[at + COUNT]!++;
		cells[at + LAST] = stream;
	}

	place(cell: number): number {
		return this.cells[cell * WORDS + PLACE]!;
	}
	verdict(cell: number): number {
		return this.cells[cell * WORDS + VERDICT]!;
	}
	count(cell: number): number {
		return this.cells[cell * WORDS + COUNT]!;
	}
	/** First and last stream that was counted. */
	first(cell: number): number {
		return this.cells[cell * WORDS + FIRST]!;
	}
	last(cell: number): number {
		return this.cells[cell * WORDS + LAST]!;
	}

	private append(place: number, verdict: number, stream: number): void {
		const at = this.length * WORDS;
		if (at === this.cells.length) this.cells = grown(this.cells, at);
		const {cells} = this;
		cells[at + PLACE] = place;
		cells[at + VERDICT] = verdict;
		cells[at + NEXT] = this.heads[place]!;
		cells[at + COUNT] = 1;
		cells[at + FIRST] = stream;
		cells[at + LAST] = stream;
		this.heads[place] = ++this.length;
	}
}

/** A copy with room for `index`, twice as long at least. */
function grown(old: Uint32Array<ArrayBuffer>, index: number): Uint32Array<ArrayBuffer> {
	const copy = new Uint32Array(Math.max(old.length * 2, index + 1));
	copy.set(old);
	return copy;
}
