import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag, TlsBits} from '../analysis/tables/packet-table.ts';
import {StreamFlag} from '../analysis/tables/stream-table.ts';
import type {DiagnosisContext} from './context.ts';
import {gatherFacts} from './facts/gather.ts';
import {CLIENT, SERVER, type StreamFacts} from './facts/stream-facts.ts';
import {hasDecryptedAlert} from './facts/tls-facts.ts';
import {confidenceOf, ruleFor} from './judge.ts';
import {icmpText} from './knowledge/icmp-errors.ts';
import {tlsAlert} from './knowledge/tls-alerts.ts';
import {
	crossesFin,
	isAwaitingAnswer,
	isCrossing,
	isGoodbye,
	isProvoked,
	isReplyToLate,
	refusedBytes,
} from './rules/predicates.ts';
import {isMidTransfer} from './rules/resets/client-reset-rules.ts';
import {hadClosed, type Rule} from './rules/rule.ts';
import {DEFERRED, SHORTEST_TIMEOUT} from './side-facts.ts';
import {bytesText, capital, spanText, timesText} from './words/amounts.ts';
import {Telling} from './words/telling.ts';

/** A reset that belongs to the alert before it comes within this time. */
const AT_ONCE = 100e6;
const RESTART = 'Another connection between the same ports begins here: the verdict is on the one before it.';
const OLDER = 'Not the answer to this SYN: the server still holds an older connection with these ports';
const LABELS = Analysis.ZERO_WINDOW | Analysis.KEEP_ALIVE | Analysis.WINDOW_FULL;

/**
 * What a packet means in its stream, in one sentence: FIN, RST, TLS alert, repeated SYN, closed window, probe, ICMP
 * error. Undefined for a packet that needs no words. Gathers the stream's facts once for packets of one stream in a row.
 */
export function explainPacket(tables: CaptureTables, row: number, context: DiagnosisContext): string | undefined {
	const {packets} = tables;
	const stream = packets.stream(row);
	if (stream < 0 || !isEvent(tables, row)) return undefined;
	const {facts} = context;
	if (facts.stream !== stream || facts.gatheredTo !== tables.streams.lastRow(stream))
		gatherFacts(tables, stream, facts);
	const telling = new Telling(tables, facts, context);
	const side = packets.isFromB(row) === tables.streams.clientIsB(stream) ? CLIENT : SERVER;
	const flags = packets.flags(row);
	if ((packets.analysis(row) & Analysis.QUOTED) !== 0) return quoted(telling);
	if (facts.restartRow >= 0 && row >= facts.restartRow) return row === facts.restartRow ? RESTART : undefined;
	if ((flags & TcpFlag.RST) !== 0) return reset(telling, side, row);
	const alert = (packets.tls(row) & TlsBits.ALERT) !== 0 ? alertText(telling, side, row) : undefined;
	if ((flags & TcpFlag.FIN) !== 0)
		return alert === undefined ? fin(telling, side, row) : `${alert} ${fin(telling, side, row)}`;
	if (alert !== undefined) return alert;
	if ((flags & TcpFlag.SYN) !== 0) return syn(telling, side, row);
	return other(telling, side, row);
}

/** Cheap look: does the packet deserve a sentence at all? */
function isEvent(tables: CaptureTables, row: number): boolean {
	const {packets, streams} = tables;
	const flags = packets.flags(row);
	if ((flags & (TcpFlag.FIN | TcpFlag.SYN | TcpFlag.RST)) !== 0) return true;
	if ((packets.tls(row) & TlsBits.ALERT) !== 0 || (packets.analysis(row) & (LABELS | Analysis.QUOTED)) !== 0)
		return true;
	const END = StreamFlag.FIN_A | StreamFlag.FIN_B | StreamFlag.RST_A | StreamFlag.RST_B;
	return (streams.flags(packets.stream(row)) & END) !== 0;
}

function quoted(t: Telling): string {
	const {icmpVersion, icmpType, icmpCode, icmpSender} = t.facts;
	return `${t.address(icmpSender)} says about this connection: ${icmpText(icmpVersion, icmpType, icmpCode)}.`;
}

function syn(t: Telling, side: number, row: number): string | undefined {
	const {facts} = t;
	const end = facts.ends[side]!;
	if (row === end.synRow) {
		const before = t.context.across?.replacedBy(facts.stream);
		return before === undefined || side === SERVER ? undefined : `Reuses the ports of tcp.stream ${before}.`;
	}
	const since = t.between(end.synRow, row);
	if (side === CLIENT) {
		if (facts.earlyResetRow >= 0 && row > facts.earlyResetRow)
			return `SYN again, ${since} after the first, now that the older connection is gone.`;
		return `SYN repeated ${since} after the first: ${facts.server.synRow < 0 ? 'no answer so far' : 'the answer had not arrived'}.`;
	}
	if (facts.thirdRow < 0 || facts.thirdRow > row)
		return `SYN/ACK repeated ${since} after the first: the client has not confirmed it.`;
	if (facts.repeatedSynAckGap >= DEFERRED)
		return 'SYN/ACK repeated though the client had confirmed it: the server waits for data before it counts the connection.';
	return facts.repeatedSynAckGap >= SHORTEST_TIMEOUT
		? 'SYN/ACK repeated though the client had confirmed it: that ACK was lost behind this tap.'
		: 'SYN/ACK once more, sooner than any timeout: the answer to a repeated SYN, or a second copy.';
}

function fin(t: Telling, side: number, row: number): string {
	const {facts} = t;
	const end = facts.ends[side]!;
	const role = capital(t.role(side));
	if (end.finRow < 0 || row < end.finRow) return `${OLDER}.`;
	if (row !== end.finRow) {
		if (row === end.lateRow) {
			const bytes = bytesText(t.tables.packets.payloadLength(row));
			return `FIN repeated ${t.between(end.finRow, row)} after the first, with ${bytes} ahead of it that had been missing.`;
		}
		const isAcked = end.finAckedRow >= 0 && end.finAckedRow < row;
		if (isAcked && t.at(row) - end.finAt < facts.roundTrip)
			return `FIN once more, ${t.between(end.finRow, row)} after the first: no acknowledgment can have come back so soon.`;
		const why = isAcked ? 'the acknowledgment was lost' : 'nobody has acknowledged it';
		return `FIN repeated ${t.between(end.finRow, row)} after the first: ${why}.`;
	}
	if (facts.reset.row >= 0 && facts.reset.row < row && facts.reset.side !== side)
		return `${role} closes, though the ${t.role(1 - side)} has already reset the connection.`;
	if (facts.firstFinSide === side) {
		const said = end.finOwnPayload + end.finPeerPayload > 0 ? 'the last payload' : 'the opening';
		const quiet = end.finQuiet >= t.context.idle ? `, ${spanText(end.finQuiet)} after ${said}` : '';
		return `${role} closes first${quiet}${unansweredWords(facts, side, row)}: it will send no more.`;
	}
	if (facts.finsCross) return `${role} closes at the same moment: the two FINs cross.`;
	const gap = end.finAt - facts.ends[1 - side]!.finAt;
	if (gap >= 1e9) return `${role} closes ${spanText(gap)} after the other end.`;
	return `${role} agrees and closes too.`;
}

/** What a FIN leaves without an answer; the client's last word may be a goodbye that wants none. */
function unansweredWords(facts: StreamFacts, side: number, row: number): string {
	const {tls} = facts;
	if (!isAwaitingAnswer(facts, row) || tls.client.alertRow >= 0) return '';
	if (tls.seen && tls.endsWithGoodbye(tls.client)) return '';
	return side === CLIENT ? ', without the answer to its request' : ', without an answer to what the client sent';
}

function reset(t: Telling, side: number, row: number): string {
	const {facts} = t;
	const role = t.role(side);
	if (row === facts.refusedResetRow)
		return 'This reset had no effect: its number is not the one expected, and both ends go on.';
	if (row === facts.earlyResetRow)
		return 'Reset of an older connection that the other end still held; this one goes on.';
	if (facts.reset.row < 0 || row < facts.reset.row) return 'This reset had no effect: the connection goes on.';
	if (row !== facts.reset.row) {
		if (side !== facts.reset.side)
			return `The ${role} has no socket any more after the reset: the answer to what still arrives.`;
		return 'Echo: one more reset in answer to a packet that was still under way.';
	}
	const rule = ruleFor(facts, t.context);
	if (rule?.verdict === 'middlebox-reset') return foreignReset(t, side, rule);
	return firstReset(t, side, rule?.verdict ?? 'unknown');
}

/** A reset that does not fit the end whose address it carries. */
function foreignReset(t: Telling, side: number, rule: Rule): string {
	const {facts} = t;
	const role = t.role(side);
	const isSure = confidenceOf(rule, t.tables, facts, t.context) !== 'possible';
	const who = isSure ? `Not from the ${role} itself` : `Perhaps not from the ${role} itself`;
	const other = facts.reset.ttlDelta === 0 ? '' : `, the ${role} has ${facts.ends[side]!.ttl}`;
	return `${who}: a device on the path ${isSure ? 'resets' : 'may reset'} in its name (TTL ${facts.reset.ttl}${other}).`;
}

/** The reset that counts, by what the stream was found to end with. */
function firstReset(t: Telling, side: number, verdict: string): string {
	const {facts} = t;
	const role = t.role(side);
	switch (verdict) {
		case 'connection-refused':
			return 'Nothing listens on this port: the server refuses.';
		case 'idle-timeout-reset':
			return `No packet asked for this reset: an idle limit after ${spanText(facts.reset.quiet)} of silence.`;
		case 'syn-scan':
		case 'health-check':
			return 'The client only wanted to know whether the port is open.';
		case 'connect-timeout-reset':
			return "The client's connect timeout had passed: it refuses the late answer.";
		case 'abort-by-client':
			return isMidTransfer(facts) ? 'The client breaks off while data is coming.' : resetByForm(t, side);
		case 'reset-after-complete-answer':
			return `The ${role} ends with a reset instead of a FIN; nothing was outstanding.`;
		case 'closed-with-unread-data':
			return 'The server closes with data unread: this reset can wipe the answer before it.';
		default:
			return resetByForm(t, side);
	}
}

function resetByForm(t: Telling, side: number): string {
	const {facts} = t;
	const role = t.role(side);
	const otherRole = t.role(1 - side);
	if (hadClosed(facts, side)) {
		const other = facts.ends[1 - side]!;
		if (!facts.reset.bare && !isReplyToLate(facts))
			return `The ${role} had already declared FIN and now discards the connection by itself.`;
		if (side === SERVER && isCrossing(facts, CLIENT) && !isGoodbye(facts, CLIENT))
			return `Request and FIN had crossed: the server has no such connection any more.`;
		const refused = refusedBytes(facts);
		if (other.lateRow < 0 && refused > 0)
			return `Proper: the ${role} had already declared FIN when the ${bytesText(refused)} arrived that were on their way.`;
		const late =
			other.lateRow >= 0 && other.lateRow < facts.reset.row ? `${bytesText(refused)} that came` : 'what came';
		return `Proper: the ${role} had already declared FIN and answers ${late} afterwards.`;
	}
	if (!facts.reset.bare && crossesFin(facts))
		return `The application of the ${role} aborts by itself: this reset and the FIN of the ${otherRole}, which it does not acknowledge, crossed.`;
	if (!facts.reset.bare)
		return `The application of the ${role} aborts: everything it had received is acknowledged, nothing more is read.`;
	if (isProvoked(facts))
		return `The ${role} does not know this connection: the answer to the packet of the ${otherRole} before it.`;
	return `The ${role} resets without a packet that asked for it.`;
}

function alertText(t: Telling, side: number, row: number): string {
	const {tls} = t.facts;
	const end = side === CLIENT ? tls.client : tls.server;
	const role = capital(t.role(side));
	const how = hasDecryptedAlert(t.tables, row) ? ' (decrypted)' : '';
	if (row === end.alertRow) {
		const {name, meaning, check} = tlsAlert(end.alertDescription);
		return `${role} objects: ${name}${how}. It says that ${meaning}; check ${check}.`;
	}
	if (row === end.closeNotifyRow) return `${role} says goodbye: close_notify${how}, the normal end of TLS.`;
	const isLast = row === end.lastRow;
	const closes = t.facts.ends[side]!.finRow >= row;
	if (isLast && closes) return `${role} sends an encrypted alert and closes: taken as its goodbye (close_notify).`;
	const isReset = t.facts.reset.side === side && t.facts.reset.row > row;
	if (isLast && isReset && t.facts.reset.at - t.at(row) <= AT_ONCE)
		return `${role} sends an encrypted alert and resets.`;
	if (isLast && t.facts.tls.endsWithGoodbye(side === CLIENT ? tls.server : tls.client))
		return `${role} sends an encrypted alert: taken as its goodbye (close_notify).`;
	return `${role} sends an encrypted alert: its content cannot be read.`;
}

/** Packets without a control flag. */
function other(t: Telling, side: number, row: number): string | undefined {
	const {facts, tables} = t;
	const {packets} = tables;
	const end = facts.ends[side]!;
	const otherEnd = facts.ends[1 - side]!;
	if (row === facts.challengeRow) return `${OLDER} (challenge ACK).`;
	if (row === end.lateRow && otherEnd.finRow >= 0) {
		if (isGoodbye(facts, side)) return `The ${t.role(side)} says goodbye after the other end's FIN.`;
		const gap = spanText(end.lateAt - otherEnd.finAt);
		return end.lateKnew
			? `${capital(t.role(side))} sends data ${gap} after it had acknowledged the other end's FIN.`
			: `${capital(t.role(side))} sends data while the other end's FIN is under way.`;
	}
	if (facts.refusedResetRow >= 0 && packets.previous(row) === facts.refusedResetRow && packets.payloadLength(row) === 0)
		return 'Challenge ACK: refuses the reset.';
	const analysis = packets.analysis(row);
	if (row === end.zeroSinceRow || (analysis & Analysis.ZERO_WINDOW) !== 0)
		return `The ${t.role(side)} cannot take more data: its application does not read.`;
	if ((analysis & Analysis.KEEP_ALIVE) !== 0) {
		if (otherEnd.zeroCount > 0 && isStalledBefore(t, 1 - side, row))
			return 'Window probe: asks whether the other end can take data again.';
		return 'Keep-alive probe: asks whether the other end is still there.';
	}
	if (row === facts.tls.server.lastRow && facts.tls.endsWithHiddenAlert(facts.tls.server) && side === SERVER)
		return hiddenAlert(t, side, row);
	if (row === facts.tls.client.lastRow && facts.tls.endsWithHiddenAlert(facts.tls.client) && side === CLIENT)
		return hiddenAlert(t, side, row);
	if (packets.payloadLength(row) > 0 && row === end.longestLastRow && end.longestCount > 2)
		return `Sent ${timesText(end.longestCount)} by now, without an answer.`;
	return undefined;
}

function hiddenAlert(t: Telling, side: number, row: number): string | undefined {
	const end = t.facts.ends[side]!;
	if (end.finRow >= row && end.finAt - t.at(row) <= 100e6)
		return `${capital(t.role(side))} says goodbye: by its size an encrypted close_notify (inferred).`;
	if (t.facts.reset.row > row && t.facts.reset.side === side)
		return `By its size an encrypted TLS alert of the ${t.role(side)} (inferred).`;
	return undefined;
}

/** The newest packet of that end before `row` announces a closed window. */
function isStalledBefore(t: Telling, side: number, row: number): boolean {
	const {packets, streams} = t.tables;
	const clientIsB = streams.clientIsB(t.facts.stream);
	for (let before = packets.previous(row); before >= 0; before = packets.previous(before)) {
		if ((packets.isFromB(before) === clientIsB ? CLIENT : SERVER) === side) return packets.window(before) === 0;
	}
	return false;
}
