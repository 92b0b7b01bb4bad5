import {freemem} from 'node:os';
import type {CaptureReader} from '../../capture/capture-reader.ts';
import type {Problem} from '../../capture/problem.ts';
import {plural} from '../../report/format.ts';

/** Part of the free memory that a capture may take; the rest is for lists, reports and the page cache. */
const PART = 0.8;

/** Looks after the memory while a capture loads, so that a large file ends in a message and not in a killed process. */
export class MemoryRoom {
	private readonly most: number;

	/** @param free bytes that the system can give: what is free and what it can take back */
	constructor(free = process.availableMemory?.() ?? freemem()) {
		this.most = process.memoryUsage.rss() + free * PART;
	}

	get isFull(): boolean {
		return process.memoryUsage.rss() > this.most;
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
