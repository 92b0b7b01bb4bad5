import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import type {Category} from '../diagnosis/diagnosis.ts';
import {byFrequency, verdictCounts} from '../diagnosis/endings/verdict-counts.ts';
import {VERDICTS} from '../diagnosis/verdicts.ts';

export interface EndingCount {
	readonly verdict: string;
	readonly category: Category;
	readonly streams: number;
}

/** Verdicts with their number of streams, the most frequent first. */
export function endingCounts(tables: CaptureTables, streams: Iterable<number>): EndingCount[] {
	const counts = verdictCounts(tables, streams);
	return byFrequency(counts).map(verdict => {
		const {id, category} = VERDICTS[verdict]!;
		return {verdict: id, category, streams: counts[verdict]!};
	});
}
