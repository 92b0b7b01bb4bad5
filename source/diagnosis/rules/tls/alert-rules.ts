import type {Confidence, EndedBy} from '../../diagnosis.ts';
import type {StreamFacts} from '../../facts/stream-facts.ts';
import {ALERT_LOG, alertName, tlsAlert} from '../../knowledge/tls-alerts.ts';
import {capital} from '../../words/amounts.ts';
import type {Telling} from '../../words/telling.ts';
import {CLIENT, type Rule, SERVER} from '../rule.ts';
import {alertWords, CERTIFICATE_ALERTS, endRow, isFinalAlert, tlsEnd} from './tls-words.ts';

const HANDSHAKE_FAILURE = 40;
const PROTOCOL_VERSION = 70;
const INSUFFICIENT_SECURITY = 71;
const NO_APPLICATION_PROTOCOL = 120;

const distrust = alertRule(
	'T2',
	facts => alertSide(facts) === CLIENT && CERTIFICATE_ALERTS.includes(description(facts)),
	{
		summary: t => `${capital(t.client)} rejected the certificate of ${t.server}: ${meaning(t)}.`,
		rootCause:
			'The end that sends the alert is the one that objects: the client does not accept what the server presented.',
	},
);
const noCommonVersion = alertRule('T4', facts => description(facts) === PROTOCOL_VERSION, {
	summary: t => `${capital(alerter(t))} refused the TLS handshake: the two ends have no TLS version in common.`,
	rootCause: 'The versions that the ClientHello offers and those that the server allows do not overlap.',
});
const noCommonCipher = alertRule(
	'T5',
	facts =>
		(description(facts) === HANDSHAKE_FAILURE || description(facts) === INSUFFICIENT_SECURITY) &&
		alertSide(facts) === SERVER &&
		facts.tls.server.helloRow < 0,
	{
		summary: t => `${capital(t.server)} refused the TLS handshake: no cipher, curve or signature suits both ends.`,
		rootCause: "Nothing that the client's hello offers is allowed by the server's policy.",
	},
);
const noCommonProtocol = alertRule('T6', facts => description(facts) === NO_APPLICATION_PROTOCOL, {
	summary: t =>
		`${capital(alerter(t))} refused the TLS handshake: no application protocol (ALPN) is common to both ends.`,
	rootCause: 'The lists of protocols, such as h2 and http/1.1, do not overlap.',
});
const otherAlert = alertRule('T1', () => true, {
	summary: t =>
		`${capital(alerter(t))} ended TLS with the ${decryptedWord(t)}alert ${alertName(description(t.facts))}: ${meaning(t)}.`,
	rootCause: 'The end that sends the alert is the one that objects.',
});

/** TLS that a readable alert ended, by what it objects to. */
export const alertRules: readonly Rule[] = [distrust, noCommonVersion, noCommonCipher, noCommonProtocol, otherAlert];

function alertRule(
	pattern: string,
	fits: (facts: StreamFacts) => boolean,
	sentences: {readonly summary: (t: Telling) => string; readonly rootCause: string},
): Rule {
	return {
		pattern,
		verdict: 'tls-alert',
		needsStart: false,
		when: facts => (isFinalAlert(facts, CLIENT) || isFinalAlert(facts, SERVER)) && fits(facts),
		endedBy: (facts): EndedBy => (alertSide(facts) === CLIENT ? 'client' : 'server'),
		confidence: (): Confidence => 'certain',
		...sentences,
		evidence: t =>
			t.evidence(
				[tlsEnd(t.facts, alertSide(t.facts)).alertRow, alertWords(t, tlsEnd(t.facts, alertSide(t.facts)))],
				endRow(t, CLIENT),
				endRow(t, SERVER),
			),
		notTheCause: ['the network: the alert arrived as an ordinary answer'],
		nextSteps: [t => (check(t) === ALERT_LOG ? [] : [`check: ${check(t)}`]), ALERT_LOG],
		references: ['RFC 8446 6.2', 'RFC 5246 7.2.2'],
	};
}

function alertSide(facts: StreamFacts): number {
	return isFinalAlert(facts, CLIENT) ? CLIENT : SERVER;
}

function description(facts: StreamFacts): number {
	return tlsEnd(facts, alertSide(facts)).alertDescription;
}

function alerter(t: Telling): string {
	return t.end(alertSide(t.facts));
}

/** `decrypted ` where the alert was read with the secrets of a key log. */
function decryptedWord(t: Telling): string {
	return tlsEnd(t.facts, alertSide(t.facts)).alertIsDecrypted ? 'decrypted ' : '';
}

function check(t: Telling): string {
	return tlsAlert(description(t.facts)).check;
}

function meaning(t: Telling): string {
	return tlsAlert(description(t.facts)).meaning;
}
