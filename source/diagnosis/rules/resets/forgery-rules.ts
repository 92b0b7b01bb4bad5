import type {StreamFacts} from '../../facts/stream-facts.ts';
import {bytesText, capital, listText, spanText} from '../../words/amounts.ts';
import type {Telling} from '../../words/telling.ts';
import {isFarTtl, isTooFast, signsOfForgery} from '../predicates.ts';
import {type Chapter, hadClosed, type Rule} from '../rule.ts';

const natStray: Rule = {
	pattern: 'M10',
	verdict: 'nat-stray-reset',
	when: (facts, context) => context.across?.strayOf(facts.stream) !== undefined,
	endedBy: 'network',
	confidence: 'likely',
	summary: t => {
		const other = t.context.across?.strayOf(t.facts.stream) ?? -1;
		return `A packet of one connection escaped address translation and was reset as a stranger's; that ended the connection between ${t.client} and ${t.server} (see tcp.stream ${other} with the same ports).`;
	},
	rootCause:
		'A NAT on the path let one packet through with its real source address; the receiving host does not know that connection.',
	evidence: t =>
		t.evidence(
			[t.facts.lastDataRow, 'last payload'],
			[t.facts.reset.row, `reset from the ${t.role(t.facts.reset.side)}`],
		),
	notTheCause: ['either application: both ends were still exchanging data'],
	nextSteps: [
		'conntrack -S: packets counted as invalid',
		'nf_conntrack_tcp_be_liberal=1, or drop packets in state INVALID',
		'lost or reordered packets just before the stray one',
	],
	references: ['RFC 9293 3.5.2', 'RFC 5382'],
};

const helloBlocked: Rule = {
	pattern: 'M9',
	verdict: 'middlebox-reset',
	when: facts => isForged(facts) && facts.tls.client.helloRow >= 0 && facts.server.payload === 0,
	endedBy: 'middlebox',
	confidence: forgeryConfidence,
	summary: t =>
		`A device on the path blocked the TLS hello${nameWords(t)}: the reset that carries the address of ${sender(t)} is not its own.`,
	rootCause: 'A policy on server names or on TLS is the usual reason when the ClientHello is what triggers the reset.',
	evidence: forgeryEvidence,
	notTheCause: ['the server: it could not have answered that soon, or it shows no such packet elsewhere'],
	nextSteps: ['try another server name, or none', 'policy log of proxies and firewalls on the path'],
	references: ['RFC 6066 3', 'RFC 3360'],
};

const afterIdle: Rule = {
	pattern: 'M6',
	verdict: 'middlebox-reset',
	when: (facts, context) => isForged(facts) && facts.reset.quiet >= context.idle && facts.reset.goesOnRow < 0,
	endedBy: 'middlebox',
	confidence: forgeryConfidence,
	summary: t =>
		`A firewall on the path had forgotten this connection after ${spanText(t.facts.reset.quiet)} of silence and reset it in the name of ${sender(t)}.`,
	rootCause: 'Its idle limit is shorter than the pauses of this connection.',
	evidence: forgeryEvidence,
	notTheCause: ['the end that the reset names: it does not fit its other packets'],
	nextSteps: [
		'session timeout of the firewall',
		'keep-alives at an interval below it (tcp_keepalive_time is 7200 s by default)',
	],
	references: ['RFC 5382 REQ-5', 'RFC 3360'],
};

const forged: Rule = {
	pattern: 'M8',
	verdict: 'middlebox-reset',
	when: isForged,
	endedBy: 'middlebox',
	confidence: forgeryConfidence,
	summary: t => {
		const goesOn = t.facts.reset.goesOnRow >= 0 ? ', which went on as if nothing had happened' : '';
		return forgeryConfidence(t.facts) === 'possible'
			? `The reset does not seem to come from ${sender(t)}${goesOn}: a device on the path may have ended this connection.`
			: `The reset does not come from ${sender(t)}${goesOn}: a device on the path ended this connection.`;
	},
	rootCause: 'An intrusion prevention system, a filter or a forger sent a reset in its name.',
	evidence: forgeryEvidence,
	notTheCause: ['the end that the reset names: it does not fit its other packets'],
	nextSteps: [
		'whether it happens with other content, another server name or another path',
		'logs of filters and intrusion prevention on the path',
	],
	references: ['RFC 5961', 'RFC 4953', 'RFC 3360'],
};

export const forgeryChapter: Chapter = {
	name: 'Reset by a stranger',
	applies: facts => facts.reset.row >= 0,
	rules: [natStray, helloBlocked, afterIdle, forged],
};

/** One strong sign is enough, a strange TTL alone only where the connection was in use. */
function isForged(facts: StreamFacts): boolean {
	if (hadClosed(facts, facts.reset.side) || facts.ends[facts.reset.side]!.packets === 0) return false;
	return signsOfForgery(facts) > 0;
}

function forgeryConfidence(facts: StreamFacts) {
	const signs = signsOfForgery(facts);
	if (signs > 1) return 'certain';
	return isFarTtl(facts) ? 'possible' : 'likely';
}

function sender(t: Telling): string {
	return t.end(t.facts.reset.side);
}

function nameWords(t: Telling): string {
	const name = t.tables.names.text(t.tables.streams.serverName(t.facts.stream));
	return name === undefined ? '' : ` for ${name}`;
}

/** What the reset answers by its numbers, whoever sent it. */
function provokerWords(t: Telling): string {
	const {provokedBy, side} = t.facts.reset;
	if (provokedBy < 0) return '';
	const role = t.role(1 - side);
	const length = t.tables.packets.payloadLength(provokedBy);
	if (provokedBy === t.facts.tls.client.helloRow) return `${role} ClientHello: the packet that the reset answers`;
	return length > 0
		? `${role} payload, ${bytesText(length)}: the packet that the reset answers`
		: `the packet of the ${role} that the reset answers`;
}

function forgeryEvidence(t: Telling) {
	const {facts} = t;
	const {reset} = facts;
	const own = facts.ends[reset.side]!;
	const signs = [
		isTooFast(facts)
			? `only ${spanText(reset.reaction)} after the packet it answers, where ${spanText(facts.tripTo(reset.side))} is the least`
			: '',
		reset.ttlDelta !== 0 ? `TTL ${reset.ttl}, where the ${t.role(reset.side)} has ${own.ttl}` : '',
		reset.idCopied ? 'IP identification copied from the packet it answers' : '',
		reset.windowCopied ? 'window copied from the packet it answers' : '',
	].filter(sign => sign !== '');
	return t.evidence(
		[reset.provokedBy, provokerWords(t)],
		[reset.row, `${reset.bare ? 'RST' : 'RST,ACK'}: ${listText(signs) || 'with a valid number'}`],
		[reset.goesOnRow, `${capital(t.end(reset.side))} goes on`],
	);
}
