import {DEFAULT_OPTIONS} from '../diagnosis/context.ts';
import {LADDER_ENDINGS, REPORT_ENDINGS} from '../report/format-names.ts';

/** An option of the command line. Parser, help, manual page and shell completions are made from these. */
export interface CommandOption {
	readonly short?: string;
	/** What its value is called; an option without one is on or off. */
	readonly value?: string;
	/** The values there are. */
	readonly values?: readonly string[];
	/** The value may be left out, and stands behind an equals sign: the first of `values` is meant then. */
	readonly optional?: true;
	/** The value is an expression, which may begin with a minus: what stands behind the option is the value, always. */
	readonly expression?: true;
	/** What to complete the value with, where there is no list. */
	readonly completes?: 'file' | 'interface';
	/** May be given several times. */
	readonly repeats?: true;
	/** Named for what it switches off: `--no-NAME`. */
	readonly negated?: true;
	/** Says no to an option with a value: the two are one to the parser. */
	readonly negates?: string;
	/** As help says it; completions take what stands before the first `;` or `:`. */
	readonly does: string;
}

/** By their names as the parser has them, in the order of the help. */
export const OPTIONS = {
	filter: {
		short: 'Y',
		value: 'EXPR',
		expression: true,
		does: 'start with this display filter; headless: only these packets',
	},
	stream: {
		short: 's',
		value: 'N',
		does: 'open the ladder of stream N; with --report: only that stream',
	},
	report: {
		value: 'FORMAT',
		values: Object.keys(REPORT_ENDINGS),
		optional: true,
		does: 'print the endings: text (default), markdown, json, ndjson, csv or parquet',
	},
	export: {
		value: 'FILE',
		completes: 'file',
		does: `write the endings to a new file, in the format that its name ends in: ${fileEndings(REPORT_ENDINGS)}`,
	},
	fields: {
		short: 'e',
		value: 'A,B,C',
		repeats: true,
		does: 'print fields of the packets that pass, one packet a line, as tshark -n -T fields does',
	},
	ladder: {
		value: 'FORMAT',
		values: Object.keys(LADDER_ENDINGS),
		optional: true,
		does: `print the ladder of --stream: text (default), markdown, svg or mermaid; with --export into that file: ${fileEndings(LADDER_ENDINGS)}`,
	},
	write: {
		short: 'w',
		value: 'FILE',
		completes: 'file',
		does: 'write the packets that pass, or those of --stream, to a new pcap or pcapng file (by the end of its name)',
	},
	force: {does: 'overwrite the file; with --write and --export'},
	interface: {
		short: 'i',
		value: 'IF',
		completes: 'interface',
		does: 'capture now, by running tcpdump (needs its privileges)',
	},
	captureFilter: {
		value: 'EXPR',
		expression: true,
		does: "capture only these packets, in tcpdump's language; with --interface",
	},
	read: {
		short: 'r',
		value: 'FILE',
		completes: 'file',
		repeats: true,
		does: 'the same as CAPTURE, as other tools want it',
	},
	follow: {does: 'wait at the end of CAPTURE for what is appended to it'},
	keylog: {
		value: 'FILE',
		completes: 'file',
		does: 'read TLS alerts with the secrets in this file (SSLKEYLOGFILE)',
	},
	spoolLimit: {
		value: 'MB',
		does: 'keep at most so much of a pipe or compressed capture, to show single packets (4000)',
	},
	names: {does: 'show names of hosts, from /etc/hosts; the DNS is not asked'},
	hosts: {value: 'FILE', completes: 'file', does: 'show names of hosts, from this file'},
	resolve: {does: 'show names of hosts, and ask the DNS for those that no file has'},
	idle: {
		value: 'SECONDS',
		does: `silence from which on a connection counts as idle (${DEFAULT_OPTIONS.idleSeconds})`,
	},
	patience: {
		value: 'SECONDS',
		does: `wait from which on an end that leaves without an answer is said to have given up (${DEFAULT_OPTIONS.patienceSeconds})`,
	},
	checkFilters: {
		does: 'read filters from standard input, one a line; print a line for each: ok, or class, column, length and message, tab-separated',
	},
	ascii: {does: 'draw with ASCII only'},
	theme: {value: 'NAME', values: ['dark', 'light', '16', 'none'], does: 'colours: dark, light, 16 or none'},
	mouse: {negated: true, does: 'leave the mouse to the terminal, which then selects text with it'},
	color: {negated: true, does: 'no colours (as NO_COLOR does)'},
	config: {
		value: 'FILE',
		completes: 'file',
		does: 'read settings from this file, not from ~/.config/tcpwhy/config.toml',
	},
	noConfig: {negates: 'config', does: 'read no settings'},
	printConfig: {does: 'print a config file with all settings and keys, as comments'},
	completions: {
		value: 'SHELL',
		values: ['bash', 'zsh', 'fish'],
		does: 'print a script that completes this command line; bash, zsh or fish',
	},
	help: {short: 'h', does: 'print this text'},
	version: {does: 'print the version'},
} as const satisfies Readonly<Record<string, CommandOption>>;

type Table = typeof OPTIONS;
type FlagOf<Option> = Option extends {value: string} ? (Option extends {repeats: true} ? string[] : string) : boolean;

/** What the parser finds; an option that is not given is undefined. */
export type Flags = {readonly [Name in keyof Table]?: FlagOf<Table[Name]> | undefined};

/** An option with the name that users type, without its dashes. */
export interface NamedOption extends CommandOption {
	readonly key: string;
	readonly name: string;
}

export const NAMED_OPTIONS: readonly NamedOption[] = Object.entries<CommandOption>(OPTIONS).map(([key, option]) => {
	const name = key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
	return {...option, key, name: option.negated ? `no-${name}` : name};
});

/** What runs the program, each with what stands in front of it on the line. */
export const USAGE: readonly string[] = ['tcpwhy CAPTURE…', 'tcpdump -U -w - … | tcpwhy -', 'tcpwhy -i INTERFACE'];

export const PURPOSE =
	'Opens captures (pcap or pcapng, plain or gzip; several are merged by time) full screen: their TCP streams, each with a verdict on how it ended and why. Without CAPTURE the samples that ship are offered. When standard output is no terminal, prints the endings as text.';

export const EXIT_STATUS: readonly string[] = ['fine', 'could not do it', 'wrong usage'];

/** `.txt, .md or .json`: how names of files of these formats end. */
function fileEndings(endings: Readonly<Record<string, string>>): string {
	return Object.values(endings)
		.join(', ')
		.replace(/, ([^,]*)$/, ' or $1');
}
