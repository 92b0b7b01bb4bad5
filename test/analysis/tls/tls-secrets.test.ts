import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import {RecordFlag} from '../../../source/analysis/tables/side-tables.ts';
import {KeyLog, MAX_SESSIONS} from '../../../source/analysis/tls/secrets/key-log.ts';
import {RecordDecryptor} from '../../../source/analysis/tls/secrets/record-decryptor.ts';
import {SecretsReport} from '../../../source/analysis/tls/secrets/secrets-report.ts';
import {decryptCapture, decryptedAlerts, tlsRecording} from '../../support/captures/decrypted-capture.ts';
import {loadWithKeyLog} from '../../support/captures/loaded-capture.ts';
import {compareWithOracle} from '../../support/captures/oracle.ts';
import {readCapture} from '../../support/captures/read-capture.ts';
import {parseTable} from '../../support/captures/shared-files.ts';
import {pcap} from '../../support/frames/capture-builder.ts';

function keyLogOf(text: string): KeyLog {
	const keyLog = new KeyLog();
	keyLog.addWhole(Buffer.from(text, 'latin1'));
	return keyLog;
}

const text = (name: string) => readFileSync(tlsRecording(name), 'latin1');
const keyLog = (name: string) => keyLogOf(text(name));
const CLOSE = [0, 0];

for (const {capture, keys, name} of [
	{name: 'tls12', capture: 'tls12.pcap', keys: 'tls12.keys'},
	{name: 'tls13', capture: 'tls13.pcap', keys: 'tls13.keys'},
	{name: 'tls13-secrets-block', capture: 'tls13-secrets-block.pcapng', keys: undefined},
]) {
	test(`records, handshake messages and alerts of ${capture} are those that tshark decrypts`, async () => {
		const loaded = await loadWithKeyLog(tlsRecording(capture), keys && tlsRecording(keys));
		const expected = parseTable(text(`${name}.tsv`));
		assert.ok(expected.length > 0);
		const frames = new Set(expected.map(row => row['frame.number']));
		const {packets} = loaded.tables;
		const rows = loaded.rows.filter(row => frames.has(String(packets.frameNumber(row))));
		assert.deepEqual(compareWithOracle({...loaded, rows}, expected, new Set()), []);
	});
}

test('without a key log no record is decrypted, and a block of secrets is enough for one', async () => {
	const count = async (name: string) => {
		const {tlsRecords} = (await loadWithKeyLog(tlsRecording(name), undefined)).tables;
		const records = [...Array(tlsRecords.length).keys()];
		return records.filter(record => (tlsRecords.flags(record) & RecordFlag.DECRYPTED) !== 0).length;
	};
	assert.equal(await count('tls13.pcap'), 0);
	// Five records of the server's flight, two of the client's, the alert.
	assert.equal(await count('tls13-secrets-block.pcapng'), 8);
});

test('alerts of every cipher are read', async () => {
	const tls12 = await decryptCapture(readFileSync(tlsRecording('tls12.pcap')), keyLog('tls12.keys'));
	const NO_RENEGOTIATION = 100;
	const HANDSHAKE_FAILURE = 40;
	const BAD_RECORD_MAC = 20;
	const expected: Record<number, number[]> = {};
	for (let stream = 0; stream < 20; stream++) expected[stream] = CLOSE;
	expected[11] = [NO_RENEGOTIATION, HANDSHAKE_FAILURE];
	expected[14] = expected[15] = [BAD_RECORD_MAC];
	assert.deepEqual(decryptedAlerts(tls12.tables), expected);
	assert.deepEqual(tls12.problems, []);
});

/** A recording without some of its frames. */
async function without(name: string, ...frames: readonly number[]): Promise<Uint8Array> {
	const {packets} = await readCapture(tlsRecording(name));
	const kept = packets.filter((_, index) => !frames.includes(index + 1));
	return pcap(kept.map(({bytes}, index) => ({bytes, time: index})));
}

test('behind lost records decryption goes on with later sequence numbers and keys', async () => {
	// Application data of the client: stream 0 of TLS 1.2, stream 5 of TLS 1.3 between two key updates.
	const tls12 = await decryptCapture(await without('tls12.pcap', 11), keyLog('tls12.keys'));
	assert.deepEqual(decryptedAlerts(tls12.tables)[0], CLOSE);
	const data = await decryptCapture(await without('tls13.pcap', 102), keyLog('tls13.keys'));
	assert.deepEqual(decryptedAlerts(data.tables)[5], CLOSE);
	const update = await decryptCapture(await without('tls13.pcap', 100), keyLog('tls13.keys'));
	assert.deepEqual(decryptedAlerts(update.tables)[5], CLOSE);
	// The client's Finished: the keys of its application data are found without it.
	const finished = await decryptCapture(await without('tls13.pcap', 96), keyLog('tls13.keys'));
	assert.deepEqual(decryptedAlerts(finished.tables)[5], CLOSE);
});

test('what is altered does not decrypt, and is said', async () => {
	const {problems} = await decryptCapture(readFileSync(tlsRecording('tls13.pcap')), keyLog('tls13.keys'));
	assert.deepEqual(
		problems.map(({message}) => message),
		[
			'Records of streams 10 and 11 do not decrypt, though earlier ones do: bytes were altered, or too many are missing.',
		],
	);
});

test('wrong secrets and missing ones are said, with their streams', async () => {
	const bytes = readFileSync(tlsRecording('tls13.pcap'));
	const lines = text('tls13.keys').split('\n');
	const wrong = lines.map(line => line.replace(/.$/, digit => (digit === '0' ? '1' : '0'))).join('\n');
	const {tables, problems} = await decryptCapture(bytes, keyLogOf(wrong));
	assert.deepEqual(decryptedAlerts(tables), {});
	assert.match(problems[0]!.message, /^Secrets for streams 0, 1, 2, 3, 4 and 7 more do not decrypt the records/);
	const other = await decryptCapture(bytes, keyLog('tls12.keys'));
	assert.equal(other.problems[0]?.message, 'The key log has no secrets for streams 0, 1, 2, 3, 4 and 7 more.');
	assert.ok([...problems, ...other.problems].every(({kind}) => kind === 'secrets'));
});

test('secrets for a cipher that is not decrypted are said to be of no use', () => {
	const TLS_RSA_WITH_3DES_EDE_CBC_SHA = 0x000a;
	const TLS_RSA_WITH_NULL_SHA = 0x0002;
	const log = keyLogOf(`CLIENT_RANDOM ${'ab'.repeat(32)} ${'01'.repeat(48)}`);
	const report = new SecretsReport();
	for (const [stream, cipherSuite] of [TLS_RSA_WITH_3DES_EDE_CBC_SHA, TLS_RSA_WITH_NULL_SHA].entries()) {
		const decryptor = new RecordDecryptor(log, stream);
		decryptor.clientHello(Buffer.alloc(32, 0xab), false);
		decryptor.serverHello({version: 0x0303, cipherSuite, random: Buffer.alloc(32), encryptThenMac: false});
		report.add(decryptor, row => row + 1);
	}
	assert.deepEqual(
		report.problems(true).map(({message}) => message),
		['There are secrets for stream 0, but TLS_RSA_WITH_3DES_EDE_CBC_SHA is not decrypted there.'],
	);
});

test('records that were cut when they were captured stay encrypted, and the next ones do not', async () => {
	const {packets} = await readCapture(tlsRecording('tls13.pcap'));
	const frames = packets.map(({bytes}, index) => ({
		bytes: bytes.length > 1000 ? bytes.subarray(0, 1000) : bytes,
		wireLength: bytes.length,
		time: index,
	}));
	const {tables} = await decryptCapture(pcap(frames), keyLog('tls13.keys'));
	assert.deepEqual(decryptedAlerts(tables)[9], CLOSE);
});

test('secrets that are logged while packets come are found', async () => {
	const later = text('tls13.keys');
	let asked = 0;
	const growing = new KeyLog(log => {
		if (asked++ !== 1) return false;
		log.add(later.slice(0, 100));
		log.add(later.slice(100));
		return true;
	});
	const {tables} = await decryptCapture(readFileSync(tlsRecording('tls13.pcap')), growing);
	assert.deepEqual(decryptedAlerts(tables)[0], CLOSE);
});

test('lines of a key log that make no sense are counted, known labels without use and comments are not', () => {
	const random = 'ab'.repeat(32);
	const lines = [
		'# comment',
		'',
		`EXPORTER_SECRET ${random} ${'00'.repeat(32)}`,
		`RSA 0123456789abcdef ${'00'.repeat(48)}`,
		`CLIENT_RANDOM ${random.toUpperCase()} ${'01'.repeat(48)}\r`,
		`CLIENT_RANDOM ${random} 0102`,
		'CLIENT_RANDOM',
		`toString ${random} ${random}`,
		`SERVER_TRAFFIC_SECRET_0 ${random} ${'02'.repeat(32)} more`,
		'x'.repeat(10_000),
	];
	const log = keyLogOf(lines.join('\n'));
	assert.equal(log.size, 1);
	assert.deepEqual({...log.find(random)}, {master: '01'.repeat(48)});
	assert.equal(log.lines, lines.length);
	assert.equal(log.badLines, 5);
	assert.equal(log.firstBadLine, 6);
});

test('a key log keeps its newest sessions, and no more than its bound', () => {
	const log = new KeyLog();
	const random = (n: number) => n.toString(16).padStart(64, '0');
	for (let n = 0; n < MAX_SESSIONS + 10; n++) log.add(`CLIENT_RANDOM ${random(n)} ${'0'.repeat(96)}\n`);
	assert.equal(log.size, MAX_SESSIONS);
	assert.equal(log.forgotten, 10);
	assert.equal(log.find(random(9)), undefined);
	assert.notEqual(log.find(random(10)), undefined);
});

test('no text of a key log throws', () => {
	const word = fc.constantFrom(
		'CLIENT_RANDOM',
		'RSA',
		'__proto__',
		'#',
		'ab'.repeat(32),
		'cd'.repeat(48),
		' ',
		'\n',
		'\r\n',
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(word, fc.string())), pieces => {
			const log = new KeyLog();
			for (const piece of pieces) log.add(piece);
			log.endText();
			assert.equal(log.find('ab'.repeat(32).slice(1)), undefined);
			assert.ok(log.badLines <= log.lines);
		}),
	);
});

test('a flipped bit in a record never throws, and never makes another alert of it', async () => {
	const {packets} = await readCapture(tlsRecording('tls13-secrets-block.pcapng'));
	const secrets = keyLog('tls13.keys');
	const CERTIFICATE_REQUIRED = 116;
	const HEADERS = 66;
	const positions = packets.flatMap(({bytes}, frame) =>
		bytes.slice(HEADERS).length === 0 ? [] : [...bytes.keys()].slice(HEADERS).map(at => [frame, at] as const),
	);
	await fc.assert(
		fc.asyncProperty(fc.constantFrom(...positions), fc.integer({min: 0, max: 7}), async ([frame, at], bit) => {
			const frames = packets.map(({bytes}, index) => {
				const copy = bytes.slice();
				if (index === frame) copy[at]! ^= 1 << bit;
				return {bytes: copy, time: index};
			});
			const {tables} = await decryptCapture(pcap(frames), secrets);
			const alerts = decryptedAlerts(tables)[0] ?? [];
			assert.ok(alerts.length <= 1 && alerts.every(alert => alert === CERTIFICATE_REQUIRED));
		}),
		{numRuns: 300},
	);
});

test('flipped bits in connections of every cipher never throw, and make no alerts that were not sent', async () => {
	const bytes = readFileSync(tlsRecording('tls12.pcap'));
	const secrets = keyLog('tls12.keys');
	const SENT = [0, 20, 40, 100];
	const FILE_HEADER = 24;
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(fc.integer({min: FILE_HEADER, max: bytes.length - 1}), fc.integer({min: 0, max: 7})), {
				minLength: 1,
				maxLength: 50,
			}),
			async flips => {
				const copy = Uint8Array.from(bytes);
				for (const [at, bit] of flips) copy[at]! ^= 1 << bit;
				const {tables} = await decryptCapture(copy, secrets);
				const alerts = Object.values(decryptedAlerts(tables)).flat();
				assert.deepEqual(
					alerts.filter(alert => !SENT.includes(alert)),
					[],
				);
			},
		),
		// The alert behind the flipped bit is authentic, but its initialisation vector is not.
		{numRuns: 60, examples: [[[[22_685, 0]]]]},
	);
});
