/**
 * What each stage of loading costs a packet: reading, walking through the headers, analysis.
 *
 *   npm run bench:stages
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {CaptureAnalyzer} from '../../source/analysis/capture-analyzer.ts';
import {CaptureTables} from '../../source/analysis/tables/capture-tables.ts';
import type {CaptureReader} from '../../source/capture/capture-reader.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {DiagnosisContext} from '../../source/diagnosis/context.ts';
import {judgeAll} from '../../source/diagnosis/judge.ts';
import {FragmentStore} from '../../source/dissect/fragments/fragment-store.ts';
import {walkFrame} from '../../source/dissect/frame.ts';
import {Walk} from '../../source/dissect/walk.ts';
import {SHAPES, writeCapture} from './captures.ts';

const RUNS = 5;
const PACKETS = 1_000_000;

interface Stage {
	/** Takes the packets that the reader has in its buffer. */
	drain(reader: CaptureReader): void;
	/** When all were read. */
	end?(): void;
}

const STAGES: Readonly<Record<string, () => Stage>> = {
	reading: () => ({
		drain(reader) {
			while (reader.next());
		},
	}),
	'and dissecting': () => {
		const walk = new Walk();
		const fragments = new FragmentStore();
		return {
			drain(reader) {
				while (reader.next()) {
					const {bytes, at, capturedLength, wireLength} = reader;
					walkFrame(walk, fragments, 1, bytes, at, capturedLength, wireLength);
				}
			},
		};
	},
	'and analysing': () => {
		const analyzer = new CaptureAnalyzer(new CaptureTables());
		return {drain: reader => void analyzer.addAll(reader, PACKETS)};
	},
	'and judging': () => {
		const tables = new CaptureTables();
		const analyzer = new CaptureAnalyzer(tables);
		return {
			drain: reader => void analyzer.addAll(reader, PACKETS),
			end: () => judgeAll(tables, new DiagnosisContext()),
		};
	},
};

const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-bench-'));
try {
	for (const shape of SHAPES) {
		const file = join(folder, 'capture.pcap');
		const packets = Math.min(shape.packets, PACKETS);
		writeCapture(file, {...shape, packets, streams: Math.ceil((shape.streams * packets) / shape.packets)});
		let before = 0;
		console.log(`${shape.name}: ${packets.toLocaleString('en')} packets`);
		for (const [name, make] of Object.entries(STAGES)) {
			const nanoseconds = (await cost(file, make)) / packets;
			console.log(
				`  ${name.padEnd(15)} ${nanoseconds.toFixed(0).padStart(5)} ns a packet, ${(nanoseconds - before).toFixed(0)} more`,
			);
			before = nanoseconds;
		}
	}
} finally {
	rmSync(folder, {recursive: true});
}

/** CPU time in nanoseconds, the least of some runs: waiting for the disk does not count. */
async function cost(file: string, make: () => Stage): Promise<number> {
	let least = Number.POSITIVE_INFINITY;
	for (let run = 0; run < RUNS; run++) {
		const stage = make();
		const reader = await openCapture(file);
		const start = process.cpuUsage();
		while (await reader.fill()) stage.drain(reader);
		stage.end?.();
		least = Math.min(least, process.cpuUsage(start).user * 1000);
		await reader.close();
	}
	return least;
}
