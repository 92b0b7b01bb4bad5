import type {Category} from '../diagnosis/diagnosis.ts';
import type {ReportSource} from './report-model.ts';

export interface EndingCount {
	readonly verdict: string;
	readonly category: Category;
	readonly streams: number;
}

/** Verdicts with their number of streams, the most frequent first. */
export function endingCounts(source: ReportSource, streams: Iterable<number>): EndingCount[] {
	const counts = new Map<string, EndingCount>();
	for (const stream of streams) {
		const {verdict, category} = source.ending(stream);
		counts.set(verdict, {verdict, category, streams: (counts.get(verdict)?.streams ?? 0) + 1});
	}
	return [...counts.values()].sort((a, b) => b.streams - a.streams || (a.verdict < b.verdict ? -1 : 1));
}
