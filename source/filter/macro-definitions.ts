import {type FieldRegistry, findField} from './registry.ts';

/** A filter text with parameters `$1`, `$2` …, called as `${name:argument;argument}` (spec/display-filter.md 12). */
export interface Macro {
	readonly text: string;
	readonly description: string;
}

export type Macros = ReadonlyMap<string, Macro>;

/** A filter, or the text of a macro, by the name that the user gave it. */
export interface NamedFilter {
	readonly name: string;
	readonly filter: string;
}

const PARAMETER = /\$([1-9][0-9]?)/g;
const NAME = '[A-Za-z0-9_.-]+';
const LINE = new RegExp(`^"(${NAME})","((?:[^"\\\\]|\\\\.)*)"\\s*$`);

/** The macros that Wireshark 4.0 ships. */
export const SHIPPED_MACROS: Macros = new Map([
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
	return macros ?? SHIPPED_MACROS;
}

/** The macros that ship and the user's own, which may replace them. */
export function macrosWith(own: readonly NamedFilter[]): Macros {
	const macros = new Map(SHIPPED_MACROS);
	for (const {name, filter} of own) macros.set(name, {text: filter, description: `your own: ${filter}`});
	return macros;
}

/** How many arguments a macro takes: its highest parameter. */
export function parametersOf({text}: Pick<Macro, 'text'>): number {
	return Math.max(0, ...Array.from(text.matchAll(PARAMETER), ([, number]) => Number(number)));
}

/** What is typed to call a macro, as far as its arguments. */
export function callStart(name: string, macro: Pick<Macro, 'text'>): string {
	return parametersOf(macro) === 0 ? `\${${name}}` : `\${${name}:`;
}

/** Why a macro cannot have this name; undefined if it can. A field in braces is a reference to its value. */
export function wrongMacroName(name: string, registry: FieldRegistry): string | undefined {
	if (!new RegExp(`^${NAME}$`).test(name)) return 'the name of a macro has letters, digits, _, - and . only';
	return findField(registry, name) === undefined ? undefined : `\${${name}} is the value of a field already`;
}

/** The macro's text with arguments in place of the parameters. */
export function applied({text}: Macro, given: readonly string[]): string {
	return text.replace(PARAMETER, (_, number: string) => given[Number(number) - 1] ?? '');
}

/** What a file of macros defines, each name once, and the lines of it that define nothing. */
export interface OwnMacros {
	readonly own: readonly NamedFilter[];
	readonly problems: readonly {readonly line: number; readonly message: string}[];
}

/**
 * The user's own macros, of a file as Wireshark keeps it (`dfilter_macros` of a profile): lines `"name","text"`, with
 * `\xNN` for a byte, `#` before a comment.
 */
export function ownMacros(file: string): OwnMacros {
	const own = new Map<string, NamedFilter>();
	const problems: {line: number; message: string}[] = [];
	for (const [index, line] of file.split('\n').entries()) {
		const macro = definitionIn(line);
		if (macro !== undefined) own.set(macro.name, macro);
		else if (!/^\s*(?:#|$)/.test(line))
			problems.push({line: index + 1, message: 'this is no macro: lines are "name","text", or begin with #'});
	}
	return {own: [...own.values()], problems};
}

function definitionIn(line: string): NamedFilter | undefined {
	const [, name, escaped] = LINE.exec(line.trim()) ?? [];
	if (name === undefined || escaped === undefined) return undefined;
	const filter = escaped.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_, hex: string | undefined, other: string) =>
		hex === undefined ? other : String.fromCharCode(Number.parseInt(hex, 16)),
	);
	return {name, filter};
}

/** The file with these macros: what it says beside definitions stays, and each definition where it was. */
export function printMacros(macros: readonly NamedFilter[], file: string): string {
	const left = new Map(macros.map(macro => [macro.name, macro]));
	const lines = file.split('\n').flatMap(line => {
		const defined = definitionIn(line);
		if (defined === undefined) return [line];
		const macro = left.get(defined.name);
		left.delete(defined.name);
		if (macro === undefined) return [];
		return macro.filter === defined.filter ? [line] : [definitionOf(macro)];
	});
	while (lines.at(-1)?.trim() === '') lines.pop();
	return [...lines, ...Array.from(left.values(), definitionOf), ''].join('\n');
}

function definitionOf({name, filter}: NamedFilter): string {
	const escaped = filter.replace(/["\\]/g, character => `\\x${character.charCodeAt(0).toString(16)}`);
	return `"${name}","${escaped}"`;
}
