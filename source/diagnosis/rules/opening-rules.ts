import type {DiagnosisContext} from '../context.ts';
import type {StreamFacts} from '../facts/stream-facts.ts';
import {icmpText, isRejection} from '../knowledge/icmp-errors.ts';
import {SHORTEST_TIMEOUT} from '../side-facts.ts';
import {capital, countOf, spanText, timesText} from '../words/amounts.ts';
import {resetWords} from '../words/reset-words.ts';
import type {Telling} from '../words/telling.ts';
import {isAwaitingAnswer, isLocalTtl} from './predicates.ts';
import {type Chapter, CLIENT, firstToEnd, type Rule, SERVER} from './rule.ts';

/** Without a repetition a lone SYN says nothing for this long. */
const SYN_PATIENCE = 3e9;
/** A SYN/ACK that comes later than this was waited for. */
const LATE = 900e6;
/** A scanner's SYN offers no more than this. */
const SCAN_WINDOW = 4096;

/** An ICMP error answers the SYN. */
const icmpRejected: Rule = {
	pattern: 'M3',
	verdict: 'icmp-rejected',
	when: facts =>
		facts.icmpRow >= 0 &&
		isRejection(facts.icmpVersion, facts.icmpType, facts.icmpCode) &&
		facts.client.synRow >= 0 &&
		facts.server.packets === 0 &&
		facts.client.packets === facts.client.synCount,
	endedBy: 'middlebox',
	confidence: 'certain',
	summary: t =>
		`${rejecter(t)} refused the connection of ${t.client} to ${t.server} with an ICMP error: ${icmpWords(t)}.`,
	rootCause: t =>
		`Not the server's application: ${icmpWords(t)} is the answer of a device that routes or filters the packets.`,
	evidence: t =>
		t.evidence([t.facts.client.synRow, 'client SYN'], [t.facts.icmpRow, `ICMP ${icmpWords(t)} from ${sender(t)}`]),
	notTheCause: ['silent loss: the refusal was sent back'],
	nextSteps: [
		t => [`rules and routes of ${sender(t)} for this destination and port`],
		'whether other clients or ports get through',
	],
	references: ['RFC 792', 'RFC 4443 3.1', 'RFC 1122 4.2.3.9', 'RFC 5927'],
};

/** The ICMP error is all that the capture holds of the connection. */
const onlyIcmp: Rule = {
	pattern: 'M3',
	verdict: 'icmp-rejected',
	needsStart: false,
	when: facts =>
		facts.count === 0 && facts.icmpRow >= 0 && isRejection(facts.icmpVersion, facts.icmpType, facts.icmpCode),
	endedBy: 'middlebox',
	confidence: 'likely',
	summary: t =>
		`The router or firewall ${sender(t)} says that a packet between ${t.client} and ${t.server} cannot be delivered: ${icmpWords(t)}.`,
	rootCause: t => `Not an application: ${icmpWords(t)} is the answer of a device that routes or filters the packets.`,
	evidence: t => t.evidence([t.facts.icmpRow, `ICMP ${icmpWords(t)} from ${sender(t)}`]),
	notTheCause: ['silent loss: the refusal was sent back'],
	caveats: ["the connection's own packets are not in the capture: it shows the error alone"],
	nextSteps: [t => [`rules, routes and neighbour tables of ${sender(t)}`], 'capture where the packets themselves pass'],
	references: ['RFC 792', 'RFC 4443 3.1', 'RFC 1122 4.2.3.9'],
};

const refusedByFirewall: Rule = {
	pattern: 'M4',
	verdict: 'middlebox-reset',
	when: (facts, context) => isRefused(facts) && foreignRefusal(facts, context) > 0,
	endedBy: 'middlebox',
	confidence: (facts, context) => (foreignRefusal(facts, context) > 1 ? 'likely' : 'possible'),
	summary: t =>
		`A device on the path, not ${t.server} itself, seems to have refused the connection: its reset came ${reaction(t)} after the SYN with TTL ${t.facts.reset.ttl}.`,
	rootCause: "A firewall that rejects the port answers in the server's name; the server may never have seen the SYN.",
	evidence: t => [
		...t.evidence(
			[t.facts.client.lastSynRow, 'client SYN'],
			[t.facts.reset.row, `RST,ACK ${reaction(t)} later, TTL ${t.facts.reset.ttl}`],
		),
	],
	caveats: ['a closed port on a host of the same network looks alike: compare with an answer of the same server'],
	nextSteps: [
		'compare TTL and delay with an allowed port of the same host',
		'firewall rules near the client',
		'traceroute to the port',
	],
	references: ['RFC 9293 3.5.2', 'RFC 3360'],
};

const refused: Rule = {
	pattern: 'S1',
	verdict: 'connection-refused',
	when: isRefused,
	endedBy: 'server',
	confidence: (facts, context) => (context.across?.host(facts.stream)?.ttl === facts.reset.ttl ? 'certain' : 'likely'),
	summary: t => `${capital(t.server)} refused the connection: nothing listens on that port.`,
	rootCause:
		'The host is up and reachable, but no process accepts connections there: down, on another port, or bound to another address.',
	evidence: t =>
		t.evidence(
			[t.facts.client.lastSynRow, 'client SYN'],
			[t.facts.reset.row, `RST,ACK that acknowledges the SYN, ${reaction(t)} later, TTL ${t.facts.reset.ttl}`],
		),
	notTheCause: ['packet loss: the answer came back'],
	caveats: ['a firewall that rejects with a reset can look the same'],
	nextSteps: [
		'ss -ltn on the server',
		'when the service was stopped or deployed',
		'service discovery, address and port in the client',
	],
	references: ['RFC 9293 3.5.2', 'RFC 9293 3.10.7.1'],
};

const connectTimeout: Rule = {
	pattern: 'C7',
	verdict: 'connect-timeout-reset',
	when: facts => isSynAckReset(facts) && (synAckDelay(facts) >= LATE || facts.client.synCount > 1),
	endedBy: 'client',
	confidence: 'likely',
	summary: t =>
		`${capital(t.client)} had given up: the server's SYN/ACK came ${spanText(synAckDelay(t.facts))} after the first SYN and was refused.`,
	rootCause: "The client's connect timeout is shorter than the time that the path and the server took.",
	evidence: t =>
		t.evidence(
			[
				t.facts.client.synRow,
				`client SYN${t.facts.client.synCount > 1 ? `, sent ${timesText(t.facts.client.synCount)}` : ''}`,
			],
			[t.facts.server.synRow, `SYN/ACK ${t.between(t.facts.client.synRow, t.facts.server.synRow)} later`],
			[t.facts.reset.row, 'bare RST: the client no longer has this socket'],
		),
	notTheCause: ['a closed port: the server accepted'],
	nextSteps: [
		'connect timeout of the client against round trip plus one lost SYN (1 s)',
		'how fast the server accepts',
		'loss on the path',
	],
	references: ['RFC 9293 3.10.7.1', 'RFC 6298'],
};

const synScan: Rule = {
	pattern: 'C11',
	verdict: 'syn-scan',
	when: (facts, context) =>
		isSynAckReset(facts) && (isCrafted(facts) || context.across?.isScanner(facts.stream) === true),
	endedBy: 'client',
	confidence: (facts, context) => (context.across?.isScanner(facts.stream) ? 'certain' : 'likely'),
	summary: t =>
		`${capital(t.client)} only probed whether the port is open: it reset as soon as ${t.server} answered the SYN.`,
	rootCause: 'A half-open scan: the reset comes from the kernel of a host that sent the SYN by hand.',
	evidence: t =>
		t.evidence(
			[t.facts.client.synRow, `SYN with TTL ${t.facts.client.ttl}`],
			[t.facts.server.synRow, 'SYN/ACK: the port is open'],
			[
				t.facts.reset.row,
				`RST ${t.between(t.facts.server.synRow, t.facts.reset.row)} later, TTL ${t.facts.reset.ttl}; no data`,
			],
		),
	nextSteps: ['who owns the source address', 'whether it probes other ports and hosts'],
	references: ['RFC 9293 3.5.1'],
};

const halfOpenCheck: Rule = {
	pattern: 'N8',
	verdict: 'health-check',
	when: isSynAckReset,
	endedBy: 'client',
	confidence: (facts, context) => ((context.across?.checkPeriod(facts.stream) ?? 0) > 0 ? 'certain' : 'possible'),
	summary: t =>
		`Normal for a monitor: ${t.client} checked that the port of ${t.server} is open, and reset before the connection was set up.`,
	evidence: t => t.evidence([t.facts.server.synRow, 'SYN/ACK'], [t.facts.reset.row, 'reset without a byte of data']),
	nextSteps: ['whether the source is a load balancer, a monitor or a scanner'],
	references: ['RFC 9293 3.5.2'],
};

const acceptQueueFull: Rule = {
	pattern: 'S7',
	verdict: 'accept-queue-full',
	when: (facts, context) => {
		const service = context.across?.service(facts.stream);
		return isUnanswered(facts) && isRepeated(facts) && service !== undefined && service.ignored > 0;
	},
	endedBy: 'server',
	confidence: 'likely',
	summary: t =>
		`${capital(t.server)} did not answer ${synWords(t)}: its accept queue is full, since its process accepts too slowly.`,
	rootCause: t =>
		`The host is alive: its kernel accepted ${countOf(t.context.across?.service(t.facts.stream).ignored ?? 0, 'connection')} whose data nobody read.`,
	evidence: t => synEvidence(t),
	notTheCause: ['the path: other connections to the same port were set up'],
	nextSteps: ['ss -ltn: Recv-Q against Send-Q', 'nstat TcpExtListenOverflows', 'what keeps the process from accepting'],
	references: ['RFC 9293 3.10.7.2', 'RFC 4987'],
};

const synUnanswered: Rule = {
	pattern: 'M1',
	verdict: 'syn-unanswered',
	when: isUnanswered,
	endedBy: 'nobody',
	confidence: facts => (!isRepeated(facts) ? 'possible' : facts.client.synCount > 2 ? 'certain' : 'likely'),
	summary: t => `${capital(t.server)} never answered ${synWords(t)}: the connection was never set up.`,
	rootCause: 'The host is down, the address is wrong, or the SYN or its answer is dropped on the path.',
	evidence: t => synEvidence(t),
	notTheCause: ['a closed port or a rejecting firewall: both would have answered'],
	caveats: ['only a capture at the server can tell whether the SYN or its answer was lost'],
	nextSteps: [
		'whether anything from that host answers',
		'security groups and firewalls that drop',
		'capture at the server: does a SYN/ACK leave?',
	],
	references: ['RFC 9293 3.8.3', 'RFC 1122 4.2.3.5'],
};

const synAckUnanswered: Rule = {
	pattern: 'M2',
	verdict: 'syn-unanswered',
	when: facts => facts.server.synRow >= 0 && facts.thirdRow < 0 && facts.reset.row < 0 && facts.server.synCount > 1,
	endedBy: 'nobody',
	confidence: 'likely',
	summary: t =>
		`${capital(t.client)} never confirmed the SYN/ACK of ${t.server}, which was sent ${timesText(t.facts.server.synCount)}: the connection was never set up.`,
	rootCause: 'The answer is lost on its way back, or the SYN came from an address that does not exist.',
	evidence: t =>
		t.evidence(
			[t.facts.client.synRow, `SYN, seen ${timesText(t.facts.client.synCount)}`],
			[t.facts.server.synRow, 'SYN/ACK'],
			[t.facts.server.lastSynRow, `last SYN/ACK, ${t.between(t.facts.server.synRow, t.facts.server.lastSynRow)} later`],
		),
	nextSteps: [
		'the way back: asymmetric routes, a stateful firewall on one leg, rp_filter',
		'many such sources at once: a SYN flood',
	],
	references: ['RFC 9293 3.8.3', 'RFC 4987'],
};

const challenged: Rule = {
	pattern: 'M16',
	verdict: 'port-reuse-challenge',
	when: facts => facts.challengeRow >= 0 && facts.earlyResetRow >= 0,
	endedBy: firstToEnd,
	confidence: (facts, context) => (context.across?.replacedBy(facts.stream) !== undefined ? 'certain' : 'likely'),
	summary: t => {
		const opened = t.facts.isOpened
			? `the connection was then set up${endWords(t)}`
			: 'the connection was not set up in this capture';
		return `${capital(t.server)} still held an older connection with these ports and answered the SYN with its ACK; ${t.client} reset that one, and ${opened}.`;
	},
	rootCause: t =>
		t.context.across?.replacedBy(t.facts.stream) !== undefined
			? 'The client reused the port while the server had not seen the end of the connection before.'
			: 'Something still held a connection with these ports: a server that missed its end, or a device with old state.',
	evidence: t =>
		t.evidence(
			[t.facts.client.synRow, 'client SYN'],
			[t.facts.challengeRow, 'ACK without SYN, with numbers of another connection: a challenge ACK'],
			[t.facts.earlyResetRow, 'client RST with the number of that ACK'],
			t.facts.client.synCount > 1
				? [
						t.facts.client.lastSynRow,
						`SYN again, ${t.between(t.facts.client.synRow, t.facts.client.lastSynRow)} after the first`,
					]
				: undefined,
			isAwaitingAnswer(t.facts, t.facts.lastRow) ? [t.facts.requestRow, 'a request, without an answer'] : undefined,
			[t.facts.client.finRow, 'client FIN'],
			[t.facts.server.finRow, 'server FIN'],
			[t.facts.reset.row, resetWords(t)],
		),
	notTheCause: ['the server refusing: it accepts once the old connection is gone'],
	nextSteps: ['why the end of the old connection got lost: power cut, NAT that reuses ports, load balancer state'],
	references: ['RFC 5961 4', 'RFC 9293 3.5.1', 'RFC 9293 3.10.7.4'],
};

export const challengeChapter: Chapter = {
	name: 'An older connection in the way',
	applies: facts => facts.challengeRow >= 0,
	rules: [challenged],
};

export const openingChapter: Chapter = {
	name: 'Never set up',
	applies: facts => !facts.isOpened && (facts.client.synRow >= 0 || facts.icmpRow >= 0),
	rules: [
		icmpRejected,
		onlyIcmp,
		refusedByFirewall,
		refused,
		synScan,
		connectTimeout,
		halfOpenCheck,
		acceptQueueFull,
		synUnanswered,
		synAckUnanswered,
	],
};

function isRefused(facts: StreamFacts): boolean {
	return facts.reset.row >= 0 && facts.reset.side === SERVER && facts.server.packets === 0 && facts.client.synRow >= 0;
}

/** How much speaks for a device that answers in the server's name: 2 if other streams show the server differently. */
function foreignRefusal(facts: StreamFacts, context: DiagnosisContext): number {
	const delay = facts.reset.at - facts.client.lastAt;
	const host = context.across?.host(facts.stream);
	if (host !== undefined) {
		const tooFast = delay < host.trip / 2 && host.trip - delay > 1e6;
		return tooFast || Math.abs(host.ttl - facts.reset.ttl) >= 5 ? 2 : 0;
	}
	return isLocalTtl(facts.client.ttl) && isLocalTtl(facts.reset.ttl) && facts.isOtherNetwork ? 1 : 0;
}

function isSynAckReset(facts: StreamFacts): boolean {
	const {reset, server, client} = facts;
	return reset.row >= 0 && reset.side === CLIENT && server.synRow >= 0 && client.payload + server.payload === 0;
}

function synAckDelay(facts: StreamFacts): number {
	return facts.serverTrip + (facts.client.synCount > 1 ? 1e9 : 0);
}

/** The SYN was not made by the kernel that sent the reset: another TTL, or an unusually small window. */
function isCrafted(facts: StreamFacts): boolean {
	return facts.reset.bare && (facts.reset.ttlDelta !== 0 || facts.synWindow <= SCAN_WINDOW);
}

/** Nothing but SYNs, and either a repetition or enough time for one. */
function isUnanswered(facts: StreamFacts): boolean {
	if (facts.server.packets + facts.server.resetCount + facts.client.resetCount > 0) return false;
	if (facts.client.packets !== facts.client.synCount) return false;
	return isRepeated(facts) || facts.sinceLast >= SYN_PATIENCE;
}

/** The SYN came again after a retransmission time-out, not as a copy. */
function isRepeated(facts: StreamFacts): boolean {
	return facts.client.synCount > 1 && facts.client.lastAt >= SHORTEST_TIMEOUT;
}

function synEvidence(t: Telling) {
	const {client} = t.facts;
	return t.evidence(
		[client.synRow, 'client SYN'],
		client.synCount > 1
			? [client.lastSynRow, `last of ${client.synCount}, ${t.between(client.synRow, client.lastSynRow)} later`]
			: undefined,
		t.facts.icmpRow >= 0 ? [t.facts.icmpRow, `ICMP ${icmpWords(t)} from ${sender(t)}`] : undefined,
	);
}

function synWords(t: Telling): string {
	const {client} = t.facts;
	if (client.synCount < 2) return `the SYN of ${t.client}`;
	return `the SYN of ${t.client}, sent ${timesText(client.synCount)} within ${t.between(client.synRow, client.lastSynRow)}`;
}

/** How the connection ended that was set up in the end. */
function endWords(t: Telling): string {
	const {facts} = t;
	const {reset, firstFinSide} = facts;
	const unanswered = isAwaitingAnswer(facts, facts.lastRow) ? ' without an answer to its request' : '';
	const closed =
		firstFinSide < 0 ? '' : `, then closed by the ${t.role(firstFinSide)}${firstFinSide === CLIENT ? unanswered : ''}`;
	if (reset.row < 0) return closed;
	if (firstFinSide < 0) return `, then reset by the ${t.role(reset.side)}${unanswered}`;
	const since = t.between(facts.ends[firstFinSide]!.finRow, reset.row);
	return `${closed} and reset by the ${t.role(reset.side)} ${since} later`;
}

function icmpWords(t: Telling): string {
	return icmpText(t.facts.icmpVersion, t.facts.icmpType, t.facts.icmpCode);
}

function sender(t: Telling): string {
	return t.address(t.facts.icmpSender);
}

function rejecter(t: Telling): string {
	const isServer = t.facts.icmpSender === t.tables.streams.address(t.facts.stream, 'server');
	return isServer ? `A firewall on, or in the name of, ${sender(t)}` : `The router or firewall ${sender(t)}`;
}

function reaction(t: Telling): string {
	return spanText(t.facts.reset.at - t.facts.client.lastAt);
}
