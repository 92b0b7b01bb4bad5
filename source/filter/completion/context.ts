import type {FieldDefinition} from '../../dissect/field.ts';
import {type FunctionName, isFunction} from '../functions.ts';
import {type FieldRegistry, findField} from '../registry.ts';
import type {Token} from '../syntax/token.ts';

/** What may stand at a place of a filter. */
export type Phase =
	/** A test or a field: the start, after `and`, `or`, `not`, `(`. */
	| 'test'
	/** After a field that is not compared yet. */
	| 'operator'
	/** The right side of a comparison. */
	| 'value'
	/** The right side of `matches`. */
	| 'pattern'
	/** After `in`. */
	| 'set'
	/** In a set, before an element or after one. */
	| 'element'
	| 'after-element'
	/** In a function call, before an argument or after one. */
	| 'argument'
	| 'after-argument'
	/** After a whole test. */
	| 'logical'
	/** Within `[ ]`, after `#`, within `${ }`. */
	| 'range'
	| 'layer'
	| 'reference';

export interface Context {
	readonly phase: Phase;
	/** The field on the left, where there is one. */
	readonly field?: FieldDefinition;
	/** The function whose argument is wanted. */
	readonly call?: FunctionName;
	/** After `any` or `all`. */
	readonly quantified: boolean;
}

interface Opener {
	readonly kind: 'group' | 'call' | 'set' | 'braces' | 'reference' | 'range';
	readonly outer: Context;
}

const START: Context = {phase: 'test', quantified: false};

const AFTER: Partial<Record<Phase, Phase>> = {
	test: 'operator',
	value: 'logical',
	pattern: 'logical',
	element: 'after-element',
	argument: 'after-argument',
};

/** Follows the tokens before the caret; unlike the parser it does not care whether they are right. */
export function contextAfter(tokens: readonly Token[], registry: FieldRegistry): Context {
	const follower = new ContextFollower(registry);
	for (const token of tokens) follower.take(token);
	return follower.context;
}

class ContextFollower {
	context: Context = START;
	private readonly openers: Opener[] = [];
	private previous: Token | undefined;

	constructor(private readonly registry: FieldRegistry) {}

	take(token: Token): void {
		this.context = this.step(token);
		this.previous = token;
	}

	private at(phase: Phase, more: Partial<Context> = {}): Context {
		return {...this.context, phase, ...more};
	}

	private step(token: Token): Context {
		switch (token.kind) {
			case 'quantifier':
				return {phase: 'test', quantified: true};
			case 'and':
			case 'or':
			case 'not':
				return START;
			case 'comparison':
			case 'contains':
				return this.at('value');
			case 'matches':
				return this.at('pattern');
			case 'in':
				return this.at('set');
			case 'word':
			case 'field':
				return this.operand(token);
			case 'string':
			case 'character':
			case 'literal':
			case 'layer':
				return this.at(this.after(this.context.phase));
			case '#':
				return this.at('layer');
			case '..':
				return this.at('element');
			case ',':
				return this.afterComma();
			default:
				return this.bracket(token);
		}
	}

	private after(phase: Phase): Phase {
		return AFTER[phase] ?? phase;
	}

	private afterComma(): Context {
		const innermost = this.openers[this.openers.length - 1]?.kind;
		return innermost === 'call' ? this.at('argument') : innermost === 'set' ? this.at('element') : this.context;
	}

	private operand(token: Token): Context {
		const {phase} = this.context;
		const field = findField(this.registry, token.text)?.definition;
		return this.at(this.after(phase), phase === 'test' && field !== undefined ? {field} : {});
	}

	private open(kind: Opener['kind'], inside: Context): Context {
		this.openers.push({kind, outer: this.context});
		return inside;
	}

	private bracket({kind}: Token): Context {
		const {context, previous} = this;
		if (kind === '(') {
			const call = previous?.kind === 'word' && isFunction(previous.text) ? previous.text : undefined;
			return call === undefined ? this.open('group', START) : this.open('call', this.at('argument', {call}));
		}
		if (kind === '[') return this.open('range', this.at('range'));
		if (kind === '{' && previous?.kind === '$') return this.open('reference', this.at('reference'));
		if (kind === '{' && context.phase === 'set') return this.open('set', this.at('element'));
		if (kind === '{') return this.open('braces', context);
		if (kind === ')' || kind === ']' || kind === '}') return this.close();
		return /^[-+*/%&]$/.test(kind) ? this.arithmetic() : context;
	}

	private close(): Context {
		const opener = this.openers.pop();
		if (opener === undefined) return this.context;
		const {kind, outer} = opener;
		if (kind === 'group' || kind === 'set') return {phase: 'logical', quantified: false};
		// What was sliced, and the name before a call, were counted as operands already.
		return kind === 'range' || kind === 'call' ? outer : {...outer, phase: this.after(outer.phase)};
	}

	/** After an operator an operand is wanted again, of the kind that stood before it. */
	private arithmetic(): Context {
		const before = (Object.keys(AFTER) as Phase[]).find(phase => AFTER[phase] === this.context.phase);
		return before === undefined || before === 'pattern' ? this.context : this.at(before);
	}
}
