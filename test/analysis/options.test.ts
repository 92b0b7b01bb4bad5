import assert from 'node:assert/strict';
import {Readable} from 'node:stream';
import test from 'node:test';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import {Analysis} from '../../source/analysis/tables/packet-table.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {loadCapture} from '../../source/session/load/load-capture.ts';
import {hex, pcap, type TcpOptions, tcp} from '../support/frames/capture-builder.ts';

const CLIENT = '10.0.0.1:40000';
const SERVER = '10.0.0.2:8443';

const ADD_ADDR = '1e08 3401 0a000003';
const REMOVE_ADDR = '1e04 4001';
const MP_PRIO = '1e04 5101';
const MP_FAIL = '1e0c 6000 0000000000000000';
const DSS = '1e08 2001 00000001';

/** Numbers of the duplicate ACKs (tcp.analysis.duplicate_ack_num) among a client's ACKs of one segment, by their options. */
async function duplicates(acks: readonly string[]): Promise<readonly (number | undefined)[]> {
	const ack = (options: string) =>
		tcp({from: CLIENT, to: SERVER, flags: 'A', seq: 1001, ack: 5101, window: 1000, options: padded(options)});
	const frames = [
		tcp({from: SERVER, to: CLIENT, flags: 'PA', seq: 5001, ack: 1001, window: 1000, payload: 100}),
		...acks.map(ack),
	].map((frame, index) => ({...frame, time: index / 1000}));
	const tables = new CaptureTables();
	await loadCapture(await openCapture(Readable.from([pcap(frames)])), tables);
	const {packets, analysisDetails} = tables;
	return acks.map((_, n) => {
		const row = packets.length - acks.length + n;
		if ((packets.analysis(row) & Analysis.DUPLICATE_ACK) === 0) return undefined;
		return analysisDetails.number(analysisDetails.find(row));
	});
}

function padded(options: string): Uint8Array {
	const bytes = hex(options);
	const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(1);
	whole.set(bytes);
	return whole;
}

/** What tshark 4.0.17 prints for the same bytes. */
const SEQUENCES: readonly (readonly [
	name: string,
	acks: readonly string[],
	numbers: readonly (number | undefined)[],
])[] = [
	['without options', ['', '', '', ''], [undefined, 1, 2, 3]],
	['behind a new subtype', ['', ADD_ADDR, '', ''], [undefined, 1, undefined, 2]],
	['behind a subtype that was seen before', ['', ADD_ADDR, '', ADD_ADDR, ''], [undefined, 1, undefined, 2, 3]],
	[
		'behind one new subtype after the other',
		['', ADD_ADDR, REMOVE_ADDR, MP_PRIO, MP_FAIL, '', ''],
		[undefined, 1, undefined, undefined, undefined, undefined, 2],
	],
	['whose first ACK brings a new subtype', [DSS, DSS, DSS], [undefined, undefined, 1]],
	['behind a subtype that RFC 8684 does not use', ['', '1e0c 8000 0000000000000000', '', ''], [undefined, 1, 2, 3]],
	['behind an MP_CAPABLE of no valid length', ['', '1e0a 0081 000000000000', '', ''], [undefined, 1, 2, 3]],
];

for (const [name, acks, numbers] of SEQUENCES) {
	test(`duplicate ACKs ${name} are numbered as tshark numbers them`, async () => {
		assert.deepEqual(await duplicates(acks), numbers);
	});
}

/** Options of which tshark 4.0.17 shows nothing that follows them, and neighbours of which it does. */
const LENGTHS: readonly (readonly [option: string, isTooShort: boolean])[] = [
	['0502', true],
	['0509 00000000000000', true],
	['050a 0000000000000000', false],
	['1e02', true],
	['1e03 00', true],
	['1e03 10', false],
	['1e03 20', true],
	['1e04 2000', false],
	['1e07 2001 000000', true],
	['1e08 2001 00000000', false],
	['1e19 201f 000000000000000000000000000000000000000000', true],
	['1e1a 201f 00000000000000000000000000000000000000000000', false],
	['1e03 30', true],
	['1e0b 6000 00000000000000', true],
	['1e0b 7000 00000000000000', true],
];

for (const [option, isTooShort] of LENGTHS) {
	test(`the analysis of a segment with the option ${option} is ${isTooShort ? 'hidden' : 'shown'}, and goes on behind it`, async () => {
		const [, shown, next, last] = await duplicates(['', option, '', '']);
		assert.equal(shown, isTooShort ? undefined : 1);
		if (isTooShort) assert.equal(next, 2);
		assert.equal(last, next === undefined ? 2 : 3);
	});
}

/** SYNs and SYN/ACKs whose options are longer than the segment, and the label that tshark 4.0.17 gives them all the same. */
const CUT_OPENINGS: readonly (readonly [name: string, label: number, ...frames: readonly Partial<TcpOptions>[]])[] = [
	[
		'a SYN with a whole cookie',
		Analysis.TFO_SYN,
		{flags: 'S', options: hex('220a0102030405060708 0101'), dataOffset: 9},
	],
	['a SYN with a cut cookie', 0, {flags: 'S', options: hex('220a010203040506'), dataOffset: 8}],
	['a SYN/ACK', Analysis.TFO_ACK, {flags: 'SA', seq: 5000, ack: 1001, options: hex('01010101'), dataOffset: 7}],
	[
		'a SYN/ACK that does not take the data',
		Analysis.TFO_IGNORED,
		{flags: 'S', options: hex('220a0102030405060708 0101'), payload: 3},
		{flags: 'SA', seq: 5000, ack: 1, options: hex('01010101'), dataOffset: 7},
	],
];

for (const [name, label, ...frames] of CUT_OPENINGS) {
	test(`${name} that is cut in its options has the Fast Open label that stands before them`, async () => {
		const segments = frames.map(frame => tcp({from: CLIENT, to: SERVER, flags: 'S', seq: 1000, ...frame}));
		const tables = new CaptureTables();
		await loadCapture(await openCapture(Readable.from([pcap(segments)])), tables);
		const bits = tables.packets.analysis(frames.length - 1);
		assert.equal(bits & (Analysis.TFO_SYN | Analysis.TFO_ACK | Analysis.TFO_IGNORED), label);
	});
}
