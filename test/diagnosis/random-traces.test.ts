import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {CONFIDENCES, ENDED_BY} from '../../source/diagnosis/diagnosis.ts';
import {explainPacket} from '../../source/diagnosis/explain.ts';
import {VERDICTS} from '../../source/diagnosis/verdicts.ts';
import {LADDERS} from '../../source/report/ladder/paper/ladder-formats.ts';
import {paperLadder} from '../../source/report/ladder/paper/paper-ladder.ts';
import {streamRows} from '../../source/session/stream-rows.ts';
import {randomTrace} from '../support/frames/random-trace.ts';
import {checkText} from './sentences/sentence-check.ts';
import {judge} from './support.ts';

test('whatever was sent, each packet has its sentence or none, and what is said of a stream is what the table holds', async () => {
	await fc.assert(
		fc.asyncProperty(randomTrace, async frames => {
			const {tables, diagnoses, context} = await judge(frames);
			const {packets, streams} = tables;
			for (let row = 0; row < packets.length; row++) {
				const sentence = explainPacket(tables, row, context);
				if (sentence !== undefined) checkText(sentence, `packet ${row + 1}: ${sentence}`);
			}
			for (const [stream, found] of diagnoses.entries()) {
				assert.deepEqual(
					[found.verdict, found.endedBy, found.confidence],
					[
						VERDICTS[streams.verdict(stream)]!.id,
						ENDED_BY[streams.endedBy(stream)],
						CONFIDENCES[streams.confidence(stream)],
					],
				);
				const source = {files: ['a.pcap'], tables, diagnose: () => found};
				const paper = paperLadder(source, stream, streamRows(tables, stream), {
					explain: row => explainPacket(tables, row, context),
					packetDetails: row => ({row, layers: []}),
				});
				for (const format of Object.values(LADDERS)) assert.ok([...format(paper, false)].length > 0);
			}
		}),
		{numRuns: Number(process.env['TCPWHY_TRACES'] ?? 100)},
	);
});
