import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {gzipSync} from 'node:zlib';
import {sample} from '../support/captures/samples.ts';
import {concat, pcap, pcapngOf, pcapRecord, tcp} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';
import {PROGRAM, run} from '../support/terminal/program.ts';

const folder = scratchFolder();

const BYTES = readFileSync(sample('mixed.pcap'));
const FIELDS = ['-e', 'frame.number,frame.time_epoch,tcp.stream,tcp.payload'];
const EXPECTED = run([...FIELDS, sample('mixed.pcap')]).stdout;

/** Runs the program with bytes on its standard input. */
function runOn(input: Uint8Array, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
	return new Promise<{status: number | null; stdout: string; stderr: string}>(resolve => {
		const child = spawn(process.execPath, [PROGRAM, ...args], {env: {...process.env, NO_COLOR: '1', ...environment}});
		let stdout = '';
		let stderr = '';
		child.stdout.setEncoding('utf8').on('data', text => {
			stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', text => {
			stderr += text;
		});
		child.on('close', status => resolve({status, stdout, stderr}));
		child.stdin.on('error', () => {}).end(input);
	});
}

test('a pipe gives the same packets, fields and payload as the file', async () => {
	assert.deepEqual(await runOn(BYTES, [...FIELDS, '-']), {status: 0, stdout: EXPECTED, stderr: ''});
});

test('standard input by its path, and redirected from a file, is the same', async () => {
	assert.equal((await runOn(BYTES, [...FIELDS, '/dev/stdin'])).stdout, EXPECTED);
	const program = `"${process.execPath}" "${PROGRAM}" ${FIELDS.join(' ')} -`;
	const file = sample('mixed.pcap');
	for (const line of [`${program} < "${file}"`, `cat "${file}" | ${program}`])
		assert.equal(execFileSync('sh', ['-c', line]).toString(), EXPECTED);
});

test('a compressed pipe is unpacked', async () => {
	assert.equal((await runOn(gzipSync(BYTES), [...FIELDS, '-'])).stdout, EXPECTED);
});

test('a pcapng and a nanosecond pipe are read', async () => {
	const frames = [tcp({from: '10.0.0.1:1', to: '10.0.0.2:2', payload: 'one', time: 1_700_000_000_000_000_789n})];
	const fine = await runOn(pcap(frames, {nanoseconds: true}), ['-e', 'frame.time_epoch,tcp.payload', '-']);
	assert.equal(fine.stdout, '1700000000.000000789\t6f6e65\n');
	const blocks = await runOn(pcapngOf(frames), ['-e', 'tcp.payload', '-']);
	assert.equal(blocks.stdout, '6f6e65\n');
});

test('a FIFO is read to its end', () => {
	const fifo = join(folder, 'fifo');
	execFileSync('mkfifo', [fifo]);
	const writer = spawn('sh', ['-c', `cat "${sample('mixed.pcap')}" > "${fifo}"`], {stdio: 'ignore'});
	assert.equal(run([...FIELDS, fifo]).stdout, EXPECTED);
	writer.kill();
});

test('a length of 2 GB in a pipe costs no memory: it ends the capture, with everything before it', async () => {
	const frame = tcp({from: '10.0.0.1:1', to: '10.0.0.2:2'});
	const lie = pcapRecord(frame, {}, 0x7fff_ffff);
	const {status, stdout, stderr} = await runOn(concat(pcap([frame]), lie, new Uint8Array(2 ** 24)), [
		'-e',
		'frame.number',
		'-',
	]);
	assert.equal(status, 1);
	assert.equal(stdout, '1\n');
	assert.match(stderr, /^tcpwhy: standard input: The capture is damaged: a packet says that 2147483647 bytes[^\n]+\n$/);
});

test('what is piped is not left behind in the temporary folder', async () => {
	const temporary = mkdtempSync(join(folder, 'tmp-'));
	await runOn(BYTES, ['--report', '-'], {TMPDIR: temporary});
	assert.deepEqual(readdirSync(temporary), []);
});

test('beyond the spool limit packets are still judged, and the user is told', async () => {
	const {status, stdout, stderr} = await runOn(BYTES, ['--report=json', '--spool-limit', '0', '-']);
	assert.equal(status, 1);
	assert.match(stderr, /cannot be shown in detail: the limit of 0 MB[^\n]+--spool-limit\.\n$/);
	const {streams, capture} = JSON.parse(stdout);
	assert.equal(streams.length, 215);
	assert.equal(capture.problems[0].kind, 'skipped');
});

test('input that is no capture gives one line', async () => {
	const {status, stderr} = await runOn(Buffer.from('hello, world\n'.repeat(9)), ['--report', '-']);
	assert.equal(status, 1);
	assert.match(stderr, /^tcpwhy: standard input is text, not a capture: [^\n]+\n$/);
	assert.match((await runOn(new Uint8Array(0), ['--report', '-'])).stderr, /^tcpwhy: standard input is empty[^\n]+\n$/);
});
