/** Items that are named: more than anyone reads, and few enough to be sent to another thread many times. */
const NAMED = 100;

/** The first so many of many items, in descending order of their weight; equal ones in the order in which they came. */
export class Top {
	readonly items: number[] = [];
	/** Items that were looked at. */
	met = 0;
	/** An item must weigh more than this. */
	private least = Number.NEGATIVE_INFINITY;

	constructor(private readonly weightOf: (item: number) => number) {}

	add(item: number): void {
		const {items, weightOf} = this;
		this.met++;
		const weight = weightOf(item);
		if (weight <= this.least) return;
		let at = items.length;
		while (at > 0 && weightOf(items[at - 1]!) < weight) at--;
		items.splice(at, 0, item);
		if (items.length > NAMED) items.pop();
		if (items.length === NAMED) this.least = weightOf(items[NAMED - 1]!);
	}
}
