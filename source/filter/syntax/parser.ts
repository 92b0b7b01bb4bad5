import {syntaxHint} from '../mistakes/suggestions.ts';
import {inReportOrder, MAX_PROBLEMS, type Problem, type Span} from '../problems.ts';
import type {FieldRegistry} from '../registry.ts';
import {Lexer} from './lexer.ts';
import {expandMacros} from './macros.ts';
import {OperandParser} from './operand-parser.ts';
import type {OperandNode, Quantifier, SetElement, SyntaxNode, TestNode} from './syntax-tree.ts';
import {COMPARISONS, type ComparisonOperator, type Token, type TokenKind} from './token.ts';
import {TokenStream} from './token-stream.ts';

export interface ParsedFilter {
	/** The whole filter; undefined for one without any token, which matches everything. */
	readonly tree: TestNode | undefined;
	/** What Wireshark would report first, then the rest by position. */
	readonly problems: readonly Problem[];
	/** Every token, for colouring. */
	readonly tokens: readonly Token[];
}

/**
 * Parses a filter. It never throws: there is always a tree for what could be read, and every problem has its place in
 * `text`. The registry is needed because a name after a dot, or before `#`, must be a field's.
 */
export function parseFilter(text: string, registry: FieldRegistry): ParsedFilter {
	const problems: Problem[] = [];
	const {text: expanded, original} = expandMacros(text, registry, problem => problems.push(problem));
	const place = <T extends Span>(thing: T): T => {
		if (expanded === text) return thing;
		const from = original(thing.from, false);
		return {...thing, from, to: Math.max(from, original(thing.to, thing.to > thing.from))};
	};
	const tokens: Token[] = [];
	const lexer = new Lexer(expanded, registry, problem => {
		if (problems.length < MAX_PROBLEMS) problems.push(place(problem));
	});
	const stream = new TokenStream(
		{
			next() {
				const token = place(lexer.next());
				tokens.push(token);
				return token;
			},
		},
		problems,
	);
	const tree = new TestParser(stream, registry).filter();
	return {tree, problems: inReportOrder(problems), tokens};
}

const STARTS_TEST: ReadonlySet<TokenKind> = new Set<TokenKind>([
	'not',
	'(',
	'{',
	'$',
	'quantifier',
	'word',
	'field',
	'literal',
	'string',
	'character',
]);
const TEST = 'a field, a test or (';

/** Recursive descent over everything that is true or false (spec/display-filter.md 4). */
class TestParser {
	private readonly operands: OperandParser;
	/** The operand that the last test started with, for hints. */
	private previous: OperandNode | undefined;

	constructor(
		private readonly tokens: TokenStream,
		registry: FieldRegistry,
	) {
		this.operands = new OperandParser(tokens, registry);
	}

	filter(): TestNode | undefined {
		const {tokens} = this;
		if (tokens.at('end')) return undefined;
		const parts = [this.or()];
		while (!tokens.at('end')) {
			// Only a closer without an opener ends `or` early.
			tokens.refuse('a ) without its (');
			tokens.lost = false;
			tokens.advance();
			if (STARTS_TEST.has(tokens.kind)) parts.push(this.or());
			else this.continueLogical(parts);
		}
		return this.join('and', parts);
	}

	/** After a stray closer: `) and x` goes on as if the closer were not there. */
	private continueLogical(parts: TestNode[]): void {
		if (this.tokens.take('and') !== undefined || this.tokens.take('or') !== undefined) parts.push(this.or());
	}

	private join(kind: 'and' | 'or', tests: readonly TestNode[]): TestNode {
		if (tests.length === 1) return tests[0]!;
		const place = {from: tests[0]!.from, to: tests[tests.length - 1]!.to};
		return {kind, tests, ...place, own: place};
	}

	private or(): TestNode {
		const tests = [this.and()];
		while (this.tokens.take('or') !== undefined) tests.push(this.and());
		return this.join('or', tests);
	}

	private and(): TestNode {
		const {tokens} = this;
		const tests = [this.not()];
		for (;;) {
			if (tokens.take('and') !== undefined) tests.push(this.not());
			else if (tokens.at('or') || tokens.at(')') || tokens.at('end')) break;
			else {
				this.goOn(tests);
			}
		}
		return this.join('and', tests);
	}

	/** Another test without "and" or "or" before it, or no test at all. */
	private goOn(tests: TestNode[]): void {
		const {tokens} = this;
		const hint = syntaxHint(tokens.current, this.previous);
		if (hint === undefined) tokens.unexpected('"and", "or" or the end');
		else tokens.refuse(hint.message, hint.suggestion);
		if (tokens.problems.length >= MAX_PROBLEMS) {
			tokens.skipAll();
			return;
		}
		if (hint?.next === 'test') tokens.advance();
		if (hint?.next !== 'lost' && STARTS_TEST.has(tokens.kind)) {
			tokens.lost = false;
			tests.push(this.not());
		} else tokens.synchronise(this.operands.openCalls);
	}

	private not(): TestNode {
		const {tokens} = this;
		const {from} = tokens.current;
		const missing = (): TestNode => this.giveUp(from);
		if (tokens.at('not')) {
			const own = tokens.advance();
			const test = this.operands.nested(() => this.not(), missing);
			return {kind: 'not', test, from, to: test.to, own: {from: own.from, to: own.to}};
		}
		if (!tokens.at('(')) return this.relation();
		tokens.advance();
		const test = this.operands.nested(() => this.or(), missing);
		tokens.expect(')', '"and", "or" or )');
		tokens.lost = false;
		return test;
	}

	private giveUp(from: number): TestNode {
		this.tokens.synchronise(0);
		const place = {from, to: this.tokens.lastEnd};
		const operand = {kind: 'missing', ...place, own: place} as const;
		return {kind: 'existence', operand, ...place, own: place};
	}

	private relation(): TestNode {
		const {tokens} = this;
		const {from} = tokens.current;
		if (!STARTS_TEST.has(tokens.kind) && !tokens.at('+') && !tokens.at('-')) {
			tokens.unexpected(TEST);
			return this.giveUpBefore(from);
		}
		const quantifier = tokens.take('quantifier')?.text as Quantifier | undefined;
		const left = this.operands.arithmetic();
		this.previous = left;
		const test = tokens.lost ? this.existence(left) : this.test(left, quantifier);
		if (tokens.lost) {
			tokens.synchronise(this.operands.openCalls);
			this.operands.openCalls = 0;
		}
		return {...test, from, to: Math.max(from, tokens.lastEnd)};
	}

	/** A test is missing: an operator is consumed with what follows it, anything else is left for others. */
	private giveUpBefore(from: number): TestNode {
		const {tokens} = this;
		const empty = {from, to: from, own: {from, to: from}};
		if (tokens.at('and') || tokens.at('or') || tokens.at(')') || tokens.at('end')) tokens.lost = false;
		else tokens.synchronise(0);
		return {kind: 'existence', operand: {kind: 'missing', ...empty}, ...empty};
	}

	private existence(operand: OperandNode): TestNode {
		return {kind: 'existence', operand, ...placeOf(operand)};
	}

	private test(left: OperandNode, quantifier: Quantifier | undefined): TestNode {
		const {tokens} = this;
		const quantified = quantifier === undefined ? {} : {quantifier};
		if (tokens.at('comparison')) return {...this.comparison(left), ...quantified};
		const isOperand = left.kind !== 'arithmetic' && left.kind !== 'sign' && left.kind !== 'braces';
		if (isOperand && (tokens.at('contains') || tokens.at('matches'))) {
			const {kind, from, to} = tokens.advance() as Token & {kind: 'contains' | 'matches'};
			const right = this.operands.operand();
			return {kind, left, right, ...quantified, ...placeOf(left), own: {from, to}};
		}
		if (isOperand && (tokens.at('in') || tokens.at('not'))) return {...this.membership(left), ...quantified};
		if (quantifier !== undefined) tokens.unexpected('a comparison after any or all');
		return this.existence(left);
	}

	private comparison(first: OperandNode): TestNode {
		const {tokens} = this;
		const operands = [first];
		const operators: ComparisonOperator[] = [];
		const own = tokens.current;
		while (tokens.at('comparison') && !tokens.lost) {
			const {text} = tokens.advance();
			operators.push(COMPARISONS[text] ?? '==');
			operands.push(this.operands.arithmetic());
		}
		return {kind: 'comparison', operands, operators, ...placeOf(first), own: {from: own.from, to: own.to}};
	}

	private membership(operand: OperandNode): TestNode {
		const {tokens} = this;
		const own = tokens.current;
		const negated = tokens.take('not') !== undefined;
		const elements: SetElement[] = [];
		if (tokens.expect('in', 'in') && this.openSet()) {
			do elements.push(this.element());
			while (!tokens.lost && tokens.take(',') !== undefined);
			tokens.expect('}', 'a comma, .. or }');
			if (tokens.lost) this.skipSet();
		}
		return {kind: 'in', negated, operand, elements, ...placeOf(operand), own: {from: own.from, to: own.to}};
	}

	private openSet(): boolean {
		const {tokens} = this;
		if (tokens.take('{') !== undefined) return true;
		tokens.unexpected('{ and the values of a set', 'x in {1, 2, 5..9}');
		return false;
	}

	/** To the end of a set that has an error in it, so that the rest of the filter is still checked. */
	private skipSet(): void {
		const {tokens} = this;
		while (!tokens.at('end') && !tokens.at('}') && !tokens.at('and') && !tokens.at('or')) tokens.advance();
		if (tokens.take('}') !== undefined) tokens.lost = false;
	}

	private element(): SetElement {
		const low = this.bound();
		if (this.tokens.take('..') === undefined) return {low};
		return {low, high: this.bound()};
	}

	private bound(): OperandNode {
		const {tokens} = this;
		if (!tokens.at('+') && !tokens.at('-')) return this.operands.operand();
		const sign = tokens.advance();
		const operand = this.operands.operand();
		const own = {from: sign.from, to: sign.to};
		return {kind: 'sign', sign: sign.kind as '+' | '-', operand, from: sign.from, to: operand.to, own};
	}
}

function placeOf(node: SyntaxNode): SyntaxNode {
	return {from: node.from, to: node.to, own: node.own};
}
