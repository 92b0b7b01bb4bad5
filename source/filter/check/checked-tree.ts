import type {FieldDefinition, FieldType} from '../../dissect/field.ts';
import type {Value} from '../evaluate/values.ts';
import type {FunctionName} from '../functions.ts';
import type {Pattern} from '../pattern/pattern.ts';
import type {ByteRange} from '../syntax/range.ts';
import type {ArithmeticOperator, Quantifier} from '../syntax/syntax-tree.ts';
import type {ComparisonOperator} from '../syntax/token.ts';

/**
 * A filter whose names are fields, whose literals are values and whose types fit: what the compiler takes. It has no
 * positions; they stay in the syntax tree.
 */
export interface FieldOperand {
	readonly kind: 'field';
	readonly type: FieldType;
	readonly field: FieldDefinition;
	readonly layers?: readonly ByteRange[];
}

export interface ReferenceOperand {
	readonly kind: 'reference';
	readonly type: FieldType;
	readonly field: FieldDefinition;
	readonly layers?: readonly ByteRange[];
}

export interface ConstantOperand {
	readonly kind: 'constant';
	readonly type: FieldType;
	readonly value: Value;
}

export interface SliceOperand {
	readonly kind: 'slice';
	readonly type: 'FT_BYTES';
	readonly operand: CheckedOperand;
	readonly ranges: readonly ByteRange[];
}

/** The bytes of a whole value, for a comparison with a slice. */
export interface BytesOperand {
	readonly kind: 'bytes';
	readonly type: 'FT_BYTES';
	readonly operand: CheckedOperand;
}

export interface CallOperand {
	readonly kind: 'call';
	readonly type: FieldType;
	readonly name: FunctionName;
	readonly arguments: readonly CheckedOperand[];
}

export interface ArithmeticOperand {
	readonly kind: 'arithmetic';
	readonly type: FieldType;
	readonly operator: ArithmeticOperator;
	readonly left: CheckedOperand;
	readonly right: CheckedOperand;
}

export interface NegationOperand {
	readonly kind: 'negation';
	readonly type: FieldType;
	readonly operand: CheckedOperand;
}

export type CheckedOperand =
	| FieldOperand
	| ReferenceOperand
	| ConstantOperand
	| SliceOperand
	| BytesOperand
	| CallOperand
	| ArithmeticOperand
	| NegationOperand;

export interface CheckedElement {
	readonly low: CheckedOperand;
	readonly high?: CheckedOperand;
}

export type CheckedTest =
	| {readonly kind: 'and' | 'or'; readonly tests: readonly CheckedTest[]}
	| {readonly kind: 'not'; readonly test: CheckedTest}
	/** A field that occurs, or a slice with at least one byte. */
	| {readonly kind: 'exists'; readonly operand: FieldOperand | SliceOperand}
	/** Arithmetic with a result that is not zero. */
	| {readonly kind: 'nonzero'; readonly operand: CheckedOperand}
	| {
			readonly kind: 'comparison';
			readonly quantifier?: Quantifier;
			readonly operator: ComparisonOperator;
			readonly left: CheckedOperand;
			readonly right: CheckedOperand;
	  }
	| {
			readonly kind: 'contains';
			readonly quantifier?: Quantifier;
			readonly left: CheckedOperand;
			readonly right: CheckedOperand;
	  }
	| {
			readonly kind: 'matches';
			readonly quantifier?: Quantifier;
			readonly left: CheckedOperand;
			readonly pattern: Pattern;
	  }
	| {
			readonly kind: 'in';
			readonly quantifier?: Quantifier;
			readonly negated: boolean;
			readonly left: FieldOperand;
			readonly elements: readonly CheckedElement[];
	  };
