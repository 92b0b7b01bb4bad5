import {FirstPayload} from '../../../analysis/first-payload.ts';
import type {StreamFacts} from '../../facts/stream-facts.ts';
import {bytesText, capital, spanText} from '../../words/amounts.ts';
import type {Telling} from '../../words/telling.ts';
import {type Chapter, CLIENT, firstToEnd, type Rule, SERVER} from '../rule.ts';
import {alertRules} from './alert-rules.ts';
import {alertWords, CERTIFICATE_ALERTS, endRow, isFinalAlert, tlsEnd} from './tls-words.ts';

const HANDSHAKE_FAILURE = 40;
const CERTIFICATE_REQUIRED = 116;
/** Alerts, and no handshake, fit in this. */
const LAST_WORD = 100;
/** A close that follows a record at once. */
const AT_ONCE = 150e6;

const clientCertificate: Rule = {
	pattern: 'T3',
	verdict: 'tls-client-certificate',
	when: facts => {
		const {tls} = facts;
		const {alertDescription: alert} = tls.server;
		const objects = alert === HANDSHAKE_FAILURE || alert === CERTIFICATE_REQUIRED || CERTIFICATE_ALERTS.includes(alert);
		if (objects && isFinalAlert(facts, SERVER)) {
			const wasAsked = tls.server.certificateRequestRow >= 0 && tls.client.certificateRow >= 0;
			return alert === CERTIFICATE_REQUIRED || wasAsked || (tls.isTls13 && tls.client.certificateRow >= 0);
		}
		return isHiddenRefusal(facts) && tls.client.certificateRow >= 0;
	},
	endedBy: 'server',
	confidence: facts => (facts.tls.server.alertRow >= 0 && facts.tls.client.certificateEmpty ? 'certain' : 'likely'),
	summary: t => {
		const {client, server} = t.facts.tls;
		const isNone = client.certificateEmpty || server.alertDescription === CERTIFICATE_REQUIRED;
		const why = isNone ? 'presented none' : 'presented a certificate that it does not accept';
		return `${capital(t.server)} ended the TLS session because ${t.client}, asked for a certificate, ${why}.`;
	},
	rootCause: 'The server demands mutual TLS, and the client is not set up for it.',
	evidence: t => {
		const {client, server} = t.facts.tls;
		const isHidden = server.alertRow < 0;
		return t.evidence(
			[server.certificateRequestRow, 'server asks for a client certificate'],
			[
				client.certificateRow,
				client.certificateEmpty ? 'client sends an empty Certificate message' : 'client certificate',
			],
			isHidden
				? [
						server.lastRow,
						'encrypted record with the size of an alert, directly after the client finished: its content is inferred',
					]
				: [server.alertRow, alertWords(t, server)],
			endRow(t, SERVER),
		);
	},
	notTheCause: ['the network: the handshake went through'],
	nextSteps: [
		'client certificate and key in the client',
		"which issuers the server's CertificateRequest names",
		"server log: the alert's reason",
	],
	references: ['RFC 8446 4.4.2.4', 'RFC 8446 6.2', 'RFC 5246 7.4.6'],
};

const plainTextToTls: Rule = {
	pattern: 'T7',
	verdict: 'plaintext-to-tls',
	when: (facts, context) => {
		if (facts.clientOpening !== FirstPayload.HTTP_REQUEST && facts.clientOpening !== FirstPayload.TEXT) return false;
		if (facts.serverOpening === FirstPayload.TLS)
			return facts.server.firstDataRow > facts.client.firstDataRow && facts.server.payload <= LAST_WORD;
		if (facts.clientOpening !== FirstPayload.HTTP_REQUEST || facts.exchanges > 1) return false;
		const speaksTls = (context.across?.service(facts.stream).tls ?? 0) > 0;
		if (speaksTls && (facts.serverOpening === 400 || facts.server.payload === 0)) return firstToEnd(facts) === 'server';
		return isResetOnRequest(facts);
	},
	endedBy: firstToEnd,
	confidence: (facts, context) => {
		if (facts.serverOpening === FirstPayload.TLS) return 'certain';
		return (context.across?.service(facts.stream).tls ?? 0) > 0 ? 'likely' : 'possible';
	},
	summary: t => {
		const how =
			t.facts.serverOpening === FirstPayload.TLS
				? 'answered with a TLS alert'
				: t.facts.reset.row >= 0
					? 'reset at once'
					: 'closed';
		const sure = t.facts.serverOpening === FirstPayload.TLS ? 'speaks TLS' : 'probably expects TLS';
		return `${capital(t.client)} sent plain text to a port that ${sure}: ${t.server} ${how}.`;
	},
	rootCause: 'The client uses http:// where https:// is meant, or a proxy in front does not encrypt.',
	evidence: t =>
		t.evidence(
			[t.facts.client.firstDataRow, 'the first bytes of the client are plain text'],
			[t.facts.tls.server.alertRow, alertWords(t, t.facts.tls.server)],
			endRow(t, SERVER),
		),
	notTheCause: ['the network: the request was delivered'],
	caveats: [
		t =>
			t.facts.serverOpening === FirstPayload.TLS
				? []
				: ['a server that aborts for its own reasons can look the same without a TLS answer'],
	],
	nextSteps: ['scheme and port in the client', 'whether the port speaks TLS: openssl s_client -connect', 'server log'],
	references: ['RFC 8446 6.2', 'RFC 9110 4.2.2'],
};

const tlsToPlainText: Rule = {
	pattern: 'T8',
	verdict: 'tls-to-plaintext',
	when: facts =>
		facts.clientOpening === FirstPayload.TLS &&
		(facts.serverOpening === FirstPayload.TEXT || facts.serverOpening >= 100) &&
		facts.tls.server.lastRow < 0,
	endedBy: firstToEnd,
	confidence: 'certain',
	summary: t => `${capital(t.client)} spoke TLS to a port that does not: ${t.server} answered in plain text.`,
	rootCause: 'The client uses https:// where the server speaks plain text, or TLS is not switched on there.',
	evidence: t =>
		t.evidence(
			[t.facts.client.firstDataRow, 'client sends a TLS hello'],
			[
				t.facts.server.firstDataRow,
				t.facts.serverOpening >= 100 ? `HTTP answer with status ${t.facts.serverOpening}` : 'the answer is text',
			],
			endRow(t, SERVER),
			endRow(t, CLIENT),
		),
	notTheCause: ['certificates: no TLS was spoken by the server'],
	nextSteps: ['scheme and port in the client', "the server's listener: is TLS on for this port?"],
	references: ['RFC 8446 4.1.2', 'RFC 9110 4.2.2'],
};

const hiddenAfterHandshake: Rule = {
	pattern: 'T10',
	verdict: 'tls-hidden-alert',
	when: facts => isHiddenRefusal(facts) || isHiddenDistrust(facts),
	endedBy: facts => (isHiddenRefusal(facts) ? 'server' : 'client'),
	confidence: 'likely',
	summary: t => {
		const side = isHiddenRefusal(t.facts) ? SERVER : CLIENT;
		const why = side === SERVER ? 'most likely over a client certificate' : "most likely over the server's certificate";
		return `${capital(t.end(side))} ended TLS right after the handshake with an encrypted alert, ${why}.`;
	},
	rootCause: 'In TLS 1.3 such an alert looks like data; its size and place give it away, its content stays hidden.',
	evidence: t => {
		const side = isHiddenRefusal(t.facts) ? SERVER : CLIENT;
		return t.evidence(
			[
				tlsEnd(t.facts, side).lastRow,
				`record of ${bytesText(tlsEnd(t.facts, side).lastLength)}: the size of an encrypted alert`,
			],
			endRow(t, side),
		);
	},
	notTheCause: ['the network: the handshake went through'],
	caveats: ['without the session keys the alert itself cannot be read'],
	nextSteps: ['log of the end that sent it', 'repeat with a key log (--keylog FILE) to read the alert'],
	references: ['RFC 8446 5.2', 'RFC 8446 6.2'],
};

const fatalLater: Rule = {
	pattern: 'T12',
	verdict: 'tls-hidden-alert',
	when: facts => {
		const {reset, tls} = facts;
		if (reset.row < 0 || reset.bare) return false;
		const owes = reset.side === SERVER ? facts.answerRow === tls.server.lastRow : facts.server.lastDataRow > reset.row;
		if (!owes) return false;
		const end = tlsEnd(facts, reset.side);
		if (facts.ends[reset.side]!.finRow >= 0 || tlsEnd(facts, 1 - reset.side).encryptedAlertRow >= 0) return false;
		return (
			tls.endsWithGoodbye(end) &&
			end.closeNotifyRow < 0 &&
			end.lastRow === facts.ends[reset.side]!.lastDataRow &&
			end.dataRows > 0
		);
	},
	endedBy: facts => (facts.reset.side === SERVER ? 'server' : 'client'),
	confidence: 'possible',
	summary: t =>
		`${capital(t.end(t.facts.reset.side))} sent an encrypted TLS alert and reset while an answer was due: probably a fatal TLS error.`,
	rootCause: 'The alert cannot be read; a goodbye would have been followed by a FIN, or by nothing outstanding.',
	evidence: t =>
		t.evidence(
			[tlsEnd(t.facts, t.facts.reset.side).lastRow, 'encrypted alert'],
			[t.facts.reset.row, 'RST,ACK by the same end'],
		),
	nextSteps: [
		'log of that end: bad_record_mac, decrypt_error, internal_error',
		'network cards and devices that alter bytes',
	],
	references: ['RFC 5246 7.2.2', 'RFC 8446 6.2'],
};

const helloUnanswered: Rule = {
	pattern: 'T13',
	verdict: 'tls-no-answer',
	when: (facts, context) => {
		const {tls, client, server} = facts;
		if (tls.client.helloRow < 0 || server.payload > 0 || server.packets === 0 || facts.ackedUnseen > 0) return false;
		if (server.acked <= 1) return false;
		const until =
			client.finRow >= 0
				? client.finAt
				: server.finRow >= 0
					? server.finAt
					: facts.reset.row >= 0
						? facts.reset.at
						: facts.lastAt + facts.sinceLast;
		return until - client.firstDataAt >= context.patience;
	},
	endedBy: firstToEnd,
	confidence: 'likely',
	summary: t => `${capital(t.server)} took the TLS hello of ${t.client} and never answered it${endWords(t)}.`,
	rootCause:
		'A worker that is stuck, a backend that is missing behind a TLS front, or a device that holds the hello back.',
	evidence: t =>
		t.evidence(
			[t.facts.tls.client.helloRow, 'ClientHello'],
			[t.facts.requestAckRow, 'acknowledged by TCP, no ServerHello'],
			endRow(t, CLIENT),
			endRow(t, SERVER),
		),
	notTheCause: ['loss of the hello: it was acknowledged'],
	nextSteps: [
		'server processes and their log at that time',
		'whether a shorter hello is answered (hello in two packets, path MTU)',
	],
	references: ['RFC 8446 4.1.2'],
};

export const tlsChapter: Chapter = {
	name: 'TLS',
	applies: facts =>
		facts.tls.seen || facts.clientOpening === FirstPayload.HTTP_REQUEST || facts.clientOpening === FirstPayload.TEXT,
	rules: [
		plainTextToTls,
		tlsToPlainText,
		clientCertificate,
		...alertRules,
		hiddenAfterHandshake,
		fatalLater,
		helloUnanswered,
	],
};

/** TLS 1.3: the server's first and last word after the handshake has the size of an alert, and it closes. */
function isHiddenRefusal(facts: StreamFacts): boolean {
	const {tls, server} = facts;
	if (!tls.endsWithHiddenAlert(tls.server) || tls.server.rowsAfterFinished !== 1) return false;
	if (tls.server.lastRow !== server.lastDataRow) return false;
	return (server.finRow >= 0 && server.finAt - server.lastDataAt <= AT_ONCE) || isResetSoon(facts, SERVER);
}

/** TLS 1.3: the client's only encrypted record has the size of an alert, and it leaves. */
function isHiddenDistrust(facts: StreamFacts): boolean {
	const {tls, client} = facts;
	if (!tls.endsWithHiddenAlert(tls.client) || tls.client.dataRows !== 1 || tls.server.helloRow < 0) return false;
	if (tls.client.spokeRow >= 0 || tls.client.lastRow !== client.lastDataRow) return false;
	return (client.finRow >= 0 && client.finAt - client.lastDataAt <= AT_ONCE) || isResetSoon(facts, CLIENT);
}

function isResetSoon(facts: StreamFacts, side: number): boolean {
	return facts.reset.row >= 0 && facts.reset.side === side && facts.reset.at - facts.ends[side]!.lastDataAt <= AT_ONCE;
}

/** The server resets as soon as it has the first request, without a byte of its own. */
function isResetOnRequest(facts: StreamFacts): boolean {
	const {reset, server} = facts;
	if (reset.row < 0 || reset.side !== SERVER || reset.bare || server.payload > 0) return false;
	return facts.requestAckRow >= 0 && reset.at - facts.requestAt - facts.tripTo(SERVER) <= AT_ONCE;
}

function endWords(t: Telling): string {
	const by = firstToEnd(t.facts);
	if (by !== 'client' && by !== 'server') return '';
	const side = by === 'client' ? CLIENT : SERVER;
	const [row] = endRow(t, side);
	return `; the ${by} left after ${spanText(t.at(row) - t.facts.client.firstDataAt)}`;
}
