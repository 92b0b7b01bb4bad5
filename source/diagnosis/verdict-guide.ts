import {NEXT_OF_UNKNOWN} from './diagnose.ts';
import type {Category, EndedBy} from './diagnosis.ts';
import {PATTERNS} from './knowledge/patterns.ts';
import {CHAPTERS} from './rules/chapters.ts';
import {firstToClose, firstToEnd, type Items, type Rule, resetSender} from './rules/rule.ts';
import {VERDICTS, type VerdictEntry} from './verdicts.ts';

/** What a verdict means, whatever the stream: made from the rules that give it. */
export interface VerdictGuide {
	readonly id: string;
	readonly category: Category;
	/** What it means, in a few words. */
	readonly title: string;
	/** Who may have ended the connection. */
	readonly endedBy: readonly string[];
	/** What the packets show, in each way in which the verdict is given. */
	readonly shows: readonly string[];
	/** What lies behind it. */
	readonly causes: readonly string[];
	readonly notTheCause: readonly string[];
	readonly caveats: readonly string[];
	readonly nextSteps: readonly string[];
	readonly references: readonly string[];
}

/** Who ended it, where a rule works it out from the stream. */
const WORKED_OUT: ReadonlyMap<unknown, string> = new Map([
	[firstToClose, 'the end that closed first'],
	[resetSender, 'the end that sent the reset'],
	[firstToEnd, 'the end that closed or reset first'],
]);

const WHO: Readonly<Record<EndedBy, string>> = {
	client: 'the client',
	server: 'the server',
	middlebox: 'a device on the path',
	network: 'the network',
	nobody: 'nobody',
	unknown: 'cannot be told',
};

/** The guide to a verdict; undefined for an id that there is not. */
export function verdictGuide(id: string): VerdictGuide | undefined {
	const entry: VerdictEntry | undefined = VERDICTS.find(verdict => verdict.id === id);
	if (entry === undefined) return undefined;
	const rules = rulesOf(id);
	const items = (of: (rule: Rule) => Items | undefined) => unique(rules.flatMap(rule => constants(of(rule) ?? [])));
	return {
		id,
		category: entry.category,
		title: entry.title,
		endedBy: rules.length === 0 ? [WHO.unknown] : unique(rules.map(whoEnds)),
		shows: rules.length === 0 ? [NO_RULE] : unique(rules.map(({pattern}) => PATTERNS[pattern]!)),
		causes: unique(rules.flatMap(({rootCause}) => (typeof rootCause === 'string' ? [rootCause] : []))),
		notTheCause: items(rule => rule.notTheCause),
		caveats: items(rule => rule.caveats),
		nextSteps: rules.length === 0 ? NEXT_OF_UNKNOWN : items(rule => rule.nextSteps),
		references: unique(rules.flatMap(({references}) => references)),
	};
}

/** `unknown` is what no rule gives. */
const NO_RULE = 'The packets fit none of the known endings, or an ICMP error is all that the capture holds.';

/** The rules of a verdict, in the order in which they are looked at. */
function rulesOf(id: string): readonly Rule[] {
	return CHAPTERS.flatMap(({rules}) => rules).filter(({verdict}) => verdict === id);
}

function whoEnds({endedBy}: Rule): string {
	if (typeof endedBy !== 'function') return WHO[endedBy];
	return WORKED_OUT.get(endedBy) ?? 'the client, the server or a device on the path: the packets tell which';
}

/** Items that hold for every stream. */
function constants(items: Items): readonly string[] {
	return items.filter(item => typeof item === 'string');
}

function unique(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)];
}
