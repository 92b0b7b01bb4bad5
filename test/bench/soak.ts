/**
 * A live capture that goes on: a million packets a minute through a pipe into the real program, on a terminal, with a
 * key now and then. Prints each minute what it holds; memory beyond the tables has to stay flat.
 * `npm run soak`, SOAK_MINUTES for another time than 10.
 */
import {execFileSync} from 'node:child_process';
import {closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {pcap, pcapRecord, tcp} from '../support/frames/capture-builder.ts';
import {PROGRAM} from '../support/terminal/program.ts';
import {TestTerminal} from '../support/terminal/terminal.ts';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
const PACKETS_A_MINUTE = 1_000_000;
const TICK = 50;
/** What the tables may take (the readme's limits), in bytes. */
const A_PACKET = 64;
const A_STREAM = 400;

const CLIENT = '10.0.0.1:1024';
const SERVER = '10.0.0.2:80';
/** One whole connection; address and times of each copy are written over. */
const CONNECTION = [
	tcp({from: CLIENT, to: SERVER, flags: 'S', seq: 0}),
	tcp({from: SERVER, to: CLIENT, flags: 'SA', seq: 0, ack: 1}),
	tcp({from: CLIENT, to: SERVER, flags: 'A', seq: 1, ack: 1}),
	tcp({from: CLIENT, to: SERVER, flags: 'PA', seq: 1, ack: 1, payload: 100}),
	tcp({from: SERVER, to: CLIENT, flags: 'PA', seq: 1, ack: 101, payload: 1000}),
	tcp({from: CLIENT, to: SERVER, flags: 'A', seq: 101, ack: 1001}),
	tcp({from: SERVER, to: CLIENT, flags: 'FA', seq: 1001, ack: 101}),
	tcp({from: CLIENT, to: SERVER, flags: 'FA', seq: 101, ack: 1002}),
	tcp({from: SERVER, to: CLIENT, flags: 'A', seq: 1002, ack: 102}),
	tcp({from: CLIENT, to: SERVER, flags: 'R', seq: 102}),
].map(frame => Buffer.from(pcapRecord(frame)));
const BYTES = Buffer.concat(CONNECTION);
const RECORD_HEADER = 16;
/** Last two bytes of the client's IPv4 address in a record, as source and as destination, behind the Ethernet header. */
const SOURCE = RECORD_HEADER + 14 + 14;
const DESTINATION = SOURCE + 4;

/** The next connection: another client, one second a thousand connections later. */
function connection(number: number): Buffer {
	const bytes = Buffer.from(BYTES);
	let at = 0;
	CONNECTION.forEach((record, place) => {
		bytes.writeUInt32LE(1_700_000_000 + Math.floor(number / 1000), at);
		bytes.writeUInt32LE((number % 1000) * 1000 + place, at + 4);
		const isFromClient = record.readUInt32BE(SOURCE - 2) === CONNECTION[0]!.readUInt32BE(SOURCE - 2);
		bytes.writeUIntBE(number & 0xffffff, at + (isFromClient ? SOURCE - 1 : DESTINATION - 1), 3);
		at += record.length;
	});
	return bytes;
}

function statusOf(pid: number, name: string): number {
	return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-soak-'));
const fifo = join(folder, 'fifo');
const probe = join(folder, 'probe.json');
execFileSync('mkfifo', [fifo]);
const preload = fileURLToPath(new URL('soak-probe.mjs', import.meta.url));
const terminal = new TestTerminal(`"${process.execPath}" --import "${preload}" "${PROGRAM}" "${fifo}"`, {
	columns: 160,
	rows: 45,
	environment: {SOAK_PROBE: probe},
});
const pipe = openSync(fifo, 'r+');
try {
	writeSync(pipe, pcap([]));
	await terminal.until(/Reading|no filter|loading/);
	const {pid} = terminal;
	let connections = 0;
	let nextLine = 60_000;
	const begin = performance.now();
	console.log('minute   packets  RSS MB  tables MB  rest MB  heap MB  files  listeners  timers');
	for (let elapsed = 0; elapsed < MINUTES * 60_000; elapsed = performance.now() - begin) {
		const due = ((elapsed / 60_000) * PACKETS_A_MINUTE) / CONNECTION.length;
		while (connections < due) writeSync(pipe, connection(connections++));
		if (Math.random() < 0.05) terminal.send('jkG\u{1B}[5~g'[Math.floor(Math.random() * 4)]!);
		if (elapsed >= nextLine) {
			tell(nextLine / 60_000, pid, connections);
			nextLine += 60_000;
		}
		await sleep(TICK);
	}
	await terminal.settled();
	tell(MINUTES, pid, connections);
	terminal.send('Q');
	console.log(`exit status ${await terminal.exited}`);
} finally {
	closeSync(pipe);
	await terminal.hangUp();
	rmSync(folder, {recursive: true, force: true});
}

/** A line on what the program holds. */
function tell(minute: number, pid: number, streams: number): void {
	const packets = streams * CONNECTION.length;
	const resident = statusOf(pid, 'VmRSS') * 1024;
	const tables = packets * A_PACKET + streams * A_STREAM;
	const {listeners, timers, heapUsed} = JSON.parse(readFileSync(probe, 'utf8'));
	const files = readdirSync(`/proc/${pid}/fd`).length;
	const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
	const cells = [minute, packets, megabytes(resident), megabytes(tables), megabytes(resident - tables)];
	console.log([...cells, megabytes(heapUsed), files, listeners, timers].map(cell => String(cell).padStart(8)).join(''));
}
