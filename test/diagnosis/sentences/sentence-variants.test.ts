import assert from 'node:assert/strict';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {explainPacket} from '../../../source/diagnosis/explain.ts';
import {gatherFacts} from '../../../source/diagnosis/facts/gather.ts';
import {ruleFor} from '../../../source/diagnosis/judge.ts';
import {icmpText} from '../../../source/diagnosis/knowledge/icmp-errors.ts';
import {TLS_ALERTS} from '../../../source/diagnosis/knowledge/tls-alerts.ts';
import {type Rule, told, toldItems} from '../../../source/diagnosis/rules/rule.ts';
import {Telling} from '../../../source/diagnosis/words/telling.ts';
import {capturesIn, sharedPath} from '../../support/captures/shared-files.ts';
import type {Frame} from '../../support/frames/capture-builder.ts';
import {frameTime} from '../../support/frames/packet-builder.ts';
import {alert, conversation, OPENING} from '../conversation.ts';
import {MADE_STREAMS} from '../rules/made-streams.ts';
import {framesOf, type Judged, judge} from '../support.ts';
import {checkSentences, checkText} from './sentence-check.ts';

/** All that rules were made for: recorded where the recordings are at hand, and made. */
async function inputs(t: TestContext): Promise<readonly (readonly [name: string, frames: readonly Frame[]])[]> {
	const made = MADE_STREAMS.map(({pattern, frames}) => [`made ${pattern}`, frames] as const);
	const folder = sharedPath(t, 'captures');
	if (folder === undefined) return made;
	const recorded = capturesIn(folder).map(async name => [name, await framesOf(join(folder, name))] as const);
	return [...made, ...(await Promise.all(recorded))];
}

/** Every time between packets so many times as long. */
function slowed(frames: readonly Frame[], factor: number): readonly Frame[] {
	const start = frameTime(frames[0]!.time);
	return frames.map(frame => {
		const since = Number(frameTime(frame.time) - start);
		return {...frame, time: start + BigInt(Math.round(since * factor))};
	});
}

function checkPackets({tables, context}: Judged, where: string): void {
	for (let row = 0; row < tables.packets.length; row++) {
		const sentence = explainPacket(tables, row, context);
		if (sentence === undefined) continue;
		assert.match(sentence, /^[A-Z0-9].*\.$/, where);
		checkText(sentence, `${where}, packet ${row + 1}: ${sentence}`);
	}
}

for (const factor of [0.0001, 1, 100, 20_000]) {
	test(`sentences are whole where everything takes ${factor} times as long`, async t => {
		for (const [name, frames] of await inputs(t)) {
			const judged = await judge(slowed(frames, factor));
			for (const found of judged.diagnoses) checkSentences(found, `${name}: ${found.summary}`);
			checkPackets(judged, name);
		}
	});
}

/** What counts or measures something, and may have any value: no rows, numbers of sequence, sides or kinds. */
const IS_AMOUNT = /^(?!.*(Row|row|Side|side|Kind|Sequence|End|provokedBy|stream|icmp|holeAt|next|acked)).*$/;
/** None, one, two and very many; as times from nothing to 1,648 days. */
const AMOUNTS = [0, 1, 2, 999, 1_000_000, 3_000_000_000, 142_448_400e9];

/** The texts of the rule, as long as it holds with the changed facts. */
function tell(judged: Judged, rule: Rule, where: string): void {
	const {tables, context} = judged;
	if (ruleFor(context.facts, context) !== rule) return;
	const telling = new Telling(tables, context.facts, context);
	const summary = told(rule.summary, telling);
	assert.match(summary, /^[A-Z].*\.$/, where);
	const lists = [rule.notTheCause, rule.caveats, rule.nextSteps].flatMap(items => toldItems(items ?? [], telling));
	const evidence = rule.evidence(telling).map(({text}) => text);
	for (const text of [summary, told(rule.rootCause ?? '', telling), ...lists, ...evidence])
		checkText(text, `${where}: ${text}`);
}

test('sentences read well with none, one, two and very many of whatever they count or measure', async t => {
	for (const [name, frames] of await inputs(t)) {
		const judged = await judge(frames);
		const {facts} = judged.context;
		for (let stream = 0; stream < judged.tables.streams.length; stream++) {
			gatherFacts(judged.tables, stream, facts);
			const rule = ruleFor(facts, judged.context);
			if (rule === undefined) continue;
			for (const part of [facts, facts.client, facts.server, facts.reset]) {
				for (const [key, value] of Object.entries(part)) {
					if (typeof value !== 'number' || !IS_AMOUNT.test(key)) continue;
					for (const amount of AMOUNTS) {
						// What has a row was counted at least once.
						if (amount === 0 && key.endsWith('Count')) continue;
						Object.assign(part, {[key]: amount});
						tell(judged, rule, `${name}, ${rule.pattern} with ${key} ${amount}`);
					}
					Object.assign(part, {[key]: value});
				}
			}
		}
	}
});

test('each TLS alert and each ICMP error reads well in its sentence', async () => {
	for (const description of [...Object.keys(TLS_ALERTS).map(Number), 199]) {
		for (const level of [1, 2]) {
			const lines = [...OPENING, [0.03, 'c', 'PA', {payload: alert(level, description)}], [0.031, 'c', 'FA']] as const;
			const judged = await judge(conversation(lines));
			checkSentences(judged.diagnoses[0]!, `alert ${description}`);
			checkPackets(judged, `alert ${description}`);
		}
	}
	for (const version of [4, 6])
		for (let type = 0; type < 14; type++)
			for (let code = 0; code < 18; code++) assert.match(icmpText(version, type, code), /^[A-Za-z][\w ,-]+$/);
});
