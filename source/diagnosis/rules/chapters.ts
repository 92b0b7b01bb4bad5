import {captureChapter, openChapter} from './capture-rules.ts';
import {closeChapter} from './close-rules.ts';
import {challengeChapter, openingChapter} from './opening-rules.ts';
import {pathChapter} from './path-rules.ts';
import {forgeryChapter} from './resets/forgery-rules.ts';
import {resetAfterFinChapter} from './resets/reset-after-fin-rules.ts';
import {resetChapter} from './resets/reset-rules.ts';
import type {Chapter, Rule} from './rule.ts';
import {tlsChapter} from './tls/tls-rules.ts';

/**
 * All rules in the order in which they are looked at (spec/diagnoses.md D.3). A chapter that applies and has no rule
 * that holds leaves the stream to the chapters behind it.
 */
export const CHAPTERS: readonly Chapter[] = [
	captureChapter,
	challengeChapter,
	openingChapter,
	forgeryChapter,
	tlsChapter,
	pathChapter,
	resetAfterFinChapter,
	resetChapter,
	closeChapter,
	openChapter,
];

/** Every rule once, in that order. */
export const RULES: readonly Rule[] = [...new Set(CHAPTERS.flatMap(chapter => chapter.rules))];
