import assert from 'node:assert/strict';
import test from 'node:test';
import {PATTERNS} from '../../../source/diagnosis/knowledge/patterns.ts';
import {RULES} from '../../../source/diagnosis/rules/chapters.ts';
import {verdictGuide} from '../../../source/diagnosis/verdict-guide.ts';
import {VERDICTS} from '../../../source/diagnosis/verdicts.ts';

test('every pattern that a rule has is described, and no other', () => {
	assert.deepEqual(Object.keys(PATTERNS).toSorted(), [...new Set(RULES.map(({pattern}) => pattern))].toSorted());
});

test('every verdict has a guide: who, what the packets show, what to check', () => {
	for (const {id, category} of VERDICTS) {
		const guide = verdictGuide(id)!;
		assert.equal(guide.category, category);
		for (const part of [guide.endedBy, guide.shows, guide.nextSteps])
			assert.ok(part.length > 0 && part.every(text => text.trim() !== ''), id);
	}
});

test('what is abnormal says what it is not, or what could still make the verdict wrong', () => {
	for (const {id, category} of VERDICTS) {
		if (category !== 'abnormal') continue;
		const guide = verdictGuide(id)!;
		assert.ok(guide.notTheCause.length + guide.caveats.length > 0, id);
		assert.ok(guide.references.length > 0, id);
	}
});

test('the guide of a verdict with several patterns names them all', () => {
	assert.equal(verdictGuide('clean-close')!.shows.length, 3);
	assert.deepEqual(verdictGuide('clean-close')!.endedBy.toSorted(), [
		'the client',
		'the end that closed first',
		'the server',
	]);
});

test('an id that there is not has no guide', () => {
	assert.equal(verdictGuide('nothing-of-the-kind'), undefined);
});
