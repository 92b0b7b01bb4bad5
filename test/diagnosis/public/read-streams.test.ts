import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {explainPacket} from '../../../source/diagnosis/explain.ts';
import {sharedPath} from '../../support/captures/shared-files.ts';
import {type Judged, judge} from '../support.ts';
import {READ_STREAMS} from './read-streams.ts';

test('streams that were read packet by packet have the verdict that the packets show', async t => {
	const folder = sharedPath(t, 'corpus', 'public');
	if (folder === undefined) return;
	const captures = new Map<string, Judged>();
	for (const [name, stream, ending, why] of READ_STREAMS) {
		if (!captures.has(name)) captures.set(name, await judge(join(folder, name)));
		const found = captures.get(name)!.diagnoses[stream]!;
		assert.equal(`${found.verdict} ${found.endedBy}`, ending, `${name}, tcp.stream ${stream}: ${why}`);
	}
});

/** Capture, stream, and what its summary must say. */
const SUMMARIES: readonly (readonly [capture: string, stream: number, wanted: RegExp])[] = [
	['bug-3616-smtp.pcap', 0, /client .* finished and closed, and server .* agreed/],
	['derived-modified-magic.pcap', 0, /ended the connection after 60\.6 s without use with a reset/],
	['example2.pcap', 14, /closed it 5\.26 s later without a byte/],
	['example2.pcap', 49, /reset is the proper reply to what server .* still sent \(27 bytes\)/],
	['fuzz-2006-09-29-28586.pcap', 12, /shows no FIN of client/],
	['kakaotalk-chat.pcap', 10, /in the capture, a reset among them: what server/],
	['kakaotalk-chat.pcap', 11, /agreed 13\.2 s later with a reset/],
	['output-eve-ftp-data.pcap', 3, /^Normal: server .* closed, client .* and its reset .* \(125 bytes\)/],
	['output-eve-ftp-data.pcap', 5, /what it refused was the answer to its request \(125 bytes/],
	['sites.pcapng', 0, /does not show how .* ended: its last packet came 1,465 days before/],
	['starcraft-battle.pcap', 4, /\(17 bytes, sent as it closed too\)/],
];

test('what the packets show of those streams is what their sentences say', async t => {
	const folder = sharedPath(t, 'corpus', 'public');
	if (folder === undefined) return;
	for (const [name, stream, wanted] of SUMMARIES) {
		const {diagnoses} = await judge(join(folder, name));
		assert.match(diagnoses[stream]!.summary, wanted, `${name}, tcp.stream ${stream}`);
	}
});

test('a packet that comes again sooner than any answer could is no sign of a lost acknowledgment', async t => {
	const folder = sharedPath(t, 'corpus', 'public');
	if (folder === undefined) return;
	const {tables, context, diagnoses} = await judge(join(folder, 'output-eve-ftp-data.pcap'));
	assert.ok(!diagnoses[0]!.also.includes('last-ack-lost'));
	assert.match(explainPacket(tables, tables.packets.rowOfFrame(69), context) ?? '', /^FIN once more, 1\.8 ms after/);
	const web = await judge(join(folder, 'example2.pcap'));
	assert.ok(!web.diagnoses[41]!.also.includes('third-ack-lost'));
	const sentence = explainPacket(web.tables, web.tables.packets.rowOfFrame(834), web.context) ?? '';
	assert.match(sentence, /^SYN\/ACK once more, sooner than any timeout/);
});

test('a FIN that comes again with payload that was lost says so', async t => {
	const folder = sharedPath(t, 'corpus', 'public');
	if (folder === undefined) return;
	const {tables, context} = await judge(join(folder, 'example2.pcap'));
	const said = (frame: number) => explainPacket(tables, tables.packets.rowOfFrame(frame), context) ?? '';
	assert.match(said(2507), /^FIN repeated 754 ms after the first, with 27 bytes ahead of it that had been missing\.$/);
	assert.match(said(2508), /^Proper: the client had already declared FIN and answers 27 bytes/);
});
