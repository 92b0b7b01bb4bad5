import type {Problem, ProblemClass} from '../problems.ts';
import type {FieldRegistry} from '../registry.ts';
import {findField} from '../registry.ts';
import {addressLength, byteWordLength, colonHexLength} from './address-shapes.ts';
import {readCharacter, readRawString, readString} from './quoted.ts';
import {KEYWORDS, SYMBOLS, type Token, type TokenKind} from './token.ts';

const IDENTIFIER = /[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/y;
const BLANKS = ' \t\n';
const DIGITS = /[0-9]+/y;
const RANGE_TEXT = /[^,\]]*/y;

const SYMBOLS_BY_FIRST = new Map(
	SYMBOLS.map(([first]) => [first[0]!, SYMBOLS.filter(([other]) => other.startsWith(first[0]!))]),
);

/** What a wrong character was probably meant to be; the parser goes on as if it were that. */
const MEANT: Readonly<Record<string, readonly [TokenKind, string]>> = {
	'=': ['comparison', 'use == to compare'],
	'|': ['or', 'use || or "or"; there is no bitwise or'],
	'^': ['error', 'there is no exclusive or in this language'],
	';': ['error', 'a filter is one expression; join parts with "and" or "or"'],
	'?': ['error', 'there is no conditional in this language'],
	'`': ['error', 'strings take double quotes'],
};

/**
 * Splits a filter into tokens, one a call, longest match first (spec/display-filter.md 2). It never throws: what cannot
 * be a token is reported and comes back as an `error` token or as what was probably meant.
 */
export class Lexer {
	private position = 0;
	private state: 'normal' | 'layer' | 'range' = 'normal';

	constructor(
		private readonly text: string,
		private readonly registry: FieldRegistry,
		private readonly report: (problem: Problem) => void,
	) {}

	next(): Token {
		if (this.state === 'layer') return this.layerToken();
		if (this.state === 'range') return this.rangeToken();
		while (BLANKS.includes(this.text.charAt(this.position)) && this.position < this.text.length) this.position++;
		if (this.position >= this.text.length) return this.token('end', this.text.length);
		return this.quotedToken() ?? this.wordToken() ?? this.symbolToken();
	}

	private token(kind: TokenKind, to: number, more: Partial<Token> = {}): Token {
		const from = this.position;
		this.position = to;
		return {kind, from, to, text: this.text.slice(from, to), ...more};
	}

	private problem(id: ProblemClass, from: number, to: number, message: string, more: Partial<Problem> = {}): void {
		this.report({id, from, to, message, ...more});
	}

	/** Behind `#`: digits or `[`, nothing else, not even a blank. */
	private layerToken(): Token {
		this.state = 'normal';
		if (this.position >= this.text.length) return this.token('end', this.text.length);
		if (this.text[this.position] === '[') {
			this.state = 'range';
			return this.token('[', this.position + 1);
		}
		DIGITS.lastIndex = this.position;
		const digits = DIGITS.exec(this.text);
		if (digits !== null) return this.token('layer', this.position + digits[0].length);
		const to = this.position + characterLength(this.text, this.position);
		this.problem('E_LAYER_CHAR', this.position, to, 'expected the number of a layer, or [ with a range, after #');
		return this.token('error', to);
	}

	/** Behind `[`: the text up to the next comma or bracket is one token. */
	private rangeToken(): Token {
		const {text, position} = this;
		if (position >= text.length) {
			this.state = 'normal';
			const message = 'the [ needs its ]';
			this.problem('E_BRACKET_UNTERM', text.length, text.length, message, {incomplete: true});
			return this.token('end', text.length, {open: true});
		}
		if (text[position] === ',') return this.token(',', position + 1);
		if (text[position] === ']') {
			this.state = 'normal';
			return this.token(']', position + 1);
		}
		RANGE_TEXT.lastIndex = position;
		return this.token('range', position + RANGE_TEXT.exec(text)![0].length);
	}

	private quotedToken(): Token | undefined {
		const {text, position} = this;
		const first = text[position]!;
		if (first === "'") {
			const {end, code, open, problem} = readCharacter(text, position);
			if (problem !== undefined) this.problem(problem.id, problem.from, problem.to, problem.message, incomplete(open));
			return this.token('character', end, {code, open});
		}
		const raw = (first === 'r' || first === 'R') && text[position + 1] === '"';
		if (first !== '"' && !raw) return undefined;
		const {end, bytes, open, problem} = raw ? readRawString(text, position + 2) : readString(text, position + 1);
		if (problem !== undefined) {
			const unfinished = problem.id === 'E_STR_UNTERM';
			this.problem(problem.id, problem.from, problem.to, problem.message, incomplete(unfinished));
		}
		return this.token('string', end, {bytes, open});
	}

	private wordToken(): Token | undefined {
		const {text, position} = this;
		const first = text[position]!;
		if (first === '.') return this.rootedField();
		IDENTIFIER.lastIndex = position;
		const identifier = IDENTIFIER.exec(text)?.[0] ?? '';
		const behind = text[position + identifier.length];
		// Only with these two can an address or bytes be longer than the identifier.
		const isPlain = behind !== ':' && behind !== '/';
		const address = isPlain ? 0 : addressLength(text, position);
		const bytes = isPlain ? 0 : byteWordLength(text, position);
		const colon = first === ':' ? colonHexLength(text, position) : 0;
		const longest = Math.max(identifier.length, address, bytes, colon);
		if (longest === 0) return undefined;
		if (longest === identifier.length && Object.hasOwn(KEYWORDS, identifier))
			return this.token(KEYWORDS[identifier]!, position + longest);
		// A leading colon makes bytes, unless an IPv6 address takes as much text.
		const kind = first === ':' && address < longest ? 'literal' : 'word';
		return this.token(kind, position + longest);
	}

	/** A dot and a name, which must be a field's. */
	private rootedField(): Token | undefined {
		IDENTIFIER.lastIndex = this.position + 1;
		const name = IDENTIFIER.exec(this.text)?.[0];
		if (name === undefined) return undefined;
		const to = this.position + 1 + name.length;
		if (findField(this.registry, name) !== undefined) return this.token('field', to, {text: name});
		const number = /^\d+$/.test(name);
		const message = number ? 'a number starts with a digit' : `no field is called ${name}`;
		this.problem('E_ROOT_FIELD', this.position, to, message, number ? {suggestion: `0.${name}`} : {});
		return this.token('error', to);
	}

	private symbolToken(): Token {
		const {text, position} = this;
		for (const [spelling, kind] of SYMBOLS_BY_FIRST.get(text[position]!) ?? []) {
			if (!text.startsWith(spelling, position)) continue;
			if (kind === '#') this.state = 'layer';
			if (kind === '[') this.state = 'range';
			return this.token(kind, position + spelling.length);
		}
		const to = position + characterLength(text, position);
		const character = text.slice(position, to);
		if (!/^[\x20-\x7e]$/.test(character)) {
			this.problem('E_LEX_NONPRINT', position, to, 'outside quotes only printable ASCII characters can stand');
			return this.token('error', to);
		}
		if (this.text.startsWith('=~', position)) {
			// What follows is an operator of the language, which means the same.
			this.problem('E_SYN_TOKEN', position, to, 'use matches, or ~, for patterns', {suggestion: 'matches'});
			return this.token('error', to);
		}
		const [kind, message] = MEANT[character] ?? ['error', `${character} has no meaning in a filter`];
		const suggestion = character === '=' ? '==' : character === '|' ? '||' : undefined;
		this.problem('E_SYN_TOKEN', position, to, message, suggestion === undefined ? {} : {suggestion});
		return this.token(kind, to);
	}
}

function incomplete(open: boolean): Partial<Problem> {
	return open ? {incomplete: true} : {};
}

/** UTF-16 units of the character at `at`, so that no surrogate pair is cut. */
function characterLength(text: string, at: number): number {
	return at + 1 < text.length && text.codePointAt(at)! > 0xffff ? 2 : 1;
}
