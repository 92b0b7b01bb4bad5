import type {DiagnosisContext} from '../../context.ts';
import {CONFIDENCES} from '../../diagnosis.ts';
import type {StreamFacts} from '../../facts/stream-facts.ts';
import {idleHint} from '../../knowledge/idle-limits.ts';
import {bytesText, capital, countOf, spanText} from '../../words/amounts.ts';
import {echoWords, resetWords} from '../../words/reset-words.ts';
import {hasFin, isProvoked, isSilentClient} from '../predicates.ts';
import {CLIENT, firstToEnd, hadClosed, type Rule, SERVER} from '../rule.ts';

/** An ending that follows the opening or the request at once. */
const AT_ONCE = 200e6;
/** A reset directly behind the answer. */
export const BEHIND = 50e6;
/** An answer that cuts an upload short is no longer than this. */
const SHORT_ANSWER = 8192;

export const serverDied: Rule = {
	pattern: 'S5',
	verdict: 'server-died',
	when: (facts, context) => deathSigns(facts, context) > 0,
	endedBy: 'server',
	confidence: (facts, context) => CONFIDENCES[deathSigns(facts, context) - 1]!,
	summary: t => {
		const {across} = t.context;
		const row = endingRow(t.facts);
		const together = across?.endedTogether(t.facts.stream, row) ?? 1;
		const refused = across?.refusedAfter(t.facts.stream, row) ?? Number.POSITIVE_INFINITY;
		const others = together > 1 ? `${countOf(together, 'connection')} to it ended in the same instant` : '';
		const next = together > 1 ? 'a new one' : 'a new connection';
		const after = Number.isFinite(refused) ? `${spanText(refused * 1e9)} later it refused ${next}` : '';
		return `The process behind ${t.server} ended at ${t.clock(row)} UTC: ${[others, after].filter(part => part !== '').join(', and ')}.`;
	},
	rootCause:
		'A crash, a kill (out of memory), a deployment or a restart of the service; this connection only fell with it.',
	evidence: t =>
		t.evidence([t.facts.lastDataRow, 'last payload'], [endingRow(t.facts), 'the server ends the connection']),
	notTheCause: [
		t =>
			t.context.across?.endedForSeveralClients(t.facts.stream, endingRow(t.facts))
				? ['this client: connections of others ended with it']
				: [],
		'the network: what ended the connection is a packet of the server',
	],
	nextSteps: ['supervisor, deployment and kernel log (OOM killer) of the server at that second', 'graceful restarts'],
	references: ['RFC 9293 3.6.1', 'RFC 9293 3.10.4'],
};

export const backlogFull: Rule = {
	pattern: 'S7',
	verdict: 'accept-queue-full',
	when: (facts, context) => {
		const service = context.across?.service(facts.stream);
		return (
			facts.isOpened &&
			facts.server.payload === 0 &&
			facts.client.payload > 0 &&
			service !== undefined &&
			service.unanswered > 0
		);
	},
	endedBy: firstToEnd,
	confidence: 'likely',
	summary: t =>
		`${capital(t.server)} does not accept connections: its kernel took this one and the data of ${t.client}, the process never read it, and other connections get no answer to their SYN.`,
	rootCause: 'The accept queue is full: the process is stuck or too slow.',
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'client payload'],
			[t.facts.requestAckRow, 'acknowledged by the kernel, never answered'],
			[t.facts.client.finRow, 'client FIN'],
			[endingRow(t.facts), `server ${endingRow(t.facts) === t.facts.server.finRow ? 'FIN' : 'RST'}`],
		),
	notTheCause: ['the path: the payload was acknowledged'],
	nextSteps: ['ss -ltn: Recv-Q against Send-Q', 'nstat TcpExtListenOverflows', 'what keeps the process from accepting'],
	references: ['RFC 4987'],
};

export const idleNeverSpoke: Rule = {
	pattern: 'C2',
	verdict: 'idle-client-close',
	when: (facts, context) =>
		facts.reset.side === SERVER &&
		facts.client.payload === 0 &&
		isSilentClient(facts, context, facts.reset.at) &&
		!isProvoked(facts),
	endedBy: 'server',
	confidence: 'likely',
	needsStart: true,
	summary: t =>
		`${capital(t.server)} reset a connection over which ${t.client} had said nothing for ${spanText(t.facts.reset.at - t.facts.openAt)}.`,
	rootCause: 'The client opened a connection and did not speak; the server ran into its limit for the first bytes.',
	evidence: t => t.evidence([t.facts.thirdRow, 'connection open'], [t.facts.reset.row, resetWords(t)]),
	nextSteps: [
		'what opens connections on the client before it has something to send',
		t => idleHint(t.facts.reset.at - t.facts.openAt),
	],
	references: ['RFC 9110 15.5.9'],
};

export const acceptedThenReset: Rule = {
	pattern: 'S3',
	verdict: 'accepted-then-reset',
	when: facts => {
		const {reset, server, client} = facts;
		if (!facts.isOpened || reset.side !== SERVER || server.payload > 0 || facts.ackedUnseen > 0 || reset.bare)
			return false;
		const since = client.payload === 0 ? facts.openAt : Math.max(facts.openAt, client.firstDataAt);
		return reset.at - since <= AT_ONCE + facts.tripTo(SERVER);
	},
	endedBy: 'server',
	confidence: facts => (facts.client.payload === 0 ? 'certain' : 'likely'),
	summary: t => {
		const said = t.facts.client.payload === 0 ? 'before anything was said' : `as soon as ${t.client} had spoken`;
		return `${capital(t.server)} accepted the connection and reset it ${said}, ${spanText(t.facts.reset.at - t.facts.openAt)} after it was open.`;
	},
	rootCause: 'An access list, a limit on clients, a load balancer without a healthy backend, or a crash on accept.',
	evidence: t =>
		t.evidence(
			[t.facts.server.synRow, 'server accepts'],
			[t.facts.client.firstDataRow, 'client payload'],
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: ['the network: the handshake went through', 'a closed port: the connection was accepted'],
	nextSteps: [
		'server or load balancer log at that second',
		'which client addresses are let in and which are not',
		'health of the backends',
	],
	references: ['RFC 9293 3.5.2'],
};

export const closedUnread: Rule = {
	pattern: 'S4',
	verdict: 'closed-with-unread-data',
	when: facts => {
		const {reset, server, client} = facts;
		if (reset.side !== SERVER || reset.bare || hasFin(facts) || facts.lastDataSide !== SERVER) return false;
		if (reset.at - server.lastDataAt > BEHIND || reset.serverPayload > SHORT_ANSWER) return false;
		const isRefusal = facts.serverOpening >= 300 && facts.exchanges === 1;
		return isRefusal || (client.payload >= 2 * reset.serverPayload && client.dataPackets > 1 && facts.exchanges === 1);
	},
	endedBy: 'server',
	confidence: facts => (facts.serverOpening >= 400 ? 'certain' : 'likely'),
	summary: t => {
		const status = t.facts.serverOpening >= 100 ? ` with status ${t.facts.serverOpening}` : '';
		return `${capital(t.server)} answered early${status} and closed without reading the rest: its reset, directly behind the answer, can wipe that answer at ${t.client}.`;
	},
	rootCause: t =>
		`The server left data of the upload unread (${bytesText(t.facts.client.payload)} were sent); closing such a socket sends a reset instead of a FIN.`,
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, `upload, ${bytesText(t.facts.client.payload)}`],
			[t.facts.server.lastDataRow, `answer, ${bytesText(t.facts.reset.serverPayload)}`],
			[t.facts.reset.row, `RST,ACK ${t.between(t.facts.server.lastDataRow, t.facts.reset.row)} behind it`],
		),
	notTheCause: ['the network: all data was acknowledged', 'the client: it only sent its request'],
	nextSteps: [
		'the answer in the packet before the reset: 413, 401, 400 or a redirect',
		'lingering close on the server',
		'Expect: 100-continue in the client',
	],
	references: ['RFC 9112 9.6', 'RFC 9293 3.6.1', 'RFC 2525 2.17'],
};

export const serverAbort: Rule = {
	pattern: 'S12',
	verdict: 'abort-by-server',
	when: facts => facts.reset.side === SERVER,
	endedBy: facts => (hadClosed(facts, CLIENT) ? 'client' : 'server'),
	confidence: facts => (facts.isMidStream || hasFin(facts) ? 'possible' : facts.reset.bare ? 'possible' : 'likely'),
	summary: t => {
		const got = t.facts.reset.serverPayload;
		if (hadClosed(t.facts, CLIENT)) {
			const sent =
				got === 0 ? 'without an answer' : `after ${bytesText(got)} of payload, before its answer was known to be done`;
			return `${capital(t.client)} had closed its side when ${t.server} broke off: it reset the connection ${sent}.`;
		}
		if (got === 0)
			return `${capital(t.server)} took the request of ${t.client} and reset the connection ${spanText(t.facts.reset.at - t.facts.requestAt)} later without an answer.`;
		return `${capital(t.server)} broke off: it reset the connection after ${bytesText(got)} of payload, before its answer was known to be done.`;
	},
	rootCause:
		'The server application aborted or was ended: a crash, a worker that was killed, an upstream that failed, a listener that was closed.',
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'request'],
			[t.facts.server.lastDataRow, 'last payload of the server'],
			[t.facts.reset.row, `${resetWords(t)}${echoWords(t)}`],
		),
	notTheCause: [t => (t.facts.reset.bare ? [] : ["the network: the reset is the server application's own"])],
	caveats: ['one connection alone cannot show whether the whole process ended'],
	nextSteps: [
		'server log at that second',
		'whether it always stops at the same number of bytes (a bug) or at any (a limit or a crash)',
		'other connections to this server at that time',
	],
	references: ['RFC 9293 3.5.2'],
};

/** First packet with which the server ended the stream. */
function endingRow(facts: StreamFacts): number {
	const {finRow, resetRow} = facts.server;
	return finRow >= 0 && (resetRow < 0 || finRow < resetRow) ? finRow : resetRow;
}

/**
 * What other streams say about the server's end of this one: 1 for several, of different clients, aborted in the same
 * instant, 2 for a refused connection soon after, 3 for both. A close that directly follows an answer is the server's habit, not its death.
 */
function deathSigns(facts: StreamFacts, context: DiagnosisContext): number {
	const {across} = context;
	const row = endingRow(facts);
	if (across === undefined || row < 0 || !facts.isOpened) return 0;
	if (facts.firstFinSide === CLIENT) return 0;
	if (row === facts.server.finRow && facts.server.finQuiet < AT_ONCE) return 0;
	const isRefused = Number.isFinite(across.refusedAfter(facts.stream, row));
	const together = across.endedTogether(facts.stream, row);
	if (isRefused) return together > 1 ? 3 : 2;
	if (row !== facts.server.resetRow || facts.reset.bare || together <= 2) return 0;
	return across.endedForSeveralClients(facts.stream, row) ? 1 : 0;
}
