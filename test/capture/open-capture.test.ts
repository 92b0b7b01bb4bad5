import assert from 'node:assert/strict';
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {openCapture} from '../../source/capture/open-capture.ts';
import {CaptureError} from '../../source/capture/problem.ts';
import {readCapture, streamOf} from '../support/captures/read-capture.ts';
import {hex, pcap, pcapng, sectionBlock, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const folder = scratchFolder();

const frames = [tcp({from: '10.0.0.1:1', to: '10.0.0.2:2'}), tcp({from: '10.0.0.1:1', to: '10.0.0.2:2', seq: 1})];

function fileOf(name: string, bytes: Uint8Array | string): string {
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}

async function refused(input: string | Uint8Array, message: RegExp): Promise<void> {
	await assert.rejects(openCapture(typeof input === 'string' ? input : streamOf(input)), error => {
		assert.ok(error instanceof CaptureError);
		assert.match(error.message, message);
		assert.doesNotMatch(error.message, /\n/);
		return true;
	});
}

test('the format is told by content, whatever the name', async () => {
	const path = fileOf('capture.txt', pcap(frames));
	assert.equal((await readCapture(path)).packets.length, 2);
	assert.equal((await readCapture(fileOf('capture.pcap', gzipSync(pcap(frames))))).packets.length, 2);
});

test('progress counts the bytes on the disk, and the decoded ones apart', async () => {
	const plain = pcap(Array.from({length: 500}, () => frames[0]!));
	const compressed = gzipSync(plain);
	const reader = await openCapture(fileOf('progress.gz', compressed));
	assert.equal(reader.bytesTotal, compressed.length);
	while (await reader.fill()) while (reader.next());
	assert.equal(reader.bytesRead, compressed.length);
	assert.equal(reader.bytesDecoded, plain.length);
	await reader.close();
});

test('a stream has no size', async () => {
	const reader = await openCapture(streamOf(pcap(frames)));
	assert.equal(reader.bytesTotal, 0);
	await reader.close();
});

test('a stream that comes byte by byte gives the same packets', async () => {
	const {packets} = await readCapture(pcap(frames), 1);
	assert.deepEqual(
		packets.map(packet => packet.bytes),
		frames.map(frame => frame.bytes),
	);
});

test('packets of a live stream are there before the stream ends', async () => {
	const stream = new Readable({read() {}});
	stream.push(pcap([]));
	const reader = await openCapture(stream);
	stream.push(pcap([frames[0]!]).subarray(24));
	assert.ok(await reader.fill());
	assert.ok(reader.next());
	assert.ok(!reader.next());
	stream.push(pcap([frames[1]!]).subarray(24));
	stream.push(null);
	assert.ok(await reader.fill());
	assert.ok(reader.next());
	assert.ok(!(await reader.fill()));
	assert.deepEqual(reader.problems, []);
});

test('a stream that fails in the middle gives what came before, and a problem', async () => {
	const stream = Readable.from(
		(async function* () {
			yield pcap(frames);
			throw new Error('the cable was pulled');
		})(),
	);
	const reader = await openCapture(stream);
	let packets = 0;
	while (await reader.fill()) while (reader.next()) packets++;
	assert.equal(packets, 2);
	assert.equal(reader.problems[0]!.kind, 'truncated');
	assert.match(reader.problems[0]!.message, /the cable was pulled/);
});

test('a missing file, a directory and an unreadable file are named with what to do', async () => {
	await refused(join(folder, 'none.pcap'), /none\.pcap does not exist: check/);
	await refused(folder, /is a directory: name a file in it/);
	const locked = fileOf('locked.pcap', pcap(frames));
	chmodSync(locked, 0);
	if (process.getuid?.() !== 0) await refused(locked, /may not be read by you: use sudo/);
});

test('an empty file and an empty gzip file are said to be empty', async () => {
	await refused(fileOf('empty.pcap', ''), /empty\.pcap is empty/);
	await refused(fileOf('empty.gz', gzipSync('')), /is empty inside its gzip/);
	await refused(new Uint8Array(0), /standard input is empty/);
});

test('a file that is cut in its header is said to be cut', async () => {
	await refused(pcap(frames).subarray(0, 23), /cut short in its file header/);
	await refused(pcapng([sectionBlock()]).subarray(0, 23), /cut short in its first block/);
	await refused(gzipSync(pcap(frames)).subarray(0, 10), /damaged gzip data/);
});

const foreign: readonly (readonly [string, Uint8Array, RegExp])[] = [
	['text', Buffer.from('12:00:00.1 IP a > b: Flags [S]\n'), /is text, not a capture: .*tcpdump -w/],
	['ELF', hex('7f454c46 02010100'), /is a program \(ELF\)/],
	['zip', hex('504b0304 14000000'), /zip archive: use "unzip -p .*foreign\.zip \| tcpwhy -"/],
	['zstd', hex('28b52ffd 00000000'), /zstd -dc .*foreign\.zstd \| tcpwhy -/],
	['xz', hex('fd377a58 5a000000'), /xz -dc/],
	['lz4', hex('04224d18 00000000'), /lz4 -dc/],
	['bzip2', Buffer.from('BZh91AY'), /bzip2 -dc/],
	['snoop', Buffer.from('snoop\0\0\0'), /editcap/],
	['zeros', new Uint8Array(64), /is not a capture that tcpwhy knows/],
	['gzip', gzipSync(gzipSync('x')), /compressed twice/],
];
for (const [name, bytes, message] of foreign)
	test(`a file that is ${name} is named as what it is`, () => refused(fileOf(`foreign.${name}`, bytes), message));

test('a path with a blank is quoted in the command to use', () =>
	refused(fileOf("it's a.zst", hex('28b52ffd 00000000')), /zstd -dc '.*it'\\''s a\.zst' \| /));

test('versions that are not known are refused', async () => {
	await refused(pcap(frames, {version: [1, 0]}), /version 1\.0/);
	await refused(pcapng([sectionBlock({version: [2, 0]})]), /version 2\.0/);
	assert.equal((await readCapture(pcap(frames, {version: [3, 0]}))).packets.length, 2);
	assert.deepEqual((await readCapture(pcapng([sectionBlock({version: [1, 2]})]))).problems, []);
});

test('reserved bits in the link type are refused', () =>
	refused(pcap(frames, {linkType: 0x0001_0001}), /reserved bits .*0x00010001/));

test('a file that holds nothing but its header has no packets and no problem', async () => {
	for (const file of [pcap([]), pcapng([sectionBlock()])]) {
		const {packets, problems} = await readCapture(file);
		assert.equal(packets.length, 0);
		assert.deepEqual(problems, []);
	}
});

test('records that lie across the borders of chunks are whole, and so are those larger than the headroom', async () => {
	const large = Array.from({length: 40}, (_, index) => ({bytes: new Uint8Array(262_144 - index * 1001).fill(index)}));
	const file = pcap(large);
	for (const input of [file, fileOf('large.pcap', file)]) {
		const {packets} = await readCapture(input);
		assert.equal(packets.length, 40);
		for (const [index, packet] of packets.entries()) {
			assert.deepEqual(packet.bytes, large[index]!.bytes);
			assert.deepEqual(file.subarray(packet.fileOffset, packet.fileOffset + packet.bytes.length), packet.bytes);
		}
	}
	const usb = [{bytes: new Uint8Array(9_000_000).fill(7)}, ...frames, {bytes: new Uint8Array(5_000_001).fill(8)}];
	const {packets} = await readCapture(pcap(usb, {linkType: 249}));
	assert.deepEqual(
		packets.map(packet => packet.bytes.length),
		usb.map(frame => frame.bytes.length),
	);
	assert.deepEqual(packets[3]!.bytes, usb[3]!.bytes);
});
