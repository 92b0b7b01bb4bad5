import assert from 'node:assert/strict';
import test from 'node:test';
import type {Key} from 'ink';
import {lineText, lineWidth} from '../../source/report/spans.ts';
import {ENDINGS_TABLES} from '../../source/screen/endings/endings-reducer.ts';
import {ASK_KEYS} from '../../source/screen/filter/ask-state.ts';
import {BOOKMARK_KEYS} from '../../source/screen/filter/bookmarks-state.ts';
import {COMPLETION_KEYS, PROMPT_KEYS} from '../../source/screen/filter/filter-prompt-state.ts';
import {HELP_TABLES, helpRows} from '../../source/screen/help/help-state.ts';
import {KEY_SCREENS} from '../../source/screen/key-tables.ts';
import {moveTo, scrollTo} from '../../source/screen/keys/common-keys.ts';
import {effectiveBindings, footerLine} from '../../source/screen/keys/footer-line.ts';
import {keyNames} from '../../source/screen/keys/key-names.ts';
import {type KeyTable, keyLabel, matchKey, NOTHING_PENDING} from '../../source/screen/keys/key-table.ts';
import {DETAILS_TABLES, LADDER_TABLES, VERDICT_TABLES} from '../../source/screen/ladder/ladder-keys.ts';
import {COLUMN_KEYS} from '../../source/screen/streams/columns/column-picker-state.ts';
import {LIST_TABLES} from '../../source/screen/streams/list-keys.ts';
import {OUTCOME_KEYS} from '../../source/screen/streams/outcomes/outcomes-state.ts';
import {verdictTables} from '../../source/screen/verdicts/verdict-reducer.ts';
import {openVerdict, openVerdictList} from '../../source/screen/verdicts/verdict-state.ts';

const NO_KEY: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

const SCREENS: Readonly<Record<string, readonly KeyTable[]>> = {
	list: LIST_TABLES,
	ladder: LADDER_TABLES,
	details: DETAILS_TABLES,
	explanation: VERDICT_TABLES,
	overview: ENDINGS_TABLES,
	'all verdicts': verdictTables(openVerdictList()),
	'a verdict': verdictTables(openVerdict('unknown')),
	help: HELP_TABLES,
	bookmarks: [BOOKMARK_KEYS],
	prompt: [PROMPT_KEYS],
	completion: [COMPLETION_KEYS, PROMPT_KEYS],
	ask: [ASK_KEYS],
	columns: [COLUMN_KEYS],
	outcomes: [OUTCOME_KEYS],
};

/** Screens where q is a letter. */
const TYPED_INTO = ['prompt', 'completion', 'ask'];

test('keys that arrive in one piece are told apart', () => {
	assert.deepEqual(keyNames('5jG\r', NO_KEY), ['5', 'j', 'G', 'enter']);
	assert.deepEqual(keyNames('/a\u{15}b\t', NO_KEY), ['/', 'a', 'ctrl-u', 'b', 'tab']);
	assert.deepEqual(keyNames('j', {...NO_KEY, meta: true}), ['escape', 'j'], 'Esc and a key typed at once');
});

test('keys without a character have names', () => {
	assert.deepEqual(keyNames('', {...NO_KEY, pageDown: true}), ['page-down']);
	assert.deepEqual(keyNames('', {...NO_KEY, tab: true, shift: true}), ['shift-tab']);
	assert.deepEqual(keyNames('d', {...NO_KEY, ctrl: true}), ['ctrl-d']);
	assert.deepEqual(keyNames('\r', {...NO_KEY, return: true}), ['enter']);
});

function type(tables: readonly KeyTable[], keys: string[]) {
	let pending = NOTHING_PENDING;
	const commands: string[] = [];
	for (const key of keys) {
		const match = matchKey(tables, pending, key);
		pending = match.pending;
		if (match.command) commands.push(`${match.command.count ?? ''}${match.command.action}`);
	}
	return {commands, pending};
}

test('a number in front of a key counts', () => {
	assert.deepEqual(type(LIST_TABLES, ['5', 'j']).commands, ['5down']);
	assert.deepEqual(type(LIST_TABLES, ['1', '0', 'g', 'g']).commands, ['10top']);
	assert.deepEqual(type(LIST_TABLES, ['2', '0', 'G', 'j']).commands, ['20bottom', 'down'], 'a count is used up');
});

test('two keys in a row make one command, and Esc takes back what is not finished', () => {
	assert.deepEqual(type(LADDER_TABLES, ['g', 'r']).commands, ['go-reset']);
	assert.deepEqual(type(LADDER_TABLES, ['g', 'escape', 'j']).commands, ['down']);
	assert.deepEqual(type(LADDER_TABLES, ['3', 'escape', 'j']).commands, ['down']);
	assert.deepEqual(type(LADDER_TABLES, ['g', 'y', 'j']).commands, ['down'], 'an unknown second key does nothing');
});

test('an action stands once in a table, so that one line of the config file binds it', () => {
	for (const {title, tables} of KEY_SCREENS) {
		for (const {title: table, bindings} of tables) {
			const actions = bindings.map(({action}) => action);
			assert.equal(new Set(actions).size, actions.length, `${title}: ${table}`);
		}
	}
});

test('no key of a table is bound twice', () => {
	for (const [screen, tables] of Object.entries(SCREENS)) {
		for (const {title, bindings} of tables) {
			const keys = bindings.flatMap(binding => binding.keys);
			assert.equal(new Set(keys).size, keys.length, `${screen}: ${title}`);
		}
	}
});

test('no key is the beginning of another command of its screen, but z of those of folds', () => {
	for (const [screen, tables] of Object.entries(SCREENS)) {
		const keys = tables.flatMap(({bindings}) => bindings.flatMap(binding => binding.keys));
		const begun = keys.filter(key => keys.some(other => other.startsWith(`${key} `)));
		assert.deepEqual(begun, screen === 'ladder' ? ['z'] : [], screen);
	}
});

test('what z has done can be added to by the next key, which else is one of its own', () => {
	const press = (...keys: readonly string[]) => {
		let pending = NOTHING_PENDING;
		return keys.map(key => {
			const match = matchKey(LADDER_TABLES, pending, key);
			pending = match.pending;
			return match.command === undefined ? undefined : `${match.command.count ?? ''}${match.command.action}`;
		});
	};
	assert.deepEqual(press('z', 'o'), ['fold', 'open-run']);
	assert.deepEqual(press('z', 'M', 'o'), ['fold', 'fold-all', 'overview']);
	assert.deepEqual(press('z', 'j'), ['fold', 'down']);
	assert.deepEqual(press('z', 'g', 'r'), ['fold', undefined, 'go-reset']);
	assert.deepEqual(press('z', '5', 'j'), ['fold', undefined, '5down']);
	assert.deepEqual(press('z', 'z'), ['fold', 'fold']);
	assert.deepEqual(press('z', 'escape'), ['fold', 'back']);
});

test('Esc and q are bound on every screen, and neither quits but q on the list', () => {
	for (const [screen, tables] of Object.entries(SCREENS)) {
		const action = (key: string) => matchKey(tables, NOTHING_PENDING, key, false).command?.action;
		assert.ok(action('escape') !== undefined && action('escape') !== 'quit', screen);
		if (!TYPED_INTO.includes(screen)) assert.equal(action('q'), 'close', screen);
	}
});

test('every binding of a screen is in its help, and nothing else', () => {
	for (const tables of Object.values(SCREENS)) {
		const bound = effectiveBindings(tables).flatMap(({bindings}) =>
			bindings.map(({keys, shown, label}) => `${shown ?? keys.map(keyLabel).join('  ')} ${label}`),
		);
		const shown = helpRows(tables)
			.filter(({keys}) => keys !== '')
			.map(({keys, does}) => `${keys} ${does}`);
		assert.deepEqual(shown, bound);
	}
});

test('the footer names keys that do what it says', () => {
	for (const [screen, tables] of Object.entries(SCREENS)) {
		const text = lineText(footerLine({tables, message: undefined, pending: '', place: ''}, 200, '~'));
		for (const {bindings} of effectiveBindings(tables)) {
			for (const {keys, footer} of bindings) {
				if (footer === undefined) continue;
				assert.ok(text.includes(footer), `${screen}: ${footer}`);
				assert.ok(text.includes(keyLabel(keys[0]!)), `${screen}: ${keys[0]}`);
			}
		}
	}
});

test('a narrow footer drops whole entries and keeps the place', () => {
	const line = footerLine({tables: LIST_TABLES, message: undefined, pending: '12', place: '3/250'}, 40, '~');
	assert.equal(lineWidth(line), 40);
	assert.match(lineText(line), /^q quit {2}\/ filter {2}\? help +12 3\/250$/);
	assert.doesNotMatch(lineText(line), /~/);
});

test('filter, help and the way out stay in the footer at 80 columns', () => {
	for (const tables of [LIST_TABLES, LADDER_TABLES, DETAILS_TABLES, VERDICT_TABLES]) {
		const place = 'frame 1234567-1234589  1,234/1,000,000';
		const text = lineText(footerLine({tables, message: undefined, pending: '', place}, 80, '~'));
		assert.match(text, /\/ (filter|find)/);
		assert.match(text, /\? help/);
		assert.match(text, /q (quit|close)/);
	}
});

test('moves stay within the rows, and a page keeps one row in sight', () => {
	assert.equal(moveTo('down', undefined, 98, 100, 20), 99);
	assert.equal(moveTo('down', 5, 98, 100, 20), 99);
	assert.equal(moveTo('up', 200, 50, 100, 20), 0);
	assert.equal(moveTo('page-down', undefined, 0, 100, 20), 19);
	assert.equal(moveTo('half-down', 2, 0, 100, 20), 20);
	assert.equal(moveTo('top', undefined, 50, 100, 20), 0);
	assert.equal(moveTo('top', 10, 50, 100, 20), 9);
	assert.equal(moveTo('bottom', undefined, 50, 100, 20), 99);
	assert.equal(moveTo('bottom', 10, 50, 100, 20), 9);
	assert.equal(moveTo('open', undefined, 50, 100, 20), undefined);
});

test('a window scrolls no further than it must', () => {
	assert.equal(scrollTo(0, 5, 100, 20), 0);
	assert.equal(scrollTo(0, 20, 100, 20), 1);
	assert.equal(scrollTo(50, 40, 100, 20), 40);
	assert.equal(scrollTo(95, 99, 100, 20), 80, 'the foot of the window is not left empty');
	assert.equal(scrollTo(0, 3, 5, 20), 0);
});
