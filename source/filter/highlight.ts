import {isFunction} from './functions.ts';
import {macrosOf} from './macro-definitions.ts';
import type {Span} from './problems.ts';
import {type FieldRegistry, findField} from './registry.ts';
import {Lexer} from './syntax/lexer.ts';
import type {Token} from './syntax/token.ts';

export type TokenClass =
	| 'field'
	| 'function'
	/** `and`, `==`, `+`, `in` … */
	| 'operator'
	/** Numbers, addresses, names of values, and words that are nothing yet. */
	| 'value'
	| 'string'
	| 'macro'
	| 'punctuation';

export interface Highlight extends Span {
	readonly class: TokenClass;
}

const CLASSES: Partial<Record<Token['kind'], TokenClass>> = {
	string: 'string',
	character: 'string',
	literal: 'value',
	field: 'field',
	layer: 'value',
	range: 'value',
	quantifier: 'operator',
	comparison: 'operator',
	contains: 'operator',
	matches: 'operator',
	in: 'operator',
	not: 'operator',
	and: 'operator',
	or: 'operator',
	'+': 'operator',
	'-': 'operator',
	'*': 'operator',
	'/': 'operator',
	'%': 'operator',
	'&': 'operator',
};

/** The tokens of a filter as typed, with what each is coloured as; problems are drawn over them. */
export function highlight(text: string, registry: FieldRegistry): readonly Highlight[] {
	const tokens = tokensOf(text, registry);
	const macros = macroSpans(text, registry);
	const inMacro = (token: Token) => macros.some(({from, to}) => token.from < to && token.to > from);
	return [
		...tokens.filter(token => !inMacro(token)).map((token, index, all) => coloured(token, all[index + 1], registry)),
		...macros,
	].sort((a, b) => a.from - b.from);
}

function coloured(token: Token, next: Token | undefined, registry: FieldRegistry): Highlight {
	const {from, to, kind, text} = token;
	if (kind !== 'word') return {from, to, class: CLASSES[kind] ?? 'punctuation'};
	if (next?.kind === '(' && isFunction(text)) return {from, to, class: 'function'};
	return {from, to, class: findField(registry, text) === undefined ? 'value' : 'field'};
}

/** The tokens of a text without macro expansion: what stands on the screen. */
export function tokensOf(text: string, registry: FieldRegistry): readonly Token[] {
	const lexer = new Lexer(text, registry, () => undefined);
	const tokens: Token[] = [];
	for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next())
		if (token.kind !== 'error') tokens.push(token);
	return tokens;
}

function macroSpans(text: string, registry: FieldRegistry): readonly Highlight[] {
	return [...text.matchAll(/\$\{([\w.-]+)(?::[^}]*)?\}?/g)]
		.filter(found => macrosOf(registry).has(found[1]!))
		.map(found => ({from: found.index, to: found.index + found[0].length, class: 'macro'}));
}
