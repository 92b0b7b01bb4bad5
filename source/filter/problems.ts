/**
 * Classes of what can be wrong with a filter (spec/display-filter.md 15.2), with a line for help pages. The last
 * one is our own.
 */
export const PROBLEM_CLASSES = {
	E_LEX_NONPRINT: 'a control or non-ASCII character outside quotes',
	E_STR_UNTERM: 'a string without its closing quote',
	E_STR_ESC: 'an unknown escape in a string',
	E_STR_OCT: 'an octal escape above \\377',
	E_UCN: 'a universal character name that stands for no character',
	E_CHR_UNTERM: 'a character constant without its closing quote',
	E_CHR_EMPTY: 'an empty character constant',
	E_CHR_LONG: 'a character constant of more than one character',
	E_CHR_BAD: 'an unknown escape in a character constant',
	E_CHR_BIG: 'an octal character constant above \\377',
	E_CHR_NONPRINT: 'an unprintable character constant',
	E_LAYER_CHAR: 'neither a number nor [ after #',
	E_BRACKET_UNTERM: 'a [ without its ]',
	E_ROOT_FIELD: 'an unknown field after a dot',
	E_SYN_TOKEN: 'something that cannot stand here',
	E_SYN_END: 'the text ends too early',
	E_RANGE_SYNTAX: 'a slice that is no range',
	E_RANGE_LEN: 'a slice of no bytes',
	E_RANGE_SIGN: 'a slice whose ends have different signs',
	E_RANGE_ORDER: 'a slice that ends before it starts',
	E_FUNC_UNKNOWN: 'an unknown function',
	E_FIELD_UNKNOWN: 'an unknown field',
	E_EXISTS_NAME: 'a test for the existence of something that is no field',
	E_EXISTS_FUNC: 'a function that is not compared with anything',
	E_LHS_CONST: 'a constant on the left of a comparison',
	E_LHS_ARITH: 'arithmetic that starts with a constant',
	E_TYPE_OP: 'an operator that the type does not have',
	E_TYPE_PAIR: 'two types that do not compare',
	E_BYTES_CONV: 'something beside a slice that has no bytes',
	E_SLICE_TYPE: 'a slice of a type without bytes',
	E_SLICE_BASE: 'a slice of something that is no field',
	E_MATCH_RHS: 'a pattern that is no quoted string',
	E_REGEX: 'a pattern that is not valid',
	E_SET_LHS: 'something that is no field before "in"',
	E_SET_SLICE: 'a slice in a set',
	E_ARITY_MIN: 'too few arguments',
	E_ARITY_MAX: 'too many arguments',
	E_ARG_FIELD: 'an argument that is no field',
	E_ARG_STRING: 'an argument that is no string field',
	E_ARG_CONV: 'an argument that cannot become a string',
	E_ARG_INVALID: 'an argument that the function does not take',
	E_ARG_SAMETYPE: 'arguments of different types',
	E_ARITH_TYPE: 'a type without this arithmetic',
	E_ARITH_PAIR: 'two types that do not go together in arithmetic',
	E_ARITH_OPERAND: 'a string or character in arithmetic',
	E_LIT_NUM: 'not a number',
	E_LIT_OVERFLOW: 'a number of more than 64 bits',
	E_LIT_RANGE: 'a number that does not fit the field',
	E_LIT_FLOAT: 'not a decimal number',
	E_LIT_IP4: 'not an IPv4 address',
	E_LIT_MASK4: 'an IPv4 prefix above /32',
	E_LIT_IP6: 'not an IPv6 address',
	E_LIT_MASK6: 'an IPv6 prefix above /128',
	E_LIT_ETHER: 'not an Ethernet address',
	E_LIT_ETHER_LEN: 'an Ethernet address of the wrong length',
	E_LIT_BYTES: 'not hexadecimal bytes',
	E_LIT_RELTIME: 'not a time span',
	E_LIT_ABSTIME: 'not a point in time',
	E_LIT_STR: 'a quoted string where the type takes none',
	E_LIT_CHR: 'a character constant where the type takes none',
	E_LIT_CHR_BYTE: 'a character constant above one byte',
	E_LIT_ENUM: 'no such name among the values of the field',
	E_LIT_ENUM_KIND: 'names where the field takes only numbers',
	E_MACRO_UNKNOWN: 'an unknown macro',
	E_MACRO_ARGC: 'the wrong number of macro arguments',
	E_MACRO_CHAR: 'a character that a macro name cannot have',
	E_MACRO_END: 'a macro call without its }',
	E_MACRO_DEPTH: 'macros nested too deep',
	/** Our own: brackets, negations or sums nested beyond any use. */
	E_NESTING: 'nested too deep',
} as const;
/** More of them help nobody: a text with as many problems is no filter yet. */
export const MAX_PROBLEMS = 20;

export type ProblemClass = keyof typeof PROBLEM_CLASSES;

/** A place in the filter text, in UTF-16 offsets. */
export interface Span {
	readonly from: number;
	readonly to: number;
}

export interface Problem extends Span {
	readonly id: ProblemClass;
	/** One sentence: what is wrong and what was expected. */
	readonly message: string;
	/** What the user may have meant, ready to be typed or read. */
	readonly suggestion?: string;
	/** Not wrong so far, only unfinished: draw it neutral, and complete it. */
	readonly incomplete?: boolean;
	/** Wireshark reports this one without a position. */
	readonly unplaced?: boolean;
}

export type WarningKind =
	/** Wireshark has the field, tcpwhy does not dissect it: the test never holds. */
	| 'not-dissected'
	/** An old spelling that Wireshark still takes. */
	| 'deprecated'
	/** Something that reads as if it did more, or less, than it does. */
	| 'surprise';

/** Something that is valid and may not do what it looks like. */
export interface Warning extends Span {
	readonly kind: WarningKind;
	readonly message: string;
	/** Text that would do what was probably meant. */
	readonly suggestion?: string;
}

/**
 * Problems as users want them: Wireshark's only error first, the others by position. One place is reported once.
 */
export function inReportOrder(problems: readonly Problem[]): readonly Problem[] {
	const [first, ...rest] = problems;
	if (first === undefined) return [];
	const later = rest.filter(other => other.from !== first.from || other.to !== first.to);
	return [first, ...later.sort((a, b) => a.from - b.from || a.to - b.to)];
}

/**
 * Column and length of a problem as Wireshark counts them: bytes of the UTF-8 text from 0; column -1 and length 0
 * where Wireshark gives no position.
 */
export function wiresharkPosition(text: string, problem: Problem): {readonly column: number; readonly length: number} {
	if (problem.unplaced) return {column: -1, length: 0};
	const column = Buffer.byteLength(text.slice(0, problem.from));
	// Wireshark reads bytes: the first one of a character outside ASCII is what it stops at.
	const length = problem.id === 'E_LEX_NONPRINT' ? 1 : Buffer.byteLength(text.slice(problem.from, problem.to));
	return {column, length};
}
