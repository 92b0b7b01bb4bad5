/**
 * Parts of the readme that the program itself makes: screens, keys, options, verdicts. Each stands between
 * `<!-- begin NAME -->` and `<!-- end NAME -->`. `npm run readme` writes them; a test checks that they are up to date.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import {CONNECTION_COLUMNS} from '../../source/report/endings/table/connection-columns.ts';
import {commandRows} from '../../source/screen/command/command-table.ts';
import {ENDINGS_KEYS} from '../../source/screen/endings/endings-reducer.ts';
import {BOOKMARKS} from '../../source/screen/filter/bookmarks.ts';
import {GRAPH_KEYS} from '../../source/screen/graphs/graph-keys.ts';
import {helpRows} from '../../source/screen/help/help-state.ts';
import {COMMON_KEYS, MOVE_KEYS} from '../../source/screen/keys/common-keys.ts';
import type {KeyTable} from '../../source/screen/keys/key-table.ts';
import {DETAILS_KEYS, JUMP_KEYS, LADDER_KEYS} from '../../source/screen/ladder/ladder-keys.ts';
import {LIST_KEYS, SORT_KEYS} from '../../source/screen/streams/list-keys.ts';
import {VERDICT_LIST_KEYS, VERDICT_PAGE_KEYS} from '../../source/screen/verdicts/verdict-reducer.ts';
import {explore} from './terminal/journey.ts';
import {run} from './terminal/program.ts';

export const README = fileURLToPath(new URL('../../readme.md', import.meta.url));

/** Name of a block → its text, without the lines that mark it. */
export const BLOCKS: Readonly<Record<string, () => string | Promise<string>>> = {
	'list screen': () => screen('mixed.pcap', 16, '', 'idle-client-reset'),
	'ladder screen': () => screen('never-speaks.pcap', 24, '\rgr', '╰ Proper'),
	keys: () =>
		[
			COMMON_KEYS,
			MOVE_KEYS,
			LIST_KEYS,
			SORT_KEYS,
			ENDINGS_KEYS,
			VERDICT_PAGE_KEYS,
			VERDICT_LIST_KEYS,
			LADDER_KEYS,
			JUMP_KEYS,
			DETAILS_KEYS,
			GRAPH_KEYS,
		]
			.map(keyTable)
			.join('\n\n'),
	commands: () =>
		[
			'| command | does |',
			'|---|---|',
			...commandRows().map(
				({keys, does}) =>
					`| ${keys
						.split('  ')
						.map(text => `\`${text.replaceAll('|', '\\|')}\``)
						.join(', ')} | ${does} |`,
			),
		].join('\n'),
	options: () => fenced(run(['--help']).stdout.replace(/^\n/, '')),
	bookmarks: () =>
		[
			'| bookmark | filter |',
			'|---|---|',
			...BOOKMARKS.map(({name, filter}) => `| ${name} | \`${filter.replaceAll('|', '\\|')}\` |`),
		].join('\n'),
	columns: () =>
		[
			'| column | type | meaning |',
			'|---|---|---|',
			...CONNECTION_COLUMNS.map(
				({name, type, nullable, meaning}) =>
					`| \`${name}\` | ${type}${nullable ? ', may be empty' : ''} | ${meaning} |`,
			),
		].join('\n'),
	verdicts: () =>
		[
			'| verdict | category | meaning |',
			'|---|---|---|',
			...VERDICTS.map(({id, category, title}) => `| \`${id}\` | ${category} | ${title} |`),
		].join('\n'),
};

async function screen(file: string, rows: number, keys: string, awaited: string): Promise<string> {
	const terminal = explore(file, {columns: 110, rows, environment: {NO_COLOR: '1', TZ: 'UTC'}});
	try {
		await terminal.until('idle-client-reset');
		terminal.send(keys);
		await terminal.until(awaited);
		await terminal.settled();
		const drawn = fenced(terminal.lines().join('\n'));
		terminal.send('Q');
		await terminal.exited;
		return drawn;
	} finally {
		await terminal.close();
	}
}

function keyTable(table: KeyTable): string {
	const rows = helpRows([table]).filter(({keys}) => keys !== '');
	return [
		`**${table.title}**`,
		'',
		'| key | does |',
		'|---|---|',
		...rows.map(({keys, does}) => `| ${code(keys)} | ${does} |`),
	].join('\n');
}

function code(keys: string): string {
	return keys
		.replaceAll('|', '\\|')
		.replaceAll('\\', '\\\\')
		.replace(/[<>*_`]/g, character => `\\${character}`);
}

function fenced(text: string): string {
	return ['```', text.replace(/ +$/gm, '').trimEnd(), '```'].join('\n');
}

/** The text that stands in the readme for a block. Throws if the block is not there. */
export function blockOf(readme: string, name: string): string {
	const [before, after] = [`<!-- begin ${name} -->\n`, `\n<!-- end ${name} -->`];
	const from = readme.indexOf(before);
	const to = readme.indexOf(after, from);
	if (from < 0 || to < 0) throw new Error(`the readme has no block "${name}"`);
	return readme.slice(from + before.length, to);
}

/** The readme with another text in a block. */
export function withBlock(readme: string, name: string, text: string): string {
	return readme.replace(`<!-- begin ${name} -->\n${blockOf(readme, name)}`, () => `<!-- begin ${name} -->\n${text}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	let readme = readFileSync(README, 'utf8');
	for (const [name, make] of Object.entries(BLOCKS)) readme = withBlock(readme, name, await make());
	writeFileSync(README, readme);
}
