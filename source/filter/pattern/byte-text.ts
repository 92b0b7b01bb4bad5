/** To make a text of so many bytes takes longer than to go through them. */
export const SHORT = 64;

/** Bytes as text of as many characters: searching in text is faster than in bytes. */
export class ByteText {
	/** The memory that was looked at last, as a whole: packets that are read together lie in one. */
	private memory: Buffer = Buffer.alloc(0);

	/** The bytes from `from` to before `to`, one character each. */
	of(bytes: Uint8Array, from: number, to: number): string {
		if (this.memory.buffer !== bytes.buffer) this.memory = Buffer.from(bytes.buffer);
		return this.memory.toString('latin1', bytes.byteOffset + from, bytes.byteOffset + to);
	}
}
