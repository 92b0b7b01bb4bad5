/** Stands for the value of a field that a row does not have. */
export const ABSENT = Number.NEGATIVE_INFINITY;

/** Rows for which there is room. */
const SLOTS = 1 << 14;

const enum Known {
	NOT_YET,
	FAILS,
	FITS,
}

/**
 * Answers of a test by the numbers that it looks at: ports, flags and addresses are few, however many packets have them.
 * Its size is fixed: an answer takes the place of another one that happens to have its slot.
 */
export class AnswerCache {
	private readonly keys: Float64Array;
	private readonly answers = new Uint8Array(SLOTS);

	/**
	 * @param columns the numbers of the rows of a block, as they are when a row is asked for. NaN is no number: what has
	 * it is tested each time.
	 */
	constructor(
		private readonly columns: readonly Float64Array[],
		private readonly fits: (index: number) => boolean,
	) {
		this.keys = new Float64Array(SLOTS * columns.length);
	}

	/** Does the row of this index in the block fit? */
	test(index: number): boolean {
		const {columns, keys} = this;
		const width = columns.length;
		let hash = 0;
		for (let n = 0; n < width; n++) hash = Math.imul(hash ^ columns[n]![index]!, 0x9e37_79b1);
		const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
		let isKnown = this.answers[slot] !== Known.NOT_YET;
		for (let n = 0; n < width; n++) if (keys[slot * width + n] !== columns[n]![index]) isKnown = false;
		if (!isKnown) {
			for (let n = 0; n < width; n++) keys[slot * width + n] = columns[n]![index]!;
			this.answers[slot] = this.fits(index) ? Known.FITS : Known.FAILS;
		}
		return this.answers[slot] === Known.FITS;
	}
}
