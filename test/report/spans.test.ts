import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {ASCII, UNICODE} from '../../source/report/ladder/drawing.ts';
import {cut, cutLine, fit, lineText, spread, textWidth, wrap} from '../../source/report/spans.ts';

test('wide characters take two cells', () => {
	assert.equal(textWidth('例え.jp'), 7);
	assert.equal(textWidth('café'), 4);
});

test('every character that the screen is drawn with takes one cell', () => {
	for (const {levels, ...glyphs} of [UNICODE, ASCII])
		for (const glyph of [...Object.values(glyphs), ...levels]) assert.equal(textWidth(glyph), 1, glyph);
	assert.equal(UNICODE.levels.length, ASCII.levels.length);
});

test('what is cut off is marked, and no half of a wide character stays', () => {
	assert.equal(cut('abcdef', 4, '~'), 'abc~');
	assert.equal(cut('abcd', 4, '~'), 'abcd');
	assert.equal(cut('例例例', 4, '~'), '例~');
	assert.equal(fit('例例例', 4, '~'), '例~ ');
	assert.equal(fit('ab', 4, '~', 'right'), '  ab');
	assert.equal(cut('abc', 0, '~'), '');
});

test('a line is cut in the span where its room ends', () => {
	const line = [{text: 'abc'}, {text: 'def', role: 'dim' as const}, {text: 'ghi'}];
	assert.deepEqual(cutLine(line, 5, '~'), [{text: 'abc'}, {text: 'd~', role: 'dim'}]);
	assert.equal(lineText(cutLine(line, 9, '~')), 'abcdefghi');
});

test('of two texts on a line the left one gives way', () => {
	assert.equal(lineText(spread([{text: 'left'}], [{text: 'right'}], 12, '~')), 'left   right');
	assert.equal(lineText(spread([{text: 'long left'}], [{text: 'right'}], 12, '~')), 'long ~ right');
});

test('text is broken at blanks, and a long word where it must', () => {
	assert.deepEqual(wrap('the server sends a reset', 10), ['the server', 'sends a', 'reset']);
	assert.deepEqual(wrap('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
	assert.deepEqual(wrap('', 4), ['']);
});

test('no line that was cut or broken is wider than asked', () => {
	fc.assert(
		fc.property(fc.string({unit: 'grapheme'}), fc.integer({min: 2, max: 30}), (text, width) => {
			assert.ok(textWidth(cut(text, width, '~')) <= width);
			for (const line of wrap(text, width)) assert.ok(textWidth(line) <= width, line);
		}),
	);
});
