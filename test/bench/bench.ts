/**
 * Times the built program on synthetic captures, beside `cat` and, where they are installed, tshark and tcptrace.
 *
 *   npm run bench                all captures
 *   npm run bench -- mixed       only those whose name contains the word
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {cpus, tmpdir} from 'node:os';
import {join} from 'node:path';
import {type CaptureShape, SHAPES, writeCapture} from './captures.ts';
import {isInstalled, type Measurement, median} from './measure.ts';

const RUNS = 3;
const PROGRAM = `"${process.execPath}" dist/cli.js --report=json`;
/** Other programs on the same file; the slow ones run once. */
const PEERS: readonly {readonly name: string; readonly command: (file: string) => string; readonly runs: number}[] = [
	{name: 'cat', command: file => `sh -c 'cat "${file}" | cat'`, runs: RUNS},
	{name: 'tshark', command: file => `tshark -n -q -z conv,tcp -r "${file}"`, runs: 1},
	{name: 'tcptrace', command: file => `tcptrace -n "${file}"`, runs: 1},
];
/** tshark and tcptrace take minutes, and gigabytes, beyond this. */
const MOST_PACKETS_FOR_PEERS = 1_000_000;

const wanted = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-bench-'));
try {
	console.log(
		`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`,
	);
	for (const shape of SHAPES.filter(({name}) => name.includes(wanted))) await benchmark(shape);
} finally {
	rmSync(folder, {recursive: true});
}

async function benchmark(shape: CaptureShape): Promise<void> {
	const file = join(folder, `${shape.name.replaceAll(' ', '-')}.pcap`);
	const size = writeCapture(file, shape);
	console.log(
		`\n${shape.name}: ${shape.packets.toLocaleString('en')} packets, ${shape.streams.toLocaleString('en')} streams, ${(size / 1e6).toFixed(0)} MB`,
	);
	const ours = await median(`${PROGRAM} "${file}"`, RUNS);
	print('tcpwhy', ours, ours, shape.packets, size);
	for (const {name, command, runs} of PEERS) {
		if (!isInstalled(name)) console.log(`  ${name.padEnd(9)} not installed`);
		else if (name === 'cat' || shape.packets <= MOST_PACKETS_FOR_PEERS)
			print(name, await median(command(file), runs), ours, shape.packets, size);
	}
	rmSync(file);
}

function print(name: string, run: Measurement, ours: Measurement, packets: number, size: number): void {
	console.log(
		[
			`  ${name.padEnd(9)}`,
			`${run.seconds.toFixed(2).padStart(7)} s`,
			`${(packets / run.seconds / 1e6).toFixed(2).padStart(6)} M packets/s`,
			`${(size / run.seconds / 1e6).toFixed(0).padStart(6)} MB/s`,
			`${(run.memory / 1e6).toFixed(0).padStart(6)} MB peak`,
			`tcpwhy takes ${(ours.seconds / run.seconds).toFixed(2)} x its time`,
		].join('  '),
	);
}
