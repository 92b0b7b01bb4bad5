import type {StreamFacts} from '../../facts/stream-facts.ts';
import {idleHint, idleLimit} from '../../knowledge/idle-limits.ts';
import {capital, countOf, spanText} from '../../words/amounts.ts';
import {resetWords} from '../../words/reset-words.ts';
import type {Telling} from '../../words/telling.ts';
import {hasFin, isAllAcknowledged, isEmpty, isProvoked} from '../predicates.ts';
import {type Chapter, CLIENT, firstToEnd, hadClosed, type Rule, resetSender, SERVER} from '../rule.ts';
import {clientAbort, clientAbortOther, gaveUpWaiting, healthCheck} from './client-reset-rules.ts';
import {
	acceptedThenReset,
	BEHIND,
	backlogFull,
	closedUnread,
	idleNeverSpoke,
	serverAbort,
	serverDied,
} from './server-reset-rules.ts';

/** An answer to a FIN that comes so late is worth a word. */
const LATE = 1e9;

const keepAliveReset: Rule = {
	pattern: 'M14',
	verdict: 'keepalive-reset',
	when: facts => facts.reset.bare && facts.reset.answersProbe && isProvoked(facts),
	endedBy: resetSender,
	confidence: facts => (facts.ackedUnseen > 0 ? 'possible' : 'likely'),
	summary: t =>
		`${capital(resetter(t))} no longer knows the connection: it answered a keep-alive probe with a reset after ${spanText(t.facts.reset.quiet)} of silence.`,
	rootCause: 'It was closed or lost there while it was idle, or a firewall answered in its name.',
	evidence: t =>
		t.evidence(
			[t.facts.lastDataRow, 'last payload'],
			[t.facts.ends[1 - t.facts.reset.side]!.lastRow, 'keep-alive probe'],
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: ['the end that probed: it only asked'],
	nextSteps: [t => idleHint(t.facts.reset.quiet), 'restarts of the other host; idle limits on the path'],
	references: ['RFC 9293 3.8.4', 'RFC 9293 3.5.1'],
};

const idleTimeout: Rule = {
	pattern: 'M7',
	verdict: 'idle-timeout-reset',
	when: (facts, context) =>
		!hasFin(facts) && facts.reset.quiet >= context.idle && !isProvoked(facts) && isAllAcknowledged(facts),
	endedBy: facts => (isLikelyMiddlebox(facts) ? 'middlebox' : resetSender(facts)),
	confidence: facts =>
		facts.reset.bare && (facts.reset.ttlDelta !== 0 || idleLimit(facts.reset.quiet) !== undefined)
			? 'likely'
			: 'possible',
	summary: t => {
		const who = isLikelyMiddlebox(t.facts)
			? `Something on the path, in the name of ${resetter(t)},`
			: capital(resetter(t));
		return `${who} ended the idle connection by itself after ${spanText(t.facts.reset.quiet)} of silence: no packet asked for this reset.`;
	},
	rootCause: t =>
		isLikelyMiddlebox(t.facts)
			? 'An idle limit: typical of a load balancer or NAT that resets what is not used.'
			: `An idle limit of the ${t.role(t.facts.reset.side)}, or of a device in its name, or the session as a whole was ended there.`,
	evidence: t =>
		t.evidence(
			[t.facts.activeRow, 'last payload'],
			[t.facts.reset.row, `${resetWords(t)}, ${spanText(t.facts.reset.quiet)} later, without a packet before it`],
		),
	notTheCause: ['the last exchange: all of it was acknowledged'],
	caveats: [
		t => {
			const together = t.context.across?.endedTogether(t.facts.stream, t.facts.reset.row) ?? 0;
			return together > 1 && t.facts.reset.side === SERVER
				? [
						`${countOf(together, 'connection')} to this server ended in the same instant: something they share may have ended`,
					]
				: [];
		},
	],
	nextSteps: [
		t => idleHint(t.facts.reset.quiet),
		'keep-alives at an interval below that limit',
		'a capture at the other end: does it get a reset as well?',
	],
	references: ['RFC 5382', 'RFC 9293 3.8.4'],
};

const completeThenReset: Rule = {
	pattern: 'C6',
	verdict: 'reset-after-complete-answer',
	when: facts => isComplete(facts) && !(facts.reset.bare && facts.reset.answersData),
	endedBy: firstToEnd,
	confidence: facts => {
		if (facts.ackedUnseen > 0) return 'possible';
		if (hasFin(facts)) return facts.lastDataSide === CLIENT ? 'possible' : 'likely';
		return facts.reset.exact ? 'certain' : 'possible';
	},
	summary: t => {
		const {facts} = t;
		if (hasFin(facts)) {
			const gap = facts.reset.at - facts.ends[1 - facts.reset.side]!.finAt;
			const when = gap >= LATE ? ` ${spanText(gap)} later` : '';
			return `${capital(t.end(1 - facts.reset.side))} closed, and ${resetter(t)} agreed${when} with a reset instead of a FIN: ${lossWords(facts)}.`;
		}
		const idle = unused(t) >= t.context.idle ? ` after ${spanText(unused(t))} without use` : '';
		return `${capital(resetter(t))} ended the connection${idle} with a reset instead of a FIN: ${lossWords(facts)}.`;
	},
	rootCause:
		'A habit of some programs (SO_LINGER 0) to avoid TIME_WAIT: benchmarks, scanners, load balancers, small devices.',
	evidence: t =>
		t.evidence(
			[t.facts.lastDataRow, 'last payload'],
			hasFin(t.facts)
				? [t.facts.ends[1 - t.facts.reset.side]!.finRow, `${t.role(1 - t.facts.reset.side)} FIN`]
				: undefined,
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: [
		t => {
			if (isEmpty(t.facts)) return ['loss of data: there was none'];
			return t.facts.ackedUnseen > 0 ? [] : ['the network: every byte was acknowledged'];
		},
	],
	nextSteps: [
		t => (hasFin(t.facts) ? [] : idleHint(unused(t))),
		'nothing, unless the answer was incomplete by its own measure (Content-Length, TLS close_notify)',
		t => (isEmpty(t.facts) ? ['a connection that was opened in advance and not used looks like this'] : []),
	],
	references: ['RFC 9293 3.5.2', 'RFC 3360'],
};

const goodbyeThenReset: Rule = {
	pattern: 'T11',
	verdict: 'reset-after-complete-answer',
	when: facts => facts.tls.seen && isGoodbyeAnswered(facts),
	endedBy: resetSender,
	confidence: 'likely',
	summary: t =>
		`${capital(resetter(t))} ended the TLS session in order: it sent its goodbye, ${t.end(1 - t.facts.reset.side)} answered with its own, and a reset took the place of a FIN.`,
	rootCause: 'It had thrown its end away after the goodbye; the reset answers what still came.',
	evidence: t =>
		t.evidence(
			[goodbyeRow(t.facts, t.facts.reset.side), `encrypted alert of the ${t.role(t.facts.reset.side)}`],
			[
				goodbyeRow(t.facts, 1 - t.facts.reset.side),
				`the ${t.role(1 - t.facts.reset.side)} answers with an alert${hadClosed(t.facts, 1 - t.facts.reset.side) ? ' and closes' : ''}`,
			],
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: ['an abort: no data was outstanding when the goodbyes were sent'],
	caveats: ['the alerts are encrypted: that they are goodbyes follows from their order'],
	nextSteps: ['nothing'],
	references: ['RFC 8446 6.1', 'RFC 5246 7.2.1'],
};

const stateLost: Rule = {
	pattern: 'M15',
	verdict: 'stale-connection-reset',
	when: facts => facts.reset.bare && isProvoked(facts),
	endedBy: resetSender,
	confidence: (facts, context) =>
		facts.reset.quiet >= context.idle && facts.reset.exact && facts.ackedUnseen === 0 ? 'likely' : 'possible',
	summary: t =>
		`${capital(resetter(t))} no longer knows this connection: it answered ${t.end(1 - t.facts.reset.side)} with a bare reset, without ever having closed.`,
	rootCause:
		'It was rebooted, failed over or moved (container, virtual address), or its end of the connection was lost.',
	evidence: t =>
		t.evidence(
			[
				t.facts.ends[t.facts.reset.side]!.lastRow < t.facts.reset.row ? t.facts.ends[t.facts.reset.side]!.lastRow : -1,
				`last from the ${t.role(t.facts.reset.side)} before it`,
			],
			[t.facts.reset.provokedBy, `sent ${spanText(t.facts.reset.quiet)} after the last exchange`],
			[t.facts.reset.row, `${resetWords(t)}, ${spanText(t.facts.reset.reaction)} later: a socket that does not exist`],
		),
	notTheCause: ['an application that aborts: it would send RST,ACK'],
	caveats: ['a FIN that is not in the capture would make this a late request'],
	nextSteps: [
		'uptime, failover and container restarts of that host',
		'load balancer log',
		'whether other connections to it ended alike',
	],
	references: ['RFC 9293 3.5.1', 'RFC 9293 3.5.2'],
};

export const resetChapter: Chapter = {
	name: 'Reset by an end that had not closed',
	applies: facts => facts.reset.row >= 0 && !hadClosed(facts, facts.reset.side),
	rules: [
		serverDied,
		backlogFull,
		keepAliveReset,
		healthCheck,
		idleNeverSpoke,
		acceptedThenReset,
		gaveUpWaiting,
		idleTimeout,
		closedUnread,
		goodbyeThenReset,
		clientAbort,
		completeThenReset,
		stateLost,
		serverAbort,
		clientAbortOther,
	],
};

/** A reset that an application would hardly send: without ACK, or of a device with another TTL. */
function isLikelyMiddlebox(facts: StreamFacts): boolean {
	return facts.reset.bare || facts.reset.ttlDelta !== 0;
}

/** Both ends' last word is a TLS goodbye, the resetter's first: the other's answers it. */
function isGoodbyeAnswered(facts: StreamFacts): boolean {
	const {side} = facts.reset;
	const own = goodbyeRow(facts, side);
	const answer = goodbyeRow(facts, 1 - side);
	return own >= 0 && own < answer && answer < facts.reset.row;
}

/** The packet with which an end's data ends, if a TLS goodbye is what it ends with; or -1. */
function goodbyeRow(facts: StreamFacts, side: number): number {
	const tls = side === CLIENT ? facts.tls.client : facts.tls.server;
	const {lastDataRow} = facts.ends[side]!;
	return facts.tls.endsWithGoodbye(tls) && tls.lastRow === lastDataRow ? lastDataRow : -1;
}

/** Both ends have acknowledged all, and nobody owes an answer. */
function isComplete(facts: StreamFacts): boolean {
	const {reset} = facts;
	if (facts.lastDataRow > reset.row || !isAllAcknowledged(facts)) return false;
	if (facts.lastDataSide === CLIENT)
		return reset.side === SERVER && hadClosed(facts, CLIENT) && facts.client.finOwnPayload > 0 && facts.exchanges > 0;
	return reset.side === CLIENT || hasFin(facts) || reset.at - facts.server.lastDataAt > BEHIND;
}

/** Time from the last payload, or from the opening, to the reset. */
function unused(t: Telling): number {
	const {lastDataRow, reset, openAt} = t.facts;
	return reset.at - (lastDataRow < 0 ? openAt : t.at(lastDataRow));
}

function lossWords(facts: StreamFacts): string {
	if (isEmpty(facts)) return 'neither end had sent any data';
	return facts.ackedUnseen > 0
		? 'nothing was outstanding, as far as the capture shows'
		: 'nothing was outstanding and no data was lost';
}

function resetter(t: Telling): string {
	return t.end(t.facts.reset.side);
}
