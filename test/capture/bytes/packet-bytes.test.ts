import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, truncateSync, writeFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {Worker} from 'node:worker_threads';
import {gzipSync} from 'node:zlib';
import {buildSync} from 'esbuild';
import {openCapture} from '../../../source/capture/open-capture.ts';
import {openPacketBytes} from '../../../source/capture/packet-bytes.ts';
import {CaptureError} from '../../../source/capture/problem.ts';
import {newParts, Spool} from '../../../source/capture/spool.ts';
import {streamOf} from '../../support/captures/read-capture.ts';
import {pcap, tcp} from '../../support/frames/capture-builder.ts';
import {scratchFolder} from '../../support/scratch-folder.ts';

const folder = scratchFolder();

const frames = Array.from({length: 5000}, (_, index) =>
	tcp({from: '10.0.0.1:1000', to: '10.0.0.2:80', seq: index, payload: index % 1400}),
);
const file = pcap(frames);

function fileOf(name: string, bytes: Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}

/** Where the packets lie, after reading them all. */
async function load(input: Parameters<typeof openCapture>[0], spool?: Spool): Promise<[number, number][]> {
	const reader = await openCapture(input, spool ? {spool} : {});
	const places: [number, number][] = [];
	while (await reader.fill()) while (reader.next()) places.push([reader.fileOffset, reader.capturedLength]);
	await reader.close();
	return places;
}

function assertPackets(
	read: (offset: number, length: number) => Uint8Array,
	places: readonly [number, number][],
): void {
	const orders = [places.keys(), [...places.keys()].reverse(), [...places.keys()].map(i => (i * 2161) % places.length)];
	for (const order of orders) {
		for (const index of order) assert.deepEqual(read(...places[index]!), frames[index]!.bytes);
	}
}

test('packets of a plain file are read again in any order', async () => {
	const path = fileOf('plain.pcap', file);
	const places = await load(path);
	const bytes = openPacketBytes(path);
	assertPackets((offset, length) => bytes.read(offset, length), places);
	bytes.close();
});

test('what was read stays as it is when more is read', async () => {
	const path = fileOf('plain.pcap', file);
	const bytes = openPacketBytes(path);
	const first = bytes.read(24 + 16, 54);
	bytes.read(file.length - 1000, 1000);
	assert.deepEqual(first, frames[0]!.bytes);
	bytes.close();
});

test('a file that has shrunk gives fewer bytes', () => {
	const path = fileOf('shrunk.pcap', file);
	const bytes = openPacketBytes(path);
	truncateSync(path, 100);
	assert.equal(bytes.read(90, 54).length, 10);
	assert.equal(bytes.read(100_000, 54).length, 0);
	bytes.close();
});

test('packets of a gzip file and of a pipe are read again from the spool', async () => {
	const path = fileOf('packed.pcap.gz', gzipSync(file));
	for (const input of [path, streamOf(file)]) {
		const spool = new Spool();
		const places = await load(input, spool);
		assert.equal(spool.length, file.length);
		assertPackets((offset, length) => spool.read(offset, length), places);
		spool.close();
	}
	const spool = new Spool();
	assert.equal(openPacketBytes(path, spool), spool);
	assert.throws(() => openPacketBytes(path), CaptureError);
});

test('a named pipe is not opened a second time', async () => {
	const path = join(folder, 'pipe');
	execFileSync('mkfifo', [path]);
	const spool = new Spool();
	const [places] = await Promise.all([load(path, spool), writeFile(path, file)]);
	assertPackets((offset, length) => openPacketBytes(path, spool).read(offset, length), places);
	spool.close();
});

test('a plain file is not spooled', async () => {
	const spool = new Spool();
	await load(fileOf('plain.pcap', file), spool);
	assert.equal(spool.length, 0);
});

test('a spool over its limit goes on in a temporary file that nobody can find', async t => {
	const temporary = mkdtempSync(join(folder, 'tmp-'));
	const usual = tmpdir();
	process.env['TMPDIR'] = temporary;
	t.after(() => {
		process.env['TMPDIR'] = usual;
	});
	const spool = new Spool(newParts(1_000_000));
	const places = await load(streamOf(file), spool);
	assert.deepEqual(readdirSync(temporary), []);
	assert.equal(spool.parts.memory.byteLength, 1_000_000);
	assert.equal(spool.length, file.length);
	assertPackets((offset, length) => spool.read(offset, length), places);
	assert.deepEqual(spool.read(999_000, 2000), file.slice(999_000, 1_001_000));
	assert.equal(spool.read(file.length - 10, 100).length, 10);
	assert.equal(spool.read(file.length + 10, 100).length, 0);
	spool.close();
	assert.equal(spool.read(0, 10).length, 0);
});

test('a spool without room for its temporary file says so and keeps what it has', () => {
	const spool = new Spool(newParts(1000));
	const temporary = process.env['TMPDIR'];
	process.env['TMPDIR'] = join(folder, 'missing');
	spool.append(file.subarray(0, 900));
	spool.append(file.subarray(900, 2000));
	if (temporary === undefined) delete process.env['TMPDIR'];
	else process.env['TMPDIR'] = temporary;
	spool.append(file.subarray(2000, 3000));
	assert.equal(spool.problem?.kind, 'skipped');
	assert.equal(spool.length, 900);
	assert.deepEqual(spool.read(0, 5000), file.slice(0, 900));
});

test('a spool is readable from another thread while it grows', async () => {
	const spool = new Spool(newParts(1_000_000));
	const {outputFiles} = buildSync({
		stdin: {
			contents: `
				import {parentPort, workerData} from 'node:worker_threads';
				import {Spool} from './spool.ts';
				const spool = new Spool(workerData);
				parentPort.on('message', ([offset, length]) => parentPort.postMessage(spool.read(offset, length)));`,
			resolveDir: join(import.meta.dirname, '../../../source/capture'),
		},
		bundle: true,
		platform: 'node',
		write: false,
	});
	const worker = new Worker(outputFiles[0]!.text, {eval: true, workerData: spool.parts});
	const readThere = (offset: number, length: number) =>
		new Promise<Uint8Array>((resolve, reject) => {
			worker.once('message', resolve);
			worker.once('error', reject);
			worker.postMessage([offset, length]);
		});
	spool.append(file.subarray(0, 2000));
	assert.deepEqual(await readThere(100, 1000), file.slice(100, 1100));
	spool.append(file.subarray(2000));
	assert.deepEqual(await readThere(999_000, 2000), file.slice(999_000, 1_001_000));
	await worker.terminate();
	spool.close();
});
