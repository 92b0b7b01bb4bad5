import assert from 'node:assert/strict';
import test from 'node:test';
import {lineText} from '../../source/report/spans.ts';
import {blocksInSight, hangingLines} from '../../source/screen/draw/blocks.ts';

const hanging = (head: string, text: string) => hangingLines([{text: head}], 12, {text}, 32).map(lineText);

test('a text goes on below itself where there is no room beside its name', () => {
	assert.deepEqual(hanging(' short', 'all of it fits'), [' short      all of it fits']);
	assert.deepEqual(hanging(' short', 'so much does not fit on one line'), [
		' short      so much does not fit',
		'            on one line',
	]);
});

test('a name that is longer than usual has its text below it', () => {
	assert.deepEqual(hanging(' a longer name', 'what it is'), [' a longer name', '            what it is']);
	assert.deepEqual(hanging('twelve cells', 'what it is'), ['twelve cells', '            what it is']);
});

test('the selected item is in sight with all of its lines', () => {
	const blocks = Array.from({length: 20}, (_, item) =>
		Array.from({length: 1 + (item % 3)}, (_line, line) => [{text: `${item}.${line}`}]),
	);
	for (let selected = 0; selected < blocks.length; selected++) {
		const shown = blocksInSight(blocks, selected, 7);
		assert.equal(shown.lines.length, 7);
		const lit = shown.lines.slice(shown.selected, shown.selected + shown.selectedRows);
		assert.deepEqual(lit, blocks[selected]);
	}
	assert.equal(blocksInSight(blocks, 0, 7).selected, 0);
	assert.deepEqual(blocksInSight(blocks, 19, 7).lines.at(-1), blocks[19]!.at(-1), 'the foot is not left empty');
});
