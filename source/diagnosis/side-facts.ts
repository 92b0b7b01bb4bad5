import type {StreamFacts} from './facts/stream-facts.ts';
import {CLIENT, SERVER} from './facts/stream-facts.ts';
import {SIDE_FACTS, type SideFactId} from './verdicts.ts';

/** A SYN/ACK that is repeated later than a lost ACK would have it: the server waits for data (TCP_DEFER_ACCEPT). */
export const DEFERRED = 2.5e9;
/** No sender repeats a SYN or a SYN/ACK sooner. */
export const SHORTEST_TIMEOUT = 200e6;

const HOLDS: Readonly<Record<SideFactId, (facts: StreamFacts) => boolean>> = {
	'tls-close-notify': facts =>
		facts.tls.seen &&
		[CLIENT, SERVER].some(side => {
			const end = side === CLIENT ? facts.tls.client : facts.tls.server;
			return (
				facts.tls.endsWithGoodbye(end) &&
				end.alertRow < 0 &&
				end.lastRow === facts.ends[side]!.lastDataRow &&
				facts.ends[side]!.finRow >= 0
			);
		}),
	'mid-stream-start': facts => facts.isMidStream,
	'captured-twice': facts => facts.copies > 0,
	'capture-drops': facts => facts.ackedUnseen > 0 && !facts.isOneSided && facts.challengeRow < 0,
	'snaplen-cut': facts => facts.isCut,
	'blind-reset-refused': facts => facts.refusedResetRow >= 0,
	'deferred-accept': facts => facts.repeatedSynAckRow >= 0 && facts.repeatedSynAckGap >= DEFERRED,
	'third-ack-lost': facts =>
		facts.repeatedSynAckRow >= 0 && facts.repeatedSynAckGap >= SHORTEST_TIMEOUT && facts.repeatedSynAckGap < DEFERRED,
	'last-ack-lost': facts =>
		facts.ends.some(
			end =>
				end.finCount > 1 &&
				end.finAckedRow >= 0 &&
				end.lastFinRow > end.finAckedRow &&
				end.lastFinAt - end.finAt >= facts.roundTrip,
		),
	'simultaneous-close': facts => facts.finsCross,
	'clock-went-back': facts => facts.clockWentBack,
};

const TITLES: ReadonlyMap<string, string> = new Map(SIDE_FACTS.map(({id, title}) => [id, title]));

/** What a side fact says, by its id. */
export function sideFactTitle(id: string): string {
	return TITLES.get(id) ?? id;
}

/** Ids of the facts that stand beside the verdict, in the order of the table. */
export function sideFacts(facts: StreamFacts): readonly SideFactId[] {
	return SIDE_FACTS.filter(({id}) => HOLDS[id](facts)).map(({id}) => id);
}
