import type {DiagnosisContext} from '../context.ts';
import {CONFIDENCES} from '../diagnosis.ts';
import type {StreamFacts} from '../facts/stream-facts.ts';
import {idleHint, idleLimit} from '../knowledge/idle-limits.ts';
import {bytesText, capital, countOf, spanText} from '../words/amounts.ts';
import type {Telling} from '../words/telling.ts';
import {isAllAcknowledged, isAwaitingAnswer, isProvoked, isSilentClient} from './predicates.ts';
import {type Chapter, CLIENT, firstToEnd, hadClosed, type Rule, resetSender, SERVER} from './rule.ts';

/** An ending that follows the opening or the request at once. */
const AT_ONCE = 200e6;
/** A check of the port is over within this time. */
const CHECK = 5e9;
/** A reset directly behind the answer. */
const BEHIND = 50e6;
/** An answer that cuts an upload short is no longer than this. */
const SHORT_ANSWER = 8192;
/** Payload came so recently that more was under way. */
const FLOWING = 1e9;

const serverDied: Rule = {
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
		const after = Number.isFinite(refused) ? `${spanText(refused * 1e9)} later it refused a new one` : '';
		return `The process behind ${t.server} ended at ${t.clock(row)} UTC: ${[others, after].filter(part => part !== '').join(', and ')}.`;
	},
	rootCause:
		'A crash, a kill (out of memory), a deployment or a restart of the service; this connection only fell with it.',
	evidence: t =>
		t.evidence([t.facts.lastDataRow, 'last payload'], [endingRow(t.facts), 'the server ends the connection']),
	notTheCause: ['this client: its neighbours ended with it', 'the network'],
	nextSteps: ['supervisor, deployment and kernel log (OOM killer) of the server at that second', 'graceful restarts'],
	references: ['RFC 9293 3.6.1', 'RFC 9293 3.10.4'],
};

const backlogFull: Rule = {
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
		`${capital(t.server)} does not accept connections: its kernel took this one and the data of ${t.client}, the process never read it, and other clients get no answer to their SYN.`,
	rootCause: 'The accept queue is full: the process is stuck or too slow.',
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'client payload'],
			[t.facts.requestAckRow, 'acknowledged by the kernel, never answered'],
			[endingRow(t.facts), 'the end'],
		),
	notTheCause: ['the path: the payload was acknowledged'],
	nextSteps: ['ss -ltn: Recv-Q against Send-Q', 'nstat TcpExtListenOverflows', 'what keeps the process from accepting'],
	references: ['RFC 4987'],
};

const keepAliveReset: Rule = {
	pattern: 'M14',
	verdict: 'keepalive-reset',
	when: facts => facts.reset.bare && facts.reset.answersProbe && isProvoked(facts),
	endedBy: resetSender,
	confidence: 'likely',
	summary: t =>
		`${capital(resetter(t))} no longer knows the connection: it answered a keep-alive probe with a reset after ${spanText(t.facts.reset.quiet)} of silence.`,
	rootCause: 'It was closed or lost there while it was idle, or a firewall answered in its name.',
	evidence: t =>
		t.evidence(
			[t.facts.lastDataRow, 'last payload'],
			[t.facts.ends[1 - t.facts.reset.side]!.lastRow, 'keep-alive probe'],
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: ['the end that probed'],
	nextSteps: t => [...idleHint(t.facts.reset.quiet), 'restarts of the other host; idle limits on the path'],
	references: ['RFC 9293 3.8.4', 'RFC 9293 3.5.1'],
};

const healthCheck: Rule = {
	pattern: 'N8',
	verdict: 'health-check',
	when: facts =>
		facts.isOpened && facts.reset.side === CLIENT && noBytes(facts) && facts.reset.at - facts.openAt <= CHECK,
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

const idleNeverSpoke: Rule = {
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
	nextSteps: t => [
		'what opens connections on the client before it has something to send',
		...idleHint(t.facts.reset.at - t.facts.openAt),
	],
	references: ['RFC 9110 15.5.9'],
};

const acceptedThenReset: Rule = {
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

const gaveUpWaiting: Rule = {
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
		`${capital(t.client)} gave up: ${t.server} had taken its request but sent no answer within ${spanText(leavingTime(t.facts) - t.facts.client.lastDataAt)}.`,
	rootCause: 'A slow or stuck server application, or a client timeout that is too short.',
	evidence: t =>
		t.evidence(
			[t.facts.requestRow, 'the request'],
			[t.facts.requestAckRow, 'acknowledged: it arrived'],
			[t.facts.client.finRow, 'client FIN'],
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: ['the network: the request was acknowledged', 'the reset: it follows from the client leaving'],
	nextSteps: t => [
		'server threads, database and upstream services at that time',
		...idleHint(leavingTime(t.facts) - t.facts.client.lastDataAt),
	],
	references: ['RFC 9293 3.6.1'],
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
	rootCause: 'An idle limit: typical of a load balancer or NAT that resets what is not used.',
	evidence: t =>
		t.evidence(
			[t.facts.activeRow, 'last payload'],
			[t.facts.reset.row, `${resetWords(t)}, ${spanText(t.facts.reset.quiet)} later, without a packet before it`],
		),
	notTheCause: ['the last exchange: all of it was acknowledged'],
	nextSteps: t => [
		...idleHint(t.facts.reset.quiet),
		'keep-alives at an interval below that limit',
		'a capture at the other end: does it get a reset as well?',
	],
	references: ['RFC 5382', 'RFC 9293 3.8.4'],
};

const closedUnread: Rule = {
	pattern: 'S4',
	verdict: 'closed-with-unread-data',
	when: facts => {
		const {reset, server, client} = facts;
		if (reset.side !== SERVER || reset.bare || hasFin(facts) || facts.lastDataSide !== SERVER || reset.owesAnswer)
			return false;
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

const clientAbort: Rule = {
	pattern: 'C5',
	verdict: 'abort-by-client',
	when: facts => facts.reset.side === CLIENT && isMidTransfer(facts),
	endedBy: 'client',
	confidence: facts => (facts.reset.bare ? 'likely' : 'certain'),
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

const completeThenReset: Rule = {
	pattern: 'C6',
	verdict: 'reset-after-complete-answer',
	when: facts => isComplete(facts) && !(facts.reset.bare && facts.reset.answersData),
	endedBy: firstToEnd,
	confidence: facts =>
		hasFin(facts)
			? facts.lastDataSide === CLIENT
				? 'possible'
				: 'likely'
			: facts.reset.exact
				? 'certain'
				: 'possible',
	summary: t => {
		const first = hasFin(t.facts) ? `, in reply to the FIN of ${t.end(1 - t.facts.reset.side)}` : '';
		return `${capital(resetter(t))} ended with a reset instead of a FIN${first} when nothing was outstanding: no data was lost.`;
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
	notTheCause: ['the network: every byte was acknowledged'],
	nextSteps: ['nothing, unless the answer was incomplete by its own measure (Content-Length, TLS close_notify)'],
	references: ['RFC 9293 3.5.2', 'RFC 3360'],
};

const stateLost: Rule = {
	pattern: 'M15',
	verdict: 'stale-connection-reset',
	when: facts => facts.reset.bare && isProvoked(facts),
	endedBy: resetSender,
	confidence: (facts, context) => (facts.reset.quiet >= context.idle && facts.reset.exact ? 'likely' : 'possible'),
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
	notTheCause: [
		'an application that aborts: it would send RST,ACK',
		'a FIN that is not in the capture would make this a late request',
	],
	nextSteps: [
		'uptime, failover and container restarts of that host',
		'load balancer log',
		'whether other connections to it ended alike',
	],
	references: ['RFC 9293 3.5.1', 'RFC 9293 3.5.2'],
};

const serverAbort: Rule = {
	pattern: 'S12',
	verdict: 'abort-by-server',
	when: facts => facts.reset.side === SERVER,
	endedBy: facts => (hadClosed(facts, CLIENT) ? 'client' : 'server'),
	confidence: facts => (facts.isMidStream || hasFin(facts) ? 'possible' : facts.reset.bare ? 'possible' : 'likely'),
	summary: t => {
		const got = t.facts.reset.serverPayload;
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
	notTheCause: [
		"the network: the reset is the server application's own",
		'one connection alone cannot show whether the whole process ended',
	],
	nextSteps: [
		'server log at that second',
		'whether it always stops at the same number of bytes (a bug) or at any (a limit or a crash)',
		'other connections to this server at that time',
	],
	references: ['RFC 9293 3.5.2'],
};

const clientAbortOther: Rule = {
	...clientAbort,
	pattern: 'C5',
	when: facts => facts.reset.side === CLIENT,
	confidence: 'possible',
	summary: t =>
		`${capital(t.client)} broke off with a reset, ${spanText(t.facts.reset.quiet)} after the last payload before it.`,
	notTheCause: ['the server: it was still there'],
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
		clientAbort,
		completeThenReset,
		stateLost,
		serverAbort,
		clientAbortOther,
	],
};

export {backlogFull, serverDied};

function hasFin(facts: StreamFacts): boolean {
	return hadClosed(facts, CLIENT) || hadClosed(facts, SERVER);
}

function noBytes(facts: StreamFacts): boolean {
	return facts.client.payload + facts.server.payload === 0 && facts.ackedUnseen === 0;
}

/** First packet with which the server ended the stream. */
function endingRow(facts: StreamFacts): number {
	const {finRow, resetRow} = facts.server;
	return finRow >= 0 && (resetRow < 0 || finRow < resetRow) ? finRow : resetRow;
}

/**
 * What other streams say about the server's end of this one: 1 for several aborted in the same instant, 2 for a refused
 * connection soon after, 3 for both. A close that directly follows an answer is the server's habit, not its death.
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
	return row === facts.server.resetRow && !facts.reset.bare && together > 2 ? 1 : 0;
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

/** A reset that an application would hardly send: without ACK, or of a device with another TTL. */
function isLikelyMiddlebox(facts: StreamFacts): boolean {
	return facts.reset.bare || facts.reset.ttlDelta !== 0;
}

/** The server had more on its way. */
function isMidTransfer(facts: StreamFacts): boolean {
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

/** Both ends have acknowledged all, and nobody owes an answer. */
function isComplete(facts: StreamFacts): boolean {
	const {reset} = facts;
	if (facts.lastDataRow > reset.row || !isAllAcknowledged(facts)) return false;
	if (facts.lastDataSide === CLIENT)
		return reset.side === SERVER && hadClosed(facts, CLIENT) && facts.client.finOwnPayload > 0 && facts.exchanges > 0;
	return reset.side === CLIENT || hasFin(facts) || reset.at - facts.server.lastDataAt > BEHIND;
}

function resetter(t: Telling): string {
	return t.end(t.facts.reset.side);
}

function resetWords(t: Telling): string {
	return `${t.role(t.facts.reset.side)} ${t.facts.reset.bare ? 'RST without ACK' : 'RST,ACK'}`;
}

function echoWords(t: Telling): string {
	const echoes = t.facts.ends[t.facts.reset.side]!.resetCount - 1;
	return echoes > 0 ? `, then ${countOf(echoes, 'more reset')} in reply to what was still under way` : '';
}
