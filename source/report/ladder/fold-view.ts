import {type LadderRuns, lastAtMost, UnitKind} from './runs.ts';

/** Which runs are folded: all or none, but for those named by their first packet. */
export interface Folds {
	readonly all: boolean;
	readonly turned: ReadonlySet<number>;
}

export const ALL_FOLDED: Folds = {all: true, turned: new Set()};
export const ALL_OPEN: Folds = {all: false, turned: new Set()};

/** The rows of a ladder, each a packet or a folded run, counted from 0. */
export class FoldView {
	readonly count: number;
	private readonly starts: Uint32Array;
	private readonly kinds: Uint8Array;

	constructor(
		readonly runs: LadderRuns,
		readonly folds: Folds,
	) {
		if (folds.all && folds.turned.size === 0) {
			this.starts = runs.starts;
			this.kinds = runs.kinds;
			this.count = runs.count;
			return;
		}
		const packets = runs.starts[runs.count]!;
		const starts = new Uint32Array(packets + 1);
		const kinds = new Uint8Array(packets);
		let rows = 0;
		for (let unit = 0; unit < runs.count; unit++) {
			const from = runs.starts[unit]!;
			const kind = runs.kinds[unit]!;
			if (kind !== UnitKind.PACKET && folds.turned.has(from) !== folds.all) {
				kinds[rows] = kind;
				starts[rows++] = from;
			} else for (let index = from; index < runs.starts[unit + 1]!; index++) starts[rows++] = index;
		}
		starts[rows] = packets;
		this.count = rows;
		this.starts = starts.slice(0, rows + 1);
		this.kinds = kinds.slice(0, rows);
	}

	/** First packet of a row. */
	start(row: number): number {
		return this.starts[row]!;
	}

	/** The packet behind a row's last. */
	end(row: number): number {
		return this.starts[row + 1]!;
	}

	kind(row: number): UnitKind {
		return this.kinds[row]!;
	}

	/** The row that shows a packet. */
	rowOf(index: number): number {
		return lastAtMost(this.starts, this.count, index);
	}

	/** The folds with the run round a packet opened or closed; undefined where no run is. */
	turn(index: number): Folds | undefined {
		const unit = this.runs.unitOf(index);
		if (this.runs.count === 0 || this.runs.kinds[unit] === UnitKind.PACKET) return undefined;
		const first = this.runs.starts[unit]!;
		const turned = new Set(this.folds.turned);
		if (!turned.delete(first)) turned.add(first);
		return {all: this.folds.all, turned};
	}

	/** The folds in which a packet has a row of its own. */
	reveal(index: number): Folds {
		return this.count === 0 || this.kind(this.rowOf(index)) === UnitKind.PACKET
			? this.folds
			: (this.turn(index) ?? this.folds);
	}
}
