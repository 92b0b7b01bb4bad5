import {Socket} from 'node:net';
import {Readable} from 'node:stream';
import type {ReadableStream} from 'node:stream/web';

/** What is used of Bun, the runtime of the single executable. */
interface BunRuntime {
	file(fd: number): {stream(): ReadableStream};
}

/**
 * The bytes of an open pipe or socket, read through the event loop. Where Bun runs the program, its own stream is taken:
 * its `Socket` waits for ever on a descriptor that is a pipe.
 */
export function pipeStream(fd: number): Readable {
	const bun = (globalThis as {readonly Bun?: BunRuntime}).Bun;
	return bun === undefined
		? new Socket({fd, readable: true, writable: false})
		: Readable.fromWeb(bun.file(fd).stream());
}
