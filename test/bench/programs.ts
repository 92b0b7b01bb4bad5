/** The program without its screen, beside other programs on the same file. */
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {type CaptureShape, writeCapture} from './captures.ts';
import {isInstalled, type Measurement, median} from './measure.ts';

const RUNS = 3;
const NODE = `"${process.execPath}"`;

interface Peer {
	readonly name: string;
	/** What has to be installed. */
	readonly program: string;
	readonly command: (file: string) => string;
	readonly runs: number;
	/** It takes minutes, and gigabytes, beyond a million packets. */
	readonly isSlow: boolean;
}

/** The first is the program itself. */
const PROGRAMS: readonly Peer[] = [
	{
		name: '`tcpwhy --report=json`',
		program: 'sh',
		command: file => `${NODE} dist/cli.js --report=json "${file}"`,
		runs: RUNS,
		isSlow: false,
	},
	{
		name: '`cat` through a pipe',
		program: 'cat',
		command: file => `sh -c 'cat "${file}" | cat'`,
		runs: RUNS,
		isSlow: false,
	},
	{name: '`capinfos`', program: 'capinfos', command: file => `capinfos "${file}"`, runs: 1, isSlow: false},
	{name: '`tcptrace -n`', program: 'tcptrace', command: file => `tcptrace -n "${file}"`, runs: 1, isSlow: true},
	{
		name: '`tshark -q -z conv,tcp`',
		program: 'tshark',
		command: file => `tshark -n -q -z conv,tcp -r "${file}"`,
		runs: 1,
		isSlow: true,
	},
];
const MOST_PACKETS_FOR_SLOW = 1_000_000;

/** A table of the programs on one capture; they run in turn. */
export async function comparePrograms(shape: CaptureShape, folder: string): Promise<readonly string[]> {
	const file = join(folder, 'capture.pcap');
	const size = writeCapture(file, shape);
	const lines = [
		`**${shape.name}**: ${count(shape.packets)} packets, ${count(shape.streams)} connections, ${(size / 1e6).toFixed(0)} MB`,
		'',
		'| program | seconds | packets/s | MB/s | peak memory | time of tcpwhy |',
		'|---|---:|---:|---:|---:|---:|',
	];
	// The file is in the page cache from here on.
	await median(`cat "${file}"`, 1);
	let ours: Measurement | undefined;
	for (const {name, program, command, runs, isSlow} of PROGRAMS) {
		if (isSlow && shape.packets > MOST_PACKETS_FOR_SLOW) continue;
		if (!isInstalled(program)) {
			lines.push(`| ${name} | not installed | | | | |`);
			continue;
		}
		const run = await median(command(file), runs);
		ours ??= run;
		lines.push(
			`| ${name} | ${run.seconds.toFixed(2)} | ${count(shape.packets / run.seconds)} | ${(size / run.seconds / 1e6).toFixed(0)} | ${(run.memory / 1e6).toFixed(0)} MB | ${(ours.seconds / run.seconds).toFixed(2)} × |`,
		);
	}
	rmSync(file);
	return lines;
}

/** What it takes to start, over Node alone. */
export async function compareStart(): Promise<readonly string[]> {
	const node = await median(`${NODE} -e 0`, 9);
	const version = await median(`${NODE} dist/cli.js --version`, 9);
	const more = (version.seconds - node.seconds) * 1000;
	return [
		`**Start**: \`tcpwhy --version\` takes ${more.toFixed(0)} ms more than \`node -e 0\`, which takes ${(node.seconds * 1000).toFixed(0)} ms.`,
	];
}

function count(value: number): string {
	return Math.round(value).toLocaleString('en');
}
