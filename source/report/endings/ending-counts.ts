import {CATEGORIES, type Category} from '../../diagnosis/diagnosis.ts';
import {byFrequency, verdictCounts} from '../../diagnosis/endings/verdict-counts.ts';
import {VERDICTS, type VerdictId, verdictIndex} from '../../diagnosis/verdicts.ts';

export interface EndingCount {
	readonly verdict: string;
	readonly category: Category;
	readonly streams: number;
}

/** The order of `byConcern` for the reader of a report. */
export const ORDER_IN_WORDS = `${CATEGORIES[0]} first, then ${CATEGORIES.slice(1).join(', ')}; each in capture order`;

/** Streams as people want to read of them: abnormal ones first, those of a category as they stood before. */
export function byConcern(
	ending: (stream: number) => {readonly category: Category},
	streams: Iterable<number>,
): number[] {
	const byCategory = new Map(CATEGORIES.map(category => [category, [] as number[]]));
	for (const stream of streams) byCategory.get(ending(stream).category)!.push(stream);
	return [...byCategory.values()].flat();
}

/** Verdicts with their number of streams, the most frequent first. */
export function endingCounts(streams: Iterable<number>, verdictOf: (stream: number) => VerdictId): EndingCount[] {
	const counts = verdictCounts(streams, stream => verdictIndex(verdictOf(stream)));
	return byFrequency(counts).map(verdict => {
		const {id, category} = VERDICTS[verdict]!;
		return {verdict: id, category, streams: counts[verdict]!};
	});
}
