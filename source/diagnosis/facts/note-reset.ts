import type {CaptureTables} from '../../analysis/capture-tables.ts';
import {TcpFlag} from '../../analysis/packet-table.ts';
import type {EndFacts} from './end-facts.ts';
import {CLIENT, isBehind, type StreamFacts} from './stream-facts.ts';

/** Packets that overtake each other on the way to the tap are this close together. */
const REORDERING = 1e6;

/** Notes a reset: counts it, and keeps the first of the stream with what it answers. */
export function noteReset(
	tables: CaptureTables,
	facts: StreamFacts,
	side: number,
	row: number,
	at: number,
	flags: number,
): void {
	const me = facts.ends[side]!;
	const other = facts.ends[1 - side]!;
	me.resetCount++;
	me.lastResetRow = row;
	if (me.resetRow < 0) me.resetRow = row;
	if (facts.reset.row >= 0) return;
	if (facts.challengeRow >= 0 && side === CLIENT && facts.server.synRow < 0) {
		facts.earlyResetRow = row;
		return;
	}
	const {packets} = tables;
	const {reset} = facts;
	const sequence = packets.sequence(row);
	const acknowledgment = packets.acknowledgment(row);
	reset.row = row;
	reset.at = at;
	reset.side = side;
	reset.bare = (flags & TcpFlag.ACK) === 0;
	reset.window = packets.window(row);
	reset.exact = sequence === other.acked || sequence === me.next;
	reset.acksAll = !reset.bare && acknowledgment === other.next;
	reset.ttl = packets.ttl(row);
	reset.ttlDelta = me.ttl < 0 ? 0 : reset.ttl - me.ttl;
	reset.clientPayload = facts.client.payload;
	reset.serverPayload = facts.server.payload;
	reset.owesAnswer = facts.lastDataSide === 1 - side;
	reset.senderSilence = me.packets > 0 ? at - me.lastAt : 0;
	reset.goesOnRow = -1;
	noteProvocation(tables, facts, me, other, row, at);
}

/** What of the other end the reset may answer. */
function noteProvocation(
	tables: CaptureTables,
	facts: StreamFacts,
	me: EndFacts,
	other: EndFacts,
	row: number,
	at: number,
): void {
	const {packets} = tables;
	const {reset} = facts;
	reset.provokedBy = other.burstRow;
	reset.reaction = at - other.burstAt;
	reset.answersData = other.burstHasData;
	reset.answersProbe = other.lastRow >= 0 && isProbe(tables, other);
	const answered = other.lastRow;
	const id = packets.ipId(row);
	reset.idCopied = answered >= 0 && id !== 0 && id === packets.ipId(answered) && id !== ((me.ipId + 1) & 0xffff);
	reset.windowCopied =
		answered >= 0 &&
		reset.window !== 0 &&
		reset.window === packets.window(answered) &&
		me.lastRow >= 0 &&
		reset.window !== packets.window(me.lastRow);
	reset.quiet = other.burstHasData ? other.burstQuiet : at - facts.activeAt;
}

function isProbe(tables: CaptureTables, end: EndFacts): boolean {
	const {packets} = tables;
	const row = end.lastRow;
	return packets.payloadLength(row) <= 1 && end.next > 1 && packets.sequence(row) === end.next - 1;
}

/** A packet after the reset: does its sender go on, or was the reset without effect? */
export function settleReset(
	tables: CaptureTables,
	facts: StreamFacts,
	side: number,
	row: number,
	at: number,
	flags: number,
	length: number,
): void {
	const {reset} = facts;
	if (side === reset.side) {
		if ((flags & TcpFlag.SYN) !== 0) {
			if (side !== CLIENT) giveUpReset(facts, true);
			return;
		}
		if (reset.goesOnRow < 0 && at - reset.at > REORDERING) reset.goesOnRow = row;
		return;
	}
	if (reset.goesOnRow < 0) return;
	const sender = facts.ends[reset.side]!;
	const acknowledgesMore = sender.lastDataRow > reset.row || sender.finRow > reset.row;
	const isAnswered = acknowledgesMore && !isBehind(sender.next, tables.packets.acknowledgment(row));
	if (isAnswered || (length > 0 && sender.lastDataRow > reset.row)) giveUpReset(facts, false);
}

/** The connection goes on: the next reset is the one that counts. */
function giveUpReset(facts: StreamFacts, early: boolean): void {
	const {reset} = facts;
	if (early) facts.earlyResetRow = reset.row;
	else if (facts.refusedResetRow < 0) facts.refusedResetRow = reset.row;
	reset.reset();
}
