import type {DiagnosisContext} from '../context.ts';
import type {Confidence, EndedBy, Evidence} from '../diagnosis.ts';
import {CLIENT, SERVER, type StreamFacts} from '../facts/stream-facts.ts';
import type {VerdictId} from '../verdicts.ts';
import type {Telling} from '../words/telling.ts';

/** A value, or how it follows from the facts. */
export type Judged<T> = T | ((facts: StreamFacts, context: DiagnosisContext) => T);
/** Sentences, or how they are told of one stream. */
export type Told<T> = T | ((telling: Telling) => T);

/** Items of a list: a string holds for every stream of the rule, a function says what holds for one of them. */
export type Items = readonly (string | ((telling: Telling) => readonly string[]))[];

/**
 * One way in which a connection ends. A rule is looked at only in its chapter (chapters.ts), in the order in which it
 * stands there: the first whose `when` holds gives the verdict. `when`, `endedBy` and `confidence` run for every stream
 * of a capture and make no strings; the rest runs for the stream that is looked at.
 */
export interface Rule {
	/** Code of the pattern in the knowledge base, such as `C1`. */
	readonly pattern: string;
	readonly verdict: VerdictId;
	readonly when: (facts: StreamFacts, context: DiagnosisContext) => boolean;
	readonly endedBy: Judged<EndedBy>;
	readonly confidence: Judged<Confidence>;
	/**
	 * True where what went before the capture's first packet would matter: without a SYN the verdict is only possible.
	 * False where it does not matter at all.
	 */
	readonly needsStart?: boolean;
	/** One sentence: who ended it, whether that is normal, and why. */
	readonly summary: Told<string>;
	/** One sentence about what lies behind it. */
	readonly rootCause?: Told<string>;
	readonly evidence: (telling: Telling) => readonly Evidence[];
	/** What the packets exclude; nothing else. */
	readonly notTheCause?: Items;
	/** What could still make the verdict wrong, look-alikes, and what the capture cannot show. */
	readonly caveats?: Items;
	readonly nextSteps?: Items;
	readonly references: readonly string[];
}

/** Rules that apply to streams of one kind. */
export interface Chapter {
	readonly name: string;
	readonly applies: (facts: StreamFacts, context: DiagnosisContext) => boolean;
	readonly rules: readonly Rule[];
}

const SIDES: readonly EndedBy[] = ['client', 'server'];

/** The end that sent the first FIN. */
export function firstToClose(facts: StreamFacts): EndedBy {
	return SIDES[facts.firstFinSide] ?? 'unknown';
}

/** The end whose address the reset carries. */
export function resetSender(facts: StreamFacts): EndedBy {
	return facts.reset.row < 0 ? 'unknown' : SIDES[facts.reset.side]!;
}

/** The end that acted first to end it, by FIN or by reset. */
export function firstToEnd(facts: StreamFacts): EndedBy {
	const fin = facts.firstFinSide < 0 ? -1 : facts.ends[facts.firstFinSide]!.finRow;
	if (fin < 0) return facts.reset.row < 0 ? 'nobody' : resetSender(facts);
	return facts.reset.row >= 0 && facts.reset.row < fin ? resetSender(facts) : firstToClose(facts);
}

/** `side` sent a FIN, before the reset if there is one. */
export function hadClosed(facts: StreamFacts, side: number): boolean {
	const {finRow} = facts.ends[side]!;
	return finRow >= 0 && (facts.reset.row < 0 || finRow < facts.reset.row);
}

export function told<T>(value: Told<T>, telling: Telling): T {
	return typeof value === 'function' ? (value as (telling: Telling) => T)(telling) : value;
}

/** The items as they are told of one stream. */
export function toldItems(items: Items, telling: Telling): readonly string[] {
	return items.flatMap(item => (typeof item === 'string' ? [item] : item(telling)));
}

export {CLIENT, SERVER};
