import type {FieldType} from '../../dissect/field.ts';
import {FUNCTIONS, type FunctionName, isFunction} from '../functions.ts';
import {bare, type CallNode, type OperandNode} from '../syntax/syntax-tree.ts';
import type {CallOperand, CheckedOperand, FieldOperand} from './checked-tree.ts';
import type {LiteralContext} from './literals.ts';
import type {OperandChecker} from './operand-checker.ts';
import type {Reporter} from './reporter.ts';
import {can, familyOf, TYPES} from './types.ts';

/** Checks function calls: the number of arguments first, then the arguments from left to right (spec 9). */
export class CallChecker {
	constructor(
		private readonly reporter: Reporter,
		private readonly operands: OperandChecker,
	) {}

	/** `context` is what the call stands beside: it types literals among the arguments. */
	check(node: CallNode, context: LiteralContext | undefined): CallOperand | undefined {
		const {name} = node;
		if (!isFunction(name)) return undefined;
		const given = node.arguments.length;
		if (given < 1) return this.reporter.problem('E_ARITY_MIN', node.own, `${name}() needs an argument`);
		if (given > FUNCTIONS[name].most)
			return this.reporter.problem('E_ARITY_MAX', node.own, `${name}() takes one argument, not ${given}`);
		if (node.arguments.some(argument => bare(argument).kind === 'missing')) return undefined;
		if (name === 'max' || name === 'min' || name === 'abs') return this.computing(node, name, context);
		const argument = this.fieldArgument(node, name);
		if (argument === undefined) return undefined;
		const type = name === 'len' || name === 'count' ? 'FT_UINT32' : 'FT_STRING';
		return {kind: 'call', type, name, arguments: [argument]};
	}

	/** The one argument of a function that takes only a field. */
	private fieldArgument(node: CallNode, name: FunctionName): FieldOperand | undefined {
		const argument = bare(node.arguments[0]!);
		const ofText = name === 'upper' || name === 'lower';
		if (argument.kind !== 'field') {
			const message = `${name}() takes ${ofText ? 'a text field' : 'a field'}`;
			const id = ofText ? 'E_ARG_STRING' : 'E_ARG_FIELD';
			if (argument.kind === 'literal') return this.reporter.noField(id, argument, message);
			return this.reporter.operand(id, argument, message);
		}
		const field = this.operands.field(argument);
		if (field === undefined) return undefined;
		if (ofText && familyOf(field.type) !== 'string')
			return this.reporter.operand(
				'E_ARG_STRING',
				argument,
				`${name}() takes text; ${argument.name} is ${TYPES[field.type].words}`,
			);
		if (name === 'string' && !can(field.type, 'string')) {
			const message = `string() takes a number or an address; ${argument.name} is ${TYPES[field.type].words}`;
			return this.reporter.operand('E_ARG_CONV', argument, message);
		}
		return field;
	}

	/** max, min and abs: the result has the type of the arguments, which are all alike. */
	private computing(node: CallNode, name: FunctionName, context: LiteralContext | undefined): CallOperand | undefined {
		const given: CheckedOperand[] = [];
		let type: FieldType | undefined;
		for (const node_ of node.arguments) {
			const argument = bare(node_);
			const checked = this.computingArgument(argument, name, type === undefined ? context : {type});
			if (checked === undefined) return undefined;
			if (type !== undefined && checked.type !== type)
				return this.reporter.operand('E_ARG_SAMETYPE', argument, `the arguments of ${name}() are all of one type`);
			if (name === 'abs' && !can(checked.type, 'abs'))
				return this.reporter.operand(
					'E_ARG_INVALID',
					argument,
					`abs() takes a number, not ${TYPES[checked.type].words}`,
				);
			type = checked.type;
			given.push(checked);
		}
		return {kind: 'call', type: type!, name, arguments: given};
	}

	private computingArgument(
		argument: OperandNode,
		name: FunctionName,
		context: LiteralContext | undefined,
	): CheckedOperand | undefined {
		const message = `${name}() takes fields, functions and arithmetic`;
		if (argument.kind === 'slice' || (argument.kind === 'reference' && name === 'abs'))
			return this.reporter.operand('E_ARG_INVALID', argument, message);
		if (argument.kind === 'literal') {
			if (argument.form === 'string' || argument.form === 'character' || context === undefined)
				return this.reporter.noField('E_ARG_INVALID', argument, `${message}; a constant only where its type is known`);
		}
		return this.operands.any(argument, context);
	}
}
