import {VERDICTS} from '../verdicts.ts';

/** Number of streams of each verdict, by its index in `VERDICTS`. */
export function verdictCounts(streams: Iterable<number>, verdictOf: (stream: number) => number): Uint32Array {
	const counts = new Uint32Array(VERDICTS.length);
	for (const stream of streams) counts[verdictOf(stream)]!++;
	return counts;
}

/** Indexes of the verdicts that occur, the most frequent first; equal ones by name. */
export function byFrequency(counts: Uint32Array): number[] {
	return [...counts.keys()]
		.filter(verdict => counts[verdict]! > 0)
		.sort((a, b) => counts[b]! - counts[a]! || (VERDICTS[a]!.id < VERDICTS[b]!.id ? -1 : 1));
}
