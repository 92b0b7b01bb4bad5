import type {StreamFacts} from '../facts/stream-facts.ts';
import {idleHint} from '../knowledge/idle-limits.ts';
import {bytesText, capital, spanText} from '../words/amounts.ts';
import {closeQuietWords} from '../words/close-words.ts';
import type {Telling} from '../words/telling.ts';
import {CHECK, isAwaitingAnswer, isEmpty, isSilentClient, quietBeforeClose} from './predicates.ts';
import {backlogFull, serverDied} from './resets/server-reset-rules.ts';
import {type Chapter, CLIENT, firstToClose, type Rule, SERVER} from './rule.ts';
import {truncatedTls} from './tls/truncation-rule.ts';

/** Linux gives up a half-closed connection after 60 s (tcp_fin_timeout). */
export const FIN_WAIT = 55e9;
/** A last word after the other end's FIN is no longer than this. */
const LAST_WORD = 200;
/** An end that closes so much later than the other had not looked at the connection. */
const LATE_CLOSE = 1e9;
/** A notice such as an HTTP 408 that comes with the close. */
const NOTICE = 1024;

const neverSpoke: Rule = {
	pattern: 'C2',
	verdict: 'idle-client-close',
	when: (facts, context) => {
		const {server} = facts;
		if (facts.firstFinSide !== SERVER || !isSilentClient(facts, context, server.finAt)) return false;
		if (facts.tls.seen) return true;
		const isNotice = server.firstDataAt - facts.openAt >= context.idle && server.payload <= NOTICE;
		return server.payload === 0 || isNotice || server.finQuiet >= context.idle;
	},
	endedBy: 'server',
	confidence: facts => (facts.server.payload === 0 || facts.serverOpening === 408 ? 'certain' : 'likely'),
	needsStart: true,
	summary: t =>
		`${capital(t.server)} hung up because ${t.client} had connected and said ${saidWords(t)} for ${spanText(t.facts.server.finAt - t.facts.openAt)}${closeWords(t)}.`,
	rootCause: 'The client opened a connection and did not speak; the server ran into its limit for the first bytes.',
	evidence: t =>
		t.evidence(
			[t.facts.thirdRow, 'connection open'],
			t.facts.server.payload > 0 ? [t.facts.server.lastDataRow, noticeWords(t)] : undefined,
			[t.facts.server.finRow, 'server FIN'],
			[t.facts.client.finRow, `client FIN, ${spanText(t.facts.client.finAt - t.facts.server.finAt)} later`],
		),
	notTheCause: ['the network: nothing was lost', 'the server: it waited for its full limit'],
	nextSteps: [
		'on the client: pre-connect in a browser or pool, health checks that do not close, a thread that blocks between connect and write',
		t => idleHint(t.facts.server.finAt - t.facts.openAt),
		'many of these at once from many sources: a slow-request attack',
	],
	references: ['RFC 9110 15.5.9', 'RFC 9112 9.5'],
};

const acceptedThenClosed: Rule = {
	pattern: 'S2',
	verdict: 'accepted-then-closed',
	when: (facts, context) => {
		const {server, client} = facts;
		if (!facts.isOpened || facts.firstFinSide !== SERVER || server.payload > 0 || facts.ackedUnseen > 0) return false;
		if (isSilentClient(facts, context, server.finAt)) return false;
		const spoke = client.firstDataRow >= 0 && client.firstDataRow < server.finRow ? client.firstDataAt : facts.openAt;
		return server.finAt - spoke < context.idle;
	},
	endedBy: 'server',
	confidence: facts => (facts.client.payload === 0 ? 'certain' : 'likely'),
	needsStart: true,
	summary: t =>
		`${capital(t.server)} accepted ${t.client} and hung up without a word ${spanText(t.facts.server.finAt - t.facts.openAt)} after the connection was open.`,
	rootCause:
		'An access list, a limit on clients, the wrong protocol on a proxy, a missing backend, or a crash on accept.',
	evidence: t =>
		t.evidence(
			[t.facts.server.synRow, 'server accepts'],
			[t.facts.client.firstDataRow, 'client payload'],
			[t.facts.server.finRow, 'server FIN, no payload before it'],
		),
	notTheCause: ['the network: the handshake went through', 'a closed port: the connection was accepted'],
	nextSteps: [
		'server or proxy log at that second',
		'which client addresses are let in and which are not',
		'health of the backends',
	],
	references: ['RFC 9293 3.6'],
};

const emptyCheck: Rule = {
	pattern: 'C10',
	verdict: 'health-check',
	when: facts => isEmpty(facts) && facts.firstFinSide === CLIENT && facts.client.finAt - facts.openAt <= CHECK,
	endedBy: 'client',
	confidence: (facts, context) => ((context.across?.checkPeriod(facts.stream) ?? 0) > 0 ? 'certain' : 'likely'),
	summary: t =>
		`Normal: ${t.client} connected to ${t.server} and closed without a byte, ${spanText(t.facts.client.finAt - t.facts.openAt)} after the opening.`,
	rootCause: 'A check that the port is open, or a connection that was called off.',
	evidence: t =>
		t.evidence([t.facts.thirdRow, 'connection open'], [t.facts.client.finRow, 'client FIN, no data either way']),
	notTheCause: ['the server: it accepted'],
	nextSteps: ['leave this source out when looking for trouble'],
	references: ['RFC 9293 3.6'],
};

const gaveUpWaiting: Rule = {
	pattern: 'C9',
	verdict: 'client-gave-up-waiting',
	when: (facts, context) => {
		const {client, server} = facts;
		if (facts.firstFinSide !== CLIENT || server.lateBytes > 0) return false;
		return isAwaitingAnswer(facts, client.finRow) && client.finQuiet >= context.patience && facts.requestAckRow >= 0;
	},
	endedBy: 'client',
	confidence: facts => (facts.exchanges > 0 || facts.server.payload > 0 ? 'likely' : 'possible'),
	summary: t =>
		`${capital(t.client)} gave up: ${t.server} had taken its request but sent no answer within ${spanText(t.facts.client.finQuiet)}.`,
	rootCause: 'A slow or stuck server application, or a client timeout that is too short.',
	caveats: ['a protocol in which the server has nothing to say looks the same'],
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'the request'],
			[t.facts.requestAckRow, 'acknowledged: it arrived'],
			[t.facts.client.finRow, `client FIN after ${spanText(t.facts.client.finQuiet)}`],
		),
	notTheCause: ['the network: the request was acknowledged'],
	nextSteps: ['server threads, database and upstream services at that time', t => idleHint(t.facts.client.finQuiet)],
	references: ['RFC 9293 3.6.1'],
};

const halfClose: Rule = {
	pattern: 'N4',
	verdict: 'half-close',
	when: facts => {
		const other = facts.ends[1 - facts.firstFinSide];
		if (other === undefined || !other.lateKnew || other.finRow < 0) return false;
		return (
			other.lateBytes > LAST_WORD ||
			(facts.firstFinSide === CLIENT && isAwaitingAnswer(facts, facts.client.finRow) && !facts.tls.seen)
		);
	},
	endedBy: firstToClose,
	confidence: 'certain',
	summary: t => {
		const side = t.facts.firstFinSide;
		return `Normal: ${t.end(side)} said that it would send no more and kept listening; ${t.end(1 - side)} finished with ${bytesText(t.facts.ends[1 - side]!.lateBytes)} more and closed.`;
	},
	evidence: t => {
		const side = t.facts.firstFinSide;
		const other = t.facts.ends[1 - side]!;
		return t.evidence(
			[t.facts.ends[side]!.finRow, `${t.role(side)} FIN`],
			[other.lateRow, `the ${t.role(1 - side)} goes on sending`],
			[other.finRow, `${t.role(1 - side)} FIN`],
		);
	},
	notTheCause: ['an error: this is how a half-close works'],
	nextSteps: ['nothing'],
	references: ['RFC 9293 3.6.1'],
};

const serverIdle: Rule = {
	pattern: 'S10',
	verdict: 'server-idle-close',
	when: (facts, context) =>
		facts.firstFinSide === SERVER &&
		quietBeforeClose(facts) >= context.idle &&
		!isAwaitingAnswer(facts, facts.server.finRow),
	endedBy: 'server',
	confidence: facts => (facts.client.finRow >= 0 ? 'certain' : 'likely'),
	summary: t =>
		`Normal: ${t.server} closed the connection after ${spanText(quietBeforeClose(t.facts))} without use${closeWords(t)}.`,
	rootCause: "The server's keep-alive limit.",
	evidence: t =>
		t.evidence(
			[t.facts.lastDataRow < t.facts.server.finRow ? t.facts.lastDataRow : -1, 'last payload'],
			[t.facts.server.finRow, `server FIN${closeQuietWords(t)}`],
			[t.facts.client.finRow, `client FIN, ${spanText(t.facts.client.finAt - t.facts.server.finAt)} later`],
		),
	notTheCause: ['an error: all payload was exchanged before'],
	nextSteps: [
		t => idleHint(quietBeforeClose(t.facts)),
		'if a client uses such connections afterwards, set its idle limit lower',
	],
	references: ['RFC 9112 9.5'],
};

const neverClosed: Rule = {
	pattern: 'S9',
	verdict: 'never-closed-by-server',
	when: facts => {
		const {client, server} = facts;
		if (facts.firstFinSide !== CLIENT || client.finAckedRow < 0) return false;
		const waited = (server.finRow >= 0 ? server.finAt : facts.lastAt + facts.sinceLast) - client.finAt;
		return waited >= FIN_WAIT && server.lateBytes <= LAST_WORD;
	},
	endedBy: 'client',
	confidence: 'likely',
	summary: t => {
		const {server, client, lastAt, sinceLast} = t.facts;
		const waited = (server.finRow >= 0 ? server.finAt : lastAt + sinceLast) - client.finAt;
		return `${capital(t.client)} closed and ${t.server} acknowledged it, but did not close its side ${server.finRow >= 0 ? 'until' : 'within'} ${spanText(waited)}${server.finRow >= 0 ? ' later' : ''}.`;
	},
	rootCause: "The server's application does not close: its sockets pile up in CLOSE_WAIT.",
	evidence: t =>
		t.evidence(
			[t.facts.client.finRow, 'client FIN'],
			[t.facts.client.finAckedRow, 'acknowledged, without a FIN of the server'],
			[t.facts.server.finRow, 'server FIN'],
		),
	notTheCause: ['the client: it closed properly'],
	nextSteps: ['ss -tan state close-wait on the server', 'close() on the error paths of the server application'],
	references: ['RFC 9293 3.6'],
};

const bothAtOnce: Rule = {
	pattern: 'N3',
	verdict: 'clean-close',
	when: facts => isClosed(facts) && facts.finsCross,
	endedBy: firstToClose,
	confidence: 'certain',
	summary: t => {
		const apart = spanText(Math.abs(t.facts.client.finAt - t.facts.server.finAt));
		const side = t.facts.firstFinSide;
		return `Normal: both ends closed at the same moment: ${t.end(1 - side)} sent its FIN before it could have that of ${t.end(side)}, which the capture shows ${apart} earlier.`;
	},
	rootCause: t =>
		Math.min(t.facts.client.finQuiet, t.facts.server.finQuiet) >= t.context.idle
			? "If it happens often, both ends have the same idle limit: make the client's shorter."
			: '',
	evidence: finEvidence,
	notTheCause: ['an error: both ends sent a FIN'],
	nextSteps: ['nothing'],
	references: ['RFC 9293 3.6'],
};

const clientFirst: Rule = {
	pattern: 'N1',
	verdict: 'clean-close',
	when: facts => isClosed(facts) && facts.firstFinSide === CLIENT,
	endedBy: 'client',
	confidence: closeConfidence,
	summary: t =>
		isEmpty(t.facts)
			? `Normal: ${t.client} opened a connection to ${t.server} and closed it ${spanText(t.facts.client.finAt - t.facts.openAt)} later without a byte; the server agreed${lateCloseWords(t)}.`
			: `Normal: ${t.client} finished and closed, and ${t.server} agreed${lateCloseWords(t)}.`,
	rootCause: t =>
		isEmpty(t.facts) ? 'A connection that was opened in advance and not used, or a check of the port.' : '',
	evidence: finEvidence,
	notTheCause: ['an error: both ends sent a FIN'],
	nextSteps: [
		'nothing',
		t => (t.facts.exchanges === 1 ? ['many such connections with one exchange would gain from keep-alive'] : []),
	],
	references: ['RFC 9293 3.6'],
};

const serverFirst: Rule = {
	pattern: 'N2',
	verdict: 'clean-close',
	when: facts => isClosed(facts) && facts.firstFinSide === SERVER,
	endedBy: 'server',
	confidence: closeConfidence,
	summary: t => `Normal: ${t.server} finished and closed, and ${t.client} agreed${lateCloseWords(t)}.`,
	evidence: finEvidence,
	notTheCause: ['an error: both ends sent a FIN'],
	caveats: ['a server process that ends while idle looks the same in one connection'],
	nextSteps: ['nothing; at a high rate the server collects TIME_WAIT'],
	references: ['RFC 9293 3.6'],
};

export const closeChapter: Chapter = {
	name: 'Closed by FIN',
	applies: facts => facts.firstFinSide >= 0 && facts.reset.row < 0,
	rules: [
		serverDied,
		neverSpoke,
		backlogFull,
		acceptedThenClosed,
		emptyCheck,
		gaveUpWaiting,
		halfClose,
		truncatedTls,
		serverIdle,
		neverClosed,
		bothAtOnce,
		clientFirst,
		serverFirst,
	],
};

/** It also holds where a reset follows the FIN. */
export {acceptedThenClosed};

function isClosed(facts: StreamFacts): boolean {
	return facts.client.finRow >= 0 && facts.server.finRow >= 0;
}

function closeConfidence(facts: StreamFacts) {
	const {client, server} = facts;
	const isWhole = facts.isMidStream || server.synRow >= 0;
	return isWhole && client.finAckedRow >= 0 && server.finAckedRow >= 0 ? 'certain' : 'likely';
}

function finEvidence(t: Telling) {
	const {client, server, ends, firstFinSide} = t.facts;
	const second = ends[1 - firstFinSide]!;
	return t.evidence(
		[second.lateRow, `${t.role(1 - firstFinSide)} payload after that FIN, ${bytesText(second.lateBytes)}`],
		[client.finRow, 'client FIN'],
		client.finAckedRow === server.finRow ? undefined : [client.finAckedRow, 'acknowledged by the server'],
		[server.finRow, 'server FIN'],
		server.finAckedRow === client.finRow ? undefined : [server.finAckedRow, 'acknowledged by the client'],
	);
}

/** How late the other end closed, if that is worth a word. */
function lateCloseWords(t: Telling): string {
	const gap = Math.abs(t.facts.client.finAt - t.facts.server.finAt);
	return gap >= LATE_CLOSE ? `, ${spanText(gap)} later` : '';
}

function closeWords(t: Telling): string {
	const {client, server} = t.facts;
	if (client.finRow < 0) return '; the capture shows no FIN of the client';
	const gap = client.finAt - server.finAt;
	return gap >= LATE_CLOSE / 2 ? `; the client noticed ${spanText(gap)} later` : '';
}

function saidWords(t: Telling): string {
	if (t.facts.tls.seen) return 'nothing but the TLS handshake';
	return t.facts.client.finRow < 0 &&
		t.facts.client.firstDataRow >= 0 &&
		t.facts.client.firstDataRow < t.facts.server.finRow
		? 'next to nothing'
		: 'nothing';
}

function noticeWords(t: Telling): string {
	return t.facts.serverOpening >= 100
		? `HTTP status ${t.facts.serverOpening}`
		: `server payload, ${bytesText(t.facts.server.payload)}`;
}
