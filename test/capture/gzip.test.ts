import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {readCapture} from '../support/captures/read-capture.ts';
import {concat, pcap, pcapngOf, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

// Frames of damaged files were counted with TShark 4.0.17 on files made in this way.

const folder = scratchFolder();

/** Payload that deflate cannot make much smaller, so that places in the compressed bytes are places in the capture. */
function noise(seed: number): Uint8Array {
	return Uint8Array.from({length: 60}, (_, k) => (seed * 31 + k * k * 7 + ((seed * k) >> 3)) & 255);
}
const frames = Array.from({length: 3000}, (_, index) =>
	tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', seq: Math.imul(index, 2_654_435_761) >>> 0, payload: noise(index)}),
);
const compressed = new Uint8Array(gzipSync(pcap(frames)));

function fileOf(bytes: Uint8Array): string {
	const path = join(folder, 'capture.pcap.gz');
	writeFileSync(path, bytes);
	return path;
}

function flipped(at: number): Uint8Array {
	const bytes = compressed.slice();
	bytes[at]! ^= 1;
	return bytes;
}

/** Both ways in: by path, and through a pipe. */
async function readBoth(bytes: Uint8Array): ReturnType<typeof readCapture> {
	const piped = await readCapture(bytes);
	const read = await readCapture(fileOf(bytes));
	assert.equal(read.packets.length, piped.packets.length);
	assert.deepEqual(read, piped);
	return read;
}

test('gzip files are read as what is in them, pcap or pcapng', async () => {
	for (const file of [pcap(frames), pcapngOf(frames)]) {
		const {packets, problems} = await readBoth(gzipSync(file));
		assert.deepEqual(problems, []);
		assert.deepEqual(
			packets.map(packet => packet.bytes),
			frames.map(frame => frame.bytes),
		);
	}
});

test('members one behind the other are one capture', async () => {
	const first = pcap(frames.slice(0, 10));
	const second = pcap(frames.slice(10)).subarray(24);
	const {packets, problems} = await readBoth(concat(gzipSync(first), gzipSync(second)));
	assert.equal(packets.length, 3000);
	assert.deepEqual(problems, []);
});

for (const [name, bytes] of [
	['without its trailer', compressed.subarray(0, -8)],
	['without half its trailer', compressed.subarray(0, -4)],
] as const)
	test(`a gzip file ${name} gives all packets and is cut`, async () => {
		const {packets, problems} = await readBoth(bytes);
		assert.equal(packets.length, 3000);
		assert.deepEqual(
			problems.map(problem => problem.kind),
			['truncated'],
		);
	});

test('half a gzip file gives the packets of that half', async () => {
	const {packets, problems} = await readBoth(compressed.subarray(0, compressed.length >> 1));
	assert.ok(packets.length > 1400 && packets.length < 1600, `${packets.length} packets`);
	assert.deepEqual(
		packets.map(packet => packet.bytes),
		frames.slice(0, packets.length).map(frame => frame.bytes),
	);
	assert.equal(problems[0]!.kind, 'truncated');
});

for (const [name, place] of [
	['checksum', -6],
	['length', -2],
] as const)
	test(`a gzip file with a wrong ${name} in its trailer gives all packets and is damaged`, async () => {
		const {packets, problems} = await readBoth(flipped(compressed.length + place));
		assert.equal(packets.length, 3000);
		assert.deepEqual(
			problems.map(problem => problem.kind),
			['damaged'],
		);
	});

test('a gzip file with damage in the middle gives every byte before the damage', async () => {
	const stored = new Uint8Array(gzipSync(pcap(frames), {level: 0}));
	const {at, before} = storedBlockAfter(stored, 200_000);
	stored[at + 1]! ^= 1;
	const {packets, problems, bytesDecoded} = await readCapture(fileOf(stored));
	assert.deepEqual(
		problems.map(({kind, offset}) => [kind, offset]),
		[['damaged', before]],
	);
	assert.equal(bytesDecoded, before);
	assert.equal(packets.length, Math.floor((before - 24) / (16 + 114)));
});

/**
 * Place of a stored block's header behind `place`, and bytes stored before it. A stored block has one byte of type, a
 * length of 16 bits and that length's complement (RFC 1951 3.2.4); the gzip header before the first has 10 bytes.
 */
function storedBlockAfter(bytes: Uint8Array, place: number): {at: number; before: number} {
	let at = 10;
	let before = 0;
	while (at < place) {
		const length = bytes[at + 1]! | (bytes[at + 2]! << 8);
		at += 5 + length;
		before += length;
	}
	return {at, before};
}

test('bytes behind the last member are damage, zeros are padding', async () => {
	const text = await readCapture(fileOf(concat(compressed, Buffer.from('not a member'))));
	assert.equal(text.packets.length, 3000);
	assert.equal(text.problems[0]!.kind, 'damaged');
	const zeros = await readCapture(fileOf(concat(compressed, new Uint8Array(100))));
	assert.equal(zeros.packets.length, 3000);
	assert.deepEqual(zeros.problems, []);
});

test('what deflates a thousandfold is read in pieces', async () => {
	const zeros = {bytes: new Uint8Array(262_144)};
	const bomb = gzipSync(pcap(Array.from({length: 200}, () => zeros)));
	assert.ok(bomb.length < 60_000);
	assert.equal((await readCapture(fileOf(bomb))).packets.length, 200);
});
