import type {Span} from '../problems.ts';

export type TokenKind =
	| '('
	| ')'
	| ','
	| '{'
	| '}'
	| '..'
	| '$'
	| '#'
	| '['
	| ']'
	| 'quantifier'
	| 'comparison'
	| 'contains'
	| 'matches'
	| 'in'
	| 'not'
	| 'and'
	| 'or'
	| '+'
	| '-'
	| '*'
	| '/'
	| '%'
	| '&'
	/** The digits after `#`. */
	| 'layer'
	/** The text between `[` `,` `]`. */
	| 'range'
	| 'string'
	| 'character'
	/** A name or an unquoted literal: only its place tells. */
	| 'word'
	/** A name with a leading dot: a field for certain. */
	| 'field'
	/** Bytes with a leading colon: a literal for certain. */
	| 'literal'
	/** Already reported by the lexer; the parser steps over it. */
	| 'error'
	| 'end';

export interface Token extends Span {
	readonly kind: TokenKind;
	/** The text of the token; of a field without its dot. */
	readonly text: string;
	/** Bytes of a string. */
	readonly bytes?: Uint8Array;
	/** Code of a character constant. */
	readonly code?: number;
	/** A string or bracket that the end of the text cut off. */
	readonly open?: boolean;
}

/** Comparison operators by what they do; the quantifier is part of the plain operator's meaning (spec 6.2). */
export type ComparisonOperator = '==' | '===' | '!=' | '!==' | '<' | '<=' | '>' | '>=';

/** Spellings of the comparison operators (spec 2.2). `~=` is deprecated. */
export const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
	'==': '==',
	eq: '==',
	any_eq: '==',
	'===': '===',
	all_eq: '===',
	'!=': '!=',
	ne: '!=',
	all_ne: '!=',
	'!==': '!==',
	any_ne: '!==',
	'~=': '!==',
	'>': '>',
	gt: '>',
	'>=': '>=',
	ge: '>=',
	'<': '<',
	lt: '<',
	'<=': '<=',
	le: '<=',
};

/** Words that are operators when they stand alone; case counts. */
export const KEYWORDS: Readonly<Record<string, TokenKind>> = {
	any: 'quantifier',
	all: 'quantifier',
	contains: 'contains',
	matches: 'matches',
	in: 'in',
	not: 'not',
	and: 'and',
	or: 'or',
	bitwise_and: '&',
	...Object.fromEntries(
		Object.keys(COMPARISONS)
			.filter(spelling => /\w/.test(spelling))
			.map(spelling => [spelling, 'comparison' as const]),
	),
};

/** Operators and punctuation, longest first. */
export const SYMBOLS: readonly (readonly [string, TokenKind])[] = [
	['===', 'comparison'],
	['!==', 'comparison'],
	['==', 'comparison'],
	['!=', 'comparison'],
	['~=', 'comparison'],
	['>=', 'comparison'],
	['<=', 'comparison'],
	['&&', 'and'],
	['||', 'or'],
	['..', '..'],
	['>', 'comparison'],
	['<', 'comparison'],
	['~', 'matches'],
	['!', 'not'],
	['(', '('],
	[')', ')'],
	[',', ','],
	['{', '{'],
	['}', '}'],
	['$', '$'],
	['+', '+'],
	['-', '-'],
	['*', '*'],
	['/', '/'],
	['%', '%'],
	['&', '&'],
	['#', '#'],
	['[', '['],
];
