/** The streams that the user has marked. A set of marks never changes; what changes it makes another one. */
export class Marks {
	static readonly NONE = new Marks(new Uint8Array(0), 0);

	private constructor(
		/** One byte a stream. */
		private readonly marked: Uint8Array,
		readonly count: number,
	) {}

	has(stream: number): boolean {
		return this.marked[stream] === 1;
	}

	/** The same with some streams marked or unmarked. */
	with(streams: Iterable<number>, mark: boolean): Marks {
		let marked = this.marked.slice();
		let {count} = this;
		for (const stream of streams) {
			if (stream >= marked.length) {
				const grown = new Uint8Array(Math.max(stream + 1, marked.length * 2, 1024));
				grown.set(marked);
				marked = grown;
			}
			const value = mark ? 1 : 0;
			count += value - marked[stream]!;
			marked[stream] = value;
		}
		return count === 0 ? Marks.NONE : new Marks(marked, count);
	}

	/** The marked streams, ascending. */
	streams(): Uint32Array {
		const list = new Uint32Array(this.count);
		let next = 0;
		for (let stream = 0; next < list.length; stream++) if (this.marked[stream] === 1) list[next++] = stream;
		return list;
	}
}
