import assert from 'node:assert/strict';
import test from 'node:test';
import {readCapture} from '../support/captures/read-capture.ts';
import {concat, type Frame, type PcapOptions, pcap, pcapRecord, tcp} from '../support/frames/capture-builder.ts';

// What a damaged file gives was measured with TShark 4.0.17 on the same files.

const segment = (seq: number, time: number | bigint = seq): Frame =>
	tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', seq, time});
const frames = [segment(1), segment(2), segment(3)];

const variants: readonly (readonly [string, PcapOptions])[] = [
	['little-endian microseconds', {}],
	['big-endian microseconds', {bigEndian: true}],
	['little-endian nanoseconds', {nanoseconds: true}],
	['big-endian nanoseconds', {bigEndian: true, nanoseconds: true}],
	['24-byte record headers', {modified: true}],
	['big-endian 24-byte record headers', {bigEndian: true, modified: true}],
];

for (const [name, options] of variants) {
	test(`a file with ${name} gives its packets`, async () => {
		const {format, packets, interfaces, problems} = await readCapture(pcap(frames, {...options, snapLength: 96}));
		assert.equal(format, 'pcap');
		assert.deepEqual(interfaces, [{linkType: 1, snapLength: 96, implied: true, section: 0, number: 0}]);
		assert.deepEqual(problems, []);
		assert.deepEqual(
			packets.map(packet => packet.time),
			['1700000001.000000000', '1700000002.000000000', '1700000003.000000000'],
		);
		for (const [index, packet] of packets.entries()) {
			assert.deepEqual(packet.bytes, frames[index]!.bytes);
			assert.equal(packet.wireLength, 54);
		}
	});
}

test('nanoseconds are kept, and microseconds are turned into nanoseconds', async () => {
	const time = 1_700_000_003_123_456_789n;
	const fine = await readCapture(pcap([segment(1, time)], {nanoseconds: true}));
	assert.equal(fine.packets[0]!.time, '1700000003.123456789');
	const coarse = await readCapture(pcap([segment(1, time - 789n)]));
	assert.equal(coarse.packets[0]!.time, '1700000003.123456000');
});

test('times after 2038 are not negative', async () => {
	const {packets} = await readCapture(pcap([segment(1, 4_294_967_295_000_005_000n)]));
	assert.equal(packets[0]!.time, '4294967295.000005000');
});

test('nanoseconds of microseconds beyond a second are the lower 32 bits, with a sign, as in tshark 4.0.17', async () => {
	const file = pcap([segment(1)]);
	for (const [microseconds, nanoseconds] of [
		[1_500_000, 1_500_000_000],
		[8_915_240, 325_305_408],
		[0x3030_3030, 1_010_580_352],
		[1_677_780_310, -1_551_902_736],
	] as const) {
		new DataView(file.buffer).setUint32(24 + 4, microseconds, true);
		assert.equal((await readCapture(file)).packets[0]!.time, `1700000001.${nanoseconds}`);
	}
});

test('a frame that a snap length cut has its length on the wire', async () => {
	const cut = tcp({from: '10.0.0.1:1', to: '10.0.0.2:2', payload: 500, snapLength: 60});
	const {packets} = await readCapture(pcap([cut]));
	assert.equal(packets[0]!.bytes.length, 60);
	assert.equal(packets[0]!.wireLength, 554);
});

test('a length on the wire below the captured length stays as the file has it', async () => {
	const {packets} = await readCapture(
		pcap([
			{...segment(1), wireLength: 20},
			{...segment(2), wireLength: 0},
		]),
	);
	assert.deepEqual(
		packets.map(packet => [packet.wireLength, packet.bytes.length]),
		[
			[20, 54],
			[0, 54],
		],
	);
});

test('a length on the wire over 2^31 - 1 is shown as that', async () => {
	const {packets} = await readCapture(pcap([{...segment(1), wireLength: 0xffff_ffff}]));
	assert.equal(packets[0]!.wireLength, 2_147_483_647);
});

test('a packet without any captured byte is a packet', async () => {
	const {packets} = await readCapture(pcap([{bytes: new Uint8Array(0), wireLength: 100}, segment(2)]));
	assert.deepEqual(
		packets.map(packet => packet.wireLength),
		[100, 54],
	);
});

test('the frame check sequence length is counted in 16-bit words', async () => {
	const fcs = async (linkType: number) => (await readCapture(pcap(frames, {linkType}))).interfaces[0];
	assert.equal((await fcs(0x2400_0001))?.fcsLength, 4);
	assert.equal((await fcs(0x2400_0001))?.linkType, 1);
	assert.equal((await fcs(0x2000_0001))?.fcsLength, undefined);
});

test('versions before 2.3 have the two lengths in the other order, 2.3 where they would not make sense', async () => {
	const swapped: Frame = {bytes: new Uint8Array(54), wireLength: 100};
	const file = pcap([], {version: [2, 2]});
	const record = pcapRecord({...swapped, wireLength: 54}, {}, 100);
	for (const version of [0, 2, 3]) {
		file[6] = version;
		const {packets} = await readCapture(concat(file, record, record));
		assert.deepEqual(
			packets.map(packet => [packet.wireLength, packet.bytes.length]),
			[
				[100, 54],
				[100, 54],
			],
		);
	}
});

for (const length of [1, 15, 16, 17, 69]) {
	test(`a last record cut after ${length} bytes gives the packets before it`, async () => {
		const cut = pcapRecord(segment(4)).subarray(0, length);
		const {packets, problems} = await readCapture(concat(pcap(frames), cut));
		assert.equal(packets.length, 3);
		assert.equal(problems.length, 1);
		assert.equal(problems[0]!.kind, 'truncated');
		assert.equal(problems[0]!.offset, 24 + 3 * 70);
	});
}

test('262,144 captured bytes are possible, one more is damage', async () => {
	const of = (length: number) => ({bytes: new Uint8Array(length)});
	const whole = await readCapture(pcap([segment(1), of(262_144), segment(2)]));
	assert.equal(whole.packets.length, 3);
	assert.deepEqual(whole.problems, []);
	const damaged = await readCapture(pcap([segment(1), of(262_145), segment(2)]));
	assert.equal(damaged.packets.length, 1);
	assert.equal(damaged.problems[0]!.kind, 'damaged');
	assert.equal(damaged.problems[0]!.offset, 24 + 70);
	assert.match(damaged.problems[0]!.message, /262145/);
});

test('USB and D-Bus packets may be longer', async () => {
	for (const linkType of [186, 189, 220, 231, 249, 266, 279]) {
		const {packets} = await readCapture(pcap([{bytes: new Uint8Array(300_000)}, segment(2)], {linkType}));
		assert.equal(packets.length, 2, `link type ${linkType}`);
	}
});

test('a length of 4 GB costs no memory and ends the file', async () => {
	const lie = pcapRecord(segment(2), {}, 0xffff_ffff);
	const {packets, problems} = await readCapture(concat(pcap([segment(1)]), lie, pcapRecord(segment(3))));
	assert.equal(packets.length, 1);
	assert.equal(problems[0]!.kind, 'damaged');
});
