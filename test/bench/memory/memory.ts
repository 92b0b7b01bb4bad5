/**
 * Peak memory of a headless report beside what the tables are meant to take: 120 MB, 64 bytes a packet and 400 a stream.
 *
 *   npm run bench:memory [part of a shape's name]
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {measure} from '../measure.ts';
import {MEMORY_SHAPES} from './shapes.ts';

const LIMIT = {base: 120e6, packet: 64, stream: 400};

const [part = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-memory-'));
try {
	console.log('| capture | packets | streams | limit | peak |\n|---|---|---|---|---|');
	for (const {name, packets, streams, write} of MEMORY_SHAPES.filter(shape => shape.name.includes(part))) {
		const file = join(folder, 'capture.pcap');
		write(file);
		const {memory} = await measure(`${process.execPath} dist/cli.js --report=json ${file}`);
		const limit = LIMIT.base + packets * LIMIT.packet + streams * LIMIT.stream;
		const cells = [
			name,
			packets.toLocaleString('en'),
			streams.toLocaleString('en'),
			megabytes(limit),
			megabytes(memory),
		];
		console.log(`| ${cells.join(' | ')} |`);
	}
} finally {
	rmSync(folder, {recursive: true});
}

function megabytes(bytes: number): string {
	return `${Math.round(bytes / 1e6)} MB`;
}
