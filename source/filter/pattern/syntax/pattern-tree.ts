import type {CharacterSet} from './character-set.ts';

/** Places that a pattern can ask for without consuming a byte. */
export type Assertion =
	/** `\A`, `\G`, and `^` without (?m). */
	| 'start'
	/** `^` with (?m): at the start or behind a newline. */
	| 'line-start'
	/** `\z`. */
	| 'end'
	/** `\Z`, and `$` without (?m): at the end or before a newline that ends the subject. */
	| 'last-line-end'
	/** `$` with (?m). */
	| 'line-end'
	| 'word-boundary'
	| 'no-word-boundary';

export type PatternNode =
	| {readonly kind: 'set'; readonly set: CharacterSet}
	| {readonly kind: 'sequence'; readonly items: readonly PatternNode[]}
	| {readonly kind: 'alternatives'; readonly items: readonly PatternNode[]}
	| {
			readonly kind: 'repeat';
			readonly item: PatternNode;
			readonly least: number;
			/** Infinity for no limit. */
			readonly most: number;
			readonly mode: 'greedy' | 'lazy' | 'possessive';
	  }
	| {readonly kind: 'assertion'; readonly assertion: Assertion}
	| {readonly kind: 'capture'; readonly item: PatternNode; readonly index: number}
	| {readonly kind: 'atomic'; readonly item: PatternNode}
	| {readonly kind: 'look'; readonly item: PatternNode; readonly behind: boolean; readonly negative: boolean}
	| {readonly kind: 'back-reference'; readonly index: number; readonly ignoreCase: boolean};

/** Does the pattern need memory or a second look, which no automaton has? */
export function needsBacktracking(root: PatternNode): boolean {
	return someNode(
		root,
		node =>
			node.kind === 'atomic' ||
			node.kind === 'look' ||
			node.kind === 'back-reference' ||
			(node.kind === 'repeat' && node.mode === 'possessive'),
	);
}

/** Is a node of the tree one for which the test holds? */
export function someNode(node: PatternNode, test: (node: PatternNode) => boolean): boolean {
	if (test(node)) return true;
	if ('items' in node) return node.items.some(item => someNode(item, test));
	return 'item' in node && someNode(node.item, test);
}

/** Size of the automaton that the pattern would make, repeats unrolled. */
export function automatonSize(node: PatternNode): number {
	switch (node.kind) {
		case 'set':
		case 'assertion':
			return 1;
		case 'sequence':
		case 'alternatives':
			return node.items.reduce((sum, item) => sum + automatonSize(item) + 1, 0);
		case 'repeat': {
			const size = automatonSize(node.item);
			const optional = node.most === Number.POSITIVE_INFINITY ? 1 : node.most - node.least;
			return node.least * size + optional * (size + 1);
		}
		case 'capture':
			return automatonSize(node.item);
		default:
			return 0;
	}
}

/** Can a match start only where the subject starts? */
export function isAnchored(node: PatternNode): boolean {
	switch (node.kind) {
		case 'assertion':
			return node.assertion === 'start';
		case 'sequence':
			return node.items.length > 0 && isAnchored(node.items[0]!);
		case 'alternatives':
			return node.items.every(isAnchored);
		case 'repeat':
			return node.least > 0 && isAnchored(node.item);
		case 'capture':
		case 'atomic':
			return isAnchored(node.item);
		default:
			return false;
	}
}
