/** TLS records and handshake messages that several segments bring. Expected values are those of tshark 4.0.17. */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {joinRecord} from '../../source/analysis/details/tls/spanning-record.ts';
import {wantedFor} from '../../source/dissect/describe/layers.ts';
import type {Layer} from '../../source/dissect/field.ts';
import {fieldNamed} from '../../source/dissect/registry.ts';
import {compile} from '../../source/session/compile-filter.ts';
import {FilterRun} from '../../source/session/view/filter-run.ts';
import {type LoadedCapture, load} from '../support/captures/loaded-capture.ts';
import {concat, type Frame, pcap} from '../support/frames/capture-builder.ts';
import {flatten, printed} from '../support/frames/described-frame.ts';
import {randomTls} from '../support/frames/random-tls.ts';
import {
	APPLICATION_DATA,
	clientHello,
	filled,
	HANDSHAKE,
	message,
	record,
	records,
	serverHello,
	serverHelloDone,
	vector,
} from '../support/frames/tls-messages.ts';
import {TlsConversation} from '../support/frames/tls-segments.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const folder = scratchFolder();
let files = 0;

async function loadFrames(frames: readonly Frame[], suffix = ''): Promise<LoadedCapture> {
	const file = join(folder, `${files++}.pcap${suffix}`);
	const bytes = pcap(frames);
	writeFileSync(file, suffix === '' ? bytes : gzipSync(bytes));
	return load(file);
}

/** Values of fields in a frame, as they are printed. */
function fieldsOf(capture: LoadedCapture, frame: number, ...names: readonly string[]): string[] {
	const {layers} = capture.details(frame - 1);
	return names.map(name => printed(layers, name));
}

/** How many layers of TLS a frame has. */
const tlsLayers = (capture: LoadedCapture, frame: number) =>
	capture.details(frame - 1).layers.filter(({protocol}) => protocol.name === 'tls');

/** A ClientHello with a post-quantum key share, which its second segment completes in frame 5. */
function longHello(): TlsConversation {
	const conversation = new TlsConversation();
	conversation.say('client', record(HANDSHAKE, clientHello({keyShare: 1216})), 1000);
	return conversation;
}

/** A Certificate over three records; frames 5 to 8 bring these and a record of data, and cut a header in two. */
function longCertificate(): TlsConversation {
	const conversation = new TlsConversation();
	conversation.say('client', record(HANDSHAKE, clientHello()));
	const certificate = message(11, concat(filled(3, 0), filled(3000, 7)));
	const flight = records(HANDSHAKE, concat(serverHello(), certificate, serverHelloDone), 1200);
	conversation.say('server', concat(flight, record(APPLICATION_DATA, filled(20, 1))), 1000, 1003, 2500);
	return conversation;
}

const HELLO_FIELDS = {
	'tls.record.version': '0x0303',
	'tls.record.length': '1374',
	'tls.handshake.type': '1',
	'tls.handshake.length': '1370',
	'tls.handshake.version': '0x0303',
	'tls.handshake.ciphersuite': '0x1301,0x1302,0x1303',
	'tls.handshake.random': '11'.repeat(32),
	'tls.handshake.session_id': '22'.repeat(32),
	'tls.handshake.extension.type': '0,10,11,16,43,51',
	'tls.handshake.extensions_supported_group': '0x1a1a,0x001d,0x0017',
	'tls.handshake.extensions_key_share_group': '4588',
	'tls.handshake.ja3_full': '771,4865-4866-4867,0-10-11-16-43-51,29-23,0',
	'tls.handshake.ja3': 'be656270deebe60e52252746b531fcb5',
	'tls.handshake.extensions_server_name': 'example.com',
	'tls.handshake.extensions_alpn_str': 'h2,http/1.1',
	'tls.handshake.extensions.supported_version': '0x0304,0x0303',
};

for (const [kind, suffix] of [
	['a file', ''],
	['what cannot be read again by offset', '.gz'],
] as const) {
	test(`a ClientHello of two segments, from ${kind}, has all its fields in the frame that completes it`, async () => {
		const capture = await loadFrames(longHello().frames, suffix);
		const names = Object.keys(HELLO_FIELDS);
		assert.deepEqual(fieldsOf(capture, 5, ...names), Object.values(HELLO_FIELDS));
		assert.deepEqual(
			fieldsOf(capture, 4, ...names),
			names.map(() => ''),
		);
	});
}

test('what is put together says which frames brought it, and its fields lie in its own bytes', async () => {
	const capture = await loadFrames(longHello().frames);
	const [tls] = tlsLayers(capture, 5);
	assert.equal(tls!.summary, 'Transport Layer Security (2 segments, frames 4 and 5)  Handshake: Client Hello');
	assert.deepEqual(tls!.bytes, record(HANDSHAKE, clientHello({keyShare: 1216})));
	const name = flatten(tls!.fields).find(({field}) => field.name === 'tls.handshake.extensions_server_name')!;
	assert.equal(Buffer.from(tls!.bytes.subarray(name.at, name.at + name.length)).toString(), 'example.com');
});

test('a handshake message that spans records has its fields where the last of these ends', async () => {
	const capture = await loadFrames(longCertificate().frames);
	const names = ['tls.record.length', 'tls.handshake.type', 'tls.handshake.length', 'tls.handshake'];
	assert.deepEqual(
		[5, 6, 7, 8].map(frame => fieldsOf(capture, frame, ...names)),
		[
			['', '', '', ''],
			['', '', '', ''],
			['1200,1200', '2', '86', '1,1,1'],
			['701,20', '11,14', '3003,0', '1,1,1'],
		],
	);
	const certificate = flatten(tlsLayers(capture, 8)[0]!.fields).find(
		node => node.field.name === 'tls.handshake.length' && node.value === 3003,
	)!;
	assert.deepEqual([certificate.at, certificate.length], [1, 3]);
	assert.deepEqual(certificate.buffer, message(11, concat(filled(3, 0), filled(3000, 7))));
});

/** MD5 of 771,49199,65281-16. */
const JA3S = '7bee5c1d424b7e5f943b06983bb11422';

test('certificates are fields with their lengths, and a ServerHello has its fingerprint', async () => {
	const certificates = [filled(3, 1), filled(2000, 2)].map(bytes => vector(3, bytes));
	const conversation = new TlsConversation();
	conversation.say('client', record(HANDSHAKE, clientHello()));
	const flight = concat(serverHello(), message(11, vector(3, ...certificates)));
	conversation.say('server', record(HANDSHAKE, flight), 1460);
	const capture = await loadFrames(conversation.frames);
	const names = ['tls.handshake.certificates_length', 'tls.handshake.certificate_length', 'tls.handshake.ja3s'];
	assert.deepEqual(fieldsOf(capture, 6, ...names), ['2009', '3,2000', JA3S]);
	assert.equal(fieldsOf(capture, 6, 'tls.handshake.certificate')[0], `${'01'.repeat(3)},${'02'.repeat(2000)}`);
});

test('what follows a spanning record in its last segment is a layer of its own, unless the record’s header was cut', async () => {
	const data = [1, 2, 3].map(byte => record(APPLICATION_DATA, filled(40, byte)));
	const conversation = new TlsConversation();
	conversation.say('client', concat(...data), 48, 100);
	const split = await loadFrames(conversation.frames);
	assert.deepEqual(
		[4, 5, 6].map(frame => fieldsOf(split, frame, 'tls.app_data')),
		[['01'.repeat(40)], ['02'.repeat(40)], ['03'.repeat(40)]],
	);
	assert.deepEqual(
		[4, 5, 6].map(frame => tlsLayers(split, frame).length),
		[1, 1, 1],
	);
	const certificate = await loadFrames(longCertificate().frames);
	assert.deepEqual(
		[5, 6, 7, 8].map(frame => tlsLayers(certificate, frame).length),
		[1, 0, 2, 2],
	);
	assert.match(fieldsOf(certificate, 8, 'frame.protocols')[0]!, /:tcp:tls:tls$/);
});

test('of a segment that is sent again with other bytes the first ones count', async () => {
	const hello = record(HANDSHAKE, clientHello({keyShare: 1216}));
	const altered = record(HANDSHAKE, clientHello({keyShare: 1216, serverName: 'example.org'}));
	const conversation = new TlsConversation();
	const [first, second] = conversation.segments('client', hello, 1000) as [Frame, Frame];
	conversation.frames.push(first, conversation.segment('client', 1001, altered.subarray(0, 1000)), second);
	const capture = await loadFrames(conversation.frames);
	assert.deepEqual(fieldsOf(capture, 6, 'tls.handshake.extensions_server_name'), ['example.com']);
});

test('a fast retransmission completes a record with the bytes that came before it and lie behind it', async () => {
	const hello = record(HANDSHAKE, clientHello({keyShare: 1216}));
	const conversation = new TlsConversation();
	const [first, lost, last] = conversation.segments('client', hello, 500, 1000) as [Frame, Frame, Frame];
	const acknowledgment = () => conversation.segment('server', 5001, filled(0, 0), {flags: 'A', ack: 1501});
	conversation.frames.push(first, acknowledgment(), last, acknowledgment(), acknowledgment(), acknowledgment(), lost);
	const capture = await loadFrames(conversation.frames.map((frame, index) => ({...frame, time: index / 1000})));
	assert.deepEqual(fieldsOf(capture, 10, ...Object.keys(HELLO_FIELDS)), Object.values(HELLO_FIELDS));
});

test('display filters find what spanning records and messages have', async () => {
	const passing = async (conversation: TlsConversation, filter: string) => {
		const {tables, reader} = await loadFrames(conversation.frames);
		const run = new FilterRun(tables, compile(filter, tables), reader);
		run.advance(Number.POSITIVE_INFINITY);
		return [...Array(tables.packets.length).keys()].filter(row => run.rows.has(row)).map(row => row + 1);
	};
	for (const filter of [
		'tls.handshake.ciphersuite == 0x1301',
		'tls.handshake.length > 1200',
		'tls.record.length == 1374',
		'tls.handshake.extensions.supported_version == 0x0304',
		'tls.handshake.extensions_supported_group == x25519',
		'tls.handshake.random[0:2] == 11:11',
		'tls.handshake.extensions_alpn_str == "h2"',
		'tls.handshake && tls contains "example"',
	])
		assert.deepEqual(await passing(longHello(), filter), [5], filter);
	assert.deepEqual(await passing(longCertificate(), 'tls.handshake.length > 1200'), [8]);
	assert.deepEqual(await passing(longCertificate(), 'tls.handshake.extensions_alpn_str == "h2"'), [4, 7]);
	// The first segment is dissected as TLS, too.
	assert.deepEqual(await passing(longHello(), 'tls contains "example"'), [4, 5]);
	assert.deepEqual(await passing(longCertificate(), 'tls[0] == 16'), [4, 5, 7, 8]);
	assert.deepEqual(await passing(longCertificate(), 'tls.app_data[0:2] == 01:01'), [8]);
	for (const [filter, frames] of [
		['tls#2', [7, 8]],
		['tls.record.length#2 > 0', [7, 8]],
		['tls.record.length#1 == 20', []],
		['tls.record.length#[-1] == 20', [8]],
		['tls.app_data#2', [8]],
		['frame.protocols contains "tls:tls"', [7, 8]],
	] as const)
		assert.deepEqual(await passing(longCertificate(), filter), frames, filter);
});

test('no more than a bounded number of packets is looked back through; the rest of what is known stays', async () => {
	const hello = record(HANDSHAKE, clientHello());
	const conversation = new TlsConversation();
	const [first, second] = conversation.segments('client', hello, 100) as [Frame, Frame];
	const other = conversation.segment('server', 5001, filled(0, 0), {flags: 'A', ack: 1101});
	conversation.frames.push(first, ...Array.from({length: 20_001}, () => other), second);
	const capture = await loadFrames(conversation.frames);
	const last = conversation.frames.length;
	const names = ['tls.record.length', 'tls.handshake.type', 'tls.handshake.length', 'tls.handshake.ciphersuite'];
	assert.deepEqual(fieldsOf(capture, last, ...names), ['190', '1', '186', '']);
	let reads = 0;
	const joined = joinRecord(capture.tables, 0, () => {
		reads++;
		return undefined;
	});
	assert.equal(joined, undefined);
	assert.equal(reads, 0);
});

/** A record as its header's bytes have it. */
function headerAt({bytes}: Layer, at: number): string[] {
	const word = (place: number) => (bytes[place]! << 8) | bytes[place + 1]!;
	return [
		String(bytes[at]),
		`0x${word(at + 1)
			.toString(16)
			.padStart(4, '0')}`,
		String(word(at + 3)),
	];
}

test('in any traffic every record has its header’s bytes, and what is asked for alone is what the whole packet has', async () => {
	const names = ['tls.record.content_type', 'tls.record.version', 'tls.record.length'];
	const lone = ['tls.app_data', 'tls.handshake.ciphersuite', 'tls.handshake', 'tls.record.length'].map(
		name => [name, wantedFor([fieldNamed(name)!])] as const,
	);
	await fc.assert(
		fc.asyncProperty(randomTls, async frames => {
			const {rows, reader} = await loadFrames(frames);
			for (const row of rows) {
				const {layers} = reader.details(row);
				for (const layer of layers.filter(({protocol}) => protocol.name === 'tls'))
					for (const node of layer.fields.filter(({length}) => length > 0))
						assert.deepEqual(
							headerAt(layer, node.at),
							names.map(name => printed([{...layer, summary: '', fields: [node]}], name)),
						);
				for (const [name, wanted] of lone)
					assert.equal(printed(reader.details(row, wanted).layers, name), printed(layers, name));
			}
		}),
		{numRuns: 40},
	);
});

test('bytes that were changed on the way never throw, and no field lies outside its bytes', async () => {
	const flips = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({min: 1, max: 255})), {maxLength: 8});
	await fc.assert(
		fc.asyncProperty(randomTls, flips, async (frames, changes) => {
			for (const [frame, at, bits] of changes) {
				const {bytes} = frames[frame % frames.length]!;
				bytes[at % bytes.length]! ^= bits;
			}
			const capture = await loadFrames(frames);
			for (const row of capture.rows)
				for (const {bytes, fields} of capture.details(row).layers)
					for (const {at, length, buffer = bytes} of flatten(fields)) assert.ok(at + length <= buffer.length);
		}),
		{numRuns: 40},
	);
});
