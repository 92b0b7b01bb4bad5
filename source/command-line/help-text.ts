import {EXIT_STATUS, NAMED_OPTIONS, type NamedOption, PURPOSE, USAGE} from './option-table.ts';

/** Columns: of the names of options, of what they do, of other text. */
const NAMES = 22;
const MEANINGS = 64;
const TEXT = 86;

/** What `--help` prints, beside the name of the program. */
export function helpText(): string {
	return [
		'Usage',
		...USAGE.map(line => `  $ ${line}`),
		'',
		...wrapped(PURPOSE, TEXT),
		'',
		'Options',
		...NAMED_OPTIONS.flatMap(optionLines),
		'',
		`Exit status: ${EXIT_STATUS.map((meaning, status) => `${status} ${meaning}`).join(', ')}.`,
		'',
	].join('\n');
}

function optionLines(option: NamedOption): string[] {
	const {short, does} = option;
	const names = `  ${short === undefined ? '   ' : `-${short},`} ${longForm(option)}`;
	const [first = '', ...others] = wrapped(does, MEANINGS);
	const indented = others.map(line => `${' '.repeat(NAMES + 2)}${line}`);
	if (names.length > NAMES + 1) return [names, `${' '.repeat(NAMES + 2)}${first}`, ...indented];
	return [`${names.padEnd(NAMES + 2)}${first}`, ...indented];
}

/** The long name with what may follow it: `--report[=FORMAT]`, `--filter EXPR`. */
export function longForm({name, value, optional}: NamedOption): string {
	if (value === undefined) return `--${name}`;
	return optional ? `--${name}[=${value}]` : `--${name} ${value}`;
}

/** A text in lines of at most so many characters, where its words allow it. */
export function wrapped(text: string, width: number): string[] {
	const lines = [''];
	for (const word of text.split(' ')) {
		const line = lines.at(-1)!;
		if (line === '') lines[lines.length - 1] = word;
		else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
		else lines.push(word);
	}
	return lines;
}
