/**
 * One number at most of each stream, such as the row of its last packet, collected by the group that the stream is in:
 * the numbers of a group stand together, in the order of the streams.
 *
 *   starts  0    3 3      8          group → where its numbers start
 *   rows    │ 0  │ │ 2    │ 3 …
 */
export class RowsByGroup {
	private readonly starts: Uint32Array;
	private readonly rows: Uint32Array;

	/**
	 * @param groupOf group of a stream; not asked for those without a number
	 * @param rowOf the number; -1 for none
	 */
	constructor(streams: number, groups: number, groupOf: (stream: number) => number, rowOf: (stream: number) => number) {
		this.starts = new Uint32Array(groups + 1);
		for (let stream = 0; stream < streams; stream++) if (rowOf(stream) >= 0) this.starts[groupOf(stream) + 1]!++;
		for (let group = 0; group < groups; group++) this.starts[group + 1]! += this.starts[group]!;
		this.rows = new Uint32Array(this.starts[groups]!);
		// Each start moves on to the end of its group, which is where the next begins.
		for (let stream = 0; stream < streams; stream++) {
			const row = rowOf(stream);
			if (row >= 0) this.rows[this.starts[groupOf(stream)]!++] = row;
		}
		this.starts.copyWithin(1, 0);
		this.starts[0] = 0;
	}

	of(group: number): Uint32Array {
		return this.rows.subarray(this.starts[group]!, this.starts[group + 1]!);
	}

	/** Brings the numbers of each group into the order of their keys, where they are not in it. */
	sort(keyOf: (row: number) => number): void {
		for (let group = 0; group + 1 < this.starts.length; group++) {
			const rows = this.of(group);
			if (!isAscending(rows, keyOf)) rows.sort((a, b) => keyOf(a) - keyOf(b));
		}
	}
}

function isAscending(rows: Uint32Array, keyOf: (row: number) => number): boolean {
	for (let i = 1; i < rows.length; i++) if (keyOf(rows[i]!) < keyOf(rows[i - 1]!)) return false;
	return true;
}
