import type {CaptureFormat, CaptureInterface, CaptureReader} from './capture-reader.ts';
import type {Problem} from './problem.ts';

/** One of the captures to merge. */
export interface MergedCapture {
	readonly reader: CaptureReader;
	/** What messages call it. */
	readonly name: string;
	/** Place among the captures: of two records of one time, that of the earlier capture comes first. */
	readonly file: number;
}

interface Input extends MergedCapture {
	/** Index of each of its interfaces among all interfaces. */
	readonly interfaces: number[];
	problemsSeen: number;
	secretsSeen: number;
}

/**
 * Several captures as one, merged by time as mergecap does: the earliest of the captures' next records comes first, and
 * each capture keeps its own order, so that time that goes back within one goes back in the result too. A record without
 * a time comes at once.
 *
 * Interfaces know their capture: `file` is its place among the readers.
 */
export class MergedReader implements CaptureReader {
	readonly format: CaptureFormat;
	readonly interfaces: CaptureInterface[] = [];
	readonly problems: Problem[];
	readonly secrets: Uint8Array[] = [];
	bytes: Uint8Array = new Uint8Array(0);
	at = 0;
	capturedLength = 0;
	wireLength = 0;
	seconds = 0;
	nanoseconds = 0;
	hasTime = true;
	interface = 0;
	fileOffset = 0;
	readonly #inputs: readonly Input[];
	/** Inputs that are at a record, as a heap with the earliest on top. */
	readonly #heap: Input[] = [];
	/** Inputs that have to be filled before the earliest record is known. */
	#dry: Input[];
	/** The input on top gave the last record: it has to move on before the next is chosen. */
	#taken = false;

	/** @param problems what is wrong with captures that are not among these */
	constructor(captures: readonly MergedCapture[], problems: readonly Problem[] = []) {
		this.#inputs = captures.map(capture => ({...capture, interfaces: [], problemsSeen: 0, secretsSeen: 0}));
		this.#dry = [...this.#inputs];
		this.problems = [...problems];
		const formats = new Set(captures.map(({reader}) => reader.format));
		this.format = formats.size === 1 ? captures[0]!.reader.format : 'mixed';
	}

	async fill(): Promise<boolean> {
		for (const input of this.#dry) {
			const {reader} = input;
			let found = false;
			while (!found && (await reader.fill())) found = reader.next();
			this.#takeOver(input);
			if (found) this.#rise(this.#heap.push(input) - 1);
			// Rotated sets have many files: those that are through make room for what is open.
			else await reader.close();
		}
		this.#dry = [];
		return this.#heap.length > 0;
	}

	next(): boolean {
		if (this.#dry.length > 0) return false;
		if (this.#taken) this.#moveOn();
		const first = this.#heap[0];
		if (first === undefined || this.#dry.length > 0) return false;
		this.#taken = true;
		const {reader, interfaces} = first;
		if (reader.interface >= interfaces.length || reader.secrets.length > first.secretsSeen) this.#takeOver(first);
		this.bytes = reader.bytes;
		this.at = reader.at;
		this.capturedLength = reader.capturedLength;
		this.wireLength = reader.wireLength;
		this.seconds = reader.seconds;
		this.nanoseconds = reader.nanoseconds;
		this.hasTime = reader.hasTime;
		this.interface = interfaces[reader.interface]!;
		this.fileOffset = reader.fileOffset;
		return true;
	}

	/** The input on top goes to its next record, or out of the heap until it is filled. */
	#moveOn(): void {
		this.#taken = false;
		const heap = this.#heap;
		const input = heap[0]!;
		if (!input.reader.next()) {
			this.#dry.push(input);
			const last = heap.pop()!;
			if (heap.length === 0) return;
			heap[0] = last;
		}
		this.#sink();
	}

	#rise(from: number): void {
		const heap = this.#heap;
		for (let place = from; place > 0; ) {
			const above = (place - 1) >> 1;
			if (!isBefore(heap[place]!, heap[above]!)) return;
			[heap[place], heap[above]] = [heap[above]!, heap[place]!];
			place = above;
		}
	}

	#sink(): void {
		const heap = this.#heap;
		for (let place = 0; ; ) {
			let first = place;
			for (let below = 2 * place + 1; below <= 2 * place + 2 && below < heap.length; below++)
				if (isBefore(heap[below]!, heap[first]!)) first = below;
			if (first === place) return;
			[heap[place], heap[first]] = [heap[first]!, heap[place]!];
			place = first;
		}
	}

	/** Adds what an input's reader has met: interfaces under their own numbers, secrets, problems under the capture's name. */
	#takeOver(input: Input): void {
		const {reader, interfaces, file, name} = input;
		for (const each of reader.interfaces.slice(interfaces.length))
			interfaces.push(this.interfaces.push({...each, file}) - 1);
		for (const problem of reader.problems.slice(input.problemsSeen))
			this.problems.push({...problem, message: `${name}: ${problem.message}`});
		input.problemsSeen = reader.problems.length;
		this.secrets.push(...reader.secrets.slice(input.secretsSeen));
		input.secretsSeen = reader.secrets.length;
	}

	get bytesRead(): number {
		return this.#sum(({bytesRead}) => bytesRead);
	}
	/** 0 if one of them is a pipe. */
	get bytesTotal(): number {
		return this.#inputs.some(({reader}) => reader.bytesTotal === 0) ? 0 : this.#sum(({bytesTotal}) => bytesTotal);
	}
	get bytesDecoded(): number {
		return this.#sum(({bytesDecoded}) => bytesDecoded);
	}

	#sum(amount: (reader: CaptureReader) => number): number {
		return this.#inputs.reduce((sum, {reader}) => sum + amount(reader), 0);
	}

	async close(): Promise<void> {
		await Promise.all([...this.#heap, ...this.#dry].map(({reader}) => reader.close()));
	}
}

function isBefore(a: Input, b: Input): boolean {
	const {reader: one} = a;
	const {reader: other} = b;
	if (one.hasTime !== other.hasTime) return !one.hasTime;
	if (one.seconds !== other.seconds) return one.seconds < other.seconds;
	if (one.nanoseconds !== other.nanoseconds) return one.nanoseconds < other.nanoseconds;
	return a.file < b.file;
}
