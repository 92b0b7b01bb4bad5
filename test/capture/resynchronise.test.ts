import assert from 'node:assert/strict';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {readCapture} from '../support/captures/read-capture.ts';
import {
	block,
	concat,
	enhancedPacket,
	type Frame,
	interfaceBlock,
	pcap,
	pcapng,
	pcapngOf,
	sectionBlock,
	tcp,
} from '../support/frames/capture-builder.ts';

const frames: readonly Frame[] = Array.from({length: 40}, (_, index) =>
	tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', seq: index, payload: 10 + index, time: 1_700_000_000 + index}),
);
/** A big-endian classic file goes through the window, as a file on the disk does. */
const classic = pcap(frames, {bigEndian: true});
const blocks = pcapngOf(frames);
/** Where record `n` of the classic file begins. */
const recordAt = (n: number) => 24 + frames.slice(0, n).reduce((sum, {bytes}) => sum + 16 + bytes.length, 0);

const garbage = (length: number) => Uint8Array.from({length}, (_, index) => (index * 151 + 97) & 0xff);

async function bytesOf(capture: Uint8Array, chunkLength?: number) {
	const {packets, problems} = await readCapture(capture, chunkLength);
	return {packets: packets.map(({bytes}) => bytes), problems};
}

test('garbage between two records is skipped, and named with its place and length', async () => {
	const at = recordAt(10);
	for (const chunk of [1, 7, 4096, undefined]) {
		const spoiled = concat(classic.subarray(0, at), garbage(123), classic.subarray(at));
		const {packets, problems} = await bytesOf(spoiled, chunk);
		assert.deepEqual(
			packets,
			frames.map(({bytes}) => bytes),
		);
		assert.equal(problems.length, 1);
		assert.equal(problems[0]!.kind, 'damaged');
		assert.equal(problems[0]!.offset, at);
		assert.match(problems[0]!.message, new RegExp(`123 bytes were skipped .*\\(at byte ${at}\\)\\.$`));
	}
});

test('a length that is no length costs one packet', async () => {
	const spoiled = classic.slice();
	spoiled.fill(0xff, recordAt(20) + 8, recordAt(20) + 12);
	const {packets, problems} = await bytesOf(spoiled);
	assert.deepEqual(
		packets,
		frames.toSpliced(20, 1).map(({bytes}) => bytes),
	);
	assert.equal(problems[0]!.offset, recordAt(20));
});

test('a length beyond the end of the file costs one packet', async () => {
	const spoiled = classic.slice();
	new DataView(spoiled.buffer).setUint32(recordAt(30) + 8, 200_000);
	const {packets, problems} = await bytesOf(spoiled);
	assert.deepEqual(
		packets,
		frames.toSpliced(30, 1).map(({bytes}) => bytes),
	);
	assert.deepEqual(
		problems.map(({kind, offset}) => [kind, offset]),
		[['damaged', recordAt(30)]],
	);
});

test('several damaged places are named one by one', async () => {
	const [one, two] = [recordAt(5), recordAt(25)];
	const spoiled = concat(
		classic.subarray(0, one),
		garbage(40),
		classic.subarray(one, two),
		garbage(50),
		classic.subarray(two),
	);
	const {packets, problems} = await bytesOf(spoiled);
	assert.equal(packets.length, 40);
	assert.deepEqual(
		problems.map(({offset}) => offset),
		[one, two + 40],
	);
});

test('a cut file is cut short, whatever its last packet carries', async () => {
	const inner = tcp({
		from: '10.0.0.3:1',
		to: '10.0.0.4:2',
		payload: classic.subarray(24, recordAt(8)),
		time: 1_700_000_003,
	});
	const whole = pcap([...frames.slice(0, 3), inner], {bigEndian: true});
	const {packets, problems} = await bytesOf(whole.subarray(0, -1));
	assert.equal(packets.length, 3);
	assert.deepEqual(
		problems.map(({kind}) => kind),
		['truncated'],
	);
});

test('what follows damage and is no chain of records near in time is not taken for packets', async () => {
	const old = pcap(
		frames.map(frame => ({...frame, time: 1_000_000_000})),
		{bigEndian: true},
	).subarray(24);
	for (const tail of [new Uint8Array(5000), old, garbage(5000), classic.subarray(recordAt(39))]) {
		const {packets, problems} = await bytesOf(concat(classic.subarray(0, recordAt(5)), garbage(30), tail));
		assert.equal(packets.length, 5);
		assert.deepEqual(
			problems.map(({kind, offset}) => [kind, offset]),
			[['damaged', recordAt(5)]],
		);
	}
});

test('a file of nothing but damage notes a bounded number of places', async () => {
	const piece = concat(garbage(31), classic.subarray(24, recordAt(4)));
	const {problems} = await bytesOf(concat(classic.subarray(0, recordAt(4)), ...Array<Uint8Array>(300).fill(piece)));
	assert.equal(problems.length, 51);
});

test('blocks whose totals disagree, are zero or are of no type are skipped', async () => {
	const spoilers = [
		block(6, new Uint8Array(40), {trailing: 48}),
		block(6, new Uint8Array(40), {leading: 0, trailing: 0}),
		block(0x1234_5678, new Uint8Array(40), {leading: 0x7fff_fffc}),
		block(6, new Uint8Array(40), {leading: 15_000_000}),
		enhancedPacket(frames[0]!, {capturedLength: 70_000}),
		enhancedPacket({...frames[0]!, interface: 7}),
		() => garbage(77),
	];
	for (const bigEndian of [false, true])
		for (const spoiler of spoilers) {
			const file = pcapng(
				[
					sectionBlock(),
					interfaceBlock(),
					...frames.slice(0, 20).map(frame => enhancedPacket(frame)),
					spoiler,
					...frames.slice(20).map(frame => enhancedPacket(frame)),
				],
				{bigEndian},
			);
			const {packets, problems} = await bytesOf(file, 1000);
			assert.deepEqual(
				packets,
				frames.map(({bytes}) => bytes),
			);
			assert.equal(problems.length, 1);
			assert.equal(problems[0]!.kind, 'damaged');
		}
});

test('a section behind damage is found by its header, in its own byte order', async () => {
	const other = pcapngOf(frames.slice(0, 5), {bigEndian: true});
	const {packets} = await bytesOf(concat(blocks, garbage(50), other));
	assert.equal(packets.length, 45);
});

test('damage inside gzip data that inflates is skipped as well', async () => {
	const at = recordAt(10);
	const spoiled = gzipSync(concat(classic.subarray(0, at), garbage(123), classic.subarray(at)));
	assert.equal((await bytesOf(spoiled)).packets.length, 40);
});

test('behind every damaged record, packets go on where four whole records follow', {timeout: 120_000}, async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.uniqueArray(fc.nat(30), {minLength: 1, maxLength: 8}),
			fc.integer({min: 262_145, max: 0xffff_ffff}),
			fc.nat(300),
			async (places, length, chunk) => {
				const damaged = new Set(places);
				const spoiled = classic.slice();
				for (const n of damaged) new DataView(spoiled.buffer).setUint32(recordAt(n) + 8, length);
				const expected: Uint8Array[] = [];
				for (let n = 0; n < frames.length; n++) {
					if (damaged.has(n)) while ([0, 1, 2, 3].some(next => damaged.has(n + next))) n++;
					expected.push(frames[n]!.bytes);
				}
				assert.deepEqual((await bytesOf(spoiled, chunk + 1)).packets, expected);
			},
		),
		{numRuns: 300},
	);
});

for (const [how, capture] of [
	['a file', classic],
	['a pipe', pcap(frames)],
] as const)
	test(`zeros in ${how}, as of a place that was never written to, are no packets`, async () => {
		const at = recordAt(10);
		const zeros = new Uint8Array(1_000_000);
		for (const chunk of [100, 65_536, undefined]) {
			const middle = await bytesOf(concat(capture.subarray(0, at), zeros, capture.subarray(at)), chunk);
			assert.deepEqual(
				middle.packets,
				frames.map(({bytes}) => bytes),
			);
			assert.deepEqual(
				middle.problems.map(({kind, offset}) => [kind, offset]),
				[['damaged', at]],
			);
			const end = await bytesOf(concat(capture, zeros), chunk);
			assert.equal(end.packets.length, frames.length);
			assert.match(end.problems[0]!.message, /there are zeros where a packet should be.* \(at byte \d+\)\.$/);
		}
	});
