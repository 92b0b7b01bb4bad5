import type {FieldType} from '../../dissect/field.ts';
import {negate} from '../evaluate/arithmetic.ts';
import {otherProtocol} from '../mistakes/other-protocols.ts';
import type {
	ArithmeticNode,
	FieldNode,
	LiteralNode,
	OperandNode,
	ReferenceNode,
	SignNode,
	SliceNode,
} from '../syntax/syntax-tree.ts';
import {bare} from '../syntax/syntax-tree.ts';
import {CallChecker} from './call-checker.ts';
import type {CheckedOperand, FieldOperand, ReferenceOperand, SliceOperand} from './checked-tree.ts';
import {type LiteralContext, resolveLiteral} from './literals.ts';
import type {Reporter} from './reporter.ts';
import {can, compatible, type Operation, TYPES} from './types.ts';

const FLAG_NAMES = /^(?:FIN|SYN|RST|RESET|PSH|PUSH|ACK|URG|ECE|CWR|AE)$/i;
const FLAG_FIELDS: Readonly<Record<string, string>> = {rst: 'reset', psh: 'push'};

/** Checks operands, and gives each a type; undefined where a problem was reported (spec/display-filter.md 7–10). */
export class OperandChecker {
	private readonly calls: CallChecker;

	constructor(readonly reporter: Reporter) {
		this.calls = new CallChecker(reporter, this);
	}

	/** Any operand; literals take their type from `context`, and are refused without one. */
	any(node: OperandNode, context: LiteralContext | undefined): CheckedOperand | undefined {
		const core = bare(node);
		switch (core.kind) {
			case 'field':
			case 'reference':
				return this.field(core);
			case 'literal':
				return context === undefined
					? this.reporter.noField('E_LHS_CONST', core, 'a field comes first')
					: this.literal(core, context);
			case 'slice':
				return this.slice(core);
			case 'call':
				return this.calls.check(core, context);
			case 'arithmetic':
				return this.arithmetic(core, context);
			case 'sign':
				return this.negation(core, context);
			default:
				return undefined;
		}
	}

	field(node: FieldNode): FieldOperand | undefined;
	field(node: FieldNode | ReferenceNode): FieldOperand | ReferenceOperand | undefined;
	field(node: FieldNode | ReferenceNode): FieldOperand | ReferenceOperand | undefined {
		const field = this.reporter.field(node.name, node.own);
		if (field === undefined) return undefined;
		return {kind: node.kind, type: field.type, field, ...(node.layers === undefined ? {} : {layers: node.layers})};
	}

	literal(node: LiteralNode, context: LiteralContext): CheckedOperand | undefined {
		const result = resolveLiteral(node, context);
		if ('value' in result) {
			this.warnOfDecimalBytes(node, context.type);
			return {kind: 'constant', type: context.type, value: result.value};
		}
		const {id, message, suggestion} = result;
		const name = this.reporter.unknownName(node, false);
		if (name !== undefined) return this.reporter.problem(id, node.own, name.message, name);
		const port = context.field?.name.endsWith('port') === true ? otherProtocol(node.text)?.port : undefined;
		if (port !== undefined) {
			const words = `${node.text} is not a number; names of ports are no values`;
			return this.reporter.problem(id, node.own, words, {suggestion: String(port)});
		}
		const flag = context.field?.name === 'tcp.flags' && FLAG_NAMES.test(node.text.replaceAll('"', ''));
		const offer = flag ? flagTest(node.text.replaceAll('"', '')) : suggestion;
		return this.reporter.problem(id, node.own, message, offer === undefined ? {} : {suggestion: offer});
	}

	/** People read 21 as twenty-one; among bytes it is 0x21. */
	private warnOfDecimalBytes(node: LiteralNode, type: FieldType): void {
		if (type !== 'FT_BYTES' || node.form !== 'word' || !/^\d{2,3}$/.test(node.text)) return;
		const hexadecimal = Number(node.text).toString(16).padStart(2, '0');
		if (Number(node.text) > 255) return;
		this.reporter.warning(
			'surprise',
			node.own,
			`bytes are hexadecimal: ${node.text} is 0x${node.text}, decimal ${node.text} is 0x${hexadecimal}`,
		);
	}

	slice(node: SliceNode): SliceOperand | undefined {
		const {operand: base} = node;
		const operand = this.sliceBase(base);
		return operand === undefined ? undefined : {kind: 'slice', type: 'FT_BYTES', operand, ranges: node.ranges};
	}

	private sliceBase(base: OperandNode): CheckedOperand | undefined {
		const {reporter} = this;
		if (base.kind === 'slice') return this.slice(base);
		if (base.kind === 'literal')
			return reporter.noField('E_SLICE_BASE', base, 'only a field or function has bytes to slice');
		if (base.kind !== 'field' && base.kind !== 'call')
			return base.kind === 'missing'
				? undefined
				: reporter.operand('E_SLICE_BASE', base, 'a reference cannot be sliced');
		const operand = base.kind === 'field' ? this.field(base) : this.calls.check(base, undefined);
		if (operand === undefined || can(operand.type, 'slice')) return operand;
		const id = base.kind === 'field' ? 'E_SLICE_TYPE' : 'E_BYTES_CONV';
		return reporter.operand(id, base, `${base.name} is ${TYPES[operand.type].words}: it has no bytes to slice`);
	}

	private arithmetic(node: ArithmeticNode, context: LiteralContext | undefined): CheckedOperand | undefined {
		const {operator} = node;
		const left = this.term(node.left, context, operator);
		if (left === undefined) return undefined;
		const right = this.term(node.right, {type: left.type}, operator);
		if (right === undefined) return undefined;
		if (!compatible(left.type, right.type)) {
			const words = `${TYPES[left.type].words} and ${TYPES[right.type].words} do not go together in arithmetic`;
			return this.reporter.operand('E_ARITH_PAIR', bare(node.right), words);
		}
		return {kind: 'arithmetic', type: left.type, operator, left, right};
	}

	private negation(node: SignNode, context: LiteralContext | undefined): CheckedOperand | undefined {
		const operand = this.term(node.operand, context, 'negate');
		if (operand === undefined) return undefined;
		if (operand.kind === 'constant' && negate(operand.value, operand.type) === undefined) {
			const least = (TYPES[operand.type].bits! > 32 ? 2n ** 63n : 2n ** 31n) - 1n;
			return this.reporter.operand('E_LIT_RANGE', bare(node.operand), `the smallest value here is -${least}`);
		}
		return {kind: 'negation', type: operand.type, operand};
	}

	/** An operand of arithmetic. */
	private term(
		node: OperandNode,
		context: LiteralContext | undefined,
		operation: Operation,
	): CheckedOperand | undefined {
		const {reporter} = this;
		const core = bare(node);
		if (core.kind === 'literal') {
			if (context === undefined)
				return reporter.noField('E_LHS_ARITH', core, 'arithmetic on the left starts with a field');
			if (core.form === 'string' || core.form === 'character')
				return reporter.operand('E_ARITH_OPERAND', core, 'nothing can be calculated with a string or character');
		}
		const operand = this.any(core, context);
		if (operand === undefined || can(operand.type, operation)) return operand;
		const sign = operation === 'negate' ? '-' : operation;
		return reporter.operand('E_ARITH_TYPE', core, `${TYPES[operand.type].words} cannot be used with ${sign}`);
	}
}

function flagTest(name: string): string {
	const flag = name.toLowerCase();
	return `tcp.flags.${FLAG_FIELDS[flag] ?? flag} == 1`;
}
