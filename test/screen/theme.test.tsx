import assert from 'node:assert/strict';
import test from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import {ASCII, UNICODE} from '../../source/report/ladder/drawing.ts';
import {ROLES} from '../../source/report/spans.ts';
import {chooseAppearance} from '../../source/screen/draw/appearance.ts';
import {wholeRows} from '../../source/screen/draw/fast-output.ts';
import {drawLine, THEMES} from '../../source/screen/draw/theme.ts';
import {verdictSpan} from '../../source/screen/streams/columns/cells.ts';
import {appearanceOf} from '../support/terminal/screen-under-test.tsx';

const UTF8 = {LC_ALL: 'C.UTF-8', TERM: 'xterm-256color'};

test('the locale decides between Unicode and ASCII, by the first variable that is set', () => {
	const drawing = (environment: Record<string, string>, ascii = false) =>
		chooseAppearance({ascii, color: true}, environment).drawing;
	assert.equal(drawing({LANG: 'de_DE.UTF-8'}), UNICODE);
	assert.equal(drawing({LANG: 'de_DE.utf8', LC_CTYPE: 'C'}), ASCII);
	assert.equal(drawing({LANG: 'C', LC_ALL: 'en_US.UTF-8'}), UNICODE);
	assert.equal(drawing({}), ASCII);
	assert.equal(drawing(UTF8, true), ASCII);
});

test('NO_COLOR, --no-color and a dumb terminal leave no colour', () => {
	const theme = (color: boolean, environment: Record<string, string>) =>
		chooseAppearance({color}, {...UTF8, ...environment}).theme;
	assert.equal(theme(true, {}), THEMES['dark']);
	assert.equal(theme(false, {}), THEMES['none']);
	assert.equal(theme(true, {NO_COLOR: '1'}), THEMES['none']);
	assert.equal(theme(true, {NO_COLOR: ''}), THEMES['dark'], 'an empty NO_COLOR asks for nothing');
	assert.equal(theme(true, {TERM: 'dumb'}), THEMES['none']);
	assert.equal(theme(true, {TERM: 'linux'}), THEMES['16']);
	assert.equal(chooseAppearance({color: true, theme: 'light'}, UTF8).theme, THEMES['light']);
});

test('the theme without colour has no colour', () => {
	for (const look of Object.values(THEMES['none']!)) for (const code of look) assert.ok(code < 30, String(code));
});

test('no theme needs more than sixteen colours, and none sets a background', () => {
	for (const theme of Object.values(THEMES)) {
		for (const code of Object.values(theme).flat())
			assert.ok(code < 30 || (code >= 30 && code <= 37) || (code >= 90 && code <= 97));
	}
});

test('every look is switched off again', () => {
	for (const name of Object.keys(THEMES)) {
		for (const role of ROLES) {
			const drawn = drawLine([{text: 'a', role}, {text: 'b'}], 10, appearanceOf(name));
			assert.equal(stripVTControlCharacters(drawn), 'ab');
			const codes = [...drawn.slice(drawn.indexOf('a'), drawn.indexOf('b')).matchAll(/\d+/g)].map(([code]) =>
				Number(code),
			);
			const on = THEMES[name]![role] ?? [];
			const off = on.map(code => (code === 1 || code === 2 ? 22 : code === 4 ? 24 : code === 7 ? 27 : 39));
			assert.deepEqual(new Set(codes), new Set(off), `${name} ${role}`);
		}
	}
});

test('a selected row is reversed over the whole width and has no other look', () => {
	const drawn = drawLine([{text: 'ab', role: 'reset'}], 6, appearanceOf('dark'), true);
	assert.equal(drawn, '\u{1B}[7mab    \u{1B}[27m');
});

test('no line is wider than its room, and ASCII stays ASCII', () => {
	const line = [{text: 'abc→def'}, {text: 'ghi', role: 'dim' as const}];
	assert.equal(stripVTControlCharacters(drawLine(line, 5, appearanceOf('none', ASCII))), 'abc?~');
});

test('a category has a mark beside its colour', () => {
	const marks = (['normal', 'info', 'abnormal', 'unknown'] as const).map(
		category => verdictSpan('x', category, UNICODE).text[0],
	);
	assert.equal(new Set(marks).size, 4);
});

const write = (x: number, y: number, text: string, transformers: ((line: string) => string)[] = []) => ({
	type: 'write',
	x,
	y,
	text,
	transformers,
});

test('a frame of whole rows is put together without a grid of cells', () => {
	const operations = [write(0, 0, 'a  '), write(0, 2, ' ', [() => 'c'])];
	assert.deepEqual(wholeRows({height: 3, operations}), ['a', '', 'c']);
});

test('a frame of any other shape is left to Ink', () => {
	for (const operations of [
		[write(1, 0, 'a')],
		[write(0, 0, 'a'), write(0, 0, 'b')],
		[write(0, 0, 'a\nb')],
		[{...write(0, 0, 'a'), type: 'clip'}],
		[write(0, 5, 'below')],
	]) {
		assert.equal(wholeRows({height: 2, operations}), undefined);
	}
	assert.equal(wholeRows({height: 2}), undefined, 'an Ink that keeps its operations elsewhere');
});
