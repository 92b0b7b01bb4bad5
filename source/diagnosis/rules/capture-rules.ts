import type {StreamFacts} from '../facts/stream-facts.ts';
import {capital, countOf, spanText} from '../words/amounts.ts';
import {type Chapter, CLIENT, type Rule, SERVER} from './rule.ts';

/** Longer than the default keep-alive time with its probes: whoever was still there would have been heard of. */
const FORGOTTEN = 7875e9;

const oneSided: Rule = {
	pattern: 'A2',
	verdict: 'one-sided',
	when: isOneSided,
	endedBy: 'unknown',
	confidence: 'certain',
	summary: t => {
		const side = t.facts.client.packets + t.facts.client.resetCount > 0 ? CLIENT : SERVER;
		const {finRow, resetRow} = t.facts.ends[side]!;
		const left = finRow >= 0 ? ', a FIN among them' : resetRow >= 0 ? ', a reset among them' : '';
		return `Only packets from ${t.end(side)} are in the capture${left}: what ${t.end(1 - side)} did, and who ended the connection first, it does not show.`;
	},
	rootCause: t =>
		t.facts.count === 1
			? 'The capture holds a single packet of this connection.'
			: 'The capture filter, the mirror port or an asymmetric route left one direction out.',
	evidence: t =>
		t.evidence(
			t.facts.count === 1
				? [t.facts.firstRow, 'the only packet']
				: [t.facts.firstRow, `first of ${countOf(t.facts.count, 'packet')}, all from one end`],
			t.facts.count > 1 ? [t.facts.lastRow, 'last of them'] : undefined,
		),
	caveats: ['nothing is known of the other end: its packets may have been sent and not captured'],
	nextSteps: [
		'capture both directions: filter by address and port without a direction',
		'a tap where both routes pass',
	],
	references: [],
};

const openAtEnd: Rule = {
	pattern: 'A1',
	verdict: 'open-at-end',
	when: () => true,
	endedBy: 'nobody',
	confidence: facts => {
		if ((!facts.isOpened && !facts.isMidStream) || facts.sinceLast >= FORGOTTEN) return 'possible';
		if (closedSide(facts) >= 0) return facts.ackedUnseen > 0 ? 'possible' : 'likely';
		return facts.sinceLast < 60e9 ? 'certain' : 'likely';
	},
	summary: t => {
		const {facts} = t;
		const side = closedSide(facts);
		if (side >= 0) {
			const since = facts.lastAt + facts.sinceLast - facts.ends[side]!.finAt;
			return `${capital(t.end(side))} had closed its side; the capture, which stopped ${since > 0 ? `${spanText(since)} later` : 'with that packet'}, shows no FIN of ${t.end(1 - side)}.`;
		}
		if (!facts.isOpened && facts.client.synRow >= 0)
			return `The connection of ${t.client} to ${t.server} was being set up when the capture stopped.`;
		if (facts.sinceLast >= FORGOTTEN)
			return `The capture does not show how the connection between ${t.client} and ${t.server} ended: its last packet came ${spanText(facts.sinceLast)} before the capture stopped.`;
		const since =
			facts.sinceLast > 0 ? `, ${spanText(facts.sinceLast)} after its last packet` : ' with its last packet';
		return `Nobody ended the connection between ${t.client} and ${t.server}: it was still open when the capture stopped${since}.`;
	},
	evidence: t =>
		t.evidence(
			closedSide(t.facts) < 0
				? undefined
				: [t.facts.ends[closedSide(t.facts)]!.finRow, `${t.role(closedSide(t.facts))} FIN`],
			[t.facts.lastRow, 'last packet of the stream'],
		),
	caveats: ['how it went on: the capture does not show it'],
	nextSteps: ['capture longer if the ending matters'],
	references: [],
};

/** Before everything else: what the capture does not hold cannot be judged. */
export const captureChapter: Chapter = {
	name: 'Limits of the capture',
	applies: facts => facts.isOneSided,
	rules: [oneSided],
};

export const openChapter: Chapter = {
	name: 'Not ended',
	applies: facts => facts.reset.row < 0 && facts.count > 0,
	rules: [openAtEnd],
};

/** The end that closed first, unless it sent payload behind its FIN, which no TCP does; or -1. */
function closedSide(facts: StreamFacts): number {
	const side = facts.firstFinSide;
	if (side < 0) return -1;
	const {finRow, finEnd, next, lastDataRow} = facts.ends[side]!;
	return lastDataRow > finRow && next !== finEnd ? -1 : side;
}

/** One end is silent though it must have spoken. SYNs alone are a question that may really have had no answer. */
function isOneSided(facts: StreamFacts): boolean {
	if (facts.count === 0) return false;
	const {client, server} = facts;
	const hasClient = client.packets + client.resetCount > 0;
	const hasServer = server.packets + server.resetCount > 0;
	if (hasClient && hasServer) return false;
	return !hasClient || client.packets !== client.synCount || client.resetCount > 0;
}
