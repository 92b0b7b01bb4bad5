import type {StreamFacts} from '../facts/stream-facts.ts';
import {bytesText, spanText} from './amounts.ts';
import type {Telling} from './telling.ts';

/** Time from the opening, or the end of the TLS handshake, to the first thing that the client said. */
export function silence(t: Telling): number {
	const {facts} = t;
	const from = facts.tls.seen ? Math.max(facts.client.firstDataAt, facts.openAt) : facts.openAt;
	const spoke =
		facts.client.firstDataAt > from && facts.client.firstDataRow < facts.server.finRow
			? facts.client.firstDataAt
			: facts.server.finAt;
	return spoke - from;
}

/** The client sent payload before the server's FIN, which that FIN acknowledges. */
export function hasFirstPayload({client, server}: StreamFacts): boolean {
	return (
		client.firstDataRow >= 0 && client.firstDataRow < server.finRow && client.firstDataRow !== server.finUncoveredRow
	);
}

/** After its silence the client said something that did not keep the server from closing. */
export function hasFirstWord(facts: StreamFacts): boolean {
	return !facts.tls.seen && hasFirstPayload(facts);
}

/** Payload of the client before the server's FIN. */
export function firstBytes({client}: StreamFacts): number {
	return client.payload - client.lateBytes;
}

export function openingWords(t: Telling): string {
	return t.facts.tls.seen ? 'opened the connection, set up TLS and' : 'opened the connection and';
}

export function firstWords(t: Telling): string {
	return hasFirstWord(t.facts) ? `, then sent ${bytesText(firstBytes(t.facts))}` : '';
}

export function lastStandWords(t: Telling): string {
	if (!hasFirstWord(t.facts)) return '';
	return `, and the ${bytesText(firstBytes(t.facts))} that it then sent did not keep the server from closing`;
}

/** How soon after the client's first word the server closed, and what it said. */
export function closingWords(t: Telling): string {
	const {server, client} = t.facts;
	const notice =
		!t.facts.tls.seen && server.finOwnPayload > 0 ? `, with ${bytesText(server.finOwnPayload)} ahead of its FIN` : '';
	return `${hasFirstWord(t.facts) ? ` ${spanText(server.finAt - client.firstDataAt)} later` : ''}${notice}`;
}

export function finWords({client, reset}: StreamFacts): string {
	if (client.finRow < 0) return ' without a FIN of its own';
	return client.finRow < reset.row ? '' : ' without a FIN so far';
}

export function lateGap(t: Telling): string {
	const {client, server} = t.facts;
	return spanText((client.lateRow >= 0 ? client.lateAt : client.lastDataAt) - server.finAt);
}
