import assert from 'node:assert/strict';
import {appendFileSync, copyFileSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {CaptureBytes, openCaptures} from '../../../source/capture/capture-set.ts';
import {CaptureError} from '../../../source/capture/problem.ts';
import {Spool, spoolPartsFor} from '../../../source/capture/spool.ts';
import {pcap, tcp} from '../../support/frames/capture-builder.ts';
import {scratchFolder} from '../../support/scratch-folder.ts';

const folder = scratchFolder();

const frames = Array.from({length: 20_000}, (_, n) =>
	tcp({from: '10.0.0.1:1', to: '10.0.0.2:2', seq: n, payload: 100, time: n}),
);
const capture = pcap(frames);
const other = pcap(frames.map(frame => ({...frame, time: 77})));
const last = capture.length - frames[0]!.bytes.length;
const path = join(folder, 'capture.pcap');

function watched(): CaptureBytes {
	rmSync(path, {force: true});
	writeFileSync(path, capture);
	return new CaptureBytes(
		[path],
		spoolPartsFor(1, 1e6).map(parts => new Spool(parts)),
	);
}

const DEEDS: readonly (readonly [deed: string, said: RegExp, does: () => void])[] = [
	[
		'replaced by another file',
		/^The file was replaced by another one after it was loaded/,
		() => {
			writeFileSync(`${path}.new`, other);
			renameSync(`${path}.new`, path);
		},
	],
	['cut short', /^The file was cut short after/, () => truncateSync(path, 5000)],
	['written anew, longer', /^The file was written anew/, () => writeFileSync(path, Buffer.concat([other, other]))],
	['removed', /^The file was removed/, () => rmSync(path)],
	[
		'replaced by a compressed file',
		/^The file was replaced by another one/,
		() => {
			writeFileSync(`${path}.new`, gzipSync(capture));
			renameSync(`${path}.new`, path);
		},
	],
];

for (const [deed, said, does] of DEEDS)
	test(`a file that was ${deed} before its packets are read again gives none, and that is said once`, () => {
		const bytes = watched();
		does();
		assert.equal(bytes.read(0, last, 64).length, 0);
		assert.equal(bytes.read(0, 40, 64).length, 0);
		assert.equal(bytes.problems.length, 1);
		assert.match(bytes.problems[0]!.message, said);
		bytes.close();
	});

test('a file that was cut short between two looks is noticed at the second', () => {
	const bytes = watched();
	assert.deepEqual(bytes.read(0, 40, 154), frames[0]!.bytes);
	truncateSync(path, 5000);
	assert.equal(bytes.read(0, last, 154).length, 0);
	assert.match(bytes.problems[0]!.message, /cut short/);
	bytes.close();
});

test('a file that grows, or is removed while it is open, is the same file', () => {
	const bytes = watched();
	assert.deepEqual(bytes.read(0, 40, 154), frames[0]!.bytes);
	appendFileSync(path, capture.subarray(24));
	rmSync(path);
	assert.deepEqual(bytes.read(0, last, 154), frames.at(-1)!.bytes);
	assert.deepEqual(bytes.problems, []);
	bytes.close();
});

test('of several captures, those that cannot be read are named and the others are shown', async () => {
	const empty = join(folder, 'empty.pcap');
	const text = join(folder, 'text.txt');
	const whole = join(folder, 'whole.pcap');
	writeFileSync(empty, '');
	writeFileSync(text, 'nothing here\n');
	writeFileSync(whole, capture);
	copyFileSync(whole, join(folder, 'copy.pcap'));
	const paths = [empty, whole, join(folder, 'missing.pcap'), text, folder, join(folder, 'copy.pcap')];
	const spools = spoolPartsFor(paths.length, 1e6).map(parts => new Spool(parts));
	const reader = await openCaptures(paths, spools);
	let packets = 0;
	while (await reader.fill()) while (reader.next()) packets++;
	await reader.close();
	assert.equal(packets, 40_000);
	assert.deepEqual(
		reader.interfaces.map(({file}) => file),
		[1, 5],
	);
	assert.deepEqual(
		reader.problems.map(({message}) => /is empty|does not exist|is text|is a directory/.exec(message)?.[0]),
		['is empty', 'does not exist', 'is text', 'is a directory'],
	);
	await assert.rejects(openCaptures([empty, text], spools), CaptureError);
});
