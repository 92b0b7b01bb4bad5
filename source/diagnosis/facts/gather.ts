import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {Analysis, TcpFlag, TlsBits} from '../../analysis/tables/packet-table.ts';
import {StreamFlag} from '../../analysis/tables/stream-table.ts';
import {collectRows} from './collect-rows.ts';
import {type EndFacts, endOfData} from './end-facts.ts';
import {noteProvoker, noteReset, settleReset} from './note-reset.ts';
import {endRun, noteRun} from './note-run.ts';
import {BURST_PAUSE} from './reset-provoker.ts';
import type {Segment} from './segment.ts';
import {CLIENT, isBehind, isFar, SERVER, type StreamFacts} from './stream-facts.ts';

/** A server repeats its SYN/ACK after so long at the latest (RFC 6298). */
const SYN_ACK_TIMEOUT = 3e9;
/** A last word comes so directly ahead of the FIN. */
const LAST_WORD_GAP = 50e6;

/** Walks the stream's packets once and fills `facts`. Reads the tables only. */
export function gatherFacts(tables: CaptureTables, stream: number, facts: StreamFacts): void {
	facts.clear(stream);
	collectRows(tables, stream, facts);
	const {packets, streams} = tables;
	facts.gatheredTo = streams.lastRow(stream);
	const flags = streams.flags(stream);
	facts.rolesGuessed = (flags & StreamFlag.ROLES_GUESSED) !== 0;
	facts.clientOpening = streams.firstPayload(stream, 'client');
	facts.serverOpening = streams.firstPayload(stream, 'server');
	facts.tls.seen = (flags & StreamFlag.TLS) !== 0;
	facts.tls.version = streams.tlsVersion(stream);
	if ((flags & StreamFlag.ICMP_ERROR) !== 0) noteIcmp(tables, facts);
	if (facts.count === 0) return;
	const {rows, count, segment} = facts;
	const clientSends = (flags & StreamFlag.CLIENT_IS_B) === 0 ? 0 : Analysis.FROM_B;
	facts.firstRow = rows[0]!;
	segment.read(packets, facts.firstRow);
	const {seconds, nanoseconds} = segment;
	let before = 0;
	for (let i = 0; i < count; i++) {
		segment.read(packets, rows[i]!);
		segment.at = ((segment.seconds - seconds) | 0) * 1e9 + (segment.nanoseconds - nanoseconds);
		segment.side = (segment.analysis & Analysis.FROM_B) === clientSends ? CLIENT : SERVER;
		if (before - segment.at > facts.clockStep) facts.clockStep = before - segment.at;
		before = segment.at;
		// The client's SYN is missing: another connection between the same ports.
		if ((segment.flags & TcpFlag.SYN) !== 0 && facts.client.finRow >= 0 && facts.server.finRow >= 0) {
			facts.restartRow = segment.row;
			break;
		}
		if ((segment.flags & TcpFlag.RST) !== 0) noteReset(tables, facts, segment);
		else if (answersOldConnection(facts, segment)) facts.challengeRow = segment.row;
		else noteSegment(tables, facts, segment);
		facts.lastRow = segment.row;
		facts.lastAt = segment.at;
	}
	finish(tables, facts);
}

function noteIcmp(tables: CaptureTables, facts: StreamFacts): void {
	const {icmpErrors, addresses} = tables;
	const error = icmpErrors.newestOf(facts.stream);
	if (error < 0) return;
	facts.icmpRow = icmpErrors.packet(error);
	facts.icmpType = icmpErrors.type(error);
	facts.icmpCode = icmpErrors.code(error);
	facts.icmpSender = icmpErrors.sender(error);
	facts.icmpVersion = addresses.version(facts.icmpSender);
}

function finish(tables: CaptureTables, facts: StreamFacts): void {
	const {client, server} = facts;
	endRun(client);
	endRun(server);
	if (client.zeroSince >= 0) client.zeroTime += facts.lastAt - client.zeroSince;
	if (server.zeroSince >= 0) server.zeroTime += facts.lastAt - server.zeroSince;
	facts.sinceLast = tables.packets.nanosecondsBetween(facts.lastRow, tables.packets.length - 1);
	if (facts.tls.seen) facts.tls.finish(tables);
	if (facts.reset.row >= 0) noteProvoker(tables, facts);
}

/** SYN out, ACK without SYN back with a foreign number: the server holds an older connection (RFC 5961 4). */
function answersOldConnection(facts: StreamFacts, segment: Segment): boolean {
	if (segment.side !== SERVER || facts.server.synRow >= 0) return false;
	if (facts.client.synRow < 0 || facts.thirdRow >= 0 || facts.client.payload > 0) return false;
	return (segment.flags & (TcpFlag.SYN | TcpFlag.ACK)) === TcpFlag.ACK && segment.acknowledgment !== 1;
}

function noteSegment(tables: CaptureTables, facts: StreamFacts, segment: Segment): void {
	const {row, at, side, flags, length, next} = segment;
	const me = facts.ends[side]!;
	const other = facts.ends[1 - side]!;
	if (me.packets === 0) {
		me.firstRow = row;
		me.ttl = segment.ttl;
	}
	if ((flags & TcpFlag.SYN) !== 0) noteSyn(facts, me, segment);
	else if (side === CLIENT && facts.thirdRow < 0 && !facts.isMidStream) noteThird(facts, segment);
	if (facts.activeRow < 0) facts.activeRow = row;
	noteBurst(facts, me, other, segment);
	if ((flags & TcpFlag.ACK) !== 0) noteAcknowledgment(tables, facts, me, other, segment);
	noteWindow(me, segment);

	const isProbe = isProbeOf(me, segment);
	const isNew = me.next === 0 || isBehind(next, me.next) || isFar(next, me.next);
	if (length > 0 && !isProbe) {
		// Nothing is repeated by an end of which no payload was seen: its numbers began elsewhere.
		if (isNew || me.dataPackets === 0 || fillsHole(me, segment)) noteData(facts, me, other, segment);
		else noteRepeat(me, segment);
	}
	if ((flags & TcpFlag.FIN) !== 0) noteFin(facts, me, other, segment);
	noteRun(me, other, segment, isProbe);
	if (isNew && !isProbe) me.next = next;
	if (facts.tls.seen && (segment.tls & TlsBits.RECORDS) !== 0)
		facts.tls.note(tables, side === CLIENT ? facts.tls.client : facts.tls.server, row, segment.tls);
	if ((segment.analysis & Analysis.ACK_LOST_SEGMENT) !== 0) {
		facts.ackedUnseen++;
		if (side === CLIENT) facts.answerUnseen = true;
	}
	me.packets++;
	me.lastRow = row;
	me.lastAt = at;
	me.ipId = segment.ipId;
	me.window = segment.window;
	if (facts.reset.row >= 0) settleReset(facts, segment);
}

/** A keep-alive or window probe: at most one byte, directly before what would be sent next. */
function isProbeOf(me: EndFacts, segment: Segment): boolean {
	if ((segment.analysis & (Analysis.KEEP_ALIVE | Analysis.ZERO_WINDOW_PROBE)) !== 0) return true;
	if (segment.length > 1 || (segment.flags & (TcpFlag.SYN | TcpFlag.FIN)) !== 0) return false;
	return me.next > 1 && segment.sequence === me.next - 1;
}

/** Payload that the tap had missed so far comes behind what follows it: late, or sent again. */
function fillsHole(me: EndFacts, {sequence, next}: Segment): boolean {
	if (me.holeAt < 0 || isBehind(sequence, me.holeAt) || !isBehind(next, me.holeAt)) return false;
	me.holeAt = -1;
	return true;
}

function noteSyn(facts: StreamFacts, me: EndFacts, segment: Segment): void {
	const {row, at, side} = segment;
	if (me.synRow < 0) {
		me.synRow = row;
		if (side === CLIENT) facts.synWindow = segment.window;
		if (side === SERVER && facts.client.synRow >= 0) facts.serverTrip = at - facts.client.lastAt;
		if (side === SERVER) facts.openAt = at;
	} else if (side === SERVER && facts.thirdRow >= 0 && facts.repeatedSynAckRow < 0) {
		facts.repeatedSynAckRow = row;
		facts.repeatedSynAckGap = at - me.lastAt;
	}
	me.lastSynRow = row;
	me.synCount++;
	facts.activeAt = at;
	facts.activeRow = row;
}

function noteThird(facts: StreamFacts, {row, at}: Segment): void {
	facts.thirdRow = row;
	const {server} = facts;
	// The server would have spoken, or repeated its SYN/ACK, before: the tap has missed the real third packet.
	const isLate = server.synRow >= 0 && (server.lastRow !== server.lastSynRow || at - server.lastAt > SYN_ACK_TIMEOUT);
	if (isLate) return;
	if (server.synRow >= 0) facts.clientTrip = at - server.lastAt;
	facts.openAt = at;
	facts.activeAt = at;
	facts.activeRow = row;
}

function noteBurst(facts: StreamFacts, me: EndFacts, other: EndFacts, {row, at, length}: Segment): void {
	if (me.burstRow < 0 || at - me.lastAt > BURST_PAUSE || other.lastAt > me.lastAt) {
		me.burstRow = row;
		me.burstAt = at;
		me.burstHasData = false;
		me.burstUnprompted = 0;
		me.burstQuiet = at - facts.activeAt;
	}
	if (length > 0) me.burstHasData = true;
}

function noteAcknowledgment(
	tables: CaptureTables,
	facts: StreamFacts,
	me: EndFacts,
	other: EndFacts,
	segment: Segment,
): void {
	const {row, at, acknowledgment, acksRow} = segment;
	if (me.acked === 0 || isBehind(acknowledgment, me.acked) || isFar(acknowledgment, me.acked))
		me.acked = acknowledgment;
	if (acksRow >= 0 && (segment.flags & TcpFlag.SYN) === 0) {
		const reaction = tables.packets.nanosecondsBetween(acksRow, row);
		if (reaction > 0 && reaction < me.reaction) me.reaction = reaction;
		const length = tables.packets.payloadLength(acksRow);
		if (length > other.largestAcked) other.largestAcked = length;
	}
	if (other.finRow >= 0 && other.finAckedRow < 0 && !isBehind(other.finEnd, acknowledgment)) other.finAckedRow = row;
	if (other.holeAt >= 0 && isBehind(acknowledgment, other.holeAt)) other.holeAt = -1;
	if (segment.side === SERVER && facts.requestRow >= 0 && facts.requestAckRow < 0 && at > facts.requestAt)
		facts.requestAckRow = row;
}

function noteWindow(me: EndFacts, {window, flags, row, at}: Segment): void {
	if ((flags & TcpFlag.SYN) !== 0) return;
	if (window === 0) {
		me.zeroCount++;
		if (me.zeroSince < 0) {
			me.zeroSince = at;
			me.zeroSinceRow = row;
		}
	} else if (me.zeroSince >= 0) {
		me.zeroTime += at - me.zeroSince;
		me.zeroSince = -1;
	}
}

function noteData(facts: StreamFacts, me: EndFacts, other: EndFacts, segment: Segment): void {
	const {row, at, side, length, sequence} = segment;
	if (me.dataPackets === 0) {
		me.firstDataRow = row;
		me.firstDataAt = at;
		me.firstDataSequence = sequence;
	}
	if (facts.lastDataSide !== 1 - side) me.burstUnprompted = Math.max(me.burstUnprompted, at - facts.activeAt);
	me.dataPackets++;
	me.payload += length;
	me.lastDataRow = row;
	me.lastDataAt = at;
	me.lastDataLength = length;
	if (length > me.largest) me.largest = length;
	if (isAhead(me, segment)) {
		facts.lostSegments++;
		noteHole(me, segment);
	}
	if (other.finRow >= 0) noteLate(me, other, segment);
	noteTurn(facts, segment);
}

/** Bytes of this end are missing before the segment. */
function isAhead(me: EndFacts, {sequence}: Segment): boolean {
	return me.next > 0 && isBehind(sequence, me.next) && !isFar(sequence, me.next);
}

function noteHole(me: EndFacts, {sequence}: Segment): void {
	if (me.holeAt >= 0) return;
	me.holeAt = me.next;
	me.holeBytes = (sequence - me.next) >>> 0;
}

/** New payload after the other end's FIN. */
function noteLate(me: EndFacts, other: EndFacts, {row, at, length}: Segment): void {
	if (me.lateRow < 0) {
		me.lateRow = row;
		me.lateAt = at;
		me.lateKnew = !isBehind(other.finEnd, me.acked);
	}
	me.lateBytes += length;
}

/** Whose turn it is: requests of the client and answers of the server. */
function noteTurn(facts: StreamFacts, {row, at, side}: Segment): void {
	if (side === CLIENT && facts.lastDataSide !== CLIENT) {
		facts.requestRow = row;
		facts.requestAt = at;
		facts.requestAckRow = -1;
		facts.answerRow = -1;
		facts.answerUnseen = false;
	} else if (side === SERVER && facts.lastDataSide !== SERVER) {
		facts.answerRow = row;
		if (facts.requestRow >= 0) facts.exchanges++;
	}
	facts.lastDataSide = side;
	facts.lastDataRow = row;
	facts.activeAt = at;
	facts.activeRow = row;
}

function noteRepeat(me: EndFacts, {sequence, length}: Segment): void {
	me.repeats++;
	if (me.repeatCount === 0 || me.repeatSequence !== sequence) {
		me.repeatSequence = sequence;
		me.repeatCount = 0;
	}
	me.repeatLength = length;
	me.repeatCount++;
}

function noteFin(facts: StreamFacts, me: EndFacts, other: EndFacts, segment: Segment): void {
	const {row, at, side, acknowledgment} = segment;
	me.finCount++;
	me.lastFinRow = row;
	me.lastFinAt = at;
	if (me.finRow >= 0) return;
	me.finRow = row;
	me.finAt = at;
	me.finEnd = segment.next;
	if (segment.length === 0 && isAhead(me, segment)) noteHole(me, segment);
	// What the tap has not seen directly before the FIN came at a time that nobody knows.
	const isKnown = !isAhead(me, segment) && !acknowledgesUnseen(facts, other, acknowledgment);
	me.finQuiet = isKnown ? at - facts.activeAt : 0;
	if (isKnown && me.lastDataRow >= me.burstRow) me.finUnprompted = me.burstUnprompted;
	me.finOwnPayload = me.payload;
	me.finPeerPayload = other.payload;
	me.finOwesAnswer = facts.lastDataSide === 1 - side;
	if (other.dataPackets > 0 && isBehind(endOfData(other), acknowledgment)) {
		me.finUncoveredRow = other.lastDataRow;
		me.finUncoveredQuiet = other.lastDataRow >= other.burstRow ? other.burstQuiet : me.finQuiet;
	}
	if (facts.firstFinSide < 0) facts.firstFinSide = side;
	else facts.finsCross = finsCross(facts, me, other, segment);
	me.finAcknowledgment = acknowledgment;
}

/**
 * Simultaneous close (RFC 9293 3.6, case 3): neither FIN acknowledges the other, and they are within one round trip.
 * An end that closes on the last words which came directly ahead of the other's FIN, such as a QUIT, did not close by
 * itself, though that FIN may still be on its way.
 */
function finsCross(facts: StreamFacts, me: EndFacts, other: EndFacts, {at, acknowledgment}: Segment): boolean {
	if (!isBehind(other.finEnd, acknowledgment) || !isBehind(me.finEnd, other.finAcknowledgment)) return false;
	const hadLastWord = other.lastDataRow >= 0 && other.finAt - other.lastDataAt <= LAST_WORD_GAP;
	const answersIt = hadLastWord && at > other.finAt && me.finUncoveredRow < 0;
	return !answersIt && at - other.finAt <= facts.crossing;
}

/** Bytes of the other end that the tap has missed; one byte without a start may be that of a keep-alive probe. */
function acknowledgesUnseen(facts: StreamFacts, other: EndFacts, acknowledgment: number): boolean {
	if (other.next === 0) return false;
	const unseen = (acknowledgment - other.next) | 0;
	return unseen > (facts.isMidStream ? 1 : 0) && !isFar(acknowledgment, other.next);
}
