import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import fc from 'fast-check';
import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {readHello} from '../../source/analysis/tls/hello.ts';
import {ReassemblyMemory} from '../../source/analysis/tls/reassembly-memory.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {concat, type Frame, hex, pcap, tcp} from '../support/frames/capture-builder.ts';
import {clientHello} from '../support/frames/hostile-capture.ts';
import {assertQuick, cases, quickly, spoilt} from '../support/fuzz.ts';

const LONG_TIME = {timeout: 86_400_000};
const NAME = new TextEncoder().encode('example.com');
const HELLO = clientHello(NAME, [NAME, NAME]);
const SERVER_HELLO = hex(
	`1603030046 02000042 0303 ${'5a'.repeat(32)} 00 1301 00 001a 002b 0002 0304 0016 0000 002a 0000 0010 0006 0004 02683200`,
);
const TLS_SEEDS: readonly Uint8Array[] = [
	HELLO,
	SERVER_HELLO,
	hex('1403030001 01'),
	hex('1503030002 0228'),
	hex(`1703030020 ${'77'.repeat(32)}`),
	hex(`1603030028 0b000064 ${'00'.repeat(36)}`),
	hex('1603030004 0e000000'),
	hex(`802e 01 0002 0003 0000 0020 0700c0 ${'11'.repeat(32)}`),
	hex('1603030000'),
	hex('17030340ff'),
	...[
		'CONNECT a:443 HTTP/1.1\r\n\r\n',
		'HTTP/1.1 200 OK\r\n\r\n',
		'a1 STARTTLS\r\n',
		'a1 OK\r\n',
		'AUTH TLS\r\n',
		'234 x\r\n',
	].map(text => new TextEncoder().encode(text)),
];
const PORTS = [443, 8443, 8080, 143, 21, 3306, 5432];

/** What an end says: records and other pieces one behind another, some of them spoilt. */
const speech = fc
	.array(
		fc.oneof(
			{weight: 3, arbitrary: fc.constantFrom(...TLS_SEEDS)},
			spoilt(TLS_SEEDS, {maxLength: 2}).map(({bytes}) => bytes),
		),
		{
			maxLength: 8,
		},
	)
	.map(pieces => concat(...pieces));

/** How it goes over the wire: segments of some bytes, each of them in time, late, lost, repeated, cut or elsewhere. */
const segments = fc.array(
	fc.record({
		length: fc.oneof(fc.nat(8), fc.nat(200), fc.constant(1460)),
		fate: fc.constantFrom('sent', 'sent', 'sent', 'sent', 'late', 'lost', 'twice', 'cut', 'back', 'far'),
		fromServer: fc.boolean(),
		pause: fc.constantFrom(0, 0.0001, 0.01, 1),
	}),
	{minLength: 1, maxLength: 40},
);

const conversation = fc.record({
	port: fc.constantFrom(...PORTS),
	client: speech,
	server: speech,
	segments,
	start: fc.constantFrom(1000, 0xffff_fff0, 0x7fff_fff0),
});
type Conversation = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

function framesOf({port, client, server, segments, start}: Conversation, number: number): Frame[] {
	const ends = [`10.0.${number}.1:40000`, `10.0.${number}.2:${port}`] as const;
	const said = [0, 0];
	const texts = [client, server];
	const late: Frame[] = [];
	let time = 0;
	const sent = segments.flatMap(({length, fate, fromServer, pause}) => {
		const side = fromServer ? 1 : 0;
		const offset = said[side]!;
		const payload = texts[side]!.subarray(offset, offset + length);
		said[side] = offset + payload.length;
		time += pause;
		const moved = fate === 'back' ? -7 : fate === 'far' ? 50_000 : 0;
		const frame = tcp({
			from: ends[side]!,
			to: ends[1 - side]!,
			flags: 'PA',
			seq: (start + offset + moved) >>> 0,
			ack: (start + said[1 - side]!) >>> 0,
			payload,
			time,
		});
		if (fate === 'late') late.push({...frame, time: 5});
		if (fate === 'late' || fate === 'lost') return [];
		if (fate === 'cut') return [{...frame, bytes: frame.bytes.subarray(0, -1), wireLength: frame.bytes.length}];
		return fate === 'twice' ? [frame, frame] : [frame];
	});
	return [...sent, ...late];
}

async function analyse(frames: readonly Frame[], memory: ReassemblyMemory): Promise<CaptureTables> {
	const tables = new CaptureTables();
	const reader = await openCapture(Readable.from([pcap(frames)]));
	const analyzer = new CaptureAnalyzer(tables, undefined, memory);
	while (await reader.fill()) analyzer.addAll(reader, 100_000);
	await reader.close();
	return tables;
}

/** Without a bound that counts here; knows how much was held at most. */
class MeasuredMemory extends ReassemblyMemory {
	most = 0;
	override hold(...args: Parameters<ReassemblyMemory['hold']>): void {
		super.hold(...args);
		this.most = Math.max(this.most, this.bytesHeld);
	}
}

/** What the tables say of TLS. */
function tlsOf({tlsRecords, tlsHandshakes, names}: CaptureTables): unknown[] {
	const records = Array.from({length: tlsRecords.length}, (_, row) => [
		tlsRecords.packet(row),
		tlsRecords.contentType(row),
		tlsRecords.recordLength(row),
		tlsRecords.flags(row),
	]);
	const messages = Array.from({length: tlsHandshakes.length}, (_, row) => [
		tlsHandshakes.record(row),
		tlsHandshakes.type(row),
	]);
	return [records, messages, names];
}

test(
	'whatever two ends say and lose, TLS is looked for within the bounds; with room enough the bound makes no difference',
	LONG_TIME,
	async () => {
		const LIMIT = 4000;
		await fc.assert(
			fc.asyncProperty(fc.array(conversation, {minLength: 1, maxLength: 3}), async conversations => {
				const frames = conversations.flatMap(framesOf).sort((a, b) => Number(a.time) - Number(b.time));
				const before = process.cpuUsage();
				const narrow = new ReassemblyMemory(LIMIT);
				const wide = new MeasuredMemory();
				const tables = await analyse(frames, narrow);
				const same = await analyse(frames, wide);
				assertQuick(before);
				assert.ok(narrow.bytesHeld <= LIMIT);
				assert.equal(tables.packets.length, frames.length);
				for (const {tlsRecords, tlsHandshakes, names} of [tables, same]) {
					for (let row = 0; row < tlsRecords.length; row++) assert.ok(tlsRecords.packet(row) < frames.length);
					for (let row = 0; row < tlsHandshakes.length; row++) assert.ok(tlsHandshakes.record(row) < tlsRecords.length);
					for (let row = 0; row < names.length; row++) assert.ok(names.text(row)!.length <= 255);
				}
				if (wide.most <= LIMIT) assert.deepEqual(tlsOf(tables), tlsOf(same));
			}),
			{numRuns: cases(10_000)},
		);
	},
);

test('no bytes of a hello make its parser fail, or give it more names than a hello has', LONG_TIME, () => {
	const hellos = [HELLO.subarray(9), SERVER_HELLO.subarray(9), concat(HELLO.subarray(9), new Uint8Array(60_000))];
	fc.assert(
		fc.property(spoilt(hellos), fc.boolean(), ({bytes}, isClient) => {
			const {serverNames} = quickly(() => readHello(bytes, isClient));
			assert.ok(serverNames.length <= 64 && serverNames.every(name => name.length <= 255));
		}),
		{numRuns: cases(10_000)},
	);
});
