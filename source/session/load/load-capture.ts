import {CaptureAnalyzer} from '../../analysis/capture-analyzer.ts';
import type {CaptureTables} from '../../analysis/tables/capture-tables.ts';
import type {CaptureReader} from '../../capture/capture-reader.ts';
import type {Spool} from '../../capture/spool.ts';
import type {KeyLogFile} from './key-log-file.ts';
import {MemoryRoom, memoryProblem} from './memory-room.ts';

/** Packets after which a long buffer is left for a moment, so that whoever waits sees progress. */
const SLICE = 65_536;

export interface LoadOptions {
	/** What the reader fills with bytes that cannot be read again by offset. */
	readonly spools?: readonly Spool[];
	/** TLS secrets that the user brings; it is closed at the end. */
	readonly keyLogFile?: KeyLogFile | undefined;
	readonly room?: MemoryRoom;
	/** Called before bytes that were read are looked at, and may keep them waiting. */
	readonly onFill?: () => Promise<void> | void;
	/** Called every few megabytes, with the reader for its counters. May wait; loading goes on when it is done. */
	readonly onSlice?: (reader: CaptureReader) => Promise<void> | void;
}

/** Reads a whole capture into the tables, and closes it. */
export async function loadCapture(
	reader: CaptureReader,
	tables: CaptureTables,
	options: LoadOptions = {},
): Promise<void> {
	const news = new News(reader, tables, options.spools ?? []);
	tables.format = reader.format;
	const {keyLogFile, room = new MemoryRoom()} = options;
	const analyzer = new CaptureAnalyzer(tables, keyLogFile?.keyLog);
	try {
		while (!room.isFullAt(reader.bytesDecoded) && (await reader.fill())) {
			await options.onFill?.();
			let more = true;
			while (more) {
				more = analyzer.addAll(reader, SLICE);
				news.take();
				await options.onSlice?.(reader);
			}
		}
		if (room.isFullAt(reader.bytesDecoded) && (await reader.fill()))
			tables.problems.push(memoryProblem(reader, tables.packets.length));
	} finally {
		news.take();
		tables.problems.push(...(keyLogFile?.problems() ?? []), ...analyzer.secretsProblems(keyLogFile !== undefined));
		keyLogFile?.close();
		tables.bytes = reader.bytesDecoded;
		await reader.close();
	}
}

/** Brings to the tables what the reader and the spools have met beside packets. */
class News {
	private problems = 0;
	private readonly spools: Set<Spool>;

	constructor(
		private readonly reader: CaptureReader,
		private readonly tables: CaptureTables,
		spools: readonly Spool[],
	) {
		this.spools = new Set(spools);
	}

	take(): void {
		const {reader, tables} = this;
		tables.interfaces.push(...reader.interfaces.slice(tables.interfaces.length));
		tables.problems.push(...reader.problems.slice(this.problems));
		this.problems = reader.problems.length;
		for (const spool of this.spools) {
			if (spool.problem === undefined) continue;
			tables.problems.push(spool.problem);
			this.spools.delete(spool);
		}
	}
}
