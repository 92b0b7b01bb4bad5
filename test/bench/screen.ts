/** What is felt at the keyboard: the real program in a pseudo-terminal of 200×50. */
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {TestTerminal} from '../support/terminal/terminal.ts';
import {type CaptureShape, SHAPES, writeCapture} from './captures.ts';
import {quantile, rest, timeKeys} from './keyboard.ts';

const COLUMNS = 200;
const ROWS = 50;
const LOADED = 300_000;

/** A table of what a key costs; times are from the key to the first bytes of its frame. */
export async function timeScreen(folder: string): Promise<readonly string[]> {
	const lines = ['**At the keyboard**, 200×50', '', '| what | p50 | p95 | bytes written |', '|---|---:|---:|---:|'];
	for (const [name, measure] of [
		['mixed', firstRows],
		['short streams', list],
		['one stream', ladder],
	] as const) {
		const shape = SHAPES.find(candidate => candidate.name === name)!;
		const file = join(folder, 'screen.pcap');
		const size = writeCapture(file, shape);
		lines.push(...(await measure(file, shape, size)));
		rmSync(file);
	}
	return lines;
}

/** From the start to the first connection in the list, of the largest file. */
async function firstRows(file: string, shape: CaptureShape, size: number): Promise<readonly string[]> {
	const times: number[] = [];
	for (let run = 0; run < 5; run++) {
		const start = performance.now();
		const terminal = open(file);
		await terminal.until('8443');
		times.push(performance.now() - start);
		await leave(terminal);
	}
	return [
		row(`first rows of ${(size / 1e9).toFixed(1)} GB (${shape.packets.toLocaleString('en')} packets)`, times, []),
	];
}

async function list(file: string, shape: CaptureShape): Promise<readonly string[]> {
	const terminal = open(file);
	await terminal.until('8443');
	const lines = [await keys(terminal, 'cursor, while loading', ['j', 'j', 'k'], 40)];
	await loaded(terminal, shape.streams.toLocaleString('en'));
	lines.push(
		await keys(terminal, `cursor, ${shape.streams.toLocaleString('en')} connections`, ['j', 'j', 'k'], 60),
		await keys(terminal, 'page', ['\u0006'], 40),
		await keys(terminal, 'last and first', ['G', 'gg'], 20),
	);
	lines.push(await whole(terminal, 'sort by duration', 'sd', '▾Duration'));
	lines.push(await whole(terminal, 'filter by a column', '/tcp.flags.reset == 1\r', 'No stream has'));
	terminal.send('\u001B');
	await terminal.until('no filter');
	lines.push(await whole(terminal, 'overview of all endings', 'o', 'OVER TIME'));
	await leave(terminal);
	return lines;
}

async function ladder(file: string, shape: CaptureShape): Promise<readonly string[]> {
	const terminal = open(file);
	await terminal.until('8443');
	await loaded(terminal, shape.packets.toLocaleString('en'));
	const lines = [await whole(terminal, `ladder of ${shape.packets.toLocaleString('en')} packets`, '\r', '/1,000,000')];
	lines.push(await keys(terminal, 'cursor in the ladder', ['j', 'k'], 60));
	await leave(terminal);
	return lines;
}

function open(file: string): TestTerminal {
	return new TestTerminal(`"${process.execPath}" dist/cli.js "${file}"`, {columns: COLUMNS, rows: ROWS});
}

/** Waits until the status says how many there are, and for the screen to come to rest. */
async function loaded(terminal: TestTerminal, number: string): Promise<void> {
	const end = Date.now() + LOADED;
	while (!terminal.shows(number)) {
		if (Date.now() > end) throw new Error(`the capture was not loaded\n${terminal.lines().join('\n')}`);
		await sleep(100);
	}
	await rest(terminal, 1000);
}

/** What keys cost that are sent one by one. */
async function keys(terminal: TestTerminal, what: string, sent: readonly string[], times: number): Promise<string> {
	const {milliseconds, bytes} = await timeKeys(terminal, sent, times);
	return row(what, milliseconds, bytes);
}

/** Sends keys and waits until the screen shows what they lead to. */
async function whole(terminal: TestTerminal, what: string, sent: string, awaited: string | RegExp): Promise<string> {
	const before = terminal.written;
	const start = performance.now();
	terminal.send(sent);
	await terminal.until(awaited);
	const time = performance.now() - start;
	await rest(terminal, 300);
	return row(what, [time], [terminal.written - before]);
}

async function leave(terminal: TestTerminal): Promise<void> {
	terminal.send('Q');
	await terminal.exited;
	await terminal.close();
}

function row(what: string, milliseconds: readonly number[], bytes: readonly number[]): string {
	const times = [0.5, 0.95].map(part => `${quantile(milliseconds, part).toFixed(0)} ms`);
	return `| ${what} | ${times[0]} | ${milliseconds.length > 1 ? times[1] : ''} | ${bytes.length > 0 ? quantile(bytes, 0.5) : ''} |`;
}
