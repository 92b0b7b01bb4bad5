import assert from 'node:assert/strict';
import type {Diagnosis} from '../../../source/diagnosis/diagnosis.ts';

/** What a sentence must not contain: missing values, broken grammar, doubled signs. */
const BROKEN =
	/undefined|NaN|Infinity|\bnull\b|#0\b|#-|-1\b|(?<![\d.,])1 (bytes|packets|connections|probes|times|resets|days)\b|(?<![\d.,])0 (s|ms|min|h|times|bytes|packets)\b| {2}|\.\.|,,|\( | \.|\$\{|\b(?<twice>the|a|an|of|to|and|in|was) \k<twice>\b| [,;:]/;

/** What stands under "not the cause" excludes; what might still be the case is a caveat. */
const HEDGES = /alike|look the same|looks the same|can tell|cannot show|not captured|would make/;

/** Nothing is broken or missing in what is said of a stream. */
export function checkSentences(found: Diagnosis, where: string): void {
	assert.match(found.summary, /^[A-Z].*\.$/, where);
	assert.doesNotMatch(found.summary, /[a-z]\. [A-Z]/, where);
	if (found.rootCause !== '') assert.match(found.rootCause, /^[A-Z].*\.$/, where);
	const texts = [
		found.summary,
		found.rootCause,
		...found.evidence.map(({text}) => text),
		...found.notTheCause,
		...(found.caveats ?? []),
		...found.nextSteps,
	];
	for (const text of found.notTheCause) assert.doesNotMatch(text, HEDGES, `excludes nothing: ${where}`);
	for (const text of texts) checkText(text, where);
	for (const text of texts) assert.doesNotMatch(text, /[^\x20-\x7e]/, where);
	for (const {row} of found.evidence) assert.ok(row >= 0, where);
	assert.deepEqual(
		found.evidence.map(({row}) => row),
		found.evidence.map(({row}) => row).sort((a, b) => a - b),
		where,
	);
}

/** Words that any text must do without, and brackets and quotes that are closed. */
export function checkText(text: string, where: string): void {
	assert.doesNotMatch(text, BROKEN, where);
	const count = (sign: string) => text.split(sign).length - 1;
	assert.equal(count('('), count(')'), where);
	assert.equal(count('['), count(']'), where);
	assert.equal(count('"') % 2, 0, where);
}
