import type {StreamFacts} from '../../facts/stream-facts.ts';
import {capital} from '../../words/amounts.ts';
import type {Telling} from '../../words/telling.ts';
import {isGoodbye} from '../predicates.ts';
import {CLIENT, firstToClose, type Rule} from '../rule.ts';

/** TLS that ends directly behind data. */
const BEHIND = 1e9;

/** Also holds where a reset follows the FIN. */
export const truncatedTls: Rule = {
	pattern: 'T9',
	verdict: 'tls-truncated',
	when: isTruncated,
	endedBy: firstToClose,
	confidence: 'likely',
	summary: truncatedSummary,
	rootCause: 'Harmless where the length of the answer is known otherwise; else nobody can tell the end from a cut.',
	evidence: truncatedEvidence,
	notTheCause: ['the network: the FIN and all data before it arrived'],
	nextSteps: [
		'whether the answer says its length (Content-Length, HTTP/2)',
		'the TLS shutdown of the sender',
		'clients may report an unexpected end of file',
	],
	references: ['RFC 8446 6.1', 'RFC 9112 9.8'],
};

/** The end that was sending closes directly behind application data, without close_notify. */
function isTruncated(facts: StreamFacts): boolean {
	const side = facts.firstFinSide;
	if (side < 0 || !facts.tls.seen || facts.isCut || facts.ackedUnseen + facts.lostSegments > 0) return false;
	const end = facts.ends[side]!;
	const tls = side === CLIENT ? facts.tls.client : facts.tls.server;
	if (side === CLIENT || facts.tls.client.spokeRow < 0) return false;
	return (
		facts.tls.endsWithData(tls) && tls.lastRow === end.lastDataRow && end.finQuiet <= BEHIND && !isGoodbye(facts, side)
	);
}

function truncatedSummary(t: Telling): string {
	const side = t.facts.firstFinSide;
	return `${capital(t.end(side))} ended TLS without its goodbye (close_notify): a FIN directly behind data, so the answer may be cut short.`;
}

function truncatedEvidence(t: Telling) {
	const side = t.facts.firstFinSide;
	const end = t.facts.ends[side]!;
	return t.evidence(
		end.lastDataRow === end.finRow
			? undefined
			: [end.lastDataRow, `last record of the ${t.role(side)} is application data`],
		[
			end.finRow,
			end.lastDataRow === end.finRow
				? `${t.role(side)} FIN in the packet with the last data record`
				: `${t.role(side)} FIN without an alert before it`,
		],
		[t.facts.reset.row, `RST of the ${t.role(t.facts.reset.side)}: it had closed both directions`],
	);
}
