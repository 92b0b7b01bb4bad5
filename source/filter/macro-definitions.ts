import type {FieldRegistry} from './registry.ts';

/** A filter text with parameters `$1`, `$2` …, called as `${name:argument;argument}` (spec/display-filter.md 12). */
export interface Macro {
	readonly text: string;
	readonly description: string;
}

export type Macros = ReadonlyMap<string, Macro>;

const PARAMETER = /\$([1-9][0-9]?)/g;
const LINE = /^"([A-Za-z0-9_.-]+)","((?:[^"\\]|\\.)*)"\s*$/;

/** The macros that Wireshark 4.0 ships. */
const SHIPPED: Macros = new Map([
	[
		'private_ipv4',
		{
			text: '$1 == 192.168.0.0/16 or $1 == 172.16.0.0/12 or $1 == 10.0.0.0/8',
			description: 'an IPv4 address of a private network (RFC 1918)',
		},
	],
	['private_ipv6', {text: 'ipv6 and $1 == fc00::/7', description: 'a unique local IPv6 address (RFC 4193)'}],
	['private_ethernet', {text: '$1[0] & 0x0f == 2', description: 'a locally administered Ethernet address'}],
]);

/** The macros that filters of a registry may call. */
export function macrosOf({macros}: FieldRegistry): Macros {
	return macros ?? SHIPPED;
}

/** How many arguments a macro takes: its highest parameter. */
export function parametersOf({text}: Macro): number {
	return Math.max(0, ...Array.from(text.matchAll(PARAMETER), ([, number]) => Number(number)));
}

/** The macro's text with arguments in place of the parameters. */
export function applied({text}: Macro, given: readonly string[]): string {
	return text.replace(PARAMETER, (_, number: string) => given[Number(number) - 1] ?? '');
}

/** What a file of macros defines beside those that ship, and the lines of it that define nothing. */
export interface OwnMacros {
	readonly macros: Macros;
	readonly problems: readonly {readonly line: number; readonly message: string}[];
}

/**
 * The user's own macros, of a file as Wireshark keeps it (`dfilter_macros` of a profile): lines `"name","text"`, with
 * `\xNN` for a byte, `#` before a comment. They come before the shipped ones, and may replace them.
 */
export function withOwnMacros(file: string): OwnMacros {
	const own = new Map<string, Macro>();
	const problems: {line: number; message: string}[] = [];
	for (const [index, raw] of file.split('\n').entries()) {
		const line = raw.trim();
		if (line === '' || line.startsWith('#')) continue;
		const [, name, escaped] = LINE.exec(line) ?? [];
		if (name === undefined || escaped === undefined) {
			problems.push({line: index + 1, message: 'this is no macro: lines are "name","text", or begin with #'});
			continue;
		}
		const text = escaped.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_, hex: string | undefined, other: string) =>
			hex === undefined ? other : String.fromCharCode(Number.parseInt(hex, 16)),
		);
		own.set(name, {text, description: `your own: ${text}`});
	}
	return {macros: new Map([...own, ...[...SHIPPED].filter(([name]) => !own.has(name))]), problems};
}
