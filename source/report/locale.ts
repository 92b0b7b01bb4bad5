import {ASCII, UNICODE} from './ladder/drawing.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the locale has more than ASCII. The first of these that is set decides (POSIX locale, XBD 8.2). */
export function hasUnicode(environment: Environment): boolean {
	const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
	return /utf-?8/i.test(locale);
}

/** What our own prose writes longer than a drawing, which has one cell for each character. */
const PROSE: Readonly<Record<string, string>> = {
	[UNICODE.ellipsis]: '...',
	[UNICODE.dot]: '-',
	[UNICODE.to]: '->',
	[UNICODE.from]: '<-',
	'×': 'x',
	'–': '-',
	'≈': '~',
	'≥': '>=',
	'≤': '<=',
};

const SPELLINGS: ReadonlyMap<string, string> = new Map([
	...Object.keys(UNICODE).map((name): [string, string] => [
		UNICODE[name as keyof typeof UNICODE],
		ASCII[name as keyof typeof ASCII],
	]),
	...Object.entries(PROSE),
]);

/** A safe text for people in ASCII: our own signs are spelled out, foreign characters become question marks. */
export function asciiText(text: string): string {
	return text.replace(/\P{ASCII}/gu, character => SPELLINGS.get(character) ?? '?');
}
