import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {sanitize, toAscii} from '../../source/report/sanitize.ts';

test('plain text passes as it is, in any script', () => {
	for (const text of ['www.example.com', 'пример.рф', '例え.jp', 'café', 'a b']) assert.equal(sanitize(text), text);
});

test('an escape sequence becomes visible text', () => {
	assert.equal(sanitize('\u{1B}]0;owned\u{7}'), '\\x1b]0;owned\\x07');
	assert.equal(sanitize('\u{9B}31m'), '\\x9b31m');
});

test('a line break cannot start a line of its own', () => {
	assert.equal(sanitize('a\r\nb\tc\0'), 'a\\r\\nb\\tc\\0');
	assert.equal(sanitize('a\u{2028}b\u{85}c'), 'a\\u{2028}b\\x85c');
});

test('bidirectional controls cannot reorder a line', () => {
	assert.equal(sanitize('abc\u{202E}gpj.exe'), 'abc\\u{202e}gpj.exe');
	assert.equal(sanitize('\u{2066}x\u{2069}\u{61C}\u{200F}'), '\\u{2066}x\\u{2069}\\u{061c}\\u{200f}');
});

test('characters of no width are shown', () => {
	assert.equal(sanitize('pay\u{200B}pal\u{FEFF}\u{AD}\u{2060}'), 'pay\\u{200b}pal\\u{feff}\\xad\\u{2060}');
	assert.equal(sanitize('\u{E0041}\u{FE0F}\u{3164}'), '\\u{e0041}\\u{fe0f}\\u{3164}');
});

test('combining marks need a letter under them and cannot pile up', () => {
	assert.equal(sanitize('e\u{301}'), 'e\u{301}');
	assert.equal(sanitize('\u{301}e'), '\\u{0301}e');
	assert.equal(sanitize(`e${'\u{301}'.repeat(4)}`), 'e\u{301}\u{301}\\u{0301}\\u{0301}');
});

test('what terminals join or not, each in its own width, is shown in its parts', () => {
	assert.equal(sanitize('\u{1F1E9}\u{1F1EA}'), '\\u{1f1e9}\\u{1f1ea}');
	assert.equal(sanitize('\u{1F44D}\u{1F3FF}'), '\u{1F44D}\\u{1f3ff}');
	assert.equal(sanitize('\u{1112}\u{1161}\u{11AB}'), '\u{1112}\\u{1161}\\u{11ab}');
	assert.equal(sanitize('a\u{2800}b\u{FDFD}'), 'a\\u{2800}b\\u{fdfd}');
	assert.equal(sanitize('한국'), '한국');
});

test('a lone surrogate does not reach the terminal', () => {
	assert.equal(sanitize('a\uD800b'), 'a\\u{d800}b');
});

test('whatever is given, nothing that a terminal obeys comes out', () => {
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 40}), text => {
			assert.doesNotMatch(sanitize(text), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
		}),
	);
});

test('an ASCII terminal gets ASCII only', () => {
	assert.equal(toAscii('café → 例'), 'caf? ? ?');
	assert.equal(toAscii('plain'), 'plain');
});
