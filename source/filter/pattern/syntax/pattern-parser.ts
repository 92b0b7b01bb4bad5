import {ANY, complement, ESCAPE_SETS, NOT_NEWLINE, propertySet, singleSet} from './character-set.ts';
import {ClassParser} from './class-parser.ts';
import {PatternError, readCode, type Source} from './pattern-source.ts';
import type {Assertion, PatternNode} from './pattern-tree.ts';

interface Options {
	/** Always on at the start: `matches` ignores the case of ASCII letters. */
	readonly ignoreCase: boolean;
	readonly multiline: boolean;
	readonly dotAll: boolean;
	readonly extended: boolean;
}

const MAX_GROUPS = 200;
const MAX_REPEAT = 65535;
const EMPTY: PatternNode = {kind: 'sequence', items: []};

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
	A: 'start',
	G: 'start',
	z: 'end',
	Z: 'last-line-end',
	b: 'word-boundary',
	B: 'no-word-boundary',
};

/**
 * Parses the part of PCRE2's syntax that `matches` has (spec/display-filter.md 7.5), on bytes: one character of
 * `source` is one byte. Throws `PatternError` with a sentence for what is wrong or not supported.
 */
export function parsePattern(text: string): PatternNode {
	const parser = new PatternParser({text, position: 0});
	return parser.whole();
}

class PatternParser {
	private options: Options = {ignoreCase: true, multiline: false, dotAll: false, extended: false};
	private groups = 0;
	private depth = 0;
	private highestReference = 0;
	private readonly names = new Map<string, number>();
	private readonly classes: ClassParser;

	constructor(private readonly source: Source) {
		this.classes = new ClassParser(source);
		if (source.text.startsWith('(*')) throw new PatternError('(*…) settings are not supported');
	}

	whole(): PatternNode {
		const node = this.alternatives();
		if (this.source.position < this.source.text.length) throw new PatternError('a ) without its (');
		if (this.highestReference > this.groups)
			throw new PatternError(`there is no group ${this.highestReference} to refer to`);
		return node;
	}

	private peek(text: string): boolean {
		return this.source.text.startsWith(text, this.source.position);
	}

	private take(text: string): boolean {
		if (!this.peek(text)) return false;
		this.source.position += text.length;
		return true;
	}

	/** Reads a sticky pattern's first group, or else all that it matches. */
	private read(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.source.position;
		const found = pattern.exec(this.source.text);
		if (found === null) return undefined;
		this.source.position += found[0].length;
		return found[1] ?? found[0];
	}

	private alternatives(): PatternNode {
		if (++this.depth > MAX_GROUPS) throw new PatternError('groups are nested too deep');
		const items = [this.sequence()];
		while (this.take('|')) items.push(this.sequence());
		this.depth--;
		return items.length === 1 ? items[0]! : {kind: 'alternatives', items};
	}

	private sequence(): PatternNode {
		const items: PatternNode[] = [];
		const {source} = this;
		while (source.position < source.text.length && !this.peek('|') && !this.peek(')')) {
			if (this.options.extended && this.read(/[ \t\r\n\f\v]+|#[^\n]*\n?/y) !== undefined) continue;
			if (this.take('\\E')) continue;
			if (this.take('\\Q')) {
				for (const character of this.read(/([\s\S]*?)(?:\\E|$)/y) ?? '') items.push(this.byte(character.charCodeAt(0)));
				if (items.length > 0) items.push(this.quantified(items.pop()!));
				continue;
			}
			const quantifiable = !this.peek('(?=') && !this.peek('(?!');
			const item = this.atom();
			if (item !== undefined) items.push(quantifiable || item.kind === 'look' ? this.quantified(item) : item);
		}
		return items.length === 1 ? items[0]! : {kind: 'sequence', items};
	}

	private byte(code: number): PatternNode {
		return {kind: 'set', set: singleSet(code, this.options.ignoreCase)};
	}

	private quantified(item: PatternNode): PatternNode {
		const limits = this.limits();
		if (limits === undefined) return item;
		const [least, most] = limits;
		if (least > MAX_REPEAT || (most > MAX_REPEAT && most !== Number.POSITIVE_INFINITY))
			throw new PatternError(`a repeat goes up to ${MAX_REPEAT}`);
		if (most < least) throw new PatternError('the limits of a repeat are out of order');
		const mode = this.take('+') ? 'possessive' : this.take('?') ? 'lazy' : 'greedy';
		if (this.limits() !== undefined) throw new PatternError('a repeat follows a repeat');
		return {kind: 'repeat', item, least, most, mode};
	}

	private limits(): readonly [number, number] | undefined {
		if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
		if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
		if (this.take('?')) return [0, 1];
		const braces = this.read(/\{(\d+(?:,\d*)?)\}/y);
		if (braces === undefined) return undefined;
		const [least, most] = braces.split(',');
		const from = Number(least);
		return [from, most === undefined ? from : most === '' ? Number.POSITIVE_INFINITY : Number(most)];
	}

	private atom(): PatternNode | undefined {
		const character = this.source.text[this.source.position++]!;
		switch (character) {
			case '(':
				return this.group();
			case '[':
				return {kind: 'set', set: this.classes.parse(this.options.ignoreCase)};
			case '.':
				return {kind: 'set', set: this.options.dotAll ? ANY : NOT_NEWLINE};
			case '^':
				return {kind: 'assertion', assertion: this.options.multiline ? 'line-start' : 'start'};
			case '$':
				return {kind: 'assertion', assertion: this.options.multiline ? 'line-end' : 'last-line-end'};
			case '\\':
				return this.escape();
			case '*':
			case '+':
			case '?':
				throw new PatternError('a repeat has nothing to repeat');
			default:
				return this.byte(character.charCodeAt(0));
		}
	}

	private escape(): PatternNode {
		const {source} = this;
		const letter = source.text[source.position];
		if (letter === undefined) throw new PatternError('a backslash at the end');
		const assertion = ASSERTIONS[letter];
		const set =
			ESCAPE_SETS[letter] ?? (/[DWSHV]/.test(letter) ? complement(ESCAPE_SETS[letter.toLowerCase()]!) : undefined);
		if (assertion !== undefined || set !== undefined || letter === 'K') {
			source.position++;
			if (assertion !== undefined) return {kind: 'assertion', assertion};
			return set === undefined ? EMPTY : {kind: 'set', set};
		}
		if (this.take('R')) return this.lineBreak();
		if (letter === 'p' || letter === 'P') return this.property();
		return this.backReference() ?? this.byte(readCode(source));
	}

	/** `\R`: a newline of any kind; CR LF is one. */
	private lineBreak(): PatternNode {
		const one: PatternNode = {kind: 'set', set: ESCAPE_SETS['v']!};
		const pair = [13, 10].map((code): PatternNode => ({kind: 'set', set: singleSet(code, false)}));
		const item: PatternNode = {kind: 'alternatives', items: [{kind: 'sequence', items: pair}, one]};
		return item;
	}

	private property(): PatternNode {
		const negated = this.take('P') || !this.take('p');
		const name = this.read(/\{([^}]*)\}/y) ?? this.read(/[A-Za-z]/y) ?? '';
		const inner = name.startsWith('^') ? name.slice(1) : name;
		const set = propertySet(inner);
		if (set === undefined) throw new PatternError(`\\p{${inner}} is not a known property`);
		return {kind: 'set', set: negated !== name.startsWith('^') ? complement(set) : set};
	}

	private backReference(): PatternNode | undefined {
		const name = this.read(/k(?:<\w+>|'\w+'|\{\w+\})/y)?.slice(2, -1) ?? this.read(/g\{([A-Za-z_]\w*)\}/y);
		const number = name === undefined ? (this.read(/g\{?(-?\d+)\}?/y) ?? this.read(/[1-9](?![0-9])/y)) : undefined;
		if (name === undefined && number === undefined) return undefined;
		const relative = number?.startsWith('-');
		const index = name === undefined ? Number(number) + (relative ? this.groups + 1 : 0) : (this.names.get(name) ?? -1);
		if (index < 1) throw new PatternError(`there is no group ${name ?? number} to refer to`);
		this.highestReference = Math.max(this.highestReference, index);
		return {kind: 'back-reference', index, ignoreCase: this.options.ignoreCase};
	}

	private group(): PatternNode | undefined {
		if (this.peek('*')) throw new PatternError('(*…) is not supported');
		const saved = this.options;
		const special = this.take('?') ? this.specialGroup() : this.capture(undefined);
		if (special === 'options') return undefined;
		const item = this.alternatives();
		if (!this.take(')')) throw new PatternError('a ( without its )');
		this.options = saved;
		return special(item);
	}

	private capture(name: string | undefined): (item: PatternNode) => PatternNode {
		const index = ++this.groups;
		if (name !== undefined) {
			if (this.names.has(name)) throw new PatternError(`two groups are called ${name}`);
			this.names.set(name, index);
		}
		return item => ({kind: 'capture', item, index});
	}

	/** What follows `(?`. */
	private specialGroup(): ((item: PatternNode) => PatternNode) | 'options' {
		if (this.take(':') || this.take('|')) return item => item;
		if (this.take('>')) return item => ({kind: 'atomic', item});
		for (const [mark, behind, negative] of LOOKS)
			if (this.take(mark)) return item => ({kind: 'look', item, behind, negative});
		if (this.read(/#[^)]*\)/y) !== undefined) return 'options';
		const name = this.read(/P?<([A-Za-z_]\w*)>/y) ?? this.read(/'([A-Za-z_]\w*)'/y);
		if (name !== undefined) return this.capture(name);
		const letters = this.read(/(\^?[imsxnJU]*(?:-[imsx]*)?)(?=[:)])/y);
		if (letters === undefined) throw new PatternError('this kind of (?…) is not supported');
		this.setOptions(letters);
		if (this.take(')')) return 'options';
		this.take(':');
		return item => item;
	}

	private setOptions(letters: string): void {
		const [on = '', off = ''] = letters.split('-');
		const value = (letter: string, before: boolean): boolean =>
			off.includes(letter) ? false : on.includes(letter) || (before && !on.startsWith('^'));
		this.options = {
			ignoreCase: value('i', this.options.ignoreCase),
			multiline: value('m', this.options.multiline),
			dotAll: value('s', this.options.dotAll),
			extended: value('x', this.options.extended),
		};
	}
}

/** Mark, look-behind, negative. */
const LOOKS: readonly (readonly [string, boolean, boolean])[] = [
	['=', false, false],
	['!', false, true],
	['<=', true, false],
	['<!', true, true],
];
