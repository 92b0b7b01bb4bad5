import {FirstPayload} from '../../../analysis/first-payload.ts';
import type {DiagnosisContext} from '../../context.ts';
import type {StreamFacts} from '../../facts/stream-facts.ts';
import {idleHint} from '../../knowledge/idle-limits.ts';
import {bytesText, capital, spanText, timesText} from '../../words/amounts.ts';
import {closeQuietWords} from '../../words/close-words.ts';
import {
	closingWords,
	finWords,
	firstBytes,
	firstWords,
	hasFirstPayload,
	hasFirstWord,
	lastStandWords,
	lateGap,
	openingWords,
	silence,
} from '../../words/late-client-words.ts';
import type {Telling} from '../../words/telling.ts';
import {acceptedThenClosed, FIN_WAIT} from '../close-rules.ts';
import {
	isAwaitingAnswer,
	isCrossing,
	isGoodbye,
	isReplyToLate,
	isSilentClient,
	quietBeforeClose,
	refusedBytes,
} from '../predicates.ts';
import {type Chapter, CLIENT, firstToClose, hadClosed, type Rule, SERVER} from '../rule.ts';
import {truncatedTls} from '../tls/truncation-rule.ts';
import {serverDied} from './server-reset-rules.ts';

const idleClientReset: Rule = {
	pattern: 'C1',
	verdict: 'idle-client-reset',
	when: (facts, context) =>
		isLateRequest(facts) && !isCrossing(facts, CLIENT) && isSilentClient(facts, context, facts.server.finAt),
	endedBy: 'server',
	confidence: facts => (facts.tls.seen ? 'likely' : 'certain'),
	needsStart: true,
	summary: t =>
		`The reset is correct: ${t.client} ${openingWords(t)} was silent for ${spanText(silence(t))}${firstWords(t)}; ${t.server} closed${closingWords(t)}, the client acknowledged that${finWords(t.facts)}, and the ${bytesText(t.facts.client.lateBytes)} that it sent ${lateGap(t)} after the server's FIN met a connection that was gone.`,
	rootCause: t =>
		`The client opened a connection and did not speak over it for ${spanText(silence(t))}${lastStandWords(t)}; what it sent ${lateGap(t)} after the server's FIN came too late.`,
	evidence: lateEvidence,
	notTheCause: [
		'the server: closing an unused connection is its right, and the reset follows from it',
		t => [networkWords(t)],
	],
	caveats: [
		t =>
			hasFirstWord(t.facts)
				? [
						`the server may have closed because of the ${bytesText(firstBytes(t.facts))} rather than of the silence before them: its log tells`,
					]
				: [],
	],
	nextSteps: [
		'on the client: what opens connections before it has something to send (pool warm-up, browser preconnect, a probe, a blocked thread)',
		t => idleHint(silence(t)),
		"the server's limit for the first request or for idle connections",
	],
	references: ['RFC 9293 3.6.1', 'RFC 9293 3.10.7.1', 'RFC 9112 9.5'],
};

const closeRace: Rule = {
	pattern: 'C4',
	verdict: 'close-race-reset',
	when: facts => isLateRequest(facts) && isCrossing(facts, CLIENT),
	endedBy: 'server',
	confidence: 'likely',
	summary: t =>
		hasRequest(t.facts)
			? `A request of ${t.client} and the close of ${t.server} crossed on the wire: nobody misbehaved, the request was not processed and can be repeated.`
			: `What ${t.client} sent and the close of ${t.server} crossed on the wire: nobody misbehaved, but what was sent was not processed.`,
	rootCause: t =>
		hasRequest(t.facts) && quietBeforeClose(t.facts) >= t.context.idle
			? "The server's idle limit ran out in the moment when the client used the connection again."
			: 'The server closed in the moment when the client sent more.',
	evidence: lateEvidence,
	notTheCause: ['a fault of either end: neither could know yet what the other had sent', t => [networkWords(t)]],
	nextSteps: [
		t =>
			hasRequest(t.facts)
				? [
						"make the client's idle limit shorter than the server's",
						'repeat idempotent requests automatically',
						...idleHint(quietBeforeClose(t.facts)),
					]
				: ['why the server closed while the client was still in use'],
		'how often it happens: the rate tells how close in time the two ends act',
	],
	references: ['RFC 9112 9.3.1', 'RFC 9110 9.2.2'],
};

const staleReuse: Rule = {
	pattern: 'C3',
	verdict: 'stale-reuse-reset',
	when: isLateRequest,
	endedBy: 'server',
	confidence: facts => (facts.exchanges > 0 ? 'certain' : 'likely'),
	needsStart: true,
	summary: t =>
		`The reset is correct: ${t.client} sent ${bytesText(t.facts.client.lateBytes)} on a connection that ${t.server} had closed ${lateGap(t)} earlier; ${hasRequest(t.facts) ? 'the request' : 'what it sent'} was not processed.`,
	rootCause: t =>
		`The client did not heed the server's FIN${quietWords(t, ', which came after ', ',')} and took the connection from its pool.`,
	evidence: lateEvidence,
	notTheCause: ['the server: it had announced the close', t => [networkWords(t)]],
	nextSteps: [
		"set the client's or the load balancer's idle limit below the server's",
		'check connections before they are used again; repeat idempotent requests',
		t => idleHint(quietBeforeClose(t.facts)),
	],
	references: ['RFC 9112 9.3.1', 'RFC 9112 9.5', 'RFC 9293 3.10.7.1'],
};

const neverClosed: Rule = {
	pattern: 'S9',
	verdict: 'never-closed-by-server',
	when: facts => {
		const {client, server} = facts;
		return (
			hadClosed(facts, CLIENT) &&
			client.finAckedRow >= 0 &&
			server.lateRow >= 0 &&
			server.lateAt - client.finAt >= FIN_WAIT
		);
	},
	endedBy: 'client',
	confidence: 'likely',
	summary: t =>
		`${capital(t.client)} closed, ${t.server} acknowledged it but never closed its side; what it sent ${spanText(t.facts.server.lateAt - t.facts.client.finAt)} later met a connection that was gone.`,
	rootCause: "The server's application does not close: its sockets pile up in CLOSE_WAIT.",
	evidence: t =>
		t.evidence(
			[t.facts.client.finRow, 'client FIN'],
			[t.facts.client.finAckedRow, 'acknowledged by the server, without a FIN of its own'],
			[t.facts.server.lateRow, `server data, ${spanText(t.facts.server.lateAt - t.facts.client.finAt)} after the FIN`],
			[t.facts.reset.row, 'RST: the client has given up the half-closed connection'],
		),
	notTheCause: ['the client: it closed properly', 'a half-close by design: nothing was sent in between'],
	nextSteps: ['ss -tan state close-wait on the server', 'close() on the error paths of the server application'],
	references: ['RFC 9293 3.6'],
};

const gaveUpWaiting: Rule = {
	pattern: 'C9',
	verdict: 'client-gave-up-waiting',
	when: (facts, context) => hadClosed(facts, CLIENT) && gaveUp(facts, context),
	endedBy: 'client',
	confidence: (facts, context) =>
		facts.client.finQuiet >= 2 * context.patience && facts.requestAckRow >= 0 ? 'certain' : 'likely',
	summary: t =>
		`${capital(t.client)} gave up: ${t.server} ${requestWords(t)} within ${spanText(t.facts.client.finQuiet)}.`,
	rootCause: 'A slow or stuck server application, or a client timeout that is too short.',
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'the request'],
			[
				t.facts.requestAckRow,
				`acknowledged ${t.facts.requestAckRow < 0 ? '' : t.between(t.facts.requestRow, t.facts.requestAckRow)} later: it arrived`,
			],
			[t.facts.client.finRow, `client FIN after ${spanText(t.facts.client.finQuiet)} of waiting`],
			[t.facts.server.lateRow, 'the answer comes too late'],
			[t.facts.reset.row, `reset by the ${t.role(t.facts.reset.side)}`],
		),
	notTheCause: [
		t => (t.facts.requestAckRow < 0 ? [] : ['the network: the request was acknowledged']),
		'the reset: it follows from the close',
	],
	nextSteps: [
		'server threads, database and upstream services at that time',
		t => idleHint(t.facts.client.finQuiet),
		'the client timeout, and the usual time to the first byte',
	],
	references: ['RFC 9293 3.6.1'],
};

const ownReset: Rule = {
	pattern: 'N6',
	verdict: 'fin-then-reset',
	when: facts => hadClosed(facts, facts.reset.side) && !facts.reset.bare && !isReplyToLate(facts),
	endedBy: firstToClose,
	confidence: 'likely',
	summary: t => {
		const {finRow} = t.facts.ends[1 - t.facts.reset.side]!;
		const how =
			finRow >= 0 && finRow < t.facts.reset.row
				? "in place of a last acknowledgment: the other end's FIN had come"
				: "without waiting for the other end's FIN";
		return `Normal: ${closer(t)} had already declared FIN and discarded the connection ${t.between(own(t).finRow, t.facts.reset.row)} later, ${how}.`;
	},
	rootCause: 'The application discards the socket (SO_LINGER 0, a browser or proxy that tidies up).',
	evidence: finThenResetEvidence,
	notTheCause: ['the network: the FIN arrived or was answered', 'an abort: the close came first'],
	nextSteps: ['nothing, unless the other end still had data on its way'],
	references: ['RFC 9293 3.5.2', 'RFC 9293 3.6'],
};

const lateAnswer: Rule = {
	pattern: 'C8',
	verdict: 'fin-then-reset',
	when: facts =>
		hadClosed(facts, CLIENT) &&
		facts.reset.side === CLIENT &&
		facts.client.finOwesAnswer === false &&
		facts.lastDataSide === SERVER &&
		!(facts.tls.seen && facts.tls.endsWithGoodbye(facts.tls.client)) &&
		facts.server.lateRow >= 0 &&
		!isGoodbye(facts, SERVER) &&
		facts.answerRow >= facts.client.finRow,
	endedBy: 'client',
	confidence: 'likely',
	needsStart: true,
	summary: t =>
		`${capital(t.client)} had already declared FIN, so its reset is a normal reply; but what it refused was the answer to its request (${bytesText(t.facts.server.lateBytes)} from ${t.server}).`,
	rootCause: 'The client closed right after its request and did not stay for the answer.',
	evidence: finThenResetEvidence,
	notTheCause: ['the server: it answered', 'the network: both directions worked'],
	nextSteps: ['why the client closes before the answer: it wants none, or it uses close where shutdown is meant'],
	references: ['RFC 9293 3.6.1', 'RFC 1122 4.2.2.13'],
};

const finThenReset: Rule = {
	pattern: 'N5',
	verdict: 'fin-then-reset',
	when: facts => hadClosed(facts, facts.reset.side),
	endedBy: firstToClose,
	confidence: facts =>
		facts.ends[1 - facts.reset.side]!.lateRow >= 0 || facts.ends[1 - facts.reset.side]!.finRow >= 0
			? 'certain'
			: 'likely',
	summary: t => {
		const other = t.end(1 - t.facts.reset.side);
		return t.facts.firstFinSide === t.facts.reset.side
			? `Normal: ${closer(t)} had already declared FIN, so its reset is the proper reply to what ${other} still sent${lateWords(t)}.`
			: `Normal: ${other} closed, ${closer(t)} had declared FIN as well, and its reset is the proper reply to what still came${lateWords(t)}.`;
	},
	rootCause: t => {
		const refused = refusedBytes(t.facts);
		if (refused === 0) return 'Packets without payload met a socket that was already closed: no data was lost.';
		return `The ${bytesText(refused)} met a socket that was already closed and ${refused === 1 ? 'was' : 'were'} thrown away.`;
	},
	evidence: finThenResetEvidence,
	notTheCause: ['the network: the FIN arrived or was answered', 'an abort: the close came first'],
	nextSteps: [
		t => {
			const side = 1 - t.facts.reset.side;
			const isLost = refusedBytes(t.facts) > 0 && !isGoodbye(t.facts, side);
			return [isLost ? `whether somebody waited for what the ${t.role(side)} still sent` : 'nothing'];
		},
	],
	references: ['RFC 9293 3.6.1', 'RFC 1122 4.2.2.13', 'RFC 2525 2.17'],
};

export const resetAfterFinChapter: Chapter = {
	name: 'Reset after a FIN of the same end',
	applies: facts => facts.reset.row >= 0 && hadClosed(facts, facts.reset.side),
	rules: [
		serverDied,
		idleClientReset,
		acceptedThenClosed,
		closeRace,
		staleReuse,
		truncatedTls,
		neverClosed,
		gaveUpWaiting,
		ownReset,
		lateAnswer,
		finThenReset,
	],
};

/** The server had closed, and the client sent something that asks for an answer. */
function isLateRequest(facts: StreamFacts): boolean {
	const {server, client, reset} = facts;
	if (!hadClosed(facts, SERVER) || reset.side !== SERVER || !reset.bare) return false;
	if (hadClosed(facts, CLIENT) && client.finRow < server.finRow) return false;
	const isLate = client.lateRow >= 0 && client.lateRow < reset.row;
	return (isLate || isCrossing(facts, CLIENT)) && !isGoodbye(facts, CLIENT);
}

/** The client speaks a protocol of requests and answers, as far as its first bytes tell. */
function hasRequest(facts: StreamFacts): boolean {
	return facts.clientOpening === FirstPayload.HTTP_REQUEST || facts.tls.seen;
}

function gaveUp(facts: StreamFacts, context: DiagnosisContext): boolean {
	const {client, server} = facts;
	return (
		isAwaitingAnswer(facts, client.finRow) &&
		client.finQuiet >= context.patience &&
		(server.finRow < 0 || server.finRow > client.finRow)
	);
}

function lateEvidence(t: Telling) {
	const {client, server, reset} = t.facts;
	const spoke = hasFirstPayload(t.facts);
	const late = client.lateRow >= 0 ? client.lateRow : server.finUncoveredRow;
	return t.evidence(
		spoke
			? [
					client.firstDataRow,
					`first payload of the client, ${bytesText(t.tables.packets.payloadLength(client.firstDataRow))}, ${spanText(client.firstDataAt - t.facts.openAt)} after the opening`,
				]
			: undefined,
		server.finOwnPayload > 0 && server.finUncoveredRow < 0 && server.lastDataRow < server.finRow
			? [server.lastDataRow, 'last payload of the server']
			: undefined,
		[
			server.finRow,
			server.finUncoveredRow >= 0
				? 'server FIN, which does not acknowledge what the client sent last'
				: `server FIN${closeQuietWords(t)}`,
		],
		server.finAckedRow >= 0 && server.finAckedRow !== late && server.finAckedRow !== client.finRow
			? [server.finAckedRow, `client acknowledges it, without a FIN${client.finRow < 0 ? ' of its own' : ' so far'}`]
			: undefined,
		[late, `client payload, ${bytesText(t.tables.packets.payloadLength(late))}`],
		[client.finRow, 'client FIN'],
		[
			reset.row,
			`server RST, ${spanText(reset.at - t.at(late))} after that payload: the answer to a segment of a connection it no longer has`,
		],
	);
}

/** The silence before the server closed, where it is one. */
function quietWords(t: Telling, before: string, behind = ''): string {
	const quiet = quietBeforeClose(t.facts);
	return quiet < t.context.idle ? '' : `${before}${spanText(quiet)} of silence${behind}`;
}

function networkWords(t: Telling): string {
	const repeats = t.facts.client.repeats + t.facts.server.repeats;
	const trip = t.facts.roundTrip;
	if (repeats > 0) return `packet loss played no part in the close, though payload was repeated ${timesText(repeats)}`;
	return trip > 0 ? `the network: no retransmission, round trip ${spanText(trip)}` : 'the network: no retransmission';
}

function own(t: Telling) {
	return t.facts.ends[t.facts.reset.side]!;
}

function closer(t: Telling): string {
	return t.end(t.facts.reset.side);
}

function requestWords(t: Telling): string {
	const {requestRow, requestAckRow} = t.facts;
	if (requestAckRow < 0) return 'did not even acknowledge its request';
	return `had taken its request (acknowledged after ${t.between(requestRow, requestAckRow)}) but sent no answer`;
}

function lateWords(t: Telling): string {
	const refused = refusedBytes(t.facts);
	if (refused === 0) return '';
	if (!isGoodbye(t.facts, 1 - t.facts.reset.side)) return ` (${bytesText(refused)})`;
	return ` (${bytesText(refused)}, ${t.facts.tls.seen ? 'no more than a goodbye' : 'sent as it closed too'})`;
}

function finThenResetEvidence(t: Telling) {
	const other = t.facts.ends[1 - t.facts.reset.side]!;
	const role = t.role(t.facts.reset.side);
	const otherRole = t.role(1 - t.facts.reset.side);
	return t.evidence(
		[own(t).finRow, `${role} FIN`],
		own(t).finAckedRow !== other.lateRow ? [own(t).finAckedRow, `acknowledged by the ${otherRole}`] : undefined,
		other.lateRow >= 0 && other.lateRow < t.facts.reset.row
			? [other.lateRow, `${otherRole} payload after it, ${lateAmount(t)}`]
			: undefined,
		other.lateRow < 0 && refusedBytes(t.facts) > 0
			? [own(t).finUncoveredRow, `${otherRole} payload that was on its way, ${bytesText(refusedBytes(t.facts))}`]
			: undefined,
		other.finRow < t.facts.reset.row ? [other.finRow, `${otherRole} FIN`] : undefined,
		[t.facts.reset.row, `${role} ${ownResetWords(t)}`],
	);
}

/** Payload after the resetter's FIN, and whether the packet that brought the first of it brought all. */
function lateAmount(t: Telling): string {
	const {lateRow, lateBytes} = t.facts.ends[1 - t.facts.reset.side]!;
	const isAll = t.tables.packets.payloadLength(lateRow) >= lateBytes;
	return isAll ? bytesText(lateBytes) : `the first of ${bytesText(lateBytes)}`;
}

function ownResetWords(t: Telling): string {
	if (t.facts.reset.bare) return 'RST: its socket is closed';
	return isReplyToLate(t.facts) ? 'RST,ACK in reply: its socket is closed' : 'RST,ACK by itself';
}
