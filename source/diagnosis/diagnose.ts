import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import type {DiagnosisContext} from './context.ts';
import type {Diagnosis} from './diagnosis.ts';
import {gatherFacts} from './facts/gather.ts';
import {confidenceOf, judged, ruleFor} from './judge.ts';
import {icmpText} from './knowledge/icmp-errors.ts';
import {told, toldItems} from './rules/rule.ts';
import {sideFacts} from './side-facts.ts';
import {VERDICTS, verdictIndex} from './verdicts.ts';
import {Telling} from './words/telling.ts';

/** What is left to do where no rule holds. */
export const NEXT_OF_UNKNOWN: readonly string[] = [
	'read the last packets of the stream',
	'capture from before the connection opens',
];

/** The verdict on a stream in sentences. What comes from the capture, such as server names, is not sanitised. */
export function diagnoseStream(tables: CaptureTables, stream: number, context: DiagnosisContext): Diagnosis {
	const {facts} = context;
	gatherFacts(tables, stream, facts);
	const rule = ruleFor(facts, context);
	const telling = new Telling(tables, facts, context);
	const also = sideFacts(facts);
	if (rule === undefined) return unknown(telling, also);
	return {
		verdict: rule.verdict,
		category: VERDICTS[verdictIndex(rule.verdict)]!.category,
		endedBy: judged(rule.endedBy, facts, context),
		confidence: confidenceOf(rule, tables, facts, context),
		summary: told(rule.summary, telling),
		rootCause: told(rule.rootCause ?? '', telling),
		also,
		evidence: rule.evidence(telling),
		notTheCause: toldItems(rule.notTheCause ?? [], telling),
		caveats: toldItems(rule.caveats ?? [], telling),
		nextSteps: toldItems(rule.nextSteps ?? [], telling),
		references: rule.references,
	};
}

/** Nothing is claimed; what is missing is said. */
function unknown(telling: Telling, also: readonly string[]): Diagnosis {
	const {facts} = telling;
	const missing =
		facts.count === 0 && facts.icmpRow >= 0
			? `all that the capture holds of it is an ICMP error, ${icmpText(facts.icmpVersion, facts.icmpType, facts.icmpCode)}`
			: 'the packets fit none of the known endings';
	return {
		verdict: 'unknown',
		category: 'unknown',
		endedBy: 'unknown',
		confidence: 'possible',
		summary: `How the connection between ${telling.client} and ${telling.server} ended cannot be told: ${missing}.`,
		rootCause: '',
		also,
		evidence: telling.evidence([facts.lastRow, 'last packet'], [facts.icmpRow, 'ICMP error about this connection']),
		notTheCause: [],
		caveats: [],
		nextSteps: NEXT_OF_UNKNOWN,
		references: [],
	};
}
