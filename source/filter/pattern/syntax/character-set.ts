/** A set of bytes: 256 flags. Patterns are matched on bytes, never on characters (spec/display-filter.md 7.5). */
export type CharacterSet = Uint8Array;

export function setOf(test: (byte: number) => boolean): CharacterSet {
	return Uint8Array.from({length: 256}, (_, byte) => (test(byte) ? 1 : 0));
}

export function complement(set: CharacterSet): CharacterSet {
	return set.map(flag => 1 - flag);
}

/** Adds the other case of every ASCII letter in the set. */
export function foldCase(set: CharacterSet): CharacterSet {
	const folded = set.slice();
	for (let upper = 0x41; upper <= 0x5a; upper++) {
		const lower = upper + 0x20;
		if (set[upper] === 1 || set[lower] === 1) folded[upper] = folded[lower] = 1;
	}
	return folded;
}

const SINGLES: CharacterSet[] = [];

/** One byte, or a letter in both cases. */
export function singleSet(code: number, ignoreCase: boolean): CharacterSet {
	const index = code * 2 + (ignoreCase ? 1 : 0);
	let set = SINGLES[index];
	if (set === undefined) {
		set = new Uint8Array(256);
		set[code] = 1;
		if (ignoreCase) set = foldCase(set);
		SINGLES[index] = set;
	}
	return set;
}

const between = (low: number, high: number) => (byte: number) => byte >= low && byte <= high;
const isDigit = between(0x30, 0x39);
const isUpper = between(0x41, 0x5a);
const isLower = between(0x61, 0x7a);
const isAlpha = (byte: number) => isUpper(byte) || isLower(byte);
const isGraph = between(0x21, 0x7e);
const isSpace = (byte: number) => byte === 0x20 || (byte >= 9 && byte <= 13);
export const isWord = (byte: number) => isAlpha(byte) || isDigit(byte) || byte === 0x5f;

export const NEWLINE = 10;
export const ANY = setOf(() => true);
export const NOT_NEWLINE = setOf(byte => byte !== NEWLINE);

/** Sets that an escape stands for; a capital letter is the complement. */
export const ESCAPE_SETS: Readonly<Record<string, CharacterSet>> = {
	d: setOf(isDigit),
	w: setOf(isWord),
	s: setOf(isSpace),
	h: setOf(byte => byte === 9 || byte === 0x20 || byte === 0xa0),
	v: setOf(byte => (byte >= 10 && byte <= 13) || byte === 0x85),
	N: NOT_NEWLINE,
	C: ANY,
};

/** `[:name:]` inside a class; PCRE2 knows these on ASCII. */
export const POSIX_SETS: Readonly<Record<string, CharacterSet>> = {
	alpha: setOf(isAlpha),
	digit: setOf(isDigit),
	alnum: setOf(byte => isAlpha(byte) || isDigit(byte)),
	upper: setOf(isUpper),
	lower: setOf(isLower),
	space: setOf(isSpace),
	blank: setOf(byte => byte === 9 || byte === 0x20),
	cntrl: setOf(byte => byte < 0x20 || byte === 0x7f),
	punct: setOf(byte => isGraph(byte) && !isAlpha(byte) && !isDigit(byte)),
	graph: setOf(isGraph),
	print: setOf(byte => isGraph(byte) || byte === 0x20),
	word: setOf(isWord),
	xdigit: setOf(byte => isDigit(byte) || between(0x41, 0x46)(byte) || between(0x61, 0x66)(byte)),
	ascii: setOf(byte => byte < 128),
};

/** Bytes whose character of the same number has a Unicode property; undefined for an unknown property. */
export function propertySet(property: string): CharacterSet | undefined {
	if (property === 'Any') return ANY;
	if (!/^[A-Za-z_&]+$/.test(property)) return undefined;
	const names = property === 'L&' ? ['Lu', 'Ll', 'Lt'] : [property];
	try {
		const tests = names.map(name => new RegExp(`^\\p{${name}}$`, 'u'));
		return setOf(byte => tests.some(test => test.test(String.fromCharCode(byte))));
	} catch {
		try {
			const script = new RegExp(`^\\p{Script=${property}}$`, 'u');
			return setOf(byte => script.test(String.fromCharCode(byte)));
		} catch {
			return undefined;
		}
	}
}
