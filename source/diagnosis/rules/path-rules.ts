import {RunKind} from '../facts/end-facts.ts';
import {isBehind, type StreamFacts} from '../facts/stream-facts.ts';
import {isTooBig} from '../knowledge/icmp-errors.ts';
import {idleHint} from '../knowledge/idle-limits.ts';
import {bytesText, capital, countOf, ordinal, spanText, timesText} from '../words/amounts.ts';
import type {Telling} from '../words/telling.ts';
import {type Chapter, CLIENT, firstToEnd, type Rule, SERVER} from './rule.ts';

/** The first try and so many repetitions without an answer: more than a lost packet. */
const MANY = 4;
const FEW = 3;
/** A path that carries less than this is below what IPv6 asks for, and above what answers need. */
const LARGE = 1000;
const STALL = 1e9;
const QUIET_END = 3e9;

const keepAliveTimeout: Rule = {
	pattern: 'M13',
	verdict: 'keepalive-timeout',
	needsStart: false,
	when: facts => deadSide(facts, RunKind.KEEP_ALIVE, 2) >= 0,
	endedBy: firstToEnd,
	confidence: facts => (facts.reset.row >= 0 ? 'certain' : 'possible'),
	summary: t => {
		const side = deadSide(t.facts, RunKind.KEEP_ALIVE, 2);
		const gaveUp = t.facts.reset.row >= 0 ? ' and gave up' : '';
		return `${capital(t.end(1 - side))} no longer answered: ${t.end(side)} sent ${countOf(run(t, side).longestCount, 'keep-alive probe')} in vain${gaveUp}.`;
	},
	rootCause: 'The other host, or the path to it, went away while the connection was idle.',
	evidence: t => runEvidence(t, deadSide(t.facts, RunKind.KEEP_ALIVE, 2), 'keep-alive probe'),
	notTheCause: ['the end that reset: it only drew the consequence'],
	nextSteps: [
		t => [
			`the other host and the path since ${t.clock(lastSign(t, 1 - deadSide(t.facts, RunKind.KEEP_ALIVE, 2)))} UTC`,
		],
		'keep-alive time, interval and count',
	],
	references: ['RFC 9293 3.8.4', 'RFC 1122 4.2.3.6'],
};

/** What an end repeats in vain began after the other end had closed: no state on the path need have been lost. */
const closedToNobody: Rule = {
	pattern: 'M20',
	verdict: 'fin-unanswered',
	when: facts => {
		const side = lateSide(facts);
		return side >= 0 && isNeverAcknowledged(facts, side);
	},
	endedBy: firstToEnd,
	confidence: 'likely',
	summary: t => {
		const side = lateSide(t.facts);
		const closer = run(t, 1 - side);
		const own = run(t, side);
		const acked = closer.finAckedRow < 0 ? ' and its FIN was never acknowledged' : '';
		const what = own.finRow >= own.longestWaitRow ? 'closed' : 'sent more';
		return `${capital(t.end(1 - side))} closed${acked}; ${t.end(side)} ${what} ${t.between(closer.finRow, own.longestWaitRow)} later (sent ${timesText(own.longestCount)}), and nobody was there to answer.`;
	},
	rootCause: t => {
		const side = lateSide(t.facts);
		return run(t, 1 - side).finAckedRow < 0
			? `The FIN of the ${t.role(1 - side)} seems to have been lost; it gave the connection up long before the ${t.role(side)} turned to it.`
			: `The ${t.role(1 - side)} had given up the half-closed connection before the ${t.role(side)} turned to it.`;
	},
	evidence: t => {
		const side = lateSide(t.facts);
		const own = run(t, side);
		return t.evidence(
			[run(t, 1 - side).finRow, `${t.role(1 - side)} FIN`],
			[run(t, 1 - side).finAckedRow, `acknowledged by the ${t.role(side)}`],
			[own.longestWaitRow, `${t.role(side)} ${own.finRow === own.longestWaitRow ? 'FIN' : 'data'}`],
			[
				own.longestLastRow,
				`the ${ordinal(own.longestCount)} time, ${t.between(own.longestWaitRow, own.longestLastRow)} later`,
			],
		);
	},
	notTheCause: ['an idle limit on the path: the connection was already closed at one end'],
	nextSteps: [t => [`why the ${t.role(lateSide(t.facts))} closed so much later`], 'loss around the first FIN'],
	references: ['RFC 9293 3.6', 'RFC 9293 3.8.3'],
};

const finUnanswered: Rule = {
	pattern: 'M20',
	verdict: 'fin-unanswered',
	needsStart: false,
	when: facts => {
		const side = deadSide(facts, RunKind.FIN, MANY);
		return side >= 0 && facts.ends[side]!.finAckedRow < 0;
	},
	endedBy: firstToEnd,
	confidence: 'likely',
	summary: t => {
		const side = deadSide(t.facts, RunKind.FIN, MANY);
		const how = t.facts.firstFinSide === side ? 'closed' : 'closed after the other end';
		return `${capital(t.end(side))} ${how}, but ${t.end(1 - side)} never acknowledged it: the FIN was sent ${timesText(run(t, side).finCount)} within ${t.between(run(t, side).finRow, run(t, side).lastFinRow)}.`;
	},
	rootCause: t =>
		t.facts.firstFinSide === deadSide(t.facts, RunKind.FIN, MANY)
			? 'The other host or the path was already gone when the connection was closed.'
			: `The ${t.role(t.facts.firstFinSide)} had closed before: it, or a device on the path, may have dropped the connection at once.`,
	evidence: t => runEvidence(t, deadSide(t.facts, RunKind.FIN, MANY), 'FIN'),
	notTheCause: ['the close itself: it was regular'],
	nextSteps: [
		'the last packet that came back, and what happened on the path since',
		'other connections over the same path',
	],
	references: ['RFC 9293 3.6', 'RFC 9293 3.8.3'],
};

const zeroWindow: Rule = {
	pattern: 'S11',
	verdict: 'zero-window-stall',
	needsStart: false,
	when: facts => stalledSide(facts) >= 0,
	endedBy: firstToEnd,
	confidence: 'certain',
	summary: t => {
		const side = stalledSide(t.facts);
		const {zeroTime} = run(t, side);
		const end =
			t.facts.reset.row >= 0 && t.facts.reset.side === side
				? ', and it then reset the connection with data unread'
				: '';
		return `${capital(t.end(side))} did not read for ${spanText(zeroTime)}: its receive window stayed closed${end}.`;
	},
	rootCause: t =>
		`The stall is in the application of the ${t.role(stalledSide(t.facts))}, not in the network: every probe was answered with a closed window.`,
	evidence: t => {
		const side = stalledSide(t.facts);
		return t.evidence(
			[run(t, side).zeroSinceRow, `${t.role(side)} announces a window of 0`],
			[run(t, side).lastRow, `last of ${countOf(run(t, side).zeroCount, 'packet')} with window 0`],
			[t.facts.reset.row, `reset by the ${t.role(t.facts.reset.side)}`],
		);
	},
	notTheCause: ['the network: probes went out and their answers came back'],
	nextSteps: [
		'what blocked that process: a full disk, a lock, garbage collection, a slow consumer',
		'receive buffer sizes',
	],
	references: ['RFC 9293 3.8.6.1', 'RFC 6429'],
};

const mtuBlackHole: Rule = {
	pattern: 'M11',
	verdict: 'mtu-black-hole',
	when: facts => blackHoleSide(facts) >= 0,
	endedBy: facts => {
		const by = firstToEnd(facts);
		return by === 'nobody' ? 'network' : by;
	},
	confidence: facts =>
		facts.icmpRow >= 0 && isTooBig(facts.icmpVersion, facts.icmpType, facts.icmpCode) ? 'certain' : 'likely',
	summary: t => {
		const side = blackHoleSide(t.facts);
		const small = Math.max(run(t, side).largestAcked, t.facts.ends[side]!.holeAt >= 0 ? run(t, side).largest : 0);
		return `Large packets from ${t.end(side)} vanish on the path, while those of up to ${bytesText(small)} of payload get through.`;
	},
	rootCause:
		'A tunnel, VPN or PPPoE link carries less than the ends believe, and the ICMP that would say so is filtered.',
	evidence: t => {
		const side = blackHoleSide(t.facts);
		const end = run(t, side);
		return t.evidence(
			[end.firstDataRow, `small payload of the ${t.role(side)} arrives`],
			end.holeAt >= 0
				? [end.lastDataRow, `${bytesText(end.holeBytes)} before this payload never came, and were never acknowledged`]
				: [
						end.longestLastRow,
						`${bytesText(end.repeatLength)}, repeated ${timesText(end.repeatCount)}, never acknowledged`,
					],
			t.facts.firstFinSide < 0
				? undefined
				: [t.facts.ends[t.facts.firstFinSide]!.finRow, `${t.role(t.facts.firstFinSide)} FIN: it gives up`],
		);
	},
	notTheCause: ['a dead path, or ordinary loss: small packets still get through'],
	nextSteps: [
		"ping with don't-fragment set and growing size",
		'MSS clamping on the tunnel',
		'tcp_mtu_probing=1 on the sender',
		'ICMP filters',
	],
	references: ['RFC 1191', 'RFC 8201', 'RFC 4821', 'RFC 2923'],
};

const pathForgot: Rule = {
	pattern: 'M5',
	verdict: 'path-forgot-connection',
	when: (facts, context) => {
		const side = deadSide(facts, RunKind.DATA, deadCount(facts));
		return side >= 0 && isNeverAcknowledged(facts, side) && facts.ends[side]!.longestQuiet >= context.idle;
	},
	endedBy: 'network',
	confidence: facts => confidenceOfRun(facts),
	summary: t => {
		const side = dataSide(t);
		return `After ${spanText(run(t, side).longestQuiet)} of silence the path no longer carries this connection: what ${t.end(side)} sent was repeated ${timesText(run(t, side).longestCount - 1)} and never answered.`;
	},
	rootCause:
		'A NAT, firewall or load balancer between the ends dropped its state while the connection was idle, or the other host is gone.',
	evidence: t => runEvidence(t, dataSide(t), 'data'),
	notTheCause: ['either application: nothing came through for them to answer'],
	nextSteps: [
		t => idleHint(run(t, dataSide(t)).longestQuiet),
		'idle limits of NATs, firewalls and load balancers on the path',
		'keep-alives at an interval below them (tcp_keepalive_time is 7200 s by default)',
	],
	references: ['RFC 5382 REQ-5', 'RFC 9293 3.8.4'],
};

const retransmissionTimeout: Rule = {
	pattern: 'M12',
	verdict: 'retransmission-timeout',
	when: facts => {
		const side = deadSide(facts, RunKind.DATA, deadCount(facts));
		return side >= 0 && isNeverAcknowledged(facts, side);
	},
	endedBy: 'network',
	confidence: facts => confidenceOfRun(facts),
	summary: t => {
		const side = dataSide(t);
		return `The path or ${t.end(1 - side)} went away in mid-conversation: ${t.end(side)} repeated its data ${timesText(run(t, side).longestCount - 1)} within ${t.between(run(t, side).longestWaitRow, run(t, side).longestLastRow)} without an answer.`;
	},
	rootCause: t => `From ${t.clock(run(t, dataSide(t)).longestWaitRow)} UTC on nothing came back.`,
	evidence: t => runEvidence(t, dataSide(t), 'data'),
	notTheCause: ['an idle limit: there was no pause before it', 'the applications: the kernel repeats by itself'],
	nextSteps: ['other connections over the same path at that second', 'the other host: power, network card, failover'],
	references: ['RFC 9293 3.8.3', 'RFC 6298'],
};

export const pathChapter: Chapter = {
	name: 'The path or the peer went away',
	applies: facts =>
		facts.client.longestCount > 1 ||
		facts.server.longestCount > 1 ||
		facts.client.zeroCount + facts.server.zeroCount > 0 ||
		facts.lostSegments > 0,
	rules: [keepAliveTimeout, closedToNobody, finUnanswered, zeroWindow, mtuBlackHole, pathForgot, retransmissionTimeout],
};

/**
 * The end that repeated something at least `count` times while the other was silent and did not reset it; or -1. An end
 * that acknowledged more than the tap has seen did hear from the other.
 */
function deadSide(facts: StreamFacts, kind: RunKind, count: number): number {
	for (const side of [CLIENT, SERVER]) {
		const end = facts.ends[side]!;
		const other = facts.ends[1 - side]!;
		if (end.longestKind !== kind || end.longestCount < count) continue;
		const isReset = other.resetRow > end.longestWaitRow;
		const isAnswered = kind === RunKind.KEEP_ALIVE && other.lastRow > end.longestLastRow;
		const isHeard = isBehind(end.acked, other.next);
		if (!isReset && !isAnswered && !isHeard) return side;
	}
	return -1;
}

/** The end that repeats in vain what it first sent long after the other end's FIN; or -1. */
function lateSide(facts: StreamFacts): number {
	const side = 1 - facts.firstFinSide;
	if (facts.firstFinSide < 0) return -1;
	const end = facts.ends[side]!;
	const closer = facts.ends[1 - side]!;
	const repeats = end.longestKind === RunKind.DATA || end.longestKind === RunKind.FIN;
	const isLate = end.longestWaitRow > closer.finRow && end.longestWaitRow > closer.lastRow;
	return repeats && isLate && end.longestCount >= FEW && closer.resetRow < 0 ? side : -1;
}

/** Fewer repetitions are enough if the stream ended with them. */
function deadCount(facts: StreamFacts): number {
	const isOver = facts.sinceLast >= QUIET_END || facts.reset.row >= 0 || facts.firstFinSide >= 0;
	return isOver ? FEW : MANY;
}

function isNeverAcknowledged(facts: StreamFacts, side: number): boolean {
	const end = facts.ends[side]!;
	return (
		isBehind(end.longestEnd, facts.ends[1 - side]!.acked) && isBehind(end.runSequence + 1, facts.ends[1 - side]!.acked)
	);
}

function confidenceOfRun(facts: StreamFacts) {
	return Math.max(facts.client.longestCount, facts.server.longestCount) >= MANY ? 'likely' : 'possible';
}

/** The end whose window was closed when the stream ended. */
function stalledSide(facts: StreamFacts): number {
	for (const side of [CLIENT, SERVER]) {
		const end = facts.ends[side]!;
		if (end.zeroSince < 0 || end.zeroCount < 2 || facts.lastAt - end.zeroSince < STALL) continue;
		const ended = facts.reset.row >= 0 || facts.firstFinSide !== side;
		if (ended && facts.ends[1 - side]!.payload > 0) return side;
	}
	return -1;
}

/**
 * The end whose large packets do not arrive: at the receiver's tap a hole that stays, behind which smaller packets
 * came; at the sender's tap a large packet repeated in vain while the other end is alive.
 */
function blackHoleSide(facts: StreamFacts): number {
	for (const side of [SERVER, CLIENT]) {
		const end = facts.ends[side]!;
		const other = facts.ends[1 - side]!;
		const hasHole =
			end.holeAt >= 0 &&
			end.holeBytes >= LARGE &&
			!isBehind(other.acked, end.holeAt) &&
			other.lastRow > end.lastDataRow;
		if (hasHole && end.largest < LARGE && end.repeats === 0) return side;
		const isRepeated = end.repeatCount >= FEW && end.repeatLength >= LARGE && end.largestAcked < LARGE;
		const isAlive = other.lastRow > end.lastDataRow;
		if (isRepeated && isAlive && !isBehind(other.acked, end.repeatSequence)) return side;
	}
	return -1;
}

function run(t: Telling, side: number) {
	return t.facts.ends[side]!;
}

function dataSide(t: Telling): number {
	return deadSide(t.facts, RunKind.DATA, FEW);
}

/** Last packet of an end before the other's vain repetition. */
function lastSign(t: Telling, side: number): number {
	const {rows, count} = t.facts;
	const until = run(t, 1 - side).longestWaitRow;
	let found = t.facts.firstRow;
	const clientIsB = t.tables.streams.clientIsB(t.facts.stream);
	for (let i = 0; i < count && rows[i]! < until; i++) {
		if ((t.tables.packets.isFromB(rows[i]!) === clientIsB ? CLIENT : SERVER) === side) found = rows[i]!;
	}
	return found;
}

function runEvidence(t: Telling, side: number, what: string) {
	const end = run(t, side);
	const role = t.role(side);
	return t.evidence(
		[lastSign(t, 1 - side), `last from the ${t.role(1 - side)}`],
		[end.longestRow, `${role} ${what}`],
		[
			end.longestLastRow,
			`${what} the ${ordinal(end.longestCount)} time, ${t.between(end.longestRow, end.longestLastRow)} later`,
		],
		t.facts.icmpRow >= 0 ? [t.facts.icmpRow, 'ICMP error about this connection'] : undefined,
		[t.facts.reset.row, `reset by the ${t.role(t.facts.reset.side)}`],
	);
}
