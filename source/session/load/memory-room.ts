import {freemem} from 'node:os';
import {getHeapStatistics} from 'node:v8';
import type {CaptureReader} from '../../capture/capture-reader.ts';
import type {Problem} from '../../capture/problem.ts';
import {plural} from '../../report/format.ts';

/** Part of the free memory that a capture may take; the rest is for lists, reports and the page cache. */
const PART = 0.8;

/**
 * Part of this thread's heap that may be full: at its end V8 kills the process, and the terminal stays as it is. The
 * limit that V8 tells has up to so many bytes in it that are for short-lived objects only.
 */
const HEAP_PART = 0.75;
const YOUNG = 208 * 1024 * 1024;
const LEAST_HEAP_PART = 0.3;
/** Bytes of a capture between two looks: to ask the system takes some tens of microseconds. */
const STEP = 8 * 1024 * 1024;

/** Looks after the memory while a capture loads, so that a large file ends in a message and not in a killed process. */
export class MemoryRoom {
	private readonly most: number;
	private next = 0;
	private isFull = false;

	/** @param free bytes that the system can give: what is free and what it can take back */
	constructor(free = process.availableMemory?.() ?? freemem()) {
		this.most = process.memoryUsage.rss() + free * PART;
	}

	/** @param bytes of the capture that were read so far */
	isFullAt(bytes: number): boolean {
		if (bytes >= this.next) {
			this.next = bytes + STEP;
			this.isFull = this.look();
		}
		return this.isFull;
	}

	private look(): boolean {
		const {used_heap_size, heap_size_limit} = getHeapStatistics();
		const heap = Math.max(heap_size_limit * LEAST_HEAP_PART, (heap_size_limit - YOUNG) * HEAP_PART);
		return process.memoryUsage.rss() > this.most || used_heap_size > heap;
	}
}

/** Says how much of the capture is there, and how to get a smaller one. */
export function memoryProblem({bytesRead, bytesTotal, fileOffset}: CaptureReader, packets: number): Problem {
	const part = bytesTotal > 0 ? ` (${Math.floor((bytesRead / bytesTotal) * 100)} % of the file)` : '';
	return {
		kind: 'memory',
		offset: fileOffset,
		message:
			`There is no memory for more than the first ${plural(packets, 'packet')}${part}. ` +
			"Make a smaller capture first, for example: tcpdump -r FILE -w SMALLER 'tcp port 443', or editcap -c 5000000 FILE PARTS.",
	};
}
