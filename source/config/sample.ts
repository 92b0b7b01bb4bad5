import {ROLES} from '../report/spans.ts';
import {lookWords, THEMES} from '../screen/draw/theme.ts';
import {namedTables} from '../screen/key-tables.ts';
import {spellKeys} from './key-settings.ts';
import {OPTIONS} from './settings.ts';

const HEAD = `# Settings of tcpwhy, in TOML. Put this into ~/.config/tcpwhy/config.toml, take the # away from what you
# change, and leave out the rest. Options of the command line go before it; :config shows what is wrong with it.`;

const COLORS = `# Looks of parts of the screen, over those of the theme: "plain", or words such as bold, dim, underline, reverse,
# red, bright-red. The values are those of the theme "dark".`;

const KEYS = `# Keys of a screen, by action. A list replaces all keys of the action; an empty one takes it off the keyboard.
# Keys in a row have a blank between them ("g g"); others are space, enter, escape, tab, shift-tab, backspace,
# delete, up, down, left, right, page-up, page-down, home, end, ctrl-a to ctrl-z.`;

/** A config file with every option at what it is without a file, each behind a comment sign. */
export function sampleConfig(): string {
	const blocks = [HEAD, options(undefined), options('thresholds'), `${COLORS}\n${colors()}`, KEYS, ...keyTables()];
	return `${blocks.join('\n\n')}\n`;
}

function options(table: string | undefined): string {
	const lines = OPTIONS.filter(({path}) => (path.length === 1 ? undefined : path[0]) === table).flatMap(
		({path, does, sample}) => [`# ${does}`, `# ${path.at(-1)} = ${sample}`],
	);
	return [...(table === undefined ? [] : [`[${table}]`]), ...lines].join('\n');
}

function colors(): string {
	const {dark} = THEMES;
	return ['[colors]', ...ROLES.map(role => `# ${role} = "${lookWords(dark?.[role] ?? [])}"`)].join('\n');
}

function keyTables(): string[] {
	return [...namedTables()].map(([name, {bindings}]) =>
		[
			`[keys.${name}]`,
			...bindings.map(
				({action, keys, label}) => `# ${action} = [${spellKeys(keys).map(quoted).join(', ')}]  # ${label}`,
			),
		].join('\n'),
	);
}

/** As TOML writes a text: a JSON string is one. */
function quoted(text: string): string {
	return JSON.stringify(text);
}
