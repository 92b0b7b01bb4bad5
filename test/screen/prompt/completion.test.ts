import assert from 'node:assert/strict';
import test from 'node:test';
import {type Line, lineText} from '../../../source/report/spans.ts';
import {
	type FilterPromptState,
	openFilterPrompt,
	promptTables,
	reduceFilterPrompt,
	typeIntoFilterPrompt,
} from '../../../source/screen/filter/filter-prompt-state.ts';
import {completionLines, promptLines} from '../../../source/screen/filter/prompt-lines.ts';
import {matchKey, NOTHING_PENDING} from '../../../source/screen/keys/key-table.ts';
import {sessionMemory} from '../../../source/screen/memory/user-memory.ts';
import {type Facts, NO_PREFERENCES, type Step} from '../../../source/screen/screen.ts';
import {check} from '../../../source/session/compile-filter.ts';
import {mixedSession} from '../../support/frames/fake-captures.ts';
import {PLAIN} from '../../support/terminal/screen-under-test.tsx';

const facts: Facts = {
	session: mixedSession(30),
	appearance: PLAIN,
	columns: 80,
	rows: 24,
	history: ['ip'],
	own: sessionMemory(),
	preferences: NO_PREFERENCES,
};

/** A prompt to which keys are sent as the screen sends them. */
function prompt(text: string) {
	let step: Step<FilterPromptState> = {state: openFilterPrompt(text)};
	return {
		get state() {
			return step.state;
		},
		get effects() {
			return step.effects ?? [];
		},
		press(...keys: string[]) {
			for (const key of keys) {
				const {command} = matchKey(promptTables(step.state), NOTHING_PENDING, key, false);
				step =
					command === undefined
						? typeIntoFilterPrompt(step.state, key)
						: reduceFilterPrompt(step.state, command, facts);
			}
			return this;
		},
		/** What the session says of the text now. */
		checked(): FilterPromptState {
			step = {state: {...step.state, check: check(step.state.text)}};
			return step.state;
		},
	};
}

const offered = ({list}: FilterPromptState) => list?.offers.map(({text}) => text) ?? [];

test('Tab opens the list, the arrows choose, Enter or Tab takes', () => {
	for (const take of ['enter', 'tab']) {
		const line = prompt('tcp.fl').press('tab');
		assert.equal(offered(line.state)[0], 'tcp.flags');
		const second = offered(line.state)[1];
		line.press('down', take);
		assert.equal(line.state.text, `${second} `);
		assert.equal(line.state.list, undefined);
		assert.deepEqual(line.effects, [{type: 'filter', expression: `${second} `, when: 'later'}]);
	}
});

test('Shift-Tab and Up go back, round at the ends', () => {
	const line = prompt('tcp.fl').press('tab', 'shift-tab');
	const {list} = line.state;
	assert.equal(list?.selected, list!.offers.length - 1);
	assert.equal(line.press('down').state.list?.selected, 0);
	assert.equal(line.press('down', 'up').state.list?.selected, 0);
});

test('Esc closes the list first, then the prompt', () => {
	const line = prompt('tcp.fl').press('tab', 'escape');
	assert.equal(line.state.list, undefined);
	assert.deepEqual(line.effects, []);
	assert.ok(line.press('escape').effects.some(({type}) => type === 'close'));
});

test('the open list follows what is typed', () => {
	const line = prompt('tcp.').press('tab', ...'port');
	assert.equal(line.state.text, 'tcp.port');
	assert.ok(offered(line.state).length > 0);
	assert.ok(!offered(line.state).includes('tcp.flags'));
	line.press(...'xyz');
	assert.equal(line.state.list, undefined, 'a list with nothing in it closes');
});

test('the only offer that begins with what is typed is taken at once', () => {
	const line = prompt('conn.verd').press('tab');
	assert.equal(line.state.text, 'conn.verdict ');
});

test('ports and addresses of the capture are offered as values', () => {
	const {tables} = facts.session;
	const port = String(tables.streams.port(0, 'server'));
	assert.ok(offered(prompt('tcp.port == ').press('tab').state).includes(port), port);
});

test('without a list Up goes to the history, with one it chooses', () => {
	assert.equal(prompt('tcp.fl').press('up').state.text, 'ip');
	assert.equal(prompt('tcp.fl').press('tab', 'up').state.text, 'tcp.fl');
});

test('a suggestion is taken with one key', () => {
	const line = prompt('ip && tcp.flags.rst == 1');
	line.checked();
	line.press('ctrl-y');
	assert.equal(line.state.text, 'ip && tcp.flags.reset == 1');
	line.checked();
	line.press('ctrl-y');
	assert.equal(line.state.text, 'ip && tcp.flags.reset == 1', 'nothing is suggested for a good filter');
});

const texts = (lines: readonly Line[]) => lines.map(line => lineText(line).trimEnd());

test('a good filter that may surprise gets a note, dim, with its quick fix', () => {
	const line = prompt('tcp.flags.syn');
	const [, caret, message] = promptLines(line.checked(), 120, PLAIN.drawing);
	assert.match(
		lineText(message!),
		/^\^Y takes the suggestion: tcp\.flags\.syn == 1; note: tcp\.flags\.syn alone asks whether/,
	);
	assert.equal(message!.at(-1)!.role, 'dim');
	assert.match(lineText(caret!), /▲/);
	assert.equal(line.press('ctrl-y').state.text, 'tcp.flags.syn == 1');
});

test('what is typed is coloured by what it is', () => {
	const [text] = promptLines(openFilterPrompt('tcp.port == 80 and foo contains "x"'), 120, PLAIN.drawing);
	const roles = text!.filter(({role}) => role !== undefined).map(({text: part, role}) => [part, role]);
	assert.deepEqual(roles, [
		['filter: ', 'prompt'],
		['tcp.port', 'field'],
		['==', 'operator'],
		['80', 'literal'],
		['and', 'operator'],
		['foo', 'literal'],
		['contains', 'operator'],
		['"x"', 'literal'],
		[' ', 'lit'],
	]);
});

test('the cursor stands within a coloured word', () => {
	const state = {...openFilterPrompt('tcp.port'), cursor: 4};
	const [text] = promptLines(state, 80, PLAIN.drawing);
	assert.deepEqual(
		text!.slice(1).map(({text: part, role}) => [part, role]),
		[
			['tcp.', 'field'],
			['p', 'lit'],
			['ort', 'field'],
		],
	);
});

test('the list shows what an offer means, and the mark stays in sight', () => {
	const {list} = prompt('tcp.an').press('tab').state;
	const {lines, selected} = completionLines({...list!, selected: list!.offers.length - 1}, 5, 80, PLAIN.drawing);
	assert.equal(lines.length, 5);
	assert.equal(selected, 4);
	assert.match(texts(lines)[4]!, /^▸ \S+ {2,}\S/);
	for (const line of texts(lines)) assert.ok(line.length <= 80);
});
