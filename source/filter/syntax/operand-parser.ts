import {FUNCTIONS, isFunction} from '../functions.ts';
import type {Span} from '../problems.ts';
import {type FieldRegistry, findField} from '../registry.ts';
import {type ByteRange, parseLayerNumber, parseRange} from './range.ts';
import type {ArithmeticOperator, OperandNode} from './syntax-tree.ts';
import type {Token, TokenKind} from './token.ts';
import type {TokenStream} from './token-stream.ts';

/** How tightly the binary operators bind; a bitwise and is the loosest of them, unlike in C (spec 4). */
const PRECEDENCE: Partial<Record<TokenKind, number>> = {'&': 1, '+': 2, '-': 2, '*': 3, '/': 3, '%': 3};
/** Brackets, signs and sums may nest this deep; every later pass recurses no deeper. */
export const MAX_NESTING = 100;

const OPERAND = 'a field, a value or a function';

/** Parses operands and arithmetic: everything below a test. */
export class OperandParser {
	/** Parentheses of calls that are open at the current token. */
	openCalls = 0;
	private nesting = 0;

	constructor(
		private readonly tokens: TokenStream,
		private readonly registry: FieldRegistry,
	) {}

	/** Runs `parse` one level deeper; past the limit it gives up on what follows. */
	nested<T>(parse: () => T, tooDeep: () => T): T {
		if (this.nesting >= MAX_NESTING) {
			if (!this.tokens.lost) this.tokens.report('E_NESTING', this.tokens.current, 'this is nested too deep');
			this.tokens.lost = true;
			return tooDeep();
		}
		this.nesting++;
		const result = parse();
		this.nesting--;
		return result;
	}

	/** Precedence climbing over the binary operators. */
	arithmetic(minimum = 1): OperandNode {
		let left = this.unary();
		const before = this.nesting;
		for (;;) {
			const precedence = PRECEDENCE[this.tokens.kind];
			if (precedence === undefined || precedence < minimum) break;
			const sign = this.tokens.advance();
			const right = this.nested(
				() => this.arithmetic(precedence + 1),
				() => this.missing(),
			);
			if (this.tokens.lost && right.kind === 'missing') break;
			// A long sum is a deep tree to the left: it counts as nesting too.
			this.nesting++;
			const operator = (sign.kind === '&' ? '&' : sign.text) as ArithmeticOperator;
			left = {kind: 'arithmetic', operator, left, right, from: left.from, to: right.to, own: span(sign)};
		}
		this.nesting = before;
		return left;
	}

	private unary(): OperandNode {
		const {tokens} = this;
		if (tokens.at('+') || tokens.at('-')) {
			const sign = tokens.advance();
			const operand = this.operand();
			const own = span(sign);
			return {kind: 'sign', sign: sign.kind as '+' | '-', operand, from: sign.from, to: operand.to, own};
		}
		return tokens.at('{') ? this.braces() : this.operand();
	}

	private braces(): OperandNode {
		const open = this.tokens.advance();
		const operand = this.nested(
			() => this.arithmetic(),
			() => this.missing(),
		);
		if (this.tokens.at('comparison')) this.tokens.refuse('{ } group arithmetic; tests are grouped with ( )');
		this.tokens.expect('}', 'an operator or }');
		return {kind: 'braces', operand, from: open.from, to: this.tokens.lastEnd, own: operand.own};
	}

	/** An operand with its slices. */
	operand(): OperandNode {
		let node = this.base();
		const before = this.nesting;
		while (this.tokens.at('[')) {
			const inner = node;
			node = this.nested(
				() => this.slice(inner),
				() => {
					this.tokens.synchronise(this.openCalls);
					this.tokens.lost = true;
					return inner;
				},
			);
			this.nesting++;
		}
		this.nesting = before;
		return node;
	}

	private slice(operand: OperandNode): OperandNode {
		const ranges = this.ranges();
		const place = {from: operand.from, to: this.tokens.lastEnd};
		return {kind: 'slice', operand, ranges, ...place, own: place};
	}

	private ranges(): readonly ByteRange[] {
		const {tokens} = this;
		tokens.advance();
		const ranges: ByteRange[] = [];
		do {
			const text = tokens.take('range');
			if (text === undefined) {
				tokens.unexpected('a position or range such as 0:4');
				break;
			}
			this.range(text, parseRange(text.text), ranges);
		} while (tokens.take(',') !== undefined);
		if (!tokens.lost || tokens.at(']')) tokens.expect(']', '] or a comma');
		return ranges;
	}

	private range(token: Token, result: ReturnType<typeof parseRange>, ranges: ByteRange[]): void {
		if ('range' in result) ranges.push(result.range);
		else this.tokens.report(result.id, token, result.message);
	}

	private base(): OperandNode {
		const {tokens} = this;
		switch (tokens.kind) {
			case 'string':
			case 'character':
			case 'literal':
				return literal(tokens.advance());
			case 'word':
			case 'field':
				return this.name();
			case '$':
				return this.reference();
			default: {
				if (tokens.at('(')) tokens.refuse('( ) group tests; arithmetic is grouped with { }');
				else if (tokens.current.text === '>') tokens.refuse('expected a value, not >; "not equal" is !=', '!=');
				else tokens.unexpected(OPERAND);
				return this.missing();
			}
		}
	}

	private name(): OperandNode {
		const {tokens} = this;
		const token = tokens.advance();
		if (tokens.at('(') && token.kind === 'word') return this.call(token);
		const found = findField(this.registry, token.text);
		if (tokens.at('#')) {
			const layers = this.layers();
			if (found === undefined) this.unknownField(token);
			return {kind: 'field', name: token.text, layers, from: token.from, to: tokens.lastEnd, own: span(token)};
		}
		if (found === undefined) return literal(token);
		return {kind: 'field', name: token.text, from: token.from, to: token.to, own: span(token)};
	}

	private unknownField(token: Token): void {
		this.tokens.report('E_FIELD_UNKNOWN', token, `no field is called ${token.text}`);
	}

	private layers(): readonly ByteRange[] {
		const {tokens} = this;
		tokens.advance();
		const number = tokens.take('layer');
		if (number !== undefined) {
			const layers: ByteRange[] = [];
			this.range(number, parseLayerNumber(number.text), layers);
			return layers;
		}
		if (tokens.at('[')) return this.ranges();
		tokens.unexpected('the number of a layer or [');
		return [];
	}

	private call(name: Token): OperandNode {
		const {tokens} = this;
		tokens.advance();
		this.openCalls++;
		const given: OperandNode[] = [];
		if (!tokens.at(')')) {
			do
				given.push(
					this.nested(
						() => this.arithmetic(),
						() => this.missing(),
					),
				);
			while (tokens.take(',') !== undefined);
		}
		if (tokens.expect(')', 'a comma or )')) {
			this.openCalls--;
			if (!isFunction(name.text))
				tokens.report(
					'E_FUNC_UNKNOWN',
					name,
					`no function is called ${name.text}; there are ${Object.keys(FUNCTIONS).join(', ')}`,
				);
		}
		return {kind: 'call', name: name.text, arguments: given, from: name.from, to: tokens.lastEnd, own: span(name)};
	}

	private reference(): OperandNode {
		const {tokens} = this;
		const dollar = tokens.advance();
		const give = (name: string, own: Span, layers?: readonly ByteRange[]): OperandNode => {
			const whole = {from: dollar.from, to: tokens.lastEnd, own};
			return {kind: 'reference', name, ...whole, ...(layers === undefined ? {} : {layers})};
		};
		if (!tokens.expect('{', '{ and a field')) return this.missing();
		if (!tokens.at('word') && !tokens.at('field')) {
			tokens.unexpected('the name of a field');
			return this.missing();
		}
		const name = tokens.advance();
		const layers = tokens.at('#') ? this.layers() : undefined;
		if (tokens.expect('}', '}') && findField(this.registry, name.text) === undefined) this.unknownField(name);
		return give(name.text, span(name), layers);
	}

	private missing(): OperandNode {
		const at = this.tokens.lastEnd;
		return {kind: 'missing', from: at, to: at, own: {from: at, to: at}};
	}
}

function literal(token: Token): OperandNode {
	return {
		kind: 'literal',
		form: token.kind === 'literal' ? 'bytes' : (token.kind as 'word' | 'string' | 'character'),
		text: token.text,
		...(token.bytes === undefined ? {} : {bytes: token.bytes}),
		...(token.code === undefined ? {} : {code: token.code}),
		from: token.from,
		to: token.to,
		own: span(token),
	};
}

function span(token: Token): Span {
	return {from: token.from, to: token.to};
}
