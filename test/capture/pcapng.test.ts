import assert from 'node:assert/strict';
import test from 'node:test';
import {readCapture} from '../support/captures/read-capture.ts';
import {
	type Block,
	block,
	concat,
	enhancedPacket,
	type Frame,
	hex,
	interfaceBlock,
	obsoletePacket,
	pcapng,
	pcapngOf,
	sectionBlock,
	simplePacket,
	tcp,
} from '../support/frames/capture-builder.ts';

// Numbers of frames and times were measured with TShark 4.0.17 on the same files.

const segment = (seq: number, more: Partial<Frame> = {}): Frame => ({
	...tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', seq, time: seq}),
	...more,
});
const [a, b, c] = [segment(1), segment(2), segment(3)];
const start = [sectionBlock(), interfaceBlock(), enhancedPacket(a)];

for (const bigEndian of [false, true]) {
	test(`a ${bigEndian ? 'big' : 'little'}-endian file gives its packets`, async () => {
		const {format, packets, problems} = await readCapture(pcapngOf([a, b, c], {bigEndian}));
		assert.equal(format, 'pcapng');
		assert.deepEqual(problems, []);
		assert.deepEqual(
			packets.map(packet => packet.time),
			['1700000001.000000000', '1700000002.000000000', '1700000003.000000000'],
		);
		assert.deepEqual(
			packets.map(packet => packet.bytes),
			[a.bytes, b.bytes, c.bytes],
		);
	});
}

test('each section has its own byte order and its own interface numbers', async () => {
	const first = pcapng([
		sectionBlock(),
		interfaceBlock({name: 'eth0', snapLength: 96}),
		interfaceBlock({name: 'tun0', description: 'a tunnel', linkType: 101, fcsLength: 4}),
		enhancedPacket(segment(1, {interface: 1})),
	]);
	const second = pcapng([sectionBlock(), interfaceBlock({name: 'wlan0'}), enhancedPacket(b)], {bigEndian: true});
	const {packets, interfaces, problems} = await readCapture(concat(first, second));
	assert.deepEqual(problems, []);
	assert.deepEqual(
		packets.map(packet => packet.interface),
		[1, 2],
	);
	assert.deepEqual(interfaces, [
		{linkType: 1, snapLength: 96, name: 'eth0', section: 0, number: 0},
		{
			linkType: 101,
			snapLength: 0,
			name: 'tun0',
			description: 'a tunnel',
			fcsLength: 4,
			section: 0,
			number: 1,
		},
		{linkType: 1, snapLength: 0, name: 'wlan0', section: 1, number: 0},
	]);
});

const stamp = 0x0006_0a24_1234_5678n;
const resolutions: readonly (readonly [number, string])[] = [
	[0, '1699999900784248.000000000'],
	[1, '169999990078424.800000000'],
	[3, '1699999900784.248000000'],
	[6, '1699999900.784248000'],
	[9, '1699999.900784248'],
	[10, '169999.990078424'],
	[20, '0.000016999'],
	[127, '0.000000000'],
	[0x80, '1699999900784248.000000000'],
	[0x82, '424999975196062.000000000'],
	[0x8a, '1660156153109.617187500'],
	[0x94, '1621246243.271110534'],
	[0xa0, '395812.071111110'],
	[0xff, '0.000000000'],
];
for (const [resolution, time] of resolutions) {
	test(`a time stamp with if_tsresol ${resolution} is ${time}`, async () => {
		const blocks = [
			sectionBlock(),
			interfaceBlock({timeResolution: resolution}),
			enhancedPacket(a, {timestamp: stamp}),
		];
		assert.equal((await readCapture(pcapng(blocks))).packets[0]!.time, time);
	});
}

test('time stamps of 64 bits are exact', async () => {
	const timestamp = 0xf000_0000_0000_0001n;
	const time = async (resolution: number) => {
		const blocks = [sectionBlock(), interfaceBlock({timeResolution: resolution}), enhancedPacket(a, {timestamp})];
		return (await readCapture(pcapng(blocks))).packets[0]!.time;
	};
	assert.equal(await time(6), '17293822569102.704641000');
	assert.equal(await time(9), '17293822569.102704641');
	assert.equal(await time(0x8a), '16888498602639360.000976562');
});

test('if_tsoffset is added in seconds and may be negative', async () => {
	const seconds = async (timeOffset: bigint) => {
		const blocks = [sectionBlock(), interfaceBlock({timeOffset}), enhancedPacket(a)];
		return (await readCapture(pcapng(blocks))).packets[0]!.time;
	};
	assert.equal(await seconds(5n), '1700000006.000000000');
	assert.equal(await seconds(-5n), '1699999996.000000000');
});

test('a Simple Packet Block has no time, is of the first interface, and is cut to its snap length', async () => {
	const blocks = [
		sectionBlock(),
		interfaceBlock({snapLength: 20}),
		interfaceBlock({linkType: 101}),
		simplePacket({bytes: b.bytes.subarray(0, 20), wireLength: 54}),
		simplePacket({bytes: b.bytes.subarray(0, 10)}),
	];
	const {packets, problems} = await readCapture(pcapng(blocks));
	assert.deepEqual(problems, []);
	assert.deepEqual(
		packets.map(({time, interface: from, wireLength, bytes}) => [time, from, wireLength, bytes.length]),
		[
			['', 0, 54, 20],
			['', 0, 10, 10],
		],
	);
});

test('the obsolete Packet Block is read, drops count and all', async () => {
	const blocks = [sectionBlock(), interfaceBlock(), interfaceBlock({linkType: 101}), obsoletePacket(b, {drops: 3})];
	const second = obsoletePacket(segment(3, {interface: 1}));
	const {packets} = await readCapture(pcapng([...blocks, second]));
	assert.deepEqual(
		packets.map(({time, interface: from}) => [time, from]),
		[
			['1700000002.000000000', 0],
			['1700000003.000000000', 1],
		],
	);
});

test('options behind a packet are not part of it', async () => {
	const blocks = [...start, enhancedPacket(b, {options: [[1, 'a comment']]}), enhancedPacket(c)];
	const {packets} = await readCapture(pcapng(blocks));
	assert.deepEqual(packets[1]!.bytes, b.bytes);
	assert.equal(packets.length, 3);
});

test('names, statistics, secrets and blocks of unknown types are passed over', async () => {
	const skipped = [4, 5, 7, 8, 10, 11, 0x101, 0x8000_0bad].map(type => block(type, new Uint8Array(24)));
	const {packets, problems} = await readCapture(pcapng([...start, ...skipped, enhancedPacket(c)]));
	assert.equal(packets.length, 2);
	assert.deepEqual(problems, []);
});

test('Custom Blocks and journal entries count as frames, without time and link type', async () => {
	const blocks = [
		block(0xbad, new Uint8Array(12)),
		block(0x4000_0bad, new Uint8Array(4)),
		block(9, new Uint8Array(48)),
	];
	const {packets, interfaces} = await readCapture(pcapng([...start, ...blocks, interfaceBlock(), enhancedPacket(c)]));
	assert.deepEqual(
		packets.map(({time, wireLength}) => [time, wireLength]),
		[
			['1700000001.000000000', 54],
			['', 8],
			['', 0],
			['', 48],
			['1700000003.000000000', 54],
		],
	);
	assert.equal(interfaces[packets[1]!.interface]!.linkType, -1);
	assert.equal(interfaces[packets[4]!.interface]!.linkType, 1);
});

const body =
	(build: Block): Block =>
	little =>
		build(little).subarray(8, -4);
const wrong = (frames: number, kind: string, name: string, ...blocks: readonly Block[]) =>
	test(`${name}: ${frames} of the packets are read`, async () => {
		const {packets, problems} = await readCapture(pcapng([...start, ...blocks, enhancedPacket(c)]));
		assert.equal(packets.length, frames);
		assert.deepEqual(
			problems.map(problem => problem.kind),
			[kind],
		);
	});

const unknown = (leading: number, trailing = leading) => block(0x8000_0bad, new Uint8Array(8), {leading, trailing});
for (const length of [0, 4, 8, 11, 12, 13, 16, 22, 24])
	wrong(1, 'damaged', `a block of 20 bytes says ${length} at both ends`, unknown(length));
wrong(1, 'damaged', 'a block of 20 bytes says 24 at its end', unknown(20, 24));
wrong(1, 'damaged', 'a block says it has 2 GB', unknown(0x7fff_fffc));
wrong(1, 'damaged', 'a packet block says 40 bytes at its end', block(6, body(enhancedPacket(b)), {trailing: 40}));
wrong(1, 'damaged', 'a packet of an interface that is not described', enhancedPacket(segment(2, {interface: 9})));
wrong(1, 'damaged', 'a packet longer than its block', enhancedPacket(b, {capturedLength: 57}));
wrong(1, 'damaged', 'a packet longer than 262,144 bytes', enhancedPacket({bytes: new Uint8Array(262_145)}));
wrong(1, 'damaged', 'a packet block too short for its fields', block(6, new Uint8Array(16)));
wrong(1, 'damaged', 'an interface too short for its fields', block(1, hex('01000000')));
wrong(1, 'damaged', 'statistics too short for their fields', block(5, hex('01004000')));
wrong(1, 'damaged', 'an option longer than its interface', block(1, hex('01000000 00000000 02004000 41424344')));
wrong(
	1,
	'damaged',
	'a packet option longer than its block',
	block(6, little => concat(body(enhancedPacket(b))(little), hex('01004000 41424344'))),
);
wrong(
	1,
	'damaged',
	'a simple packet in a block of another size',
	block(3, little => concat(body(simplePacket(b))(little), new Uint8Array(4))),
);
wrong(1, 'damaged', 'a section without its byte-order mark', block(0x0a0d_0d0a, new Uint8Array(16)));
wrong(1, 'unsupported', 'a later section of version 2.0', sectionBlock({version: [2, 0]}));
wrong(1, 'damaged', 'forty zero bytes', () => new Uint8Array(40));

for (const [length, frames] of [
	[4, 3],
	[5, 1],
	[8, 1],
] as const)
	test(`a packet option of ${length} bytes where 4 have room: ${frames} packets are read`, async () => {
		const option = concat(Uint8Array.of(1, 0, length, 0), hex('41424344'));
		const packet = block(6, little => concat(body(enhancedPacket(b))(little), option));
		assert.equal((await readCapture(pcapng([...start, packet, enhancedPacket(c)]))).packets.length, frames);
	});

test('a length in the mark that ends the options is checked too', async () => {
	const packet = block(6, little => concat(body(enhancedPacket(b))(little), hex('00000300')));
	assert.equal((await readCapture(pcapng([...start, packet, enhancedPacket(c)]))).packets.length, 1);
});

test('a block of 12 bytes that says 9 is read', async () => {
	const short = block(0x8000_0bad, new Uint8Array(0), {leading: 9, trailing: 9});
	assert.equal((await readCapture(pcapng([...start, short, enhancedPacket(c)]))).packets.length, 2);
});

for (const length of [18, 19, 20])
	test(`a block of 20 bytes that says ${length} is read: lengths are raised to a multiple of 4`, async () => {
		const {packets} = await readCapture(pcapng([...start, unknown(length), unknown(length, 20), enhancedPacket(c)]));
		assert.equal(packets.length, 2);
	});

for (const length of [1, 8, 11, 12, 30, 85, 87])
	test(`a last block cut after ${length} bytes gives the packets before it`, async () => {
		const whole = pcapng(start);
		const {packets, problems} = await readCapture(concat(whole, pcapng([enhancedPacket(b)]).subarray(0, length)));
		assert.equal(packets.length, 1);
		assert.deepEqual(
			problems.map(({kind, offset}) => [kind, offset]),
			[['truncated', whole.length]],
		);
	});

test('packets before any interface are damage', async () => {
	for (const packet of [enhancedPacket(a), simplePacket(a)]) {
		const {packets, problems} = await readCapture(pcapng([sectionBlock(), packet]));
		assert.equal(packets.length, 0);
		assert.equal(problems[0]!.kind, 'damaged');
	}
});

test('a wrong section length does not matter', async () => {
	const blocks = [sectionBlock({length: 10n}), interfaceBlock(), enhancedPacket(a)];
	assert.equal((await readCapture(pcapng(blocks))).packets.length, 1);
});

test('the first of two options of the same kind counts, and an if_tsresol of two bytes does not', async () => {
	const blocks = [
		sectionBlock(),
		interfaceBlock({
			options: [
				[2, 'one'],
				[2, 'two'],
				[9, Uint8Array.of(9, 9)],
			],
		}),
		enhancedPacket(a),
	];
	const {packets, interfaces} = await readCapture(pcapng(blocks));
	assert.equal(interfaces[0]!.name, 'one');
	assert.equal(packets[0]!.time, '1700000001.000000000');
});

test('an interface name keeps 255 bytes at most and ends at a zero byte', async () => {
	const blocks = [sectionBlock(), interfaceBlock({name: 'n'.repeat(60_000)}), interfaceBlock({name: 'eth0\0junk'})];
	const {interfaces} = await readCapture(pcapng(blocks));
	assert.deepEqual(
		interfaces.map(({name}) => name),
		['n'.repeat(255), 'eth0'],
	);
});
