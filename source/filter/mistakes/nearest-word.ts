import {segmentEdits} from './suggestions.ts';

/** The word that is meant by one with a letter or two wrong, or by the beginning of a word; undefined without one. */
export function nearestWord(typed: string, words: Iterable<string>): string | undefined {
	let best: string | undefined;
	let least = 3;
	for (const word of words) {
		const edits = segmentEdits(typed.toLowerCase(), word.toLowerCase());
		if (edits >= least) continue;
		best = word;
		least = edits;
	}
	if (best !== undefined) return best;
	const begun = [...words].filter(word => typed !== '' && word.startsWith(typed));
	return begun.length === 1 ? begun[0] : undefined;
}
