import {MAX_PROBLEMS, type Problem, type ProblemClass, type Span} from '../problems.ts';
import type {Token, TokenKind} from './token.ts';

/**
 * One token of look-ahead over a lexer, and the bookkeeping of errors: after a syntax error nothing more is reported
 * until the parser has found firm ground again (spec/display-filter.md 4.1, 4.2).
 */
export class TokenStream {
	current: Token;
	/** Where the last consumed token ended. */
	lastEnd = 0;
	/** A syntax error was reported and the parser has not yet caught up. */
	lost = false;

	constructor(
		private readonly lexer: {next(): Token},
		/** Where problems go, in the order in which they are found; the lexer adds its own. */
		readonly problems: Problem[],
	) {
		this.current = this.read();
	}

	get kind(): TokenKind {
		return this.current.kind;
	}

	at(kind: TokenKind): boolean {
		return this.current.kind === kind;
	}

	/** Consumes the current token. The next one is read at once, so that its lexical errors come first. */
	advance(): Token {
		const token = this.current;
		this.lastEnd = token.to;
		if (token.kind !== 'end') this.current = this.read();
		return token;
	}

	private read(): Token {
		for (;;) {
			const token = this.lexer.next();
			if (token.kind !== 'error') return token;
		}
	}

	take(kind: TokenKind): Token | undefined {
		return this.kind === kind ? this.advance() : undefined;
	}

	/** Consumes a token of that kind, or says that it was expected here. */
	expect(kind: TokenKind, expected: string): boolean {
		if (this.take(kind) !== undefined) return true;
		this.unexpected(expected);
		return false;
	}

	/** The current token cannot stand here. */
	unexpected(expected: string, suggestion?: string): void {
		if (this.at('end')) this.refuse(`expected ${expected}`, suggestion);
		else this.refuse(`expected ${expected}, not ${this.current.text}`, suggestion);
	}

	/** As `unexpected`, with a sentence of its own. */
	refuse(message: string, suggestion?: string): void {
		if (this.lost) return;
		this.lost = true;
		const {from, to, kind, open} = this.current;
		// The token is what an error before it was turned into; one message for a place is enough.
		if (open || this.problems.some(problem => problem.from <= from && problem.to >= to && problem.to > from)) return;
		const offer = suggestion === undefined ? {} : {suggestion};
		if (kind === 'end') this.report('E_SYN_END', this.current, message, {incomplete: true, unplaced: true});
		else this.report('E_SYN_TOKEN', this.current, message, offer);
	}

	report(id: ProblemClass, span: Span, message: string, more: Partial<Problem> = {}): void {
		if (this.problems.length < MAX_PROBLEMS) this.problems.push({id, from: span.from, to: span.to, message, ...more});
	}

	/** Gives up: only the tokens are still wanted. */
	skipAll(): void {
		while (!this.at('end')) this.advance();
	}

	/** Skips to the next thing that can follow a whole test, stepping over brackets that open on the way. */
	synchronise(openCalls: number): void {
		let open = openCalls;
		while (this.kind !== 'end') {
			if (open <= 0 && (this.kind === 'and' || this.kind === 'or' || this.kind === ')')) break;
			if (this.kind === '(') open++;
			if (this.kind === ')') open--;
			this.advance();
		}
		this.lost = false;
	}
}
