/** Values of packets, in the order of the stream: a point where `low` and `high` are the same, else a span of values. */
export class Points {
	count = 0;
	/** Packets, counted within the stream from 0. */
	index = new Uint32Array(64);
	low = new Float64Array(64);
	/** The same array as `low` as long as there are no spans. */
	high = this.low;

	/** @param most points that there will be at most, as far as that is known */
	constructor(private readonly most = 0) {}

	add(index: number, low: number, high = low): void {
		if (this.count === this.index.length) this.grow();
		if (high !== low && this.high === this.low) this.high = this.low.slice();
		this.index[this.count] = index;
		this.low[this.count] = low;
		this.high[this.count] = high;
		this.count++;
	}

	/** Place of a packet's first value, -1 without one. */
	placeOf(packet: number): number {
		const at = this.firstFrom(packet);
		return at < this.count && this.index[at] === packet ? at : -1;
	}

	/** Place of the first value of a packet from this one on. */
	firstFrom(packet: number): number {
		let low = 0;
		let high = this.count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.index[middle]! < packet) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** From a few to as many as there can be: memory that is not written to costs nothing, copies do. */
	private grow(): void {
		const size = Math.max(this.count * 2, this.most);
		this.index = copied(this.index, new Uint32Array(size));
		const isSpanned = this.high !== this.low;
		this.low = copied(this.low, new Float64Array(size));
		this.high = isSpanned ? copied(this.high, new Float64Array(size)) : this.low;
	}
}

function copied<A extends Uint32Array | Float64Array>(from: A, to: A): A {
	to.set(from);
	return to;
}
