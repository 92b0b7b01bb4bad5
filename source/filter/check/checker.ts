import {compilePattern} from '../pattern/pattern.ts';
import type {ProblemClass} from '../problems.ts';
import {inReportOrder, type Problem, type Warning} from '../problems.ts';
import type {FieldRegistry} from '../registry.ts';
import {type ParsedFilter, parseFilter} from '../syntax/parser.ts';
import {
	bare,
	type ComparisonNode,
	type ExistenceNode,
	leftmost,
	type MembershipNode,
	type OperandNode,
	type SearchNode,
	type TestNode,
} from '../syntax/syntax-tree.ts';
import type {CheckedElement, CheckedOperand, CheckedTest} from './checked-tree.ts';
import type {LiteralContext} from './literals.ts';
import {OperandChecker} from './operand-checker.ts';
import {Reporter} from './reporter.ts';
import {can, compatible, TYPES} from './types.ts';
import {warnOfComparison, warnOfExistence, warnOfMembership} from './warnings.ts';

export interface CheckedFilter {
	readonly text: string;
	readonly parsed: ParsedFilter;
	/** What the compiler takes. Undefined when there are problems, and for an empty filter, which matches everything. */
	readonly tree: CheckedTest | undefined;
	/** Wireshark's only error first, then the others by position; empty for a good filter. */
	readonly problems: readonly Problem[];
	readonly warnings: readonly Warning[];
}

/** Parses and checks a filter against a registry of fields. Never throws; takes time in proportion to the text. */
export function checkFilter(text: string, registry: FieldRegistry): CheckedFilter {
	const parsed = parseFilter(text, registry);
	const reporter = new Reporter(text, registry);
	const checked = parsed.tree === undefined ? undefined : new TestChecker(reporter).test(parsed.tree);
	const problems = inReportOrder([...parsed.problems, ...reporter.problems]);
	const tree = problems.length === 0 ? checked : undefined;
	return {text, parsed, tree, problems, warnings: reporter.warnings};
}

/** The left side of a relation, and what it means for literals on the right. */
interface Left {
	readonly node: OperandNode;
	readonly operand: CheckedOperand;
	readonly context: LiteralContext;
	/** A slice: the right side is taken as bytes. */
	readonly asBytes: boolean;
}

/** Checks tests from left to right; the first problem of a relation ends it, other relations go on. */
class TestChecker {
	private readonly operands: OperandChecker;

	constructor(private readonly reporter: Reporter) {
		this.operands = new OperandChecker(reporter);
	}

	test(node: TestNode): CheckedTest | undefined {
		switch (node.kind) {
			case 'and':
			case 'or':
				return this.logical(node.kind, node.tests);
			case 'not': {
				const test = this.test(node.test);
				return test === undefined ? undefined : {kind: 'not', test};
			}
			case 'existence':
				return this.existence(node);
			case 'comparison':
				return this.comparison(node);
			case 'in':
				return this.membership(node);
			default:
				return node.kind === 'contains' ? this.contains(node) : this.matches(node);
		}
	}

	private logical(kind: 'and' | 'or', nodes: readonly TestNode[]): CheckedTest | undefined {
		const tests = nodes.map(node => this.test(node));
		return tests.every(test => test !== undefined) ? {kind, tests} : undefined;
	}

	private existence(node: ExistenceNode): CheckedTest | undefined {
		const {reporter} = this;
		const core = bare(node.operand);
		switch (core.kind) {
			case 'missing':
				return undefined;
			case 'literal':
				return reporter.noField('E_EXISTS_NAME', core, `${core.text} is a value, not a test; compare a field with it`);
			case 'reference':
				return reporter.operand('E_EXISTS_NAME', core, 'a reference has to be compared with something');
			case 'call':
				return reporter.operand('E_EXISTS_FUNC', core, `compare the result of ${core.name}() with something`);
			case 'field': {
				const operand = this.operands.field(core);
				if (operand !== undefined) warnOfExistence(reporter, core, operand);
				return operand === undefined ? undefined : {kind: 'exists', operand};
			}
			case 'slice': {
				const operand = this.operands.slice(core);
				return operand === undefined ? undefined : {kind: 'exists', operand};
			}
			default: {
				const operand = this.operands.any(core, undefined);
				return operand === undefined ? undefined : {kind: 'nonzero', operand};
			}
		}
	}

	private comparison(node: ComparisonNode): CheckedTest | undefined {
		const {operands, operators, quantifier} = node;
		const links: CheckedTest[] = [];
		for (const [index, operator] of operators.entries()) {
			const right = operands[index + 1]!;
			const left = this.left(operands[index]!, 'compare', operator, right);
			if (left === undefined) return undefined;
			const pair = this.pair(left, right, false);
			if (pair === undefined) return undefined;
			warnOfComparison(this.reporter, node, operator, left.node, pair);
			links.push({kind: 'comparison', operator, ...pair, ...(quantifier === undefined ? {} : {quantifier})});
		}
		return links.length === 1 ? links[0] : {kind: 'and', tests: links};
	}

	private contains(node: SearchNode): CheckedTest | undefined {
		const left = this.left(node.left, 'contains', 'contains');
		const pair = left === undefined ? undefined : this.pair(left, node.right, true);
		if (pair === undefined) return undefined;
		return {kind: 'contains', ...pair, ...(node.quantifier === undefined ? {} : {quantifier: node.quantifier})};
	}

	private matches(node: SearchNode): CheckedTest | undefined {
		const {reporter} = this;
		const {right, quantifier} = node;
		if (right.kind === 'missing') return undefined;
		if (right.kind !== 'literal' || right.form !== 'string')
			return reporter.operand('E_MATCH_RHS', right, 'a pattern is written in double quotes: matches r"^GET "');
		const compiled = compilePattern(right.bytes!);
		if ('message' in compiled)
			return reporter.problem('E_REGEX', right.own, `in this pattern: ${compiled.message}`, {unplaced: true});
		const left = this.left(node.left, 'matches', 'matches');
		if (left === undefined) return undefined;
		const {pattern} = compiled;
		return {kind: 'matches', left: left.operand, pattern, ...(quantifier === undefined ? {} : {quantifier})};
	}

	/** The left side of a relation: something with a type that has the operator. */
	private left(
		node: OperandNode,
		operation: 'compare' | 'contains' | 'matches',
		operator: string,
		right?: OperandNode,
	): Left | undefined {
		const {reporter} = this;
		const core = bare(node);
		const first = leftmost(core);
		if (first.kind === 'literal') {
			const swapped = right === undefined || first !== core ? undefined : this.swapped(first.text, operator, right);
			const id: ProblemClass = first === core ? 'E_LHS_CONST' : 'E_LHS_ARITH';
			return reporter.noField(id, first, 'the field comes first, the value after the operator', swapped);
		}
		const operand = this.operands.any(core, undefined);
		if (operand === undefined) return undefined;
		if (core.kind !== 'slice' && !can(operand.type, operation)) {
			const name = 'name' in core ? core.name : 'this';
			const label = operand.type === 'FT_NONE' ? ': use it alone, to ask whether it is there' : '';
			return reporter.operand(
				'E_TYPE_OP',
				core,
				`${name} is ${TYPES[operand.type].words} and does not go with ${operator}${label}`,
			);
		}
		const field = first.kind === 'field' && operand.kind !== 'call' ? this.operands.field(first)?.field : undefined;
		const context = {type: operand.type, ...(field === undefined ? {} : {field})};
		return {node: core, operand, context, asBytes: first.kind === 'slice'};
	}

	private swapped(constant: string, operator: string, right: OperandNode): string | undefined {
		const core = bare(right);
		if (core.kind !== 'field') return undefined;
		const mirrored = operator.startsWith('<') ? operator.replace('<', '>') : operator.replace('>', '<');
		return `${core.name} ${mirrored} ${constant}`;
	}

	/** The right side, and the left side as it is compared with it (spec 7.3). */
	private pair(
		left: Left,
		node: OperandNode,
		partial: boolean,
	): {readonly left: CheckedOperand; readonly right: CheckedOperand} | undefined {
		const {reporter} = this;
		const core = bare(node);
		const right = this.operands.any(core, {...left.context, partial});
		if (right === undefined) return undefined;
		if (core.kind === 'literal') return {left: left.operand, right};
		const words = `${TYPES[left.context.type].words} does not compare with ${TYPES[right.type].words}`;
		if (core.kind === 'slice' && !left.asBytes) {
			if (can(left.context.type, 'slice'))
				return {left: {kind: 'bytes', type: 'FT_BYTES', operand: left.operand}, right};
			const message = `${TYPES[left.context.type].words} has no bytes to compare with a slice`;
			return reporter.operand('E_BYTES_CONV', leftmost(left.node), message);
		}
		if (left.asBytes && core.kind !== 'slice' && core.kind !== 'arithmetic' && core.kind !== 'sign') {
			if (can(right.type, 'slice'))
				return {left: left.operand, right: {kind: 'bytes', type: 'FT_BYTES', operand: right}};
			const message = `${TYPES[right.type].words} has no bytes to compare with a slice`;
			return reporter.operand('E_BYTES_CONV', core, message);
		}
		if (compatible(left.context.type, right.type)) return {left: left.operand, right};
		return reporter.operand('E_TYPE_PAIR', core, words);
	}

	private membership(node: MembershipNode): CheckedTest | undefined {
		const {reporter} = this;
		const {operand: tested, negated, quantifier} = node;
		if (tested.kind === 'missing') return undefined;
		if (tested.kind !== 'field') {
			const message = 'only a field can be tested with "in"';
			if (tested.kind === 'literal') return reporter.noField('E_SET_LHS', tested, message);
			return reporter.operand('E_SET_LHS', tested, message);
		}
		const left = this.left(tested, 'compare', 'in');
		if (left === undefined || left.operand.kind !== 'field') return undefined;
		const elements: CheckedElement[] = [];
		for (const {low, high} of node.elements) {
			const from = this.element(left, low);
			const to = high === undefined ? undefined : this.pair(left, high, false)?.right;
			if (from === undefined || (high !== undefined && to === undefined)) return undefined;
			elements.push({low: from, ...(to === undefined ? {} : {high: to})});
		}
		warnOfMembership(reporter, node);
		return {kind: 'in', negated, left: left.operand, elements, ...(quantifier === undefined ? {} : {quantifier})};
	}

	/** An element, or the low end of a range: only the high end may be a slice in Wireshark. */
	private element(left: Left, node: OperandNode): CheckedOperand | undefined {
		if (bare(node).kind === 'slice')
			return this.reporter.problem('E_SET_SLICE', node.own, 'a set takes no slices', {unplaced: true});
		return this.pair(left, node, false)?.right;
	}
}
