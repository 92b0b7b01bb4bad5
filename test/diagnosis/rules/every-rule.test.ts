import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {gatherFacts} from '../../../source/diagnosis/facts/gather.ts';
import {ruleFor} from '../../../source/diagnosis/judge.ts';
import {CHAPTERS, RULES} from '../../../source/diagnosis/rules/chapters.ts';
import type {Rule} from '../../../source/diagnosis/rules/rule.ts';
import {VERDICTS} from '../../../source/diagnosis/verdicts.ts';
import {capturesIn, sharedPath} from '../../support/captures/shared-files.ts';
import {EXPECTED_ENDINGS} from '../expected-endings.ts';
import {type Judged, judge} from '../support.ts';
import {MADE_STREAMS} from './made-streams.ts';

function ruleOf({tables, context}: Judged, stream: number): Rule | undefined {
	gatherFacts(tables, stream, context.facts);
	return ruleFor(context.facts, context);
}

for (const {pattern, ending, says, frames} of MADE_STREAMS) {
	test(`${pattern} as the knowledge base describes it ends as ${ending}`, async () => {
		const judged = await judge(frames);
		const found = judged.diagnoses[0]!;
		assert.equal(`${found.verdict} ${found.endedBy} ${found.confidence}`, ending);
		assert.match(found.summary, says);
		assert.equal(ruleOf(judged, 0)?.pattern, pattern);
	});
}

test('every rule gives a verdict in some recorded or made capture: none stands behind one that always wins', async t => {
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return;
	const fired = new Set<Rule | undefined>();
	for (const input of [
		...capturesIn(folder).map(name => join(folder, name)),
		...MADE_STREAMS.map(made => made.frames),
	]) {
		const judged = await judge(input);
		for (let stream = 0; stream < judged.tables.streams.length; stream++) fired.add(ruleOf(judged, stream));
	}
	const missing = CHAPTERS.flatMap(({name, rules}) =>
		rules.filter(rule => !fired.has(rule)).map(rule => `${name}: ${rule.pattern} ${rule.verdict}`),
	);
	assert.deepEqual(missing, []);
	assert.ok(RULES.length > 60);
});

test('every verdict is the expected one of some recorded or made capture', () => {
	const expected = new Set(
		[...Object.values(EXPECTED_ENDINGS).flat(), ...MADE_STREAMS.map(made => made.ending)].map(
			text => text.split(' ')[0],
		),
	);
	// Nothing is expected to stay unknown; damaged captures do (public-captures.test.ts).
	assert.deepEqual(
		VERDICTS.filter(({id}) => !expected.has(id)).map(({id}) => id),
		['unknown'],
	);
});
