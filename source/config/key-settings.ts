import {nearestWord} from '../filter/mistakes/nearest-word.ts';
import {KEY_SCREENS, type KeyScreen, namedTables} from '../screen/key-tables.ts';
import {isCharacter, KEY_NAMES} from '../screen/keys/key-names.ts';
import {type KeyTable, keyLabel, matchKey, NOTHING_PENDING} from '../screen/keys/key-table.ts';
import {Keymap, type Rebinding, tableName} from '../screen/keys/keymap.ts';
import type {Entry, EntryValue, LineProblem} from './toml-entries.ts';

type Tell = (message: string) => void;

/** The keys of an entry `keys.TABLE.ACTION = ["KEY", …]`; undefined, after telling why, if it makes no sense. */
export function readRebinding({path, value, line}: Entry, tell: Tell): Rebinding | undefined {
	const [, tableOf = '', action = ''] = path;
	const tables = namedTables();
	const table = tables.get(tableOf);
	if (table === undefined || path.length !== 3) {
		tell(`keys.${tableOf} is no screen with keys${meant(tableOf, tables.keys())}`);
		return undefined;
	}
	const actions = table.bindings.map(binding => binding.action);
	if (!actions.includes(action)) {
		tell(`keys.${tableOf} has no action ${action}${meant(action, actions)}`);
		return undefined;
	}
	const spellings = typeof value === 'string' ? [value] : value;
	if (!Array.isArray(spellings) || !spellings.every(item => typeof item === 'string')) {
		tell(`keys.${tableOf}.${action} is to be a list of keys in quotation marks, such as ["n", "ctrl-n"]`);
		return undefined;
	}
	const isTyped = KEY_SCREENS.some(({tables: stack, typed}) => typed === true && stack.includes(table));
	const keys = readKeys(spellings as readonly EntryValue[], isTyped, tell);
	// None of the keys can be had: the action keeps those that it has.
	if (keys.length === 0 && spellings.length > 0) return undefined;
	return {table: tableOf, action, line, keys};
}

function meant(typed: string, known: Iterable<string>): string {
	const near = nearestWord(typed, known);
	return near === undefined ? '; --print-config lists all' : `: is ${near} meant?`;
}

function readKeys(spellings: readonly EntryValue[], isTyped: boolean, tell: Tell): string[] {
	return spellings.flatMap(spelling => {
		const keys = sequences(String(spelling), tell);
		if (!isTyped || keys.every(key => !isCharacter(key.split(' ')[0] || ' '))) return keys;
		tell(`"${spelling}" is typed here: only keys without a character can be bound`);
		return [];
	});
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** `g g`, `ctrl-d`, `space`, and `m a-z` for all of `m a` … `m z`, as key tables name them. */
function sequences(spelling: string, tell: Tell): string[] {
	const parts = spelling === ' ' ? ['space'] : spelling.split(' ');
	for (const part of parts) {
		if (part === 'a-z' || part === 'space' || isCharacter(part) || KEY_NAMES.includes(part)) continue;
		if (/^ctrl-[a-z]$/.test(part)) continue;
		if (/^f\d+$/i.test(part)) tell(`"${part}": function keys do not reach the program`);
		else tell(`"${part}" is no key${meant(part, [...KEY_NAMES, 'space'])}; keys in a row have a blank between them`);
		return [];
	}
	const named = parts.map(part => (part === 'space' ? ' ' : part));
	const all = named.includes('a-z') ? LETTERS : [''];
	return all.map(letter => named.map(part => (part === 'a-z' ? letter : part)).join(' '));
}

/** How keys of a binding are written in the file: what `sequences` reads. */
export function spellKeys(keys: readonly string[]): string[] {
	const spelled = keys.map(key => (key === ' ' ? 'space' : key));
	const stem = spelled[0]?.replace(/a$/, '') ?? '';
	const isAlphabet = spelled.length === LETTERS.length && LETTERS.every((letter, at) => spelled[at] === stem + letter);
	return isAlphabet ? [`${stem}a-z`] : spelled;
}

/** Bindings that do not do what they say on a screen, and those that leave another action without a key. */
export function keyProblems(rebindings: readonly Rebinding[]): LineProblem[] {
	const keymap = new Keymap(rebindings);
	const found = new Map<string, LineProblem>();
	const add = (line: number, about: string, message: string) => {
		// A table of many screens: the first of them is enough.
		if (!found.has(`${line} ${about}`)) found.set(`${line} ${about}`, {line, message});
	};
	for (const screen of KEY_SCREENS) {
		const rebound = keymap.rebind(screen.tables);
		const names = screen.tables.map(tableName);
		for (const {table, action, keys, line} of rebindings.filter(({table}) => names.includes(table))) {
			if (!rebound.some(({bindings}) => bindings.some(binding => binding.action === action))) continue;
			for (const key of keys) {
				const does = actionOf(rebound, key);
				if (does === action || (isShipped(screen, table, action, key) && does === actionOf(screen.tables, key)))
					continue;
				const other = does === undefined ? 'does nothing' : `does ${does}`;
				add(
					line,
					`${table}.${action} ${key}`,
					`${label(key)} ${other} on the screen "${screen.title}", not ${table}.${action}`,
				);
			}
		}
		for (const {line, lost, key} of lostActions(screen, rebound, rebindings))
			add(
				line,
				`lost ${lost}`,
				`${label(key)} is taken from ${lost}, which is left without a key on the screen "${screen.title}"`,
			);
	}
	return [...found.values()];
}

/** The key means the action without the file too, where no other table comes before. */
function isShipped({tables}: KeyScreen, name: string, action: string, key: string): boolean {
	return tables.some(
		table =>
			tableName(table) === name && table.bindings.some(known => known.action === action && known.keys.includes(key)),
	);
}

/** Actions of a screen that no key leads to any more, without the user having said so. */
function lostActions(
	{tables}: KeyScreen,
	rebound: readonly KeyTable[],
	rebindings: readonly Rebinding[],
): {line: number; lost: string; key: string}[] {
	return tables.flatMap(table => {
		const name = tableName(table);
		return table.bindings.flatMap(({action, keys}) => {
			const key = keys.find(candidate => actionOf(tables, candidate) === action);
			const isMeant = rebindings.some(own => own.table === name && own.action === action);
			if (key === undefined || isMeant) return [];
			const isReached = rebound.some(({bindings}) =>
				bindings.some(
					binding => binding.action === action && binding.keys.some(own => actionOf(rebound, own) === action),
				),
			);
			const taker = rebindings.find(own => own.action === actionOf(rebound, key));
			return isReached || taker === undefined ? [] : [{line: taker.line, lost: `${name}.${action}`, key}];
		});
	});
}

/** What keys typed in a row do; undefined for nothing. */
function actionOf(tables: readonly KeyTable[], keys: string): string | undefined {
	let pending = NOTHING_PENDING;
	for (const key of keys === ' ' ? [' '] : keys.split(' ')) {
		const match = matchKey(tables, pending, key === '' ? ' ' : key, false);
		if (match.command !== undefined) return match.command.action;
		pending = match.pending;
	}
	return undefined;
}

function label(key: string): string {
	return `"${keyLabel(key)}"`;
}
