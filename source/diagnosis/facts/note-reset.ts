import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import {TcpFlag} from '../../analysis/tables/packet-table.ts';
import type {EndFacts} from './end-facts.ts';
import {provokerOfReset} from './reset-provoker.ts';
import type {Segment} from './segment.ts';
import {CLIENT, isBehind, SERVER, type StreamFacts} from './stream-facts.ts';

/** Packets that overtake each other on the way to the tap are this close together. */
const REORDERING = 1e6;

/** What was under way at a reset has arrived, and was acknowledged, so long after its flight. */
const SLACK = 500e6;

/** Notes a reset: counts it, and keeps the first of the stream with what it answers. */
export function noteReset(tables: CaptureTables, facts: StreamFacts, segment: Segment): void {
	const {row, at, side} = segment;
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
	const {reset} = facts;
	reset.row = row;
	reset.at = at;
	reset.side = side;
	reset.bare = (segment.flags & TcpFlag.ACK) === 0;
	reset.window = segment.window;
	reset.exact = segment.sequence === other.acked || segment.sequence === me.next;
	reset.acksAll = !reset.bare && segment.acknowledgment === other.next;
	reset.ttl = segment.ttl;
	reset.ttlDelta = me.ttl < 0 ? 0 : segment.ttl - me.ttl;
	reset.serverPayload = facts.server.payload;
	reset.goesOnRow = -1;
	noteProvocation(tables, facts, me, other, segment);
	if (side === SERVER && me.packets === 0) facts.isOtherNetwork = areOtherNetworks(tables, facts.stream);
}

/** What of the other end the reset may answer. */
function noteProvocation(
	tables: CaptureTables,
	facts: StreamFacts,
	me: EndFacts,
	other: EndFacts,
	segment: Segment,
): void {
	const {packets} = tables;
	const {reset} = facts;
	const {at, ipId, window} = segment;
	const answered = other.lastRow;
	reset.provokedBy = other.burstRow;
	reset.sinceBurst = other.burstRow < 0 ? Number.POSITIVE_INFINITY : at - other.burstAt;
	reset.answersData = other.burstHasData;
	reset.answersProbe =
		answered >= 0 &&
		packets.payloadLength(answered) <= 1 &&
		other.next > 1 &&
		packets.sequence(answered) === other.next - 1;
	const isOther = answered >= 0 && me.packets > 0;
	reset.idCopied = isOther && ipId !== 0 && ipId === other.ipId && ipId !== ((me.ipId + 1) & 0xffff);
	reset.windowCopied = isOther && window !== 0 && window === other.window && window !== me.window;
	reset.quiet = other.burstHasData ? other.burstQuiet : at - facts.activeAt;
}

/** Names the packet that the stream's reset answers, once it is known which reset counts. */
export function noteProvoker({packets}: CaptureTables, {reset}: StreamFacts): void {
	const provoker = provokerOfReset(packets, reset.row);
	if (provoker >= 0) reset.provokedBy = provoker;
	reset.reaction = reset.provokedBy < 0 ? 0 : packets.nanosecondsBetween(reset.provokedBy, reset.row);
}

/**
 * A packet after the reset: does its sender go on, or was the reset without effect? Also where the tap misses what the
 * sender goes on with, but sees it acknowledged.
 */
export function settleReset(facts: StreamFacts, segment: Segment): void {
	const {row, at, side, flags, length, acknowledgment} = segment;
	const {reset} = facts;
	if (side === reset.side) {
		if ((flags & TcpFlag.SYN) !== 0) {
			if (side !== CLIENT) giveUpReset(facts, true);
			return;
		}
		if (reset.goesOnRow < 0 && at - reset.at > REORDERING) reset.goesOnRow = row;
		return;
	}
	const isFed = isBehind(acknowledgment, facts.ends[reset.side]!.next) && at - reset.at > facts.flight + SLACK;
	if (isFed && (flags & TcpFlag.ACK) !== 0) giveUpReset(facts, false);
	if (reset.goesOnRow < 0) return;
	const sender = facts.ends[reset.side]!;
	const sentMore = sender.lastDataRow > reset.row || sender.finRow > reset.row;
	const isAnswered = sentMore && !isBehind(sender.next, acknowledgment);
	if (isAnswered || (length > 0 && sender.lastDataRow > reset.row)) giveUpReset(facts, false);
}

/** The connection goes on: the next reset is the one that counts. */
function giveUpReset(facts: StreamFacts, early: boolean): void {
	const {reset} = facts;
	if (early) facts.earlyResetRow = reset.row;
	else if (facts.refusedResetRow < 0) facts.refusedResetRow = reset.row;
	reset.reset();
}

/** The ends' addresses do not share the network part that neighbours would: 16 bits of IPv4, 64 of IPv6. */
function areOtherNetworks({addresses, streams}: CaptureTables, stream: number): boolean {
	const client = addresses.words(streams.address(stream, 'client'));
	const server = addresses.words(streams.address(stream, 'server'));
	if (client.length === 1) return client[0]! >>> 16 !== server[0]! >>> 16;
	return client[0] !== server[0] || client[1] !== server[1];
}
