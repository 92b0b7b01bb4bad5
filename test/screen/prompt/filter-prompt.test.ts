import assert from 'node:assert/strict';
import test from 'node:test';
import {lineText} from '../../../source/report/spans.ts';
import {BOOKMARKS} from '../../../source/screen/filter/bookmarks.ts';
import {
	type FilterPromptState,
	openFilterPrompt,
	reduceFilterPrompt,
	typeIntoFilterPrompt,
} from '../../../source/screen/filter/filter-prompt-state.ts';
import {type Edit, edit, insert} from '../../../source/screen/filter/line-editor.ts';
import {promptLines} from '../../../source/screen/filter/prompt-lines.ts';
import {sessionMemory} from '../../../source/screen/memory/user-memory.ts';
import {type Facts, NO_PREFERENCES} from '../../../source/screen/screen.ts';
import {check} from '../../../source/session/compile-filter.ts';
import {FakeSession} from '../../support/captures/fake-session.ts';
import {PLAIN} from '../../support/terminal/screen-under-test.tsx';

const facts = (history: readonly string[] = []): Facts => ({
	session: new FakeSession(),
	appearance: PLAIN,
	columns: 80,
	rows: 3,
	history,
	own: sessionMemory(),
	preferences: NO_PREFERENCES,
});

const edited = (text: string, cursor: number, change: Edit) => {
	const line = edit({text, cursor}, change);
	return `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`;
};

test('the line is edited as in a shell', () => {
	assert.equal(edited('abc', 1, 'left'), '|abc');
	assert.equal(edited('abc', 0, 'left'), '|abc');
	assert.equal(edited('abc', 1, 'right'), 'ab|c');
	assert.equal(edited('abc', 1, 'start'), '|abc');
	assert.equal(edited('abc', 1, 'end'), 'abc|');
	assert.equal(edited('abc', 2, 'delete-left'), 'a|c');
	assert.equal(edited('abc', 1, 'delete-right'), 'a|c');
	assert.equal(edited('tcp.port == 80', 14, 'delete-word'), 'tcp.port == |');
	assert.equal(edited('tcp.port == ', 12, 'delete-word'), 'tcp.port |');
	assert.equal(edited('abc', 2, 'delete-to-start'), '|c');
	assert.equal(edited('abc', 2, 'delete-to-end'), 'ab|');
	assert.equal(edited('one two', 7, 'word-left'), 'one |two');
	assert.equal(edited('one two', 0, 'word-right'), 'one| two');
});

test('a character of several code units is one step', () => {
	assert.equal(edited('e\u{301}x', 3, 'left'), 'e\u{301}|x');
	assert.equal(edited('e\u{301}x', 2, 'delete-left'), '|x');
	assert.equal(edited('😀x', 0, 'right'), '😀|x');
});

test('pasted text has neither line breaks nor controls', () => {
	assert.deepEqual(insert({text: 'ab', cursor: 1}, 'tcp\r\n&&\u{1B}\u{7}udp\t'), {text: 'atcp &&udp b', cursor: 11});
});

const typed = (state: FilterPromptState, text: string) => typeIntoFilterPrompt(state, text).state;

test('each keystroke asks for a check, when typing pauses', () => {
	const step = typeIntoFilterPrompt(openFilterPrompt('tcp'), '.');
	assert.equal(step.state.text, 'tcp.');
	assert.deepEqual(step.effects, [{type: 'filter', expression: 'tcp.', when: 'later'}]);
	const moved = reduceFilterPrompt(step.state, {action: 'left'}, facts());
	assert.equal(moved.effects, undefined, 'moving the cursor changes nothing');
});

test('Enter keeps, Esc leaves what was good last, ^C goes back to the filter from before', () => {
	const state = typed(openFilterPrompt('tcp'), '.port == 80 ');
	assert.deepEqual(reduceFilterPrompt(state, {action: 'keep'}, facts()).effects, [
		{type: 'filter', expression: 'tcp.port == 80', when: 'keep'},
	]);
	assert.deepEqual(reduceFilterPrompt(state, {action: 'leave'}, facts()).effects, [
		{type: 'filter', expression: 'tcp.port == 80', when: 'now'},
		{type: 'close'},
	]);
	assert.deepEqual(reduceFilterPrompt(state, {action: 'cancel'}, facts()).effects, [
		{type: 'filter', expression: 'tcp', when: 'now'},
		{type: 'close'},
	]);
});

test('the history goes back to older filters, and forth to what was being typed', () => {
	const history = facts(['first', 'second']);
	let state = typed(openFilterPrompt(''), 'dra');
	const press = (action: string) => {
		state = reduceFilterPrompt(state, {action}, history).state;
		return state.text;
	};
	assert.deepEqual(['older', 'older', 'older', 'newer', 'newer', 'newer'].map(press), [
		'second',
		'first',
		'first',
		'second',
		'dra',
		'dra',
	]);
});

const lines = (state: FilterPromptState, columns = 80) => promptLines(state, columns, PLAIN.drawing);

test('the caret stands under the place that is wrong', () => {
	const state: FilterPromptState = {
		...openFilterPrompt('tcp.prt == 80'),
		check: {ok: false, problems: [{from: 0, to: 7, message: 'no such field', suggestion: 'tcp.port'}]},
	};
	const [text, caret, message] = lines(state);
	assert.equal(lineText(text!).trimEnd(), 'filter: tcp.prt == 80');
	assert.equal(lineText(caret!), '        ▲▲▲▲▲▲▲');
	assert.equal(lineText(message!), '^Y takes the suggestion: tcp.port; no such field');
	assert.equal(message!.at(-1)!.role, 'error');
});

test('text that goes on is not wrong until Enter is pressed', () => {
	const check = {ok: false as const, problems: [{from: 8, to: 8, message: 'a value is missing', incomplete: true}]};
	const state: FilterPromptState = {...openFilterPrompt('tcp.port'), check};
	assert.equal(lines(state)[2]![0]!.role, 'dim');
	assert.equal(lines({...state, insisted: true})[2]![0]!.role, 'error');
});

test('a name that is half typed is completed, not scolded, until Enter is pressed', () => {
	for (const text of ['tcp.flags.r', 'tcp.analysis.', 'tcp.', 'tcp and ip.a']) {
		const state: FilterPromptState = {...openFilterPrompt(text), check: check(text)};
		assert.equal(lineText(lines(state)[2]!), 'goes on: Tab completes the name', text);
		assert.equal(lines({...state, insisted: true})[2]!.at(-1)!.role, 'error', text);
	}
	const wrong: FilterPromptState = {
		...openFilterPrompt('tcp.prt == 1 and tcp.fl'),
		check: check('tcp.prt == 1 and tcp.fl'),
	};
	assert.equal(lineText(lines(wrong)[2]!), '^Y takes the suggestion: tcp.port; no field is called tcp.prt');
});

test('a line longer than the terminal keeps the cursor in sight', () => {
	const state = openFilterPrompt('x'.repeat(200));
	const text = lineText(lines(state, 40)[0]!);
	assert.ok(text.length <= 40, text);
	assert.ok(text.endsWith('x '), 'the cursor is behind the last character');
});

test('what was typed cannot reach the terminal as a control', () => {
	const state = {...openFilterPrompt(''), text: 'a\u{202E}b', cursor: 3};
	assert.match(lineText(lines(state)[0]!), /a\\u\{202e\}b/);
});

test('the seven bookmarks of the contract are there', () => {
	assert.deepEqual(
		BOOKMARKS.map(({filter}) => filter),
		[
			'tcp.flags.fin == 1 || tcp.flags.reset == 1 || tcp.flags.syn == 1',
			'tcp.analysis.zero_window || tcp.analysis.window_full',
			'tcp.analysis.duplicate_ack',
			'tcp.analysis.out_of_order',
			'tcp.analysis.retransmission',
			'tcp.analysis.ack_lost_segment',
			'tls.record.content_type == 21',
		],
	);
});
