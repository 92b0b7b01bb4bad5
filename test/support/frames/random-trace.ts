import fc from 'fast-check';
import {concat, type Frame, hex, tcp} from './packet-builder.ts';

/** One step of a random trace; every number is small, and what it means depends on the connection's state. */
interface Step {
	readonly connection: number;
	readonly fromServer: boolean;
	readonly flags: string;
	/** Where the segment starts, relative to the highest byte sent so far. */
	readonly start: number;
	readonly length: number;
	/** What is acknowledged, relative to the highest byte that the other side has sent. */
	readonly acknowledged: number;
	readonly window: number;
	/** Microseconds since the step before; clocks are set back now and then. */
	readonly pause: number;
	readonly windowScale: number;
	readonly sack: number;
	/** Other options, in hex. */
	readonly raw: string;
	/** Bytes of the frame that are captured; 0 for all. */
	readonly snapLength: number;
	/** Words of the header as it says; 0 for the truth. */
	readonly dataOffset: number;
}

const FLAGS = ['A', 'PA', 'PA', 'PA', 'A', 'A', 'S', 'SA', 'FA', 'R', 'RA', 'FPA', '', 'F'];
const STARTS = [0, 0, 0, 0, 0, 0, 0, 0, -1, -40, -100, -101, 100, 37, 1460, 5, 0x7fff_0000];
const LENGTHS = [0, 0, 0, 1, 5, 31, 40, 100, 100, 1460];
const ACKNOWLEDGED = [0, 0, 0, 0, -1, -40, -100, 100, -1000];
const WINDOWS = [500, 500, 500, 0, 100, 65_535];
const PAUSES = [1, 100, 999, 2999, 3000, 10_000, 19_999, 20_000, 200_000, 1_000_000, -2000];
/** Time stamps; MPTCP's DSS, ADD_ADDR and one too short; a Fast Open cookie. */
const RAW_OPTIONS = [
	'0101080a0000000100000002',
	'1e08200100000001',
	'1e0834010a000003',
	'1e030000',
	'220a0102030405060708',
];
const SNAP_LENGTHS = [54, 58, 66, 70, 100];
const DATA_OFFSETS = [4, 6, 15];

/** The first, but for one time in ten. */
function mostly<T>(usual: T, others: readonly T[]): fc.Arbitrary<T> {
	return fc.oneof({arbitrary: fc.constant(usual), weight: 9}, {arbitrary: fc.constantFrom(...others), weight: 1});
}

const step: fc.Arbitrary<Step> = fc.record({
	connection: fc.constantFrom(0, 0, 0, 1, 2),
	fromServer: fc.boolean(),
	flags: fc.constantFrom(...FLAGS),
	start: fc.constantFrom(...STARTS),
	length: fc.constantFrom(...LENGTHS),
	acknowledged: fc.constantFrom(...ACKNOWLEDGED),
	window: fc.constantFrom(...WINDOWS),
	pause: fc.constantFrom(...PAUSES),
	windowScale: fc.constantFrom(-1, 0, 2, 7, 15),
	sack: fc.constantFrom(0, 0, 0, 1, 2, 4),
	raw: mostly('', RAW_OPTIONS),
	snapLength: mostly(0, SNAP_LENGTHS),
	dataOffset: mostly(0, DATA_OFFSETS),
});

const PORTS = [443, 9, 8443];
/** First sequence numbers; one wraps soon. */
const STARTS_OF: readonly (readonly [number, number])[] = [
	[1000, 5000],
	[4_294_967_000, 7],
	[2_415_919_104, 1],
];

/** Random segments of up to three connections, most of them as a sane stack would send them. */
export const randomTrace: fc.Arbitrary<Frame[]> = fc
	.record({opened: fc.boolean(), steps: fc.array(step, {minLength: 1, maxLength: 120, size: 'max'})})
	.map(({opened, steps}) => buildTrace(opened, steps));

function buildTrace(opened: boolean, steps: readonly Step[]): Frame[] {
	const sent = STARTS_OF.map(([client, server]) => [client, server] as [number, number]);
	const frames: Frame[] = [];
	let time = 1;
	const add = (step: Step) => {
		time += step.pause / 1e6;
		frames.push(segment(step, sent[step.connection]!, time));
	};
	if (opened) for (const move of HANDSHAKE) add(move);
	for (const move of steps) add(move);
	return frames;
}

const QUIET: Step = {
	connection: 0,
	fromServer: false,
	flags: 'A',
	start: 0,
	length: 0,
	acknowledged: 0,
	window: 500,
	pause: 100,
	windowScale: 7,
	sack: 0,
	raw: '',
	snapLength: 0,
	dataOffset: 0,
};
const HANDSHAKE: readonly Step[] = [{...QUIET, flags: 'S'}, {...QUIET, flags: 'SA', fromServer: true}, QUIET];

function segment(step: Step, sent: [number, number], time: number): Frame {
	const side = step.fromServer ? 1 : 0;
	const isSyn = step.flags.includes('S');
	const first = STARTS_OF[step.connection]![side]!;
	const sequence = isSyn ? first + (step.start > 50 ? 77 : 0) : sent[side]! + step.start;
	const length = isSyn ? 0 : step.length;
	const end = sequence + length + (/[SF]/.test(step.flags) ? 1 : 0);
	if (end > sent[side]!) sent[side] = end;
	const acknowledgment = step.flags.includes('A') ? sent[1 - side]! + step.acknowledged : 0;
	const [client, server] = [`10.0.0.1:${40_000 + step.connection}`, `10.0.0.2:${PORTS[step.connection]}`];
	const edges = Array.from(
		{length: step.sack},
		(_, block) => [(acknowledgment + 100 + block * 200) >>> 0, (acknowledgment + 200 + block * 200) >>> 0] as const,
	);
	return tcp({
		from: step.fromServer ? server : client,
		to: step.fromServer ? client : server,
		flags: step.flags,
		seq: sequence >>> 0,
		ack: acknowledgment >>> 0,
		window: step.window,
		payload: payload(side, sequence - first - 1, length),
		options: {
			...(isSyn && step.windowScale >= 0 ? {windowScale: step.windowScale} : {}),
			...(edges.length > 0 && !isSyn ? {sack: edges} : {}),
			raw: [...hex(step.raw)],
		},
		...(step.snapLength === 0 ? {} : {snapLength: step.snapLength}),
		...(step.dataOffset === 0 ? {} : {dataOffset: step.dataOffset}),
		time: Math.round(time * 1e6) / 1e6,
	});
}

/** TLS records of all kinds, one after the other: what a direction sends, from its first byte on. */
function records(side: number): Uint8Array {
	const hello =
		side === 0
			? hex(`16030100310100002d0303${'ab'.repeat(32)}000002c02f0100000200 00`.replaceAll(' ', ''))
			: hex(`16030300310200002d0303${'cd'.repeat(32)}00c02f000005ff01000100`);
	const piece = concat(
		hex('170303001e'),
		new Uint8Array(30).fill(0x90),
		hex('15030300020100'),
		hex('140303000101'),
		hex('1703030190'),
		new Uint8Array(400).fill(0x8f),
		hex('150303001a'),
		new Uint8Array(26).fill(0x91),
		hex('1703030005'),
		new Uint8Array(5).fill(0x92),
	);
	return concat(hello, ...Array.from({length: 40}, () => piece));
}

const STREAMS = [records(0), records(1)] as const;

/** The same bytes for the same place in the stream, so that a repeated segment repeats its bytes. */
function payload(side: number, offset: number, length: number): Uint8Array {
	const bytes = STREAMS[side]!;
	return Uint8Array.from({length}, (_, index) => bytes[Math.max(0, offset + index) % bytes.length]!);
}
