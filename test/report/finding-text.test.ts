import assert from 'node:assert/strict';
import test from 'node:test';
import type {Finding} from '../../source/diagnosis/endings/findings.ts';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import {findingText} from '../../source/report/endings/finding-text.ts';
import {conversation, exchange, OPENING} from '../diagnosis/conversation.ts';
import {checkText} from '../diagnosis/sentences/sentence-check.ts';
import {judge} from '../diagnosis/support.ts';

const USED = [...OPENING, ...exchange(0.03), [1, 'c', 'FA']] as const;

test('a finding reads well for one, two and very many connections, at once or over days', async () => {
	const frames = [0, 0.5, 200_000].flatMap((from, index) =>
		conversation(USED, {from, client: `10.1.0.2:${45_000 + index}`}),
	);
	const {tables} = await judge(frames);
	const client = tables.streams.address(0, 'client');
	const server = tables.streams.address(0, 'server');
	const common = {client, server, port: 7001, first: 0, verdict: 0, hosts: 1, period: 0} as const;
	for (const streams of [1, 2, 3, 1_234_567]) {
		for (const last of [0, 1, 2]) {
			const findings: readonly Finding[] = [
				...VERDICTS.map((_, verdict) => ({...common, kind: 'service' as const, verdict, streams, last, of: streams})),
				...VERDICTS.map((_, verdict) => ({
					...common,
					kind: 'service' as const,
					verdict,
					streams,
					last,
					of: streams + 1,
				})),
				{...common, kind: 'scan', streams, last, of: streams, hosts: streams},
				{...common, kind: 'check', streams, last, of: streams, period: streams * 0.7},
			];
			for (const finding of findings) {
				const text = findingText(finding, tables);
				assert.match(text, /^[A-Z\d].*[^.]\.$/, text);
				checkText(text, text);
			}
		}
	}
});
