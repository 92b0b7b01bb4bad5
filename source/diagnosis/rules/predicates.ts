import type {DiagnosisContext} from '../context.ts';
import {endOfData} from '../facts/end-facts.ts';
import {CLIENT, isBehind, SERVER, type StreamFacts} from '../facts/stream-facts.ts';
import {hadClosed} from './rule.ts';

/** Slack for an answer that comes at once: the time that a busy host or a slow application takes. */
const AT_ONCE = 100e6;
/** A TLS alert is no longer than this (spec/diagnoses.md D.7). */
const LAST_WORD = 100;
/** Relative sequence number behind a FIN before which nothing was sent. */
const AFTER_FIN = 2;
/** Initial TTLs of common systems: a packet that still has one was sent on this link. */
const INITIAL_TTLS = [64, 128, 255];

/** The reset comes as soon after the other end's packets as an answer to them would. */
export function isProvoked(facts: StreamFacts): boolean {
	const {reset} = facts;
	const trip = facts.tripTo(reset.side);
	return reset.sinceBurst <= (trip > 0 ? trip * 3 : 500e6) + AT_ONCE;
}

/** The reset answers data sooner than anything could come back from the end whose address it carries. */
export function isTooFast(facts: StreamFacts): boolean {
	const {reset} = facts;
	const trip = facts.tripTo(reset.side);
	if (reset.provokedBy < 0 || trip === 0 || reset.reaction < 0) return false;
	const answers = reset.answersData && (reset.bare || reset.acksAll);
	return answers && reset.reaction < trip / 2 && trip - reset.reaction > 1e6;
}

/**
 * The reset was sent before the other end's FIN had come: it acknowledges less than that FIN, and comes sooner after it
 * than a round trip from the tap allows. A reset without ACK tells by its time alone.
 */
export function crossesFin(facts: StreamFacts): boolean {
	const {reset} = facts;
	const other = facts.ends[1 - reset.side]!;
	const trip = facts.tripTo(reset.side);
	if (!hadClosed(facts, 1 - reset.side) || trip === 0) return false;
	return (reset.bare || !reset.acksAll) && reset.at - other.finAt < trip * 0.9;
}

/** Number of ways in which the reset does not fit the end whose address it carries (spec/diagnoses.md M6, M8, M9). */
export function signsOfForgery(facts: StreamFacts): number {
	const {reset} = facts;
	let signs = 0;
	if (reset.goesOnRow >= 0) signs += 2;
	if (isTooFast(facts)) signs++;
	if (reset.idCopied) signs++;
	if (reset.windowCopied && reset.ttlDelta !== 0) signs++;
	if (isFarTtl(facts)) signs++;
	return signs;
}

/** The reset's TTL is further from its sender's other packets than shared paths explain. */
export function isFarTtl(facts: StreamFacts): boolean {
	return Math.abs(facts.reset.ttlDelta) >= 5;
}

/** Sent on the link of the tap, by its TTL. */
export function isLocalTtl(ttl: number): boolean {
	return INITIAL_TTLS.includes(ttl);
}

/** Both ends have acknowledged what the other sent. */
export function isAllAcknowledged(facts: StreamFacts): boolean {
	return isReceived(facts, SERVER) && isReceived(facts, CLIENT);
}

/** The other end has acknowledged all payload of an end, but for a TLS goodbye. */
function isReceived(facts: StreamFacts, side: number): boolean {
	const end = facts.ends[side]!;
	const {acked} = facts.ends[1 - side]!;
	const last = endOfData(end);
	if (!isBehind(last, acked)) return true;
	const tls = side === CLIENT ? facts.tls.client : facts.tls.server;
	return (
		facts.tls.seen && facts.tls.endsWithGoodbye(tls) && tls.lastRow === end.lastDataRow && last - acked <= LAST_WORD
	);
}

/** The client was silent from the opening on for the idle time: no payload, or only a little after it. */
export function isSilentClient(facts: StreamFacts, context: DiagnosisContext, until: number): boolean {
	const {client, tls} = facts;
	if (!facts.isOpened || facts.ackedUnseen > 0) return false;
	if (tls.seen && tls.client.helloRow >= 0) return isSilentTlsClient(facts, context, until);
	if (client.payload === 0 || client.firstDataAt >= until) return until - facts.openAt >= context.idle;
	return (
		client.firstDataSequence === 1 &&
		(facts.exchanges === 0 || facts.server.finOwnPayload <= LAST_WORD) &&
		client.firstDataAt - facts.openAt >= context.idle &&
		client.dataPackets <= 2
	);
}

/** TLS was set up, then the client said nothing over it. */
function isSilentTlsClient(facts: StreamFacts, context: DiagnosisContext, until: number): boolean {
	const {tls, client} = facts;
	if (tls.server.helloRow < 0) return false;
	const spokeAfter = tls.client.spokeRow < 0 || (client.lateRow >= 0 && tls.client.spokeRow >= client.lateRow);
	return spokeAfter && until - client.firstDataAt >= context.idle;
}

/** Time without use before the server closed: its goodbye, and a request that crossed the FIN, are no use. */
export function quietBeforeClose(facts: StreamFacts): number {
	const {server, tls} = facts;
	if (server.finUncoveredRow >= 0) return server.finUncoveredQuiet;
	const isGoodbye = tls.seen && tls.endsWithGoodbye(tls.server) && tls.server.lastRow === server.lastDataRow;
	const isNotice = server.finPeerPayload === 0;
	return (isGoodbye || isNotice) && server.finUnprompted > 0 ? server.finUnprompted : server.finQuiet;
}

/** What the client sent after the server's FIN only says goodbye: an alert, or a few bytes and its own FIN. */
export function isGoodbye(facts: StreamFacts, side: number): boolean {
	const end = facts.ends[side]!;
	const tls = side === CLIENT ? facts.tls.client : facts.tls.server;
	const row = end.lateRow >= 0 ? end.lateRow : end.lastDataRow;
	if (facts.tls.seen && facts.tls.endsWithGoodbye(tls) && tls.lastRow === row) return true;
	const closes = end.finRow >= row && end.finAt - end.lastDataAt <= AT_ONCE;
	return closes && end.lateRow >= 0 && end.lateBytes <= 64;
}

/** The reset comes at once behind payload that the other end sent after the resetter's FIN. */
export function isReplyToLate(facts: StreamFacts): boolean {
	const other = facts.ends[1 - facts.reset.side]!;
	return other.lateRow >= 0 && other.lateRow < facts.reset.row && isProvoked(facts);
}

/** Payload that met an end which had sent its FIN: sent after that FIN, or on its way when the FIN was sent. */
export function refusedBytes(facts: StreamFacts): number {
	const own = facts.ends[facts.reset.side]!;
	const other = facts.ends[1 - facts.reset.side]!;
	if (other.lateBytes > 0 || own.finUncoveredRow < 0) return other.lateBytes;
	return Math.max(0, (endOfData(other) - own.acked) | 0);
}

/** The request and the other end's close passed each other: neither acknowledges the other. */
export function isCrossing(facts: StreamFacts, side: number): boolean {
	const closer = facts.ends[1 - side]!;
	const end = facts.ends[side]!;
	if (end.lateRow >= 0) return !end.lateKnew && end.lateAt - closer.finAt <= facts.flight;
	return closer.finUncoveredRow >= 0 && closer.finAt - end.lastDataAt <= facts.flight;
}

/** The client waits for an answer of which nothing has come, as far as a capture that lost packets can tell. */
export function isAwaitingAnswer(facts: StreamFacts, row: number): boolean {
	if (facts.answerUnseen) return false;
	return facts.requestRow >= 0 && facts.requestRow <= row && (facts.answerRow < 0 || facts.answerRow > row);
}

/** A check of the port is over within this time. */
export const CHECK = 5e9;

/** The handshake was seen, and neither end sent a byte: their FINs directly follow the SYNs. */
export function isEmpty(facts: StreamFacts): boolean {
	const {client, server} = facts;
	if (!facts.isOpened || server.synRow < 0 || client.payload + server.payload + facts.ackedUnseen > 0) return false;
	return !isBehind(client.next, AFTER_FIN) && !isBehind(server.next, AFTER_FIN);
}

/** Either end sent a FIN before the reset. */
export function hasFin(facts: StreamFacts): boolean {
	return hadClosed(facts, CLIENT) || hadClosed(facts, SERVER);
}
