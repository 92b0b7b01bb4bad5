import type {ReassemblyMemory, Waiting} from './reassembly-memory.ts';

/** No handshake message that is put together from records grows beyond this. */
export const MAX_HANDSHAKE_MESSAGE = 0x10000;
const HEADER = 4;

/** Bytes of the message (with its header of 4) that starts at `at`; more than any message where the header is cut. */
export function messageSize(bytes: Uint8Array, at: number): number {
	if (at + HEADER > bytes.length) return HEADER + MAX_HANDSHAKE_MESSAGE;
	return HEADER + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
}

/** The start of a handshake message that goes on in the next handshake record, for each sender's role. */
export class HandshakeBuffer implements Waiting {
	counted = 0;
	private bytes = new Uint8Array(0);
	private length = 0;

	/** @param onEmpty called when nothing waits any more */
	constructor(
		private readonly memory: ReassemblyMemory,
		private readonly onEmpty: () => void,
	) {}

	get isEmpty(): boolean {
		return this.length === 0;
	}

	/** The messages of `content` behind those bytes that wait: from then on none do. Undefined while the first is not whole. */
	take(content: Uint8Array): Uint8Array | undefined {
		if (this.length === 0) return content;
		this.append(content);
		const joined = this.bytes.subarray(0, this.length);
		if (messageSize(joined, 0) > joined.length) {
			if (joined.length >= MAX_HANDSHAKE_MESSAGE) this.clear();
			return undefined;
		}
		this.clear();
		return joined;
	}

	/** Keeps the start of a message, if it is one that can become whole. */
	keep(start: Uint8Array): void {
		if (start.length < MAX_HANDSHAKE_MESSAGE) this.append(start);
	}

	giveUp(): void {
		this.bytes = new Uint8Array(0);
		this.length = 0;
		this.onEmpty();
	}

	private clear(): void {
		this.memory.letGo(this);
		this.giveUp();
	}

	/** The buffer doubles: a message that comes a byte a record must not cost a copy of the whole for each. */
	private append(content: Uint8Array): void {
		const length = this.length + content.length;
		if (length > this.bytes.length) {
			const grown = new Uint8Array(Math.max(length, this.bytes.length * 2));
			grown.set(this.bytes.subarray(0, this.length));
			this.bytes = grown;
		}
		this.bytes.set(content, this.length);
		this.length = length;
		this.memory.hold(this, this.bytes.length);
	}
}
