import type {Span} from '../problems.ts';
import type {ByteRange} from './range.ts';
import type {ComparisonOperator} from './token.ts';

/**
 * The tree of a filter. Every node has its whole source range, and `own`: the token that Wireshark underlines for it
 * (a field's name without its slice, a function's name, an operator's sign; spec/display-filter.md 15.2). Slices have
 * no place of their own in Wireshark; theirs here is the whole slice.
 */
export interface SyntaxNode extends Span {
	readonly own: Span;
}

/** A name that a field has, resolved when it was parsed where only a field can stand. */
export interface FieldNode extends SyntaxNode {
	readonly kind: 'field';
	readonly name: string;
	/** Layers of `#`; undefined for all. */
	readonly layers?: readonly ByteRange[];
}

/** `${field}`: the field's values in the selected packet. */
export interface ReferenceNode extends SyntaxNode {
	readonly kind: 'reference';
	readonly name: string;
	readonly layers?: readonly ByteRange[];
}

/** An unquoted word that is no field, a string, a character constant, or bytes with a leading colon. */
export interface LiteralNode extends SyntaxNode {
	readonly kind: 'literal';
	readonly form: 'word' | 'string' | 'character' | 'bytes';
	/** As typed. */
	readonly text: string;
	/** Value of a string. */
	readonly bytes?: Uint8Array;
	/** Value of a character constant. */
	readonly code?: number;
}

export interface SliceNode extends SyntaxNode {
	readonly kind: 'slice';
	readonly operand: OperandNode;
	readonly ranges: readonly ByteRange[];
}

export interface CallNode extends SyntaxNode {
	readonly kind: 'call';
	readonly name: string;
	readonly arguments: readonly OperandNode[];
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '&';

export interface ArithmeticNode extends SyntaxNode {
	readonly kind: 'arithmetic';
	readonly operator: ArithmeticOperator;
	readonly left: OperandNode;
	readonly right: OperandNode;
}

/** A unary sign. */
export interface SignNode extends SyntaxNode {
	readonly kind: 'sign';
	readonly sign: '+' | '-';
	readonly operand: OperandNode;
}

/** Braces around arithmetic. */
export interface BracesNode extends SyntaxNode {
	readonly kind: 'braces';
	readonly operand: OperandNode;
}

/** Where an operand should be and is not. */
export interface MissingNode extends SyntaxNode {
	readonly kind: 'missing';
}

export type OperandNode =
	| FieldNode
	| ReferenceNode
	| LiteralNode
	| SliceNode
	| CallNode
	| ArithmeticNode
	| SignNode
	| BracesNode
	| MissingNode;

/** `and` or `or` over two or more tests. */
export interface LogicalNode extends SyntaxNode {
	readonly kind: 'and' | 'or';
	readonly tests: readonly TestNode[];
}

export interface NotNode extends SyntaxNode {
	readonly kind: 'not';
	readonly test: TestNode;
}

/** An operand alone: does it exist, or is it not zero? */
export interface ExistenceNode extends SyntaxNode {
	readonly kind: 'existence';
	readonly operand: OperandNode;
}

export type Quantifier = 'any' | 'all';

/** `a < b <= c`: each operand but the last is compared with the next. Mostly there are two. */
export interface ComparisonNode extends SyntaxNode {
	readonly kind: 'comparison';
	readonly quantifier?: Quantifier;
	readonly operands: readonly OperandNode[];
	readonly operators: readonly ComparisonOperator[];
}

export interface SearchNode extends SyntaxNode {
	readonly kind: 'contains' | 'matches';
	readonly quantifier?: Quantifier;
	readonly left: OperandNode;
	readonly right: OperandNode;
}

export interface SetElement {
	readonly low: OperandNode;
	/** The end of a range. */
	readonly high?: OperandNode;
}

export interface MembershipNode extends SyntaxNode {
	readonly kind: 'in';
	readonly quantifier?: Quantifier;
	readonly negated: boolean;
	readonly operand: OperandNode;
	readonly elements: readonly SetElement[];
}

export type TestNode = LogicalNode | NotNode | ExistenceNode | ComparisonNode | SearchNode | MembershipNode;

/** Unary plus and braces change nothing about an operand: what is inside them. */
export function bare(operand: OperandNode): OperandNode {
	let node = operand;
	while (node.kind === 'braces' || (node.kind === 'sign' && node.sign === '+')) node = node.operand;
	return node;
}

/** The leftmost operand of an arithmetic expression; any other operand itself. */
export function leftmost(operand: OperandNode): OperandNode {
	let node = bare(operand);
	while (node.kind === 'arithmetic' || node.kind === 'sign')
		node = bare(node.kind === 'arithmetic' ? node.left : node.operand);
	return node;
}
