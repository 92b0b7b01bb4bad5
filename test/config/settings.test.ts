import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {loadSettings} from '../../source/config/load-settings.ts';
import {sampleConfig} from '../../source/config/sample.ts';
import {OPTIONS, readSettings} from '../../source/config/settings.ts';
import {tomlEntries} from '../../source/config/toml-entries.ts';
import {ROLES} from '../../source/report/spans.ts';
import {KEY_SCREENS, namedTables} from '../../source/screen/key-tables.ts';
import {Keymap, tableName} from '../../source/screen/keys/keymap.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const folder = scratchFolder();

async function read(text: string) {
	const {entries, problems: damage} = await tomlEntries(text);
	const {settings, problems} = readSettings(entries);
	return {settings, problems: [...damage, ...problems].map(({line, message}) => `${line}: ${message}`)};
}

test('options, thresholds, colours and keys are read', async () => {
	const {settings, problems} = await read(`
ascii = true
mouse = false
names = true
theme = "light"
columns = ["stream", "packets:8"]
[thresholds]
idle = 30
patience = 2.5
[colors]
reset = "bold blue"
data = "plain"
[keys.ladder]
next-event = ["ctrl-t", "g n"]
[keys.bookmarks]
add = "space"
`);
	assert.deepEqual(problems, []);
	const {colors, keys, ...options} = settings;
	assert.deepEqual(options, {
		ascii: true,
		mouse: false,
		names: true,
		theme: 'light',
		columns: [{id: 'stream'}, {id: 'packets', width: 8}],
		idle: 30,
		patience: 2.5,
	});
	// ECMA-48 8.3.117: 1 bold, 34 blue.
	assert.deepEqual(colors, {reset: [1, 34], data: []});
	assert.deepEqual(keys, [
		{table: 'ladder', action: 'next-event', line: 14, keys: ['ctrl-t', 'g n']},
		{table: 'bookmarks', action: 'add', line: 16, keys: [' ']},
	]);
});

const WRONG: readonly (readonly [text: string, line: number, message: RegExp])[] = [
	['\n\nasci = true', 3, /asci is no option: is ascii meant/],
	['ascii = "yes"', 1, /ascii is to be true or false/],
	['theme = "drak"', 1, /theme is to be one of "16", "dark", "light", "none"/],
	['# first\ncolumns = ["nonsense"]', 2, /nonsense/],
	['columns = "stream"', 1, /columns is to be a list/],
	['[thresholds]\nidle = -1', 2, /a number of seconds above 0/],
	['[thresholds]\npatience = 0', 2, /a number of seconds above 0/],
	['[colors]\nrest = "red"', 2, /is reset meant/],
	['[colors]\nreset = "purple"', 2, /bright-red/],
	['[keys.lader]\nfold = "f"', 2, /is ladder meant/],
	['[keys.ladder]\nnext-evnt = "f"', 2, /is next-event meant/],
	['[keys.ladder]\nnext-event = "F1"', 2, /function keys do not reach the program/],
	['[keys.ladder]\nnext-event = "pagedown"', 2, /no key.*page-down/],
	['[keys.ladder]\nnext-event = 7', 2, /list of keys/],
	['[keys.filter-prompt]\nkeep = "x"', 2, /only keys without a character/],
	['[keys.ladder]\nfold = ["ctrl-t"]\nopen-all = ["ctrl-t"]', 3, /"\^T" does fold/],
	['[keys.everywhere]\nhelp = ["t"]', 2, /"t" does \S+ on the screen "stream list"/],
	['[keys.ladder]\nfold = ["n"]', 2, /"n" is taken from ladder\.next-event/],
	['[keys.moving]\ndown = ["g"]', 2, /"gf" is taken from jump-to\.go-fin/],
	['mouse =\nascii = true', 1, /no TOML/],
	['ascii = true\n[colors\nreset = "red"', 2, /no TOML/],
	['ascii = true\nascii = false', 2, /no TOML/],
];

for (const [text, line, message] of WRONG) {
	test(`a wrong entry is reported with its line: ${text.replaceAll('\n', ' / ')}`, async () => {
		const {problems} = await read(text);
		const [first = ''] = problems;
		assert.match(first, new RegExp(`^${line}: `), problems.join('\n'));
		assert.match(first, message);
	});
}

test('what is right in a damaged file counts', async () => {
	const {settings, problems} = await read('mouse =\nascii = true\n[colors]\nreset = "red\n[thresholds]\nidle = 30');
	assert.deepEqual([settings.ascii, settings.idle, problems.length], [true, 30, 2]);
});

test('a list without keys takes the action off the keyboard, and is no problem', async () => {
	const {settings, problems} = await read('[keys.everywhere]\nsuspend = []');
	assert.deepEqual([settings.keys[0]?.keys, problems], [[], []]);
});

test('the file is named in front of the line; a missing one is a problem only when it was asked for', async () => {
	const file = join(folder, 'config.toml');
	assert.deepEqual((await loadSettings(file, false)).problems, []);
	assert.deepEqual((await loadSettings(file, true)).problems, [`${file} does not exist`]);
	writeFileSync(file, 'a = 1\n');
	assert.match((await loadSettings(file, false)).problems[0]!, new RegExp(`^${file}:1: a is no option`));
	assert.match((await loadSettings(folder, true)).problems[0]!, /cannot be read: it is not a file/);
});

/** The sample with the comment sign taken from everything that can be set. */
const uncommented = sampleConfig().replace(/^# (?=[\w-]+ = )/gm, '');

test('the sample sets nothing, and what it offers is what holds without it', async () => {
	assert.deepEqual(await read(sampleConfig()), {settings: {colors: {}, keys: []}, problems: []});
	const {settings, problems} = await read(uncommented);
	assert.deepEqual(problems, []);
	const keymap = new Keymap(settings.keys);
	for (const {tables} of KEY_SCREENS) {
		for (const [index, {bindings}] of keymap.rebind(tables).entries()) {
			assert.deepEqual(
				bindings.map(({keys}) => keys),
				tables[index]!.bindings.map(({keys}) => keys),
			);
		}
	}
});

test('the sample lists every option, every colour and every action', async () => {
	const {entries} = await tomlEntries(uncommented);
	const listed = new Set(entries.map(({path}) => path.join('.')));
	for (const {path} of OPTIONS) assert.ok(listed.has(path.join('.')), path.join('.'));
	for (const role of ROLES) assert.ok(listed.has(`colors.${role}`), role);
	for (const [name, {bindings}] of namedTables())
		for (const {action} of bindings) assert.ok(listed.has(`keys.${name}.${action}`), `${name}.${action}`);
});

test('tables of one name have the same actions, so that binding one binds the other', () => {
	const named = namedTables();
	for (const {tables} of KEY_SCREENS) {
		for (const table of tables) {
			const actions = named.get(tableName(table))!.bindings.map(({action}) => action);
			for (const {action} of table.bindings) assert.ok(actions.includes(action), `${tableName(table)}.${action}`);
		}
	}
});
