import {FirstPayload} from '../analysis/first-payload.ts';
import type {CaptureTables} from '../analysis/tables/capture-tables.ts';
import {AcrossStreams} from './across-streams.ts';
import type {DiagnosisContext} from './context.ts';
import {CONFIDENCES, type Confidence, ENDED_BY, type EndedBy} from './diagnosis.ts';
import {gatherFacts} from './facts/gather.ts';
import type {StreamFacts} from './facts/stream-facts.ts';
import {CHAPTERS} from './rules/chapters.ts';
import {hadClosed, type Judged, type Rule} from './rules/rule.ts';
import {verdictIndex} from './verdicts.ts';

/** Port numbers from which on both ends may be clients: which is the server is then a mere guess. */
const EPHEMERAL = 10_000;
/** Time stamps that go back further are no mere reordering at the tap: no span of time can be trusted. */
const CLOCK_SLACK = 50e6;
/** Indexes of `CONFIDENCES`. */
const POSSIBLE = 0;
const LIKELY = 1;
const CERTAIN = 2;
/** Payload of a TLS alert in the common cipher suites (spec/diagnoses.md D.7). */
const LONGEST_ALERT = 31;
/** A TLS handshake that fails does so within as many turns. */
const HANDSHAKE_EXCHANGES = 2;

/** Judges a stream by its own packets, and by what others show if the context has it; fills the stream table. */
export function judgeStream(tables: CaptureTables, stream: number, context: DiagnosisContext): void {
	const {facts} = context;
	gatherFacts(tables, stream, facts);
	const rule = ruleFor(facts, context);
	if (rule === undefined) tables.streams.setJudgement(stream, 0, 0, 0);
	else
		tables.streams.setJudgement(
			stream,
			verdictIndex(rule.verdict),
			ENDED_BY.indexOf(judged(rule.endedBy, facts, context)),
			CONFIDENCES.indexOf(confidenceOf(rule, tables, facts, context)),
		);
}

/** Judges all streams of a loaded capture, with what they show together. */
export function judgeAll(tables: CaptureTables, context: DiagnosisContext): void {
	context.across ??= new AcrossStreams(tables);
	for (let stream = 0; stream < tables.streams.length; stream++) judgeStream(tables, stream, context);
}

/** The rule that holds for the gathered facts. */
export function ruleFor(facts: StreamFacts, context: DiagnosisContext): Rule | undefined {
	for (const chapter of CHAPTERS) {
		if (!chapter.applies(facts, context)) continue;
		for (const rule of chapter.rules) if (rule.when(facts, context)) return rule;
	}
	return undefined;
}

export function judged<T extends EndedBy | Confidence>(
	value: Judged<T>,
	facts: StreamFacts,
	context: DiagnosisContext,
): T {
	return typeof value === 'function' ? value(facts, context) : value;
}

/** The rule's confidence, within what the capture allows. */
export function confidenceOf(
	rule: Rule,
	tables: CaptureTables,
	facts: StreamFacts,
	context: DiagnosisContext,
): Confidence {
	const confidence = CONFIDENCES.indexOf(judged(rule.confidence, facts, context));
	if (rule.verdict === 'one-sided') return CONFIDENCES[confidence]!;
	if (isOddReset(rule, facts)) return CONFIDENCES[POSSIBLE]!;
	const limit = Math.min(
		startLimit(rule, tables, facts),
		mayHideAlert(facts) ? POSSIBLE : hidesPayload(facts) ? LIKELY : CERTAIN,
	);
	return CONFIDENCES[Math.min(confidence, limit)]!;
}

/** What a missing start, or a capture that lost packets, leaves of the confidence. */
function startLimit(rule: Rule, tables: CaptureTables, facts: StreamFacts): number {
	if (facts.clockStep > CLOCK_SLACK) return POSSIBLE;
	if (!facts.isMidStream) return facts.ackedUnseen > 0 || facts.clockWentBack ? LIKELY : CERTAIN;
	if (rule.needsStart === false) return LIKELY;
	const isGuess = facts.exchanges === 0 || rule.needsStart === true || isRoleDoubtful(tables, facts);
	return isGuess ? POSSIBLE : LIKELY;
}

/** The snap length cut the payload off, which might have told more. */
function hidesPayload(facts: StreamFacts): boolean {
	return facts.isCut && facts.client.payload > 0 && facts.clientOpening === FirstPayload.NONE;
}

/** What is cut off may be a TLS alert, by its size, or a request in the wrong protocol. */
function mayHideAlert(facts: StreamFacts): boolean {
	if (!hidesPayload(facts) || facts.exchanges > HANDSHAKE_EXCHANGES) return false;
	return facts.server.lastDataLength <= LONGEST_ALERT || facts.client.lastDataLength <= LONGEST_ALERT;
}

/** The reset has another TTL than its sender's packets, though nothing else speaks against it. */
function isOddReset(rule: Rule, facts: StreamFacts): boolean {
	if (facts.reset.row < 0 || rule.verdict === 'middlebox-reset' || rule.verdict === 'syn-scan') return false;
	return Math.abs(facts.reset.ttlDelta) > 1 && !hadClosed(facts, facts.reset.side);
}

function isRoleDoubtful(tables: CaptureTables, facts: StreamFacts): boolean {
	return facts.rolesGuessed && tables.streams.port(facts.stream, 'server') >= EPHEMERAL;
}
