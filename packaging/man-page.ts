import {longForm, wrapped} from '../source/command-line/help-text.ts';
import {EXIT_STATUS, NAMED_OPTIONS, PURPOSE, USAGE} from '../source/command-line/option-table.ts';
import {helpRows} from '../source/screen/help/help-state.ts';
import {namedTables} from '../source/screen/key-tables.ts';

/** Files and variables of the environment that the program minds. */
const FILES = [
	['~/.config/tcpwhy/config.toml', 'settings, colours and keys; tcpwhy --print-config prints one to start from'],
	['~/.config/tcpwhy/dfilter_macros', "macros for display filters, in the format of Wireshark's file of that name"],
	['~/.config/tcpwhy/bookmarks.json', 'bookmarks of filters'],
	['~/.local/state/tcpwhy/', 'filters and commands that were typed'],
] as const;
const ENVIRONMENT = [
	['XDG_CONFIG_HOME, XDG_STATE_HOME', 'folders to use in the place of ~/.config and ~/.local/state'],
	['NO_COLOR', 'where it is set, no colours are drawn'],
	['LC_ALL, LC_CTYPE, LANG', 'where they name no UTF-8 locale, only ASCII is drawn'],
] as const;

/** The manual page tcpwhy(1), in the macros of man(7). */
export function manPage(version: string): string {
	return [
		`.TH TCPWHY 1 "" "tcpwhy ${version}" "User Commands"`,
		'.SH NAME',
		'tcpwhy \\- who ended each TCP connection, was that normal, and why',
		'.SH SYNOPSIS',
		'.nf',
		...USAGE.map(roff),
		'.fi',
		'.SH DESCRIPTION',
		paragraph(PURPOSE),
		'.SH OPTIONS',
		...NAMED_OPTIONS.flatMap(option => {
			const short = option.short === undefined ? '' : `\\fB\\-${option.short}\\fR, `;
			return ['.TP', `${short}\\fB${roff(longForm(option))}\\fR`, paragraph(option.does)];
		}),
		'.SH KEYS',
		...keys(),
		'.SH EXIT STATUS',
		...EXIT_STATUS.flatMap((meaning, status) => item(String(status), meaning)),
		'.SH ENVIRONMENT',
		...ENVIRONMENT.flatMap(([name, does]) => item(name, does)),
		'.SH FILES',
		...FILES.flatMap(([name, does]) => item(name, does)),
		'.SH SEE ALSO',
		'.BR tcpdump (1),',
		'.BR tshark (1),',
		'.BR pcap\\-filter (7),',
		'.BR wireshark\\-filter (4)',
		'',
	].join('\n');
}

function keys(): string[] {
	return [...namedTables().values()].flatMap(table => [
		`.SS ${roff(table.title)}`,
		...helpRows([table])
			.filter(row => row.keys !== '')
			.flatMap(({keys, does}) => item(keys, does)),
	]);
}

function item(name: string, does: string): string[] {
	return ['.TP', `\\fB${roff(name)}\\fR`, paragraph(does)];
}

/** A text in lines that are short enough to be edited, as checkers of manual pages want them. */
function paragraph(text: string): string {
	return wrapped(roff(text), 78).map(asText).join('\n');
}

/** A line that is none of roff's requests. */
function asText(line: string): string {
	return line.replace(/^[.']/, '\\&$&');
}

/** A text that means itself to roff, in ASCII. */
function roff(text: string): string {
	const escaped = text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll('^', '\\(ha')
		.replaceAll('~', '\\(ti')
		.replace(
			/[^\n -~]/gu,
			character => `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
		);
	return asText(escaped);
}
