import {existsSync} from 'node:fs';
import meow, {type AnyFlag, type AnyFlags} from 'meow';
import {STANDARD_INPUT} from '../capture/bytes/open-source.ts';
import {wrongEnding} from '../capture/write/capture-endings.ts';
import {type LoadedSettings, loadSettings, NO_SETTINGS, usualConfigFile} from '../config/load-settings.ts';
import {DEFAULT_OPTIONS, type DiagnosisOptions} from '../diagnosis/context.ts';
import {nearestWord} from '../filter/mistakes/nearest-word.ts';
import {
	formatOfFile,
	LADDER_ENDINGS,
	type LadderFormat,
	REPORT_ENDINGS,
	type ReportFormat,
} from '../report/format-names.ts';
import {asciiText, hasUnicode} from '../report/locale.ts';
import type {CaptureRequest} from '../session/load/capture-request.ts';
import {helpText} from './help-text.ts';
import {type Flags, NAMED_OPTIONS, OPTIONS} from './option-table.ts';

export type Shell = (typeof SHELLS)[number];
const SHELLS = OPTIONS.completions.values;

/** What the user asked for. */
export interface Options {
	/** Undefined where no capture was named. */
	readonly input: CaptureRequest | undefined;
	readonly filter: string;
	readonly stream: number | undefined;
	readonly report: ReportFormat | undefined;
	readonly fields: readonly string[] | undefined;
	/** The ladder of `stream`, on standard output. */
	readonly ladder: LadderFormat | undefined;
	/** File to write the packets that pass to. */
	readonly write: string | undefined;
	/** File to write the report to, or the ladder of `stream`. */
	readonly export: Export | undefined;
	/** Overwrite such files. */
	readonly force: boolean;
	/** Show names of hosts from /etc/hosts. */
	readonly names: boolean;
	/** Ask the DNS for the others. */
	readonly resolve: boolean;
	/** Another file in the format of /etc/hosts. */
	readonly hosts: string | undefined;
	/** What endings are judged by. */
	readonly thresholds: DiagnosisOptions;
	readonly checkFilters: boolean;
	/** Only ASCII in what people read: asked for, or all that the locale has. */
	readonly ascii: boolean;
	readonly theme: string | undefined;
	readonly color: boolean;
	readonly mouse: boolean;
	/** The user's config file: what it sets beyond these options, and what is wrong with it. */
	readonly config: LoadedSettings;
	readonly printConfig: boolean;
	/** Shell to print a completion script for. */
	readonly completions: Shell | undefined;
}

export type Export =
	| {readonly path: string; readonly report: ReportFormat}
	| {readonly path: string; readonly report?: undefined; readonly ladder: LadderFormat};

/** A command line that makes no sense: the message is one line, the exit status 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/** Options whose value may be left out: the first one known is meant then. */
const OPTIONAL_VALUES = new Map(
	NAMED_OPTIONS.filter(({optional}) => optional).map(({name, values = []}) => [`--${name}`, values]),
);

/** Reads the command line; a text is what `--help` or `--version` wants printed. Throws `UsageError`. */
export async function parseCommandLine(argv: readonly string[], version: string): Promise<Options | string> {
	const [given, names] = splitAtEnd(joinValues(argv));
	refuseUnprintable(given);
	refuseDetachedValue(given);
	refuseTwice(given);
	const inAscii = given.includes('--ascii') || !hasUnicode(process.env);
	const help = helpText();
	const cli = meow(inAscii ? asciiText(help) : help, {
		importMeta: import.meta,
		pkg: {name: 'tcpwhy', version, description: 'Who ended each TCP connection, was that normal, and why'},
		argv: [...withDefaults(given), ...names],
		// It would end the process before what it has printed is known to be written.
		autoHelp: false,
		autoVersion: false,
		booleanDefault: undefined,
		flags: parserFlags(),
	});
	refuseUnknown(cli.unnormalizedFlags);
	refuseNegated(cli.flags);
	const flags: Flags = cli.flags;
	if (flags.help === true) return `${cli.help}\n`;
	if (flags.version === true) return `${version}\n`;
	const config = await readConfig(given, flags.config);
	const {settings} = config;
	const stream = flags.stream === undefined ? undefined : parseStream(flags.stream);
	const ladder = flags.ladder === undefined ? undefined : parseFormat('--ladder', flags.ladder, LADDER_ENDINGS);
	const file = flags.export === undefined ? undefined : parseExport(flags.export, ladder !== undefined);
	if (ladder !== undefined && stream === undefined)
		throw new UsageError('--ladder needs --stream N: the number of the stream to draw.');
	return {
		input: parseInput([...(flags.read ?? []), ...cli.input], flags),
		filter: flags.filter ?? '',
		stream,
		report: flags.report === undefined ? undefined : parseFormat('--report', flags.report, REPORT_ENDINGS),
		fields: flags.fields === undefined || flags.fields.length === 0 ? undefined : parseFields(flags.fields),
		ladder: file === undefined ? ladder : undefined,
		write: flags.write === undefined ? undefined : parseCapture(flags.write),
		export: file,
		force: flags.force ?? false,
		names: flags.names ?? (flags.hosts !== undefined || flags.resolve === true || settings.names === true),
		resolve: flags.resolve ?? false,
		hosts: flags.hosts === undefined ? undefined : parsePath('--hosts', flags.hosts),
		thresholds: {
			idleSeconds: parseSeconds('--idle', flags.idle) ?? settings.idle ?? DEFAULT_OPTIONS.idleSeconds,
			patienceSeconds:
				parseSeconds('--patience', flags.patience) ?? settings.patience ?? DEFAULT_OPTIONS.patienceSeconds,
		},
		checkFilters: flags.checkFilters ?? false,
		ascii: flags.ascii ?? (settings.ascii === true || !hasUnicode(process.env)),
		theme: flags.theme === undefined ? settings.theme : parseTheme(flags.theme),
		mouse: flags.mouse ?? settings.mouse ?? true,
		config,
		printConfig: flags.printConfig ?? false,
		completions: parseShell(flags.completions),
		color: flags.color ?? true,
	};
}

/** Throws where an option is none of ours, with the one that may be meant. */
function refuseUnknown(given: Readonly<Record<string, unknown>>): void {
	const known = NAMED_OPTIONS.flatMap(({key, short}) => (short === undefined ? [key] : [key, short]));
	const unknown = Object.keys(given).find(name => !known.includes(name));
	if (unknown === undefined) return;
	if (unknown.length === 1) throw new UsageError(`-${unknown} is no option; tcpwhy --help lists them.`);
	const typed = unknown.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
	const names = NAMED_OPTIONS.map(({name}) => name);
	const near = nearestWord(typed, names);
	const hint = near === undefined ? 'tcpwhy --help lists them.' : `is --${near} meant?`;
	throw new UsageError(`--${typed} is no option; ${hint}`);
}

/** Throws for `--no-` in front of an option that has a value: the parser takes that for a value that is false. */
function refuseNegated(given: Readonly<Record<string, unknown>>): void {
	const negatable = NAMED_OPTIONS.map(({negates}) => negates);
	for (const {key, name, value} of NAMED_OPTIONS) {
		if (value === undefined || negatable.includes(key) || ![given[key]].flat().includes(false)) continue;
		throw new UsageError(`--no-${name} is no option; tcpwhy --help lists them.`);
	}
}

const WITH_VALUE = NAMED_OPTIONS.filter(({value, optional}) => value !== undefined && !optional);

/** Joins values to their options as getopt does, where the parser would take them for options of their own. */
function joinValues(argv: readonly string[]): readonly string[] {
	const joined: string[] = [];
	for (let index = 0; index < argv.length; index++) {
		const argument = argv[index]!;
		if (argument === '--') return [...joined, ...argv.slice(index)];
		const option = WITH_VALUE.find(({name, short}) => argument === `--${name}` || isShort(argument, short));
		let value: string | undefined;
		// `-Yip`, and `-Y -tcp.len < -5`.
		if (option !== undefined && isShort(argument, option.short) && argument.length > 2) value = argument.slice(2);
		else if (option?.expression) value = argv[++index];
		joined.push(value === undefined ? argument : `--${option!.name}=${value}`);
	}
	return joined;
}

/** Is it a short option, with or without its value behind it? The parser knows what an equals sign means. */
function isShort(argument: string, short: string | undefined): boolean {
	return short !== undefined && argument.startsWith(`-${short}`) && argument[2] !== '=';
}

/** Options with their values, and what stands from `--` on: names of files, whatever they look like. */
function splitAtEnd(argv: readonly string[]): readonly [given: readonly string[], names: readonly string[]] {
	const end = argv.indexOf('--');
	return end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end)];
}

/** An unknown option is told as it is typed: in `tcpwhy *`, a file may be called like one. */
function refuseUnprintable(given: readonly string[]): void {
	for (const argument of given) {
		const [name = ''] = argument.split('=', 1);
		if (name.startsWith('--') && !/^[ -~]*$/.test(name))
			throw new UsageError(`${name} is no option; a file of that name is opened behind --.`);
	}
}

/** Throws where an option with one value has two. */
function refuseTwice(given: readonly string[]): void {
	for (const {name, short, value, repeats} of NAMED_OPTIONS) {
		if (value === undefined || repeats) continue;
		const times = given.filter(
			argument =>
				argument.split('=', 1)[0] === `--${name}` || (short !== undefined && argument.startsWith(`-${short}`)),
		);
		if (times.length > 1) throw new UsageError(`--${name} is given twice.`);
	}
}

/** Reads the config file: the one that is named, the usual one, or none. */
async function readConfig(given: readonly string[], named: string | undefined): Promise<LoadedSettings> {
	if (given.includes('--no-config')) return NO_SETTINGS;
	const file = named === undefined ? usualConfigFile(process.env) : parsePath('--config', named);
	return file === undefined ? NO_SETTINGS : await loadSettings(file, named !== undefined);
}

/** Completes options without their value; whoever asks for help wants nothing else. */
function withDefaults(given: readonly string[]): readonly string[] {
	if (given.includes('-h') || given.includes('--help')) return ['--help'];
	return given.map(option => (OPTIONAL_VALUES.has(option) ? `${option}=${OPTIONAL_VALUES.get(option)![0]}` : option));
}

/** A value that may be left out has to hang on its option: `--report json a.pcap` would read a capture named json. */
function refuseDetachedValue(given: readonly string[]): void {
	for (const [index, option] of given.entries()) {
		const value = given[index + 1];
		if (value !== undefined && OPTIONAL_VALUES.get(option)?.includes(value) && !existsSync(value))
			throw new UsageError(`${option} ${value}: write ${option}=${value}, with an equals sign.`);
	}
}

/** The table in the words of the parser. */
function parserFlags(): AnyFlags {
	const flags: Record<string, AnyFlag> = {};
	for (const {key, short, value, repeats, negates} of NAMED_OPTIONS) {
		if (negates !== undefined) continue;
		const names = short === undefined ? {} : {shortFlag: short};
		flags[key] =
			value === undefined
				? {type: 'boolean', ...names}
				: {type: 'string', ...names, ...(repeats === true ? {isMultiple: true} : {})};
	}
	return flags;
}

function parseInput(paths: readonly string[], flags: Flags): CaptureRequest | undefined {
	const common = {
		follow: flags.follow ?? false,
		...(flags.keylog === undefined ? {} : {keyLog: parsePath('--keylog', flags.keylog)}),
		...(flags.spoolLimit === undefined ? {} : {spoolLimit: parseMegabytes(flags.spoolLimit)}),
	};
	if (flags.interface === undefined) {
		if (flags.captureFilter !== undefined)
			throw new UsageError('--capture-filter needs --interface IF; a display filter for a file is -Y EXPR.');
		if (paths.filter(path => path === STANDARD_INPUT).length > 1)
			throw new UsageError('Standard input (-) can be read once only.');
		if (paths.length === 0 && flags.keylog !== undefined) throw new UsageError('--keylog needs a CAPTURE to decrypt.');
		return paths.length === 0 ? undefined : {files: paths, ...common};
	}
	if (paths.length > 0) throw new UsageError('Name a capture or an --interface, not both.');
	return {files: [STANDARD_INPUT], live: {interface: flags.interface, filter: flags.captureFilter ?? ''}, ...common};
}

function parseMegabytes(text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--spool-limit ${text}: give a number of megabytes.`);
	return Number(text) * 1e6;
}

/** Positive seconds, with or without decimals. */
function parseSeconds(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^(\d{1,9}|\d{0,9}\.\d{1,9})$/.test(text) || Number(text) === 0)
		throw new UsageError(`${option} ${text}: give a number of seconds above 0, such as 1.5.`);
	return Number(text);
}

function parsePath(option: string, path: string): string {
	if (path === '') throw new UsageError(`${option} needs the name of a file.`);
	return path;
}

function parseOutput(option: string, path: string): string {
	return parsePath(option, path === STANDARD_INPUT ? '' : path);
}

/** A capture file to write: the end of its name tells which of the formats it is to have. */
function parseCapture(value: string): string {
	const path = parseOutput('--write', value);
	const wrong = wrongEnding(path);
	if (wrong !== undefined) throw new UsageError(`--write ${path}: ${wrong}.`);
	return path;
}

/** What is written to the file: with `--ladder` the ladder, else the report. */
function parseExport(value: string, isLadder: boolean): Export {
	const path = parseOutput('--export', value);
	const report = isLadder ? undefined : formatOfFile(path, REPORT_ENDINGS);
	if (report !== undefined) return {path, report};
	const ladder = formatOfFile(path, LADDER_ENDINGS);
	if (isLadder && ladder !== undefined) return {path, ladder};
	const known = Object.values(isLadder ? LADDER_ENDINGS : REPORT_ENDINGS).join(', ');
	const hint = ladder === undefined ? '' : ' With --ladder --stream N also .svg and .mmd.';
	throw new UsageError(`--export ${path}: the end of the name tells the format: ${known}.${hint}`);
}

function parseTheme(name: string): string {
	const known: readonly string[] = OPTIONS.theme.values;
	if (!known.includes(name)) throw new UsageError(`--theme ${name}: known are ${known.join(', ')}.`);
	return name;
}

function parseStream(text: string): number {
	if (!/^\d{1,10}$/.test(text))
		throw new UsageError(`--stream ${text}: give a stream's number, as tcp.stream shows it.`);
	return Number(text);
}

function parseFormat<Format extends string>(
	option: string,
	text: string,
	endings: Readonly<Record<Format, string>>,
): Format {
	const formats = Object.keys(endings) as Format[];
	const format = formats.find(known => known === text);
	if (format === undefined) throw new UsageError(`${option}=${text}: known are ${formats.join(', ')}.`);
	return format;
}

function parseShell(name: string | undefined): Shell | undefined {
	if (name === undefined) return undefined;
	const shell = SHELLS.find(known => known === name);
	if (shell === undefined) throw new UsageError(`--completions=${name}: known are ${SHELLS.join(', ')}.`);
	return shell;
}

function parseFields(values: readonly string[]): string[] {
	const names = values.flatMap(value => value.split(',')).map(name => name.trim());
	if (names.includes('')) throw new UsageError('--fields has an empty name: separate the names by single commas.');
	return names;
}
