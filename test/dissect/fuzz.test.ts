import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {formatValue} from '../../source/dissect/format.ts';
import {FragmentStore} from '../../source/dissect/fragments/fragment-store.ts';
import {isLinkTypeKnown, walkFrame} from '../../source/dissect/frame.ts';
import {TcpHeader} from '../../source/dissect/tcp-header.ts';
import {MAX_LAYERS, MAX_SEGMENTS, SegmentWord, Walk} from '../../source/dissect/walk.ts';
import {describeWalk, flatten} from '../support/frames/described-frame.ts';
import {concat, ethernet, hex, icmp, ip, tcp, udp} from '../support/frames/packet-builder.ts';
import {cases, quickly, spoilt} from '../support/fuzz.ts';
import {ENCAPSULATIONS, FRAME, IPV4, IPV6, SEGMENT} from './encapsulations.ts';

const LONG_TIME = {timeout: 86_400_000};
const LINK_TYPES = Array.from({length: 300}, (_, number) => number).filter(number => isLinkTypeKnown(number));

interface Seed {
	readonly linkType: number;
	readonly bytes: Uint8Array;
}

const EVERY_OPTION = tcp({
	...SEGMENT,
	options: {
		mss: 1460,
		windowScale: 7,
		sackPermitted: true,
		timestamps: [1, 2],
		sack: [[10, 20]],
		// Fast Open, MD5 without its digest, and a MultiPath TCP join cut short.
		raw: [34, 2, 19, 2],
	},
}).bytes;
const MULTIPATH = tcp({
	...SEGMENT,
	options: hex('1e0c00010102030405060708 1e14 2000 00000001 00000002 00000003 0004 0005'),
});
const OPTIONS = tcp({...SEGMENT, ipOptions: hex('07070400000000 83070400000000 44080501 00000000 940400000101')}).bytes;

/** IPv6 behind hop-by-hop, routing, destination options (home address) and an atomic fragment header. */
const EXTENSIONS = (() => {
	const headers = hex(
		`2b00 0104 00000000 3c02 0001 00000000 fd000000000000000000000000000009 2c02 0100 c910 fd000000000000000000000000000003
		 0000 0600 0000 00000001`,
	);
	const bytes = concat(IPV6.subarray(0, 40), headers, IPV6.subarray(40));
	bytes[5]! += headers.length;
	bytes[6] = 0;
	return bytes;
})();

function icmpErrors(): Uint8Array[] {
	const unreachable = icmp({from: '10.0.0.9', to: '10.0.0.1', type: 3, code: 4, quote: IPV4, rest: 1400});
	const v6 = icmp({from: 'fd00::9', to: 'fd00::1', type: 2, code: 0, quote: IPV6, rest: 1280});
	return [unreachable.bytes, v6.bytes];
}

const SFLOW = udp({
	from: '10.0.0.5:6343',
	to: '10.0.0.6:6343',
	payload: concat(
		hex('00000005 00000001 0a000005 00000000 00000001 00000001 00000001'),
		hex('00000001 00000080 00000001 00000000 00000001 00000001 00000000 00000001 00000002 00000001'),
		hex('00000001 00000046 00000001 00000036 00000004 00000036'),
		FRAME,
	),
}).bytes;

const SEEDS: readonly Seed[] = [
	...ENCAPSULATIONS.map(([, linkType, bytes]) => ({linkType, bytes})),
	...[EVERY_OPTION, MULTIPATH.bytes, OPTIONS, SFLOW, ...icmpErrors()].map(bytes => ({linkType: 1, bytes})),
	{linkType: 229, bytes: EXTENSIONS},
	{linkType: 239, bytes: concat(hex('02 00 0000 0800 0100 0800 0101'), hex('3000 0900'), IPV4)},
	{linkType: 1, bytes: ethernet(0x894f, concat(hex('0006 0103 00000100'), FRAME))},
	{linkType: 1, bytes: ethernet(0x22f3, concat(hex('0000 0001 0002'), FRAME))},
	{
		linkType: 1,
		bytes: ip('192.0.2.1', '192.0.2.2', 51, concat(hex('0404 0000 00000001 00000001 000000000000000000000000'), IPV4))
			.bytes,
	},
];

/** What may not be otherwise, whatever the bytes are. */
function assertSane(walk: Walk): void {
	assert.ok(walk.layerCount <= MAX_LAYERS && walk.segmentCount <= MAX_SEGMENTS);
	for (let n = 0; n < walk.layerCount; n++) {
		const end = walk.bufferEnds[walk.layerBuffer(n)]!;
		assert.ok(walk.layerAt(n) >= 0, `layer ${n} starts in front of its bytes`);
		assert.ok(end <= walk.layerBytes(n).length);
	}
	const header = new TcpHeader();
	for (let n = 0; n < walk.segmentCount; n++) {
		const segment = walk.segments.subarray(n * SegmentWord.COUNT);
		const at = segment[SegmentWord.AT]!;
		const captureEnd = segment[SegmentWord.CAPTURE_END]!;
		const bytes = walk.layerBytes(segment[SegmentWord.LAYER]!);
		assert.ok(at + 16 <= captureEnd && captureEnd <= bytes.length, 'the header is there');
		header.readFixed(bytes, at);
		header.readOptions(bytes, at, Math.min(captureEnd, segment[SegmentWord.END]!));
	}
}

const frame = fc.record({
	spoilt: spoilt(
		SEEDS.map(({bytes}) => bytes),
		{minLength: 0, maxLength: 5},
	),
	/** Sometimes of another link type than it was made for. */
	linkType: fc.option(fc.constantFrom(...LINK_TYPES), {freq: 4}),
	/** What of it was captured, and what the record says that it was long. */
	missing: fc.oneof(fc.constant(0), fc.nat(80)),
	more: fc.oneof(fc.constant(0), fc.constantFrom(1, 4, 1500, 0x7fff_ffff, 0xffff_ffff)),
});

test(
	'whatever is in a frame, its walk ends, finds no more than it has room for and reads nothing that is not there',
	LONG_TIME,
	() => {
		const LIMIT = 100_000;
		const store = new FragmentStore(LIMIT);
		const walk = new Walk();
		fc.assert(
			fc.property(frame, ({spoilt: {seed, bytes}, linkType, missing, more}) => {
				const captured = Math.max(0, bytes.length - missing);
				quickly(() => {
					walkFrame(walk, store, linkType ?? SEEDS[seed]!.linkType, bytes, 0, captured, bytes.length + more);
					assertSane(walk);
					assert.ok(store.bytesHeld <= LIMIT);
					for (const layer of describeWalk(walk, bytes.length + more, captured)) {
						assert.doesNotMatch(layer.summary, /undefined|NaN/);
						for (const node of flatten(layer.fields)) {
							assert.ok(node.at >= 0, node.field.name);
							assert.doesNotMatch(formatValue(node.field, node.value), /undefined|NaN/, node.field.name);
						}
					}
				});
			}),
			{numRuns: cases(10_000)},
		);
	},
);

/** What repeats without end in the largest record that is read, and around what. */
const TOWERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
	'VLAN tags': () => concat(FRAME.subarray(0, 12), ...Array(65_000).fill(hex('8100 0001'))),
	'MPLS labels': () => concat(FRAME.subarray(0, 12), hex('8847'), ...Array(65_000).fill(hex('00010040'))),
	'Ethernet in MPLS': () => concat(...Array(9000).fill(concat(FRAME.subarray(0, 12), hex('8100 0001 8847 00010140')))),
	'IPv4 in IPv4': () =>
		concat(
			FRAME.subarray(0, 14),
			...Array(3000).fill(ip('192.0.2.1', '192.0.2.2', 4, new Uint8Array(0), {raw: true, ipLength: 65_535}).bytes),
		),
	'IPv6 in IPv6': () =>
		concat(FRAME.subarray(0, 12), hex('86dd'), ...Array(6000).fill(hex(`60000000 ffff 29 40 ${'fd'.repeat(32)}`))),
	'extension headers': () =>
		concat(
			FRAME.subarray(0, 12),
			hex('86dd'),
			hex(`60000000 ffff 00 40 ${'fd'.repeat(32)}`),
			...Array(8000).fill(hex('0000 0104 00000000')),
		),
	'GRE in IPv4': () =>
		concat(
			FRAME.subarray(0, 14),
			...Array(2700).fill(
				concat(
					ip('192.0.2.1', '192.0.2.2', 47, new Uint8Array(0), {raw: true, ipLength: 65_535}).bytes,
					hex('0000 0800'),
				),
			),
		),
	'802.1ah in 802.1ah': () =>
		concat(FRAME.subarray(0, 12), ...Array(3000).fill(concat(hex('88e7 00000000'), FRAME.subarray(0, 12)))),
	'service headers': () =>
		concat(
			FRAME.subarray(0, 12),
			hex('894f'),
			...Array(8000).fill(concat(hex('0002 0103 00000100'), FRAME.subarray(0, 12), hex('894f'))),
		),
	'PPPoE in PPPoE': () =>
		concat(FRAME.subarray(0, 12), hex('8864'), ...Array(8000).fill(hex('1100 0001 ffff 0031 8864'))),
	'TRILL in TRILL': () => concat(...Array(8000).fill(concat(FRAME.subarray(0, 12), hex('22f3 0000 0001 0002')))),
	'ICMP errors about ICMP errors': () =>
		concat(
			FRAME.subarray(0, 14),
			...Array(2000).fill(
				concat(
					ip('192.0.2.1', '192.0.2.2', 1, new Uint8Array(0), {raw: true, ipLength: 65_535}).bytes,
					hex('0301 0000 00000000'),
				),
			),
		),
	'VXLAN in VXLAN': () =>
		concat(
			...Array(1200).fill(
				concat(
					ip('192.0.2.1', '192.0.2.2', 17, new Uint8Array(0), {ipLength: 65_535}).bytes,
					hex('12b5 12b5 ffff 0000 08000000 00000100'),
				),
			),
		),
};

for (const [name, build] of Object.entries(TOWERS))
	test(`a tower of ${name} takes no more stack or time than a few of them`, () => {
		const bytes = build(FRAME);
		const walk = new Walk();
		quickly(() => {
			walkFrame(walk, new FragmentStore(), 1, bytes, 0, bytes.length, bytes.length);
			assertSane(walk);
			describeWalk(walk, bytes.length, bytes.length);
		});
		assert.ok(walk.layerCount > 2, 'the first of them are found');
	});
