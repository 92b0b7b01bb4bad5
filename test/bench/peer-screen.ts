/** What is felt at the keyboard, beside another explorer of captures in a terminal. */
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {TestTerminal} from '../support/terminal/terminal.ts';
import {SHAPES, writeCapture} from './captures.ts';
import {quantile, rest, timeKeys} from './keyboard.ts';
import {isInstalled} from './measure.ts';

/** As much as every program has read within seconds. */
const SHAPE = {...SHAPES[0]!, packets: 20_000, streams: 2000};
const ROUNDS = 3;
const KEYS = 20;
const PATIENCE = 2000;

interface Explorer {
	readonly name: string;
	readonly command: (file: string) => string;
}

const OURS: Explorer = {name: 'tcpwhy', command: file => `"${process.execPath}" dist/cli.js "${file}"`};
const PEER: Explorer = {name: 'termshark', command: file => `termshark -r "${file}"`};

/** What one program took, over all rounds: milliseconds, and bytes written. */
interface Felt {
	readonly first: number[];
	readonly cursor: {milliseconds: number[]; bytes: number[]};
	readonly page: {milliseconds: number[]; bytes: number[]};
}

/** A table of both on the same capture; they run in turn. */
export async function compareScreens(folder: string): Promise<readonly string[]> {
	if (!isInstalled(PEER.name)) return [`Beside ${PEER.name}: it is not installed.`];
	const file = join(folder, 'peer.pcap');
	const size = writeCapture(file, SHAPE);
	const [ours, peer] = [nothingFelt(), nothingFelt()];
	for (let round = 0; round < ROUNDS; round++) {
		await use(OURS, file, folder, ours);
		await use(PEER, file, folder, peer);
	}
	rmSync(file);
	const packets = SHAPE.packets.toLocaleString('en');
	return [
		`**Beside ${PEER.name}**, 200×50, ${packets} packets, ${(size / 1e6).toFixed(0)} MB`,
		'',
		`| what | tcpwhy | ${PEER.name} | ratio |`,
		'|---|---:|---:|---:|',
		row('first rows', 'ms', quantile(ours.first, 0.5), quantile(peer.first, 0.5)),
		...(['cursor', 'page'] as const).flatMap(move => [
			row(
				`${move}, key to frame, p50`,
				'ms',
				quantile(ours[move].milliseconds, 0.5),
				quantile(peer[move].milliseconds, 0.5),
			),
			row(
				`${move}, key to frame, p95`,
				'ms',
				quantile(ours[move].milliseconds, 0.95),
				quantile(peer[move].milliseconds, 0.95),
			),
			row(`${move}, bytes a frame`, 'B', quantile(ours[move].bytes, 0.5), quantile(peer[move].bytes, 0.5)),
		]),
	];
}

function nothingFelt(): Felt {
	return {first: [], cursor: {milliseconds: [], bytes: []}, page: {milliseconds: [], bytes: []}};
}

async function use({command}: Explorer, file: string, folder: string, felt: Felt): Promise<void> {
	const start = performance.now();
	const terminal = new TestTerminal(command(file), {columns: 200, rows: 50, environment: {HOME: folder}});
	await terminal.until('8443');
	felt.first.push(performance.now() - start);
	await rest(terminal, PATIENCE);
	for (const [move, keys] of [
		['cursor', ['j', 'j', 'k']],
		['page', ['\u001B[6~']],
	] as const) {
		const {milliseconds, bytes} = await timeKeys(terminal, keys, KEYS);
		felt[move].milliseconds.push(...milliseconds);
		felt[move].bytes.push(...bytes);
		await rest(terminal, PATIENCE);
	}
	await terminal.leave();
}

function row(what: string, unit: string, ours: number, peer: number): string {
	return `| ${what} | ${ours.toFixed(0)} ${unit} | ${peer.toFixed(0)} ${unit} | ${(peer / ours).toFixed(1)} × |`;
}
