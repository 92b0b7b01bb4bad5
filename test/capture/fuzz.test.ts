import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {constants, gunzipSync, gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {CaptureError} from '../../source/capture/problem.ts';
import {type ReadCapture, readCapture} from '../support/captures/read-capture.ts';
import {
	block,
	concat,
	enhancedPacket,
	type Frame,
	interfaceBlock,
	obsoletePacket,
	pcap,
	pcapng,
	sectionBlock,
	simplePacket,
	tcp,
} from '../support/frames/capture-builder.ts';
import {cases} from '../support/fuzz.ts';

/** `npm test` runs a part of the cases that CI runs, `npm run fuzz` as many as asked for. */

const frames: readonly Frame[] = Array.from({length: 12}, (_, index) =>
	tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', seq: index, payload: index * 3, time: index, interface: index % 2}),
);

function pcapngFile(bigEndian: boolean): Uint8Array {
	return pcapng(
		[
			sectionBlock({options: [[4, 'a program']]}),
			interfaceBlock({name: 'eth0', timeResolution: 9}),
			interfaceBlock({linkType: 101, timeResolution: 0x94}),
			...frames.slice(0, 4).map(frame =>
				enhancedPacket(frame, {
					options: [
						[1, 'a comment'],
						[2, Uint8Array.of(1, 0, 0, 0)],
					],
				}),
			),
			block(4, new Uint8Array(20)),
			...frames.slice(4, 6).map(frame => simplePacket(frame)),
			...frames.slice(6, 8).map(frame => obsoletePacket(frame)),
			block(0xbad, new Uint8Array(16)),
			sectionBlock(),
			interfaceBlock(),
			interfaceBlock(),
			...frames.slice(8).map(frame => enhancedPacket(frame)),
		],
		{bigEndian},
	);
}

/** Files, with the place behind which damage leaves the packets before it alone. */
const files: readonly {readonly bytes: Uint8Array; readonly headers: number}[] = [
	{bytes: pcap(frames), headers: 24},
	{bytes: pcap(frames, {bigEndian: true, nanoseconds: true}), headers: 24},
	{bytes: pcap(frames, {modified: true, linkType: 101}), headers: 24},
	{bytes: pcapngFile(false), headers: 28},
	{bytes: pcapngFile(true), headers: 28},
];

const place = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true});
const byte = fc.integer({min: 0, max: 255});
/** Bytes that lengths and types are made of, more often than chance would bring them. */
const bytes = fc.oneof(
	fc.array(byte, {minLength: 1, maxLength: 12}),
	fc.array(fc.constantFrom(0, 1, 3, 6, 0x7f, 0x80, 0xff), {minLength: 1, maxLength: 8}),
);
const damage = fc.oneof(
	fc.record({kind: fc.constant('overwrite' as const), at: place, bytes}),
	fc.record({kind: fc.constant('insert' as const), at: place, bytes}),
	fc.record({kind: fc.constant('remove' as const), at: place, length: fc.integer({min: 1, max: 200})}),
	fc.record({kind: fc.constant('repeat' as const), at: place, from: place, length: fc.integer({min: 1, max: 400})}),
	fc.record({kind: fc.constant('cut' as const), at: place}),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

/** The damaged file, and how many of its first bytes are as they were. */
function spoil(file: Uint8Array, how: Damage): {bytes: Uint8Array; intact: number} {
	const at = Math.floor(how.at * file.length);
	const head = file.subarray(0, at);
	const tail = (skip: number) => file.subarray(Math.min(file.length, at + skip));
	switch (how.kind) {
		case 'overwrite':
			return {bytes: concat(head, Uint8Array.from(how.bytes), tail(how.bytes.length)), intact: at};
		case 'insert':
			return {bytes: concat(head, Uint8Array.from(how.bytes), tail(0)), intact: at};
		case 'remove':
			return {bytes: concat(head, tail(how.length)), intact: at};
		case 'repeat': {
			const from = Math.floor(how.from * file.length);
			return {bytes: concat(head, file.subarray(from, from + how.length), tail(0)), intact: at};
		}
		case 'cut':
			return {bytes: head.slice(), intact: at};
	}
}

async function readOrRefuse(input: string | Uint8Array, chunkLength?: number): Promise<ReadCapture | undefined> {
	try {
		return await readCapture(input, chunkLength);
	} catch (error) {
		assert.ok(error instanceof CaptureError, String(error));
		assert.doesNotMatch(error.message, /\n/);
		return undefined;
	}
}

/** Bytes of a record behind its packet, at most: padding (3), options (28) and total length (4) of the files above. */
const BEHIND_PACKET = 35;

function assertSameBefore(intact: number, read: ReadCapture, whole: ReadCapture): void {
	const before = whole.packets.filter(packet => packet.fileOffset + packet.bytes.length + BEHIND_PACKET <= intact);
	assert.deepEqual(read.packets.slice(0, before.length), before);
}

test('damage costs no packet before it, and raises nothing but a CaptureError', {timeout: 86_400_000}, async () => {
	const whole = await Promise.all(files.map(file => readCapture(file.bytes)));
	assert.ok(whole.every(({packets, problems}) => packets.length >= 12 && problems.length === 0));
	await fc.assert(
		fc.asyncProperty(
			fc.nat(files.length - 1),
			fc.array(damage, {minLength: 1, maxLength: 3}),
			byte,
			async (n, list, c) => {
				const {bytes: original, headers} = files[n]!;
				let spoiled = original;
				let intact = original.length;
				for (const how of list) {
					const next = spoil(spoiled, how);
					spoiled = next.bytes;
					intact = Math.min(intact, next.intact);
				}
				const read = await readOrRefuse(spoiled, c + 1);
				if (intact >= headers) assert.ok(read, 'the headers are whole');
				if (!read) return;
				assert.ok(read.packets.length <= spoiled.length / 12, 'every record takes bytes');
				assert.ok(read.problems.length <= 51, 'what is noted is bounded');
				for (const packet of read.packets)
					assert.ok(packet.fileOffset + packet.bytes.length <= spoiled.length, 'packets are of the file');
				if (intact >= headers) assertSameBefore(intact, read, whole[n]!);
			},
		),
		{numRuns: cases(10_000)},
	);
});

test('a damaged gzip file gives the packets that can be inflated before the damage', {timeout: 86_400_000}, async t => {
	const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-fuzz-'));
	t.after(() => rmSync(folder, {recursive: true}));
	const path = join(folder, 'capture.gz');
	const original = pcap(frames);
	const compressed = gzipSync(original);
	const whole = await readCapture(original);
	await fc.assert(
		fc.asyncProperty(damage, async how => {
			const {bytes: spoiled, intact} = spoil(compressed, how);
			writeFileSync(path, spoiled);
			const read = await readOrRefuse(path);
			if (intact < 20) return;
			const inflated = gunzipSync(compressed.subarray(0, intact), {finishFlush: constants.Z_SYNC_FLUSH}).length;
			if (inflated >= 24) assert.ok(read);
			if (read) assertSameBefore(inflated, read, whole);
		}),
		{numRuns: cases(10_000)},
	);
});
