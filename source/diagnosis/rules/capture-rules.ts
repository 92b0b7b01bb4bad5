import type {StreamFacts} from '../facts/stream-facts.ts';
import {capital, countOf, spanText} from '../words/amounts.ts';
import {type Chapter, CLIENT, type Rule, SERVER} from './rule.ts';

const oneSided: Rule = {
	pattern: 'A2',
	verdict: 'one-sided',
	when: isOneSided,
	endedBy: 'unknown',
	confidence: 'certain',
	summary: t => {
		const side = t.facts.client.packets + t.facts.client.resetCount > 0 ? CLIENT : SERVER;
		return `Only packets from ${t.end(side)} are in the capture: what ${t.end(1 - side)} did, and who ended the connection, it does not show.`;
	},
	rootCause: 'The capture filter, the mirror port or an asymmetric route left one direction out.',
	evidence: t =>
		t.evidence(
			[t.facts.firstRow, `first of ${countOf(t.facts.count, 'packet')}, all from one end`],
			[t.facts.lastRow, 'last'],
		),
	notTheCause: ['the missing packets: they were sent, as the acknowledgments of the other end show, but not captured'],
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
	confidence: facts =>
		!facts.isOpened && !facts.isMidStream
			? 'possible'
			: facts.firstFinSide < 0 && facts.sinceLast < 60e9
				? 'certain'
				: 'likely',
	summary: t => {
		const {facts} = t;
		if (facts.firstFinSide >= 0) {
			const side = facts.firstFinSide;
			return `${capital(t.end(side))} had closed its side; ${t.end(1 - side)} had not when the capture stopped ${spanText(t.facts.lastAt + t.facts.sinceLast - t.facts.ends[side]!.finAt)} later.`;
		}
		if (!facts.isOpened && facts.client.synRow >= 0)
			return `The connection of ${t.client} to ${t.server} was being set up when the capture stopped.`;
		return `Nobody ended the connection between ${t.client} and ${t.server}: it was still open when the capture stopped, ${spanText(facts.sinceLast)} after its last packet.`;
	},
	evidence: t =>
		t.evidence(
			[
				t.facts.firstFinSide >= 0 ? t.facts.ends[t.facts.firstFinSide]!.finRow : -1,
				`${t.role(Math.max(0, t.facts.firstFinSide))} FIN`,
			],
			[t.facts.lastRow, 'last packet of the stream'],
		),
	notTheCause: ['how it went on: the capture does not show it'],
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

/** One end is silent though it must have spoken. SYNs alone are a question that may really have had no answer. */
function isOneSided(facts: StreamFacts): boolean {
	if (facts.count === 0) return false;
	const {client, server} = facts;
	const hasClient = client.packets + client.resetCount > 0;
	const hasServer = server.packets + server.resetCount > 0;
	if (hasClient && hasServer) return false;
	return !hasClient || client.packets !== client.synCount || client.resetCount > 0;
}
