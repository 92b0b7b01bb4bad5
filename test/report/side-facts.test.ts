import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {DEFAULT_OPTIONS} from '../../source/diagnosis/context.ts';
import {jsonReport} from '../../source/report/endings/json-report.ts';
import {markdownReport} from '../../source/report/endings/markdown-report.ts';
import type {ReportSource} from '../../source/report/endings/report-model.ts';
import {textReport} from '../../source/report/endings/text-report.ts';
import {conversation, exchange, type Line, OPENING} from '../diagnosis/conversation.ts';
import {judge} from '../diagnosis/support.ts';
import type {Frame} from '../support/frames/capture-builder.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');

async function sourceOf(input: string | readonly Frame[]): Promise<ReportSource> {
	const {tables, diagnoses} = await judge(input);
	return {
		files: ['a.pcap'],
		tables,
		thresholds: DEFAULT_OPTIONS,
		ending: stream => diagnoses[stream]!,
		diagnose: stream => diagnoses[stream]!,
	};
}

/** A report whose wrapped lines are joined; labelled lines stay apart. */
function flat(pieces: Iterable<string>): string {
	return [...pieces].join('').replace(/\n +(?! *(cause|why|not|but|also|next|see) )/g, ' ');
}

const CLOSED: readonly Line[] = [...OPENING, ...exchange(0.03), [1, 'c', 'FA'], [1.02, 's', 'FA'], [1.021, 'c', 'A']];

test('a caveat stands apart from what the packets exclude', async () => {
	const source = await sourceOf(join(SAMPLES, 'refused.pcap'));
	const caveat = 'a firewall that rejects with a reset can look the same';
	assert.match(flat(textReport(source, [0])), new RegExp(`\\n? +but +${caveat}`));
	assert.match(flat(markdownReport(source, [0])), new RegExp(`But:\n\n- ${caveat}`));
	const {ending} = JSON.parse([...jsonReport(source, [0])].join('')).streams[0];
	assert.deepEqual(ending.caveats, [caveat]);
	assert.deepEqual(ending.notTheCause, ['packet loss: the answer came back']);
});

test('side facts are told in words in text and Markdown, and by their ids in JSON', async () => {
	const source = await sourceOf(conversation([...CLOSED.slice(0, -1)].slice(3)));
	assert.match(flat(textReport(source, [0])), / also +the start is not in the capture \(mid-stream-start\)/);
	assert.match(flat(markdownReport(source, [0])), /Also:\n\n- the start is not in the capture \(mid-stream-start\)/);
	const {ending} = JSON.parse([...jsonReport(source, [0])].join('')).streams[0];
	assert.deepEqual(ending.also, ['mid-stream-start']);
});

test('counts that a capture doubles by holding each packet twice are marked where they stand', async () => {
	const doubled = await sourceOf(
		conversation(CLOSED).flatMap(frame => [frame, {...frame, time: Number(frame.time) + 20e-6}]),
	);
	const marked = /down.{0,4}counts doubled: each packet was captured twice/;
	assert.match(flat(textReport(doubled, [0])), marked);
	assert.match(flat(markdownReport(doubled, [0])), marked);
	const single = await sourceOf(conversation(CLOSED));
	assert.doesNotMatch(flat(textReport(single, [0])), /doubled/);
});
