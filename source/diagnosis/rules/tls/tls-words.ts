import type {StreamFacts} from '../../facts/stream-facts.ts';
import type {TlsEndFacts} from '../../facts/tls-facts.ts';
import {tlsAlert} from '../../knowledge/tls-alerts.ts';
import type {Telling} from '../../words/telling.ts';
import {CLIENT} from '../rule.ts';

const FATAL = 2;
/** Alerts about the peer's certificate (spec/diagnoses.md T2). */
export const CERTIFICATE_ALERTS = [42, 43, 44, 45, 46, 48];

/** TLS as one end spoke it. */
export function tlsEnd(facts: StreamFacts, side: number): TlsEndFacts {
	return side === CLIENT ? facts.tls.client : facts.tls.server;
}

/** A readable alert of that end which ended the session: fatal, or the last that it said. */
export function isFinalAlert(facts: StreamFacts, side: number): boolean {
	const end = tlsEnd(facts, side);
	return end.alertRow >= 0 && (end.alertLevel === FATAL || end.lastRow === end.alertRow);
}

/** An alert as evidence: whose it is, its name and level. */
export function alertWords(t: Telling, end: TlsEndFacts): string {
	const level = end.alertLevel === FATAL ? 'fatal' : 'warning';
	const how = end.alertIsDecrypted ? `${level}, decrypted` : level;
	return `TLS alert from the ${end === t.facts.tls.client ? 'client' : 'server'}: ${tlsAlert(end.alertDescription).name} (${how})`;
}

/** The packet with which an end closed or reset, as evidence. */
export function endRow(t: Telling, side: number): readonly [number, string] {
	const {finRow, resetRow} = t.facts.ends[side]!;
	const role = t.role(side);
	return resetRow >= 0 && (finRow < 0 || resetRow < finRow) ? [resetRow, `${role} RST`] : [finRow, `${role} FIN`];
}
