import type {StreamFacts} from '../../facts/stream-facts.ts';
import {idleHint} from '../../knowledge/idle-limits.ts';
import {bytesText, capital, spanText} from '../../words/amounts.ts';
import {echoWords, resetWords} from '../../words/reset-words.ts';
import {CHECK, crossesFin, isAllAcknowledged, isAwaitingAnswer, isEmpty} from '../predicates.ts';
import {CLIENT, hadClosed, type Rule, SERVER} from '../rule.ts';

/** Payload came so recently that more was under way. */
const FLOWING = 1e9;

export const healthCheck: Rule = {
	pattern: 'N8',
	verdict: 'health-check',
	when: facts => facts.reset.side === CLIENT && isEmpty(facts) && facts.reset.at - facts.openAt <= CHECK,
	endedBy: 'client',
	confidence: (facts, context) => ((context.across?.checkPeriod(facts.stream) ?? 0) > 0 ? 'certain' : 'likely'),
	summary: t => {
		const period = t.context.across?.checkPeriod(t.facts.stream) ?? 0;
		const again = period > 0 ? `, every ${spanText(period * 1e9)}` : '';
		return `Normal: ${t.client} only checked that the port of ${t.server} is open and hung up without a byte${again}.`;
	},
	rootCause: 'A load balancer or monitor; not a user.',
	evidence: t =>
		t.evidence(
			[t.facts.thirdRow, 'connection open'],
			[t.facts.reset.row, `client reset ${spanText(t.facts.reset.at - t.facts.openAt)} later, no data either way`],
		),
	notTheCause: ['the server: it accepted'],
	nextSteps: ['leave this source out when looking for trouble'],
	references: ['RFC 9293 3.5.2'],
};

export const gaveUpWaiting: Rule = {
	pattern: 'C9',
	verdict: 'client-gave-up-waiting',
	when: (facts, context) => {
		const left = leavingTime(facts);
		return (
			left >= 0 && isAwaitingAnswer(facts, endOfClient(facts)) && left - facts.client.lastDataAt >= context.patience
		);
	},
	endedBy: 'client',
	confidence: facts => (facts.requestAckRow >= 0 ? 'likely' : 'possible'),
	summary: t =>
		`${capital(t.client)} gave up: ${t.server} ${t.facts.requestAckRow < 0 ? 'did not even acknowledge its request' : 'had taken its request but sent no answer'} within ${spanText(leavingTime(t.facts) - t.facts.client.lastDataAt)}.`,
	rootCause: 'A slow or stuck server application, or a client timeout that is too short.',
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'the request'],
			[t.facts.requestAckRow, 'acknowledged: it arrived'],
			[t.facts.client.finRow, 'client FIN'],
			[
				t.facts.reset.row,
				isOwnAct(t.facts)
					? `${resetWords(t)} ${t.between(t.facts.client.finRow, t.facts.reset.row)} after the FIN, where ${spanText(t.facts.tripTo(SERVER))} is the least, and without acknowledging it`
					: resetWords(t),
			],
		),
	notTheCause: [
		t => (t.facts.requestAckRow < 0 ? [] : ['the network: the request was acknowledged']),
		t => (isOwnAct(t.facts) ? [] : ['the reset: it follows from the client leaving']),
	],
	caveats: [
		t =>
			isOwnAct(t.facts)
				? [
						'the reset is no answer to the FIN: the two crossed, and the server aborted by itself, as when its listener is closed or its process ends',
					]
				: [],
	],
	nextSteps: [
		'server threads, database and upstream services at that time',
		t => idleHint(leavingTime(t.facts) - t.facts.client.lastDataAt),
	],
	references: ['RFC 9293 3.6.1'],
};

export const clientAbort: Rule = {
	pattern: 'C5',
	verdict: 'abort-by-client',
	when: facts => facts.reset.side === CLIENT && isMidTransfer(facts),
	endedBy: 'client',
	confidence: facts => {
		if (facts.ackedUnseen > 0) return 'possible';
		return facts.reset.bare || facts.server.lastDataRow < facts.reset.row ? 'likely' : 'certain';
	},
	summary: t =>
		`${capital(t.client)} broke off while ${t.server} was sending, after ${bytesText(t.facts.reset.serverPayload)}: usual when a user or a program cancels.`,
	rootCause: 'A closed tab, enough data read, a cancelled request, or a client process that ended.',
	evidence: t =>
		t.evidence(
			[t.facts.server.lastDataRow, 'payload of the server'],
			[t.facts.reset.row, `${resetWords(t)}${echoWords(t)}`],
		),
	notTheCause: ['the server: it was still sending', 'the resets after the first: they only answer what was under way'],
	nextSteps: ["the client's log; in web server logs often status 499"],
	references: ['RFC 9293 3.6.1', 'RFC 2525 2.17'],
};

export const clientAbortOther: Rule = {
	...clientAbort,
	pattern: 'C5',
	when: facts => facts.reset.side === CLIENT,
	confidence: 'possible',
	summary: t =>
		`${capital(t.client)} broke off with a reset, ${spanText(t.facts.reset.quiet)} after the last payload before it.`,
	rootCause: 'A request that was cancelled, a client process that ended, or a client that gave up.',
	notTheCause: [t => (hadClosed(t.facts, SERVER) ? [] : ['the server: it had not closed'])],
	nextSteps: ["the client's log at that second"],
};

/** The server's reset had left before the client's FIN can have come: the two crossed. */
function isOwnAct(facts: StreamFacts): boolean {
	return facts.reset.side === SERVER && crossesFin(facts);
}

/** When the client left, by FIN or reset; -1 if it did not, or the server left first. */
function leavingTime(facts: StreamFacts): number {
	if (hadClosed(facts, SERVER)) return -1;
	if (hadClosed(facts, CLIENT)) return facts.client.finAt;
	return facts.reset.side === CLIENT ? facts.reset.at : -1;
}

function endOfClient(facts: StreamFacts): number {
	return hadClosed(facts, CLIENT) ? facts.client.finRow : facts.reset.row;
}

/** The server had more on its way. */
export function isMidTransfer(facts: StreamFacts): boolean {
	const {reset, server, client} = facts;
	if (reset.serverPayload === 0) return false;
	if (server.lastDataRow > reset.row) return true;
	return (
		!isAllAcknowledged(facts) &&
		facts.lastDataSide === SERVER &&
		reset.at - server.lastDataAt < FLOWING &&
		client.acked > 0
	);
}
