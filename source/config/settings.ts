import {DEFAULT_OPTIONS} from '../diagnosis/context.ts';
import {nearestWord} from '../filter/mistakes/nearest-word.ts';
import {sanitize} from '../report/sanitize.ts';
import {ROLES, type Role} from '../report/spans.ts';
import {type Look, lookNamed, THEMES} from '../screen/draw/theme.ts';
import type {Rebinding} from '../screen/keys/keymap.ts';
import {
	DEFAULT_COLUMNS,
	type ListColumns,
	listColumnNames,
	parseListColumns,
} from '../screen/streams/columns/list-columns.ts';
import {keyProblems, readRebinding} from './key-settings.ts';
import type {Entry, EntryValue, LineProblem} from './toml-entries.ts';

/** What the user's config file asks for; what it leaves out is undefined. */
export interface Settings {
	readonly ascii?: boolean;
	readonly mouse?: boolean;
	readonly names?: boolean;
	readonly theme?: string;
	readonly columns?: ListColumns;
	/** In seconds. */
	readonly idle?: number;
	readonly patience?: number;
	/** Looks that the theme does not have, or has otherwise. */
	readonly colors: Readonly<Partial<Record<Role, Look>>>;
	readonly keys: readonly Rebinding[];
}

/** An option that is set to one value. */
interface Option {
	readonly path: readonly [string] | readonly [string, string];
	/** Comment above it in the sample. */
	readonly does: string;
	/** As the sample writes it: what it is without the file. */
	readonly sample: string;
	/** What a wrong value is told. */
	readonly expected: string;
	/** May tell what is wrong with a part of it. */
	read(value: EntryValue, tell: Tell): Partial<Settings> | undefined;
}

type Tell = (message: string) => void;

const onOff = (value: EntryValue) => (typeof value === 'boolean' ? value : undefined);
const seconds = (value: EntryValue) =>
	typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : undefined;

/** A reader that sets one member of the settings. */
function setting<Name extends keyof Settings>(name: Name, read: (value: EntryValue) => Settings[Name] | undefined) {
	return (value: EntryValue): Partial<Settings> | undefined => {
		const found = read(value);
		return found === undefined ? undefined : {[name]: found};
	};
}

const themeNames = Object.keys(THEMES).map(name => `"${name}"`);

/** The options of the file, in the order of the sample. */
export const OPTIONS: readonly Option[] = [
	{
		path: ['ascii'],
		does: 'draw with ASCII only, as --ascii; without it the locale decides',
		sample: 'false',
		expected: 'true or false',
		read: setting('ascii', onOff),
	},
	{
		path: ['mouse'],
		does: 'the wheel scrolls and a click selects; text is then selected with Shift held',
		sample: 'true',
		expected: 'true or false',
		read: setting('mouse', onOff),
	},
	{
		path: ['names'],
		does: 'show names of hosts from /etc/hosts, as --names',
		sample: 'false',
		expected: 'true or false',
		read: setting('names', onOff),
	},
	{
		path: ['theme'],
		does: `one of ${themeNames.join(', ')}; without it the terminal decides`,
		sample: '"dark"',
		expected: `one of ${themeNames.join(', ')}`,
		read: setting('theme', value => (typeof value === 'string' && Object.hasOwn(THEMES, value) ? value : undefined)),
	},
	{
		path: ['columns'],
		does: 'columns of the stream list; a width may follow the name',
		sample: `[${listColumnNames(DEFAULT_COLUMNS)
			.map(name => `"${name}"`)
			.join(', ')}]`,
		expected: 'a list of names in quotation marks',
		read: readColumns,
	},
	{
		path: ['thresholds', 'idle'],
		does: 'seconds of silence from which on a connection counts as idle, as --idle',
		sample: String(DEFAULT_OPTIONS.idleSeconds),
		expected: 'a number of seconds above 0',
		read: setting('idle', seconds),
	},
	{
		path: ['thresholds', 'patience'],
		does: 'seconds of waiting from which on an end that leaves is said to have given up, as --patience',
		sample: String(DEFAULT_OPTIONS.patienceSeconds),
		expected: 'a number of seconds above 0',
		read: setting('patience', seconds),
	},
];

function readColumns(value: EntryValue, tell: Tell): Partial<Settings> | undefined {
	if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) return undefined;
	const {columns, problems} = parseListColumns(value);
	for (const problem of problems) tell(problem);
	return {columns};
}

/** The settings that the entries of a file make, and what is wrong with them, by line. A wrong entry does not count. */
export function readSettings(entries: readonly Entry[]): {settings: Settings; problems: LineProblem[]} {
	const problems: LineProblem[] = [];
	const colors: Partial<Record<Role, Look>> = {};
	const keys: Rebinding[] = [];
	let settings: Settings = {colors, keys};
	for (const entry of entries) {
		const {path, line} = entry;
		const tell = (message: string) => problems.push({line, message: sanitize(clipped(message))});
		if (path[0] === 'colors') {
			readColor(entry, colors, tell);
		} else if (path[0] === 'keys') {
			const rebinding = readRebinding(entry, tell);
			if (rebinding !== undefined) keys.push(rebinding);
		} else {
			settings = {...settings, ...readOption(entry, tell)};
		}
	}
	problems.push(...keyProblems(keys));
	return {settings, problems: problems.sort((a, b) => a.line - b.line)};
}

/** Entries are quoted, and may be as long as the file. */
function clipped(message: string): string {
	return message.length <= MOST_CHARACTERS ? message : `${message.slice(0, MOST_CHARACTERS)}…`;
}

const MOST_CHARACTERS = 300;
const TABLES = ['thresholds', 'colors', 'keys'];

function readOption({path, value}: Entry, tell: Tell): Partial<Settings> | undefined {
	const name = path.join('.');
	const option = OPTIONS.find(known => known.path.join('.') === name);
	if (option === undefined) {
		const near = nearestWord(name, [...OPTIONS.map(known => known.path.join('.')), ...TABLES]);
		tell(`${name} is no option${near === undefined ? '; --print-config lists all' : `: is ${near} meant?`}`);
		return undefined;
	}
	const read = option.read(value, tell);
	if (read === undefined) tell(`${name} is to be ${option.expected}`);
	return read;
}

function readColor({path, value}: Entry, colors: Partial<Record<Role, Look>>, tell: Tell): void {
	const [, name = ''] = path;
	const role = ROLES.find(known => known === name);
	if (role === undefined || path.length !== 2) {
		const near = nearestWord(name, ROLES);
		tell(`colors.${name} is no part of the screen${near === undefined ? '' : `: is ${near} meant?`}`);
		return;
	}
	const look = typeof value === 'string' ? lookNamed(value) : 'words in quotation marks, such as "bold red"';
	if (typeof look === 'string') tell(`colors.${name} is to be ${look}`);
	else colors[role] = look;
}
