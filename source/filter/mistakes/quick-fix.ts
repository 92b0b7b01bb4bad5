import {checkFilter} from '../check/checker.ts';
import {tokensOf} from '../highlight.ts';
import type {Span} from '../problems.ts';
import type {FieldRegistry} from '../registry.ts';
import type {Token} from '../syntax/token.ts';

/** A remark on a place of a filter, with what may be meant: a problem or a warning. */
export interface Suggesting extends Span {
	readonly suggestion?: string;
}

export interface QuickFix {
	/** The whole filter with the suggestion taken. */
	readonly text: string;
	/** What was put into it. */
	readonly taken: string;
}

/**
 * The filter with a suggestion taken, where that makes it better: in place of what the remark points at, or of the
 * whole test around it. Undefined where there is no suggestion, where it is an example rather than a text, or where it
 * would lose something that the user typed.
 */
export function quickFix(text: string, remark: Suggesting, registry: FieldRegistry): QuickFix | undefined {
	const {suggestion} = remark;
	if (suggestion === undefined) return undefined;
	const before = checkFilter(text, registry);
	const isBetter = (candidate: string): boolean => {
		const {problems, warnings} = checkFilter(candidate, registry);
		if (before.problems.length > 0) return problems.length < before.problems.length;
		return problems.length === 0 && warnings.length < before.warnings.length;
	};
	return candidates(text, remark, suggestion, registry).find(({text: candidate}) => isBetter(candidate));
}

const RELATION = /^\s*(?:[=!<>~]|contains\b|matches\b|in\b|eq\b|ne\b|gt\b|lt\b|ge\b|le\b)/;

function candidates(text: string, {from, to}: Span, suggestion: string, registry: FieldRegistry): QuickFix[] {
	const replaced = (part: Span, taken: string) => ({
		text: text.slice(0, part.from) + taken + text.slice(part.to),
		taken,
	});
	const [name = '', ...rest] = suggestion.split(' ');
	// `tcp.flags.reset == 1` for a name that is compared already is meant as a name.
	const isTwice = RELATION.test(rest.join(' ')) && RELATION.test(text.slice(to));
	const inPlace = isTwice ? name : suggestion;
	const test = testAround(text, {from, to}, registry);
	const words = text.slice(test.from, test.to).match(/[\w.:]+/g) ?? [];
	const keepsAll = words.every(word => suggestion.toLowerCase().includes(word.toLowerCase()));
	return keepsAll ? [replaced(test, suggestion), replaced({from, to}, inPlace)] : [replaced({from, to}, inPlace)];
}

const BOUNDARIES: ReadonlySet<Token['kind']> = new Set(['and', 'or', 'not', '(', ')']);

/** The test that a place belongs to: what stands between the nearest and, or, not and brackets. */
function testAround(text: string, {from, to}: Span, registry: FieldRegistry): Span {
	let start = 0;
	let end = text.length;
	for (const token of tokensOf(text, registry)) {
		if (!BOUNDARIES.has(token.kind)) continue;
		if (token.to <= from) start = token.to;
		else if (token.from >= to) {
			end = token.from;
			break;
		}
	}
	const part = text.slice(start, end);
	return {from: start + part.length - part.trimStart().length, to: end - (part.length - part.trimEnd().length)};
}
