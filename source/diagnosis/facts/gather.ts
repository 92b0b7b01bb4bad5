import type {CaptureTables} from '../../analysis/capture-tables.ts';
import {Analysis, TcpFlag, TlsBits} from '../../analysis/packet-table.ts';
import {StreamFlag} from '../../analysis/stream-table.ts';
import {collectRows} from './collect-rows.ts';
import {type EndFacts, RunKind} from './end-facts.ts';
import {noteReset, settleReset} from './note-reset.ts';
import {CLIENT, isBehind, isFar, SERVER, type StreamFacts} from './stream-facts.ts';

/** Packets of one end this close together are one burst. */
const BURST_PAUSE = 50e6;

/** Walks the stream's packets once and fills `facts`. Reads the tables only. */
export function gatherFacts(tables: CaptureTables, stream: number, facts: StreamFacts): void {
	facts.clear(stream);
	collectRows(tables, stream, facts);
	const {packets, streams} = tables;
	const flags = streams.flags(stream);
	facts.rolesGuessed = (flags & StreamFlag.ROLES_GUESSED) !== 0;
	facts.clientOpening = streams.firstPayload(stream, 'client');
	facts.serverOpening = streams.firstPayload(stream, 'server');
	facts.tls.seen = (flags & StreamFlag.TLS) !== 0;
	facts.tls.version = streams.tlsVersion(stream);
	if ((flags & StreamFlag.ICMP_ERROR) !== 0) noteIcmp(tables, facts);
	const clientIsB = (flags & StreamFlag.CLIENT_IS_B) !== 0;
	const {rows, count} = facts;
	if (count === 0) return;
	facts.firstRow = rows[0]!;
	let before = 0;
	for (let i = 0; i < count; i++) {
		const row = rows[i]!;
		const at = packets.nanosecondsBetween(facts.firstRow, row);
		if (at < before) facts.clockWentBack = true;
		before = at;
		const side = packets.isFromB(row) === clientIsB ? CLIENT : SERVER;
		const me = facts.ends[side]!;
		const other = facts.ends[1 - side]!;
		const tcpFlags = packets.flags(row);
		// The client's SYN is missing: another connection between the same ports.
		if ((tcpFlags & TcpFlag.SYN) !== 0 && facts.client.finRow >= 0 && facts.server.finRow >= 0) break;
		if ((tcpFlags & TcpFlag.RST) !== 0) noteReset(tables, facts, side, row, at, tcpFlags);
		else if (answersOldConnection(tables, facts, side, row, tcpFlags)) facts.challengeRow = row;
		else noteSegment(tables, facts, side, me, other, row, at, tcpFlags);
		facts.lastRow = row;
		facts.lastAt = at;
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
	const {packets} = tables;
	for (const end of facts.ends) {
		endRun(end);
		if (end.zeroSince >= 0) end.zeroTime += facts.lastAt - end.zeroSince;
	}
	facts.sinceLast = packets.nanosecondsBetween(facts.lastRow, packets.length - 1);
	facts.isOtherNetwork = areOtherNetworks(tables, facts.stream);
	facts.finsCross = doFinsCross(tables, facts);
	if (facts.tls.seen) facts.tls.finish(tables);
}

/** SYN out, ACK without SYN back with a foreign number: the server holds an older connection (RFC 5961 4). */
function answersOldConnection(
	tables: CaptureTables,
	facts: StreamFacts,
	side: number,
	row: number,
	flags: number,
): boolean {
	if (side !== SERVER || facts.server.synRow >= 0 || facts.client.synRow < 0 || facts.thirdRow >= 0) return false;
	if ((flags & (TcpFlag.SYN | TcpFlag.ACK)) !== TcpFlag.ACK) return false;
	return facts.client.payload === 0 && tables.packets.acknowledgment(row) !== 1;
}

function noteSegment(
	tables: CaptureTables,
	facts: StreamFacts,
	side: number,
	me: EndFacts,
	other: EndFacts,
	row: number,
	at: number,
	flags: number,
): void {
	const {packets} = tables;
	const analysis = packets.analysis(row);
	const length = packets.payloadLength(row);
	const sequence = packets.sequence(row);
	if (me.packets === 0) {
		me.firstRow = row;
		me.ttl = packets.ttl(row);
	}
	if ((flags & TcpFlag.SYN) !== 0) noteSyn(tables, facts, side, me, row, at);
	else if (side === CLIENT && facts.thirdRow < 0 && !facts.isMidStream) noteThird(facts, row, at);
	if (facts.activeRow < 0) facts.activeRow = row;
	noteBurst(facts, me, other, row, at, length);
	if ((flags & TcpFlag.ACK) !== 0) noteAcknowledgment(tables, facts, side, me, other, row, at);
	noteWindow(me, packets.windowSize(row), flags, row, at);

	const isProbe =
		(analysis & (Analysis.KEEP_ALIVE | Analysis.ZERO_WINDOW_PROBE)) !== 0 ||
		(length <= 1 && (flags & (TcpFlag.SYN | TcpFlag.FIN)) === 0 && me.next > 1 && sequence === me.next - 1);
	const control = flags & (TcpFlag.SYN | TcpFlag.FIN);
	const next = (sequence + length + (control !== 0 ? 1 : 0)) >>> 0;
	const isNew = me.next === 0 || isBehind(next, me.next) || isFar(next, me.next);
	if (isProbe && other.zeroSince < 0) me.probes++;
	if (length > 0 && !isProbe) {
		if (isNew) noteData(facts, side, me, other, row, at, length, sequence);
		else noteRepeat(me, sequence, length);
	}
	if ((flags & TcpFlag.FIN) !== 0) noteFin(tables, facts, side, me, other, row, at, next);
	noteRun(me, other, row, sequence, runKindOf(flags, length, isProbe));
	if (isNew && !isProbe) me.next = next;
	if (facts.tls.seen) {
		const bits = packets.tls(row);
		if ((bits & TlsBits.RECORDS) !== 0)
			facts.tls.note(tables, side === CLIENT ? facts.tls.client : facts.tls.server, row, bits);
	}
	if ((analysis & Analysis.ACK_LOST_SEGMENT) !== 0) facts.ackedUnseen++;
	me.packets++;
	me.lastRow = row;
	me.lastAt = at;
	me.ipId = packets.ipId(row);
	if (facts.reset.row >= 0) settleReset(tables, facts, side, row, at, flags, length);
}

function noteSyn(tables: CaptureTables, facts: StreamFacts, side: number, me: EndFacts, row: number, at: number): void {
	if (me.synRow < 0) {
		me.synRow = row;
		if (side === CLIENT) facts.synWindow = tables.packets.window(row);
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

function noteThird(facts: StreamFacts, row: number, at: number): void {
	facts.thirdRow = row;
	if (facts.server.synRow >= 0) facts.clientTrip = at - facts.server.lastAt;
	facts.openAt = at;
	facts.activeAt = at;
	facts.activeRow = row;
}

function noteBurst(facts: StreamFacts, me: EndFacts, other: EndFacts, row: number, at: number, length: number): void {
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
	side: number,
	me: EndFacts,
	other: EndFacts,
	row: number,
	at: number,
): void {
	const acknowledgment = tables.packets.acknowledgment(row);
	if (me.acked === 0 || isBehind(acknowledgment, me.acked) || isFar(acknowledgment, me.acked))
		me.acked = acknowledgment;
	const acknowledged = tables.packets.acksRow(row);
	if (acknowledged >= 0 && (tables.packets.flags(row) & TcpFlag.SYN) === 0) {
		const reaction = tables.packets.nanosecondsBetween(acknowledged, row);
		if (reaction > 0 && reaction < me.reaction) me.reaction = reaction;
		const length = tables.packets.payloadLength(acknowledged);
		if (length > other.largestAcked) other.largestAcked = length;
	}
	if (other.finRow >= 0 && other.finAckedRow < 0 && !isBehind(other.finEnd, acknowledgment)) other.finAckedRow = row;
	if (other.holeAt >= 0 && isBehind(acknowledgment, other.holeAt)) other.holeAt = -1;
	if (side === SERVER && facts.requestRow >= 0 && facts.requestAckRow < 0 && at > facts.requestAt)
		facts.requestAckRow = row;
}

function noteWindow(me: EndFacts, window: number, flags: number, row: number, at: number): void {
	if ((flags & TcpFlag.SYN) === 0) {
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
	me.window = window;
}

function noteData(
	facts: StreamFacts,
	side: number,
	me: EndFacts,
	other: EndFacts,
	row: number,
	at: number,
	length: number,
	sequence: number,
): void {
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
	if (me.next > 0 && isBehind(sequence, me.next) && !isFar(sequence, me.next)) {
		facts.lostSegments++;
		if (me.holeAt < 0) {
			me.holeAt = me.next;
			me.holeBytes = (sequence - me.next) >>> 0;
		}
	}
	if (other.finRow >= 0) {
		if (me.lateRow < 0) {
			me.lateRow = row;
			me.lateAt = at;
			me.lateKnew = !isBehind(other.finEnd, me.acked);
		}
		me.lateBytes += length;
	}
	if (side === CLIENT && facts.lastDataSide !== CLIENT) {
		facts.requestRow = row;
		facts.requestAt = at;
		facts.requestAckRow = -1;
		facts.answerRow = -1;
	} else if (side === SERVER && facts.lastDataSide !== SERVER) {
		facts.answerRow = row;
		if (facts.requestRow >= 0) facts.exchanges++;
	}
	facts.lastDataSide = side;
	facts.lastDataRow = row;
	facts.activeAt = at;
	facts.activeRow = row;
}

function noteRepeat(me: EndFacts, sequence: number, length: number): void {
	me.repeats++;
	if (me.repeatCount === 0 || me.repeatSequence !== sequence) {
		me.repeatSequence = sequence;
		me.repeatCount = 0;
	}
	me.repeatLength = length;
	me.repeatCount++;
}

function noteFin(
	tables: CaptureTables,
	facts: StreamFacts,
	side: number,
	me: EndFacts,
	other: EndFacts,
	row: number,
	at: number,
	next: number,
): void {
	me.finCount++;
	me.lastFinRow = row;
	if (me.finRow >= 0) return;
	me.finRow = row;
	me.finAt = at;
	me.finEnd = next;
	me.finQuiet = at - facts.activeAt;
	if (me.lastDataRow >= me.burstRow) me.finUnprompted = me.burstUnprompted;
	me.finOwnPayload = me.payload;
	me.finPeerPayload = other.payload;
	me.finOwesAnswer = facts.lastDataSide === 1 - side;
	if (other.dataPackets > 0 && isBehind(other.next, tables.packets.acknowledgment(row)))
		me.finUncoveredRow = other.lastDataRow;
	if (facts.firstFinSide < 0) facts.firstFinSide = side;
}

function runKindOf(flags: number, length: number, isProbe: boolean): RunKind {
	if ((flags & TcpFlag.SYN) !== 0) return RunKind.SYN;
	if (isProbe) return RunKind.KEEP_ALIVE;
	if (length > 0) return RunKind.DATA;
	return (flags & TcpFlag.FIN) !== 0 ? RunKind.FIN : RunKind.NONE;
}

/** A packet of one end: what the other end repeated is answered, what this end repeats counts one more. */
function noteRun(me: EndFacts, other: EndFacts, row: number, sequence: number, kind: RunKind): void {
	if (other.runKind !== RunKind.NONE) {
		endRun(other);
		other.waitRow = -1;
	}
	if (kind === RunKind.NONE) return;
	if (me.waitRow < 0) {
		me.waitRow = row;
		me.waitQuiet = me.burstQuiet;
	}
	if (me.runKind === kind && me.runSequence === sequence) {
		me.runCount++;
		return;
	}
	endRun(me);
	me.runKind = kind;
	me.runRow = row;
	me.runSequence = sequence;
	me.runCount = 1;
}

/** Keeps the repetition at hand if it is the longest so far. */
function endRun(end: EndFacts): void {
	if (end.runKind !== RunKind.NONE && end.runCount > end.longestCount) {
		end.longestKind = end.runKind;
		end.longestRow = end.runRow;
		end.longestLastRow = end.lastRow;
		end.longestEnd = end.next;
		end.longestCount = end.runCount;
		end.longestWaitRow = end.waitRow;
		end.longestQuiet = end.waitQuiet;
	}
	end.runKind = RunKind.NONE;
}

function doFinsCross(tables: CaptureTables, facts: StreamFacts): boolean {
	const {client, server} = facts;
	if (client.finRow < 0 || server.finRow < 0) return false;
	const {packets} = tables;
	return (
		isBehind(server.finEnd, packets.acknowledgment(client.finRow)) &&
		isBehind(client.finEnd, packets.acknowledgment(server.finRow))
	);
}

function areOtherNetworks(tables: CaptureTables, stream: number): boolean {
	const {addresses, streams} = tables;
	const client = addresses.chunks[streams.address(stream, 'client') >>> addresses.shift]!;
	const server = addresses.chunks[streams.address(stream, 'server') >>> addresses.shift]!;
	const from = streams.address(stream, 'client') & addresses.mask;
	const to = streams.address(stream, 'server') & addresses.mask;
	if (client.version[from] === 4) return client.word0[from]! >>> 16 !== server.word0[to]! >>> 16;
	return client.word0[from] !== server.word0[to] || client.word1[from] !== server.word1[to];
}
