import {THEMES} from '../draw/theme.ts';

/** What a command of the command line is called, and what it does: help, completion and readme are made from these. */
export interface CommandDescription {
	/** The first is the usual one. */
	readonly names: readonly [string, ...string[]];
	/** What follows the name, as help writes it. */
	readonly argument: string;
	readonly does: string;
}

export const THEME_NAMES: readonly string[] = Object.keys(THEMES);

/** What `:set` switches on, and off with `no` in front. */
export const SWITCHES = ['mouse', 'ascii', 'gutter'] as const;

const TABLE = [
	{names: ['filter'], argument: 'EXPR', does: 'set the display filter; without one, open the prompt'},
	{names: ['stream'], argument: 'N', does: 'open the ladder of stream N'},
	{names: ['frame', 'goto'], argument: 'N', does: 'go to frame N; so does :N alone'},
	{names: ['write', 'w'], argument: 'FILE', does: 'write the stream, or the marked ones, to a new capture file'},
	{names: ['export'], argument: 'FILE', does: 'write the ladder: .txt, .md, .svg or .mmd; :w! and :export! overwrite'},
	{names: ['group'], argument: 'BY', does: 'group the stream list by verdict, server, client or none'},
	{names: ['columns'], argument: 'A,B:WIDTH,…', does: 'columns of the stream list'},
	{names: ['sort'], argument: 'COLUMN [asc|desc]', does: 'sort the stream list'},
	{names: ['theme', 'colorscheme'], argument: 'NAME', does: `colours: ${THEME_NAMES.join(', ')}`},
	{names: ['set'], argument: SWITCHES.map(name => `[no]${name}`).join('|'), does: 'switch something on or off'},
	{names: ['verdicts'], argument: '[ID]', does: 'what the verdicts mean, or the one of that name'},
	{names: ['config'], argument: '', does: 'the config file, and what is wrong with it'},
	{names: ['help', 'h'], argument: '', does: 'the keys of this screen, and these commands'},
	{names: ['q', 'close'], argument: '', does: 'close this view; quit on the stream list'},
	{names: ['quit', 'qa'], argument: '', does: 'quit at once'},
] as const satisfies readonly CommandDescription[];

/** Usual names of the commands. */
export type CommandName = (typeof TABLE)[number]['names'][0];

export const COMMANDS: readonly (CommandDescription & {readonly names: readonly [CommandName, ...string[]]})[] = TABLE;

/** The command of that name, be it the usual one or another. */
export function commandNamed(name: string): (typeof COMMANDS)[number] | undefined {
	return COMMANDS.find(({names}) => names.includes(name));
}

/** Rows of the help screen for the commands. */
export function commandRows(): {keys: string; does: string}[] {
	return COMMANDS.map(({names, argument, does}) => ({
		keys: names.map((name, index) => `:${name}${index === 0 && argument !== '' ? ` ${argument}` : ''}`).join('  '),
		does,
	}));
}
