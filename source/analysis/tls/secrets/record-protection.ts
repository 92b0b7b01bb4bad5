import {createDecipheriv, createHmac, timingSafeEqual} from 'node:crypto';
import type {CipherParameters} from './cipher-parameters.ts';

const TLS11 = 0x0302;
const BLOCK = 16;
/** Part of the nonce that TLS 1.2 records carry with GCM and CCM. */
const EXPLICIT_NONCE = 8;

/** Opens the records of one direction, from one change of keys to the next. */
export interface RecordProtection {
	/**
	 * The content of a record, if it is authentic as the one with that sequence number.
	 *
	 * @param header the five bytes before the record's content
	 * @param body the record's content as it was sent
	 */
	open(sequence: number, header: Uint8Array, body: Uint8Array): Uint8Array | undefined;
	/** Has to see every record, opened or not, behind its `open`, with the number that it most likely has. */
	pass(sequence: number, header: Uint8Array, body: Uint8Array): void;
}

/** AES-GCM, AES-CCM and ChaCha20-Poly1305, in TLS 1.2 (RFC 5288, 6655, 7905) and TLS 1.3 (RFC 8446 5.2, 5.3). */
export class AeadProtection implements RecordProtection {
	constructor(
		private readonly parameters: CipherParameters,
		private readonly key: Uint8Array,
		/** As long as the nonce, or its first part where records carry the rest. */
		private readonly iv: Uint8Array,
		private readonly isTls13: boolean,
	) {}

	open(sequence: number, header: Uint8Array, body: Uint8Array): Uint8Array | undefined {
		const {tagLength} = this.parameters;
		const isExplicit = this.iv.length < 12;
		const start = isExplicit ? EXPLICIT_NONCE : 0;
		const end = body.length - tagLength;
		if (end < start) return undefined;
		const nonce = isExplicit ? Buffer.concat([this.iv, body.subarray(0, start)]) : this.nonce(sequence);
		const context = this.isTls13 ? header : pseudoHeader(sequence, header, end - start);
		const sealed = body.subarray(start, end);
		try {
			return this.decrypt(nonce, context, sealed, body.subarray(end));
		} catch {
			// Node has no other way to say that the tag does not fit.
			return undefined;
		}
	}

	pass(): void {}

	private nonce(sequence: number): Uint8Array {
		const nonce = Buffer.from(this.iv);
		nonce.writeUInt32BE((nonce.readUInt32BE(4) ^ Math.floor(sequence / 2 ** 32)) >>> 0, 4);
		nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8);
		return nonce;
	}

	private decrypt(nonce: Uint8Array, context: Uint8Array, sealed: Uint8Array, tag: Uint8Array): Uint8Array {
		const {key} = this;
		const {cipher, tagLength: authTagLength} = this.parameters;
		if (cipher === 'aes-128-ccm' || cipher === 'aes-256-ccm') {
			const decipher = createDecipheriv(cipher, key, nonce, {authTagLength});
			decipher.setAuthTag(tag);
			decipher.setAAD(context, {plaintextLength: sealed.length});
			const content = decipher.update(sealed);
			decipher.final();
			return content;
		}
		const decipher =
			cipher === 'chacha20-poly1305'
				? createDecipheriv(cipher, key, nonce, {authTagLength})
				: createDecipheriv(cipher as 'aes-128-gcm', key, nonce, {authTagLength});
		decipher.setAuthTag(tag);
		decipher.setAAD(context, {plaintextLength: sealed.length});
		const content = decipher.update(sealed);
		decipher.final();
		return content;
	}
}

/** AES-CBC in TLS 1.0 to 1.2, with the authentication code inside (RFC 5246 6.2.3.2) or outside (RFC 7366). */
export class CbcProtection implements RecordProtection {
	/** Last bytes of the record before: TLS 1.0 has no other initialisation vector. */
	private lastBlock: Uint8Array;
	/** Number of the record that they are for; -1 if the record before is not the one that was sent. */
	private lastBlockFor = 0;

	constructor(
		private readonly parameters: CipherParameters,
		private readonly key: Uint8Array,
		private readonly macKey: Uint8Array,
		iv: Uint8Array,
		private readonly encryptThenMac: boolean,
		private readonly version: number,
	) {
		this.lastBlock = iv;
	}

	open(sequence: number, header: Uint8Array, body: Uint8Array): Uint8Array | undefined {
		const {macLength} = this.parameters;
		const sealedEnd = this.encryptThenMac ? body.length - macLength : body.length;
		const start = this.hasExplicitIv ? BLOCK : 0;
		if (sealedEnd - start < BLOCK || (sealedEnd - start) % BLOCK !== 0) return undefined;
		if (this.encryptThenMac && !(this.isIvKnown(sequence) && this.isSealAuthentic(sequence, header, body)))
			return undefined;
		const iv = start === 0 ? this.lastBlock : body.subarray(0, BLOCK);
		const decipher = createDecipheriv(this.parameters.cipher, this.key, iv).setAutoPadding(false);
		const padded = decipher.update(body.subarray(start, sealedEnd));
		const paddedEnd = paddingStart(padded);
		if (this.encryptThenMac) return padded.subarray(0, Math.max(0, paddedEnd));
		const end = paddedEnd - macLength;
		if (end < 0) return undefined;
		const content = padded.subarray(0, end);
		return this.isAuthentic(sequence, header, content, padded.subarray(end, paddedEnd)) ? content : undefined;
	}

	pass(sequence: number, header: Uint8Array, body: Uint8Array): void {
		if (this.hasExplicitIv) return;
		const end = this.encryptThenMac ? body.length - this.parameters.macLength : body.length;
		if (end >= BLOCK) this.lastBlock = body.slice(end - BLOCK, end);
		const isSure = end >= BLOCK && (!this.encryptThenMac || this.isSealAuthentic(sequence, header, body));
		this.lastBlockFor = isSure ? sequence + 1 : -1;
	}

	private get hasExplicitIv(): boolean {
		return this.version >= TLS11;
	}

	/**
	 * A code outside does not cover the initialisation vector that TLS 1.0 takes from the record before: behind one that
	 * was lost or altered, an authentic record would decrypt to something else.
	 */
	private isIvKnown(sequence: number): boolean {
		return this.hasExplicitIv || this.lastBlockFor === sequence;
	}

	private isSealAuthentic(sequence: number, header: Uint8Array, body: Uint8Array): boolean {
		const end = body.length - this.parameters.macLength;
		return this.isAuthentic(sequence, header, body.subarray(0, end), body.subarray(end));
	}

	private isAuthentic(sequence: number, header: Uint8Array, content: Uint8Array, code: Uint8Array): boolean {
		const {mac = 'sha1'} = this.parameters;
		const expected = createHmac(mac, this.macKey)
			.update(pseudoHeader(sequence, header, content.length))
			.update(content)
			.digest();
		return code.length === expected.length && timingSafeEqual(code, expected);
	}
}

/** Several protections of which one is right. */
export class EitherProtection implements RecordProtection {
	constructor(private readonly candidates: readonly RecordProtection[]) {}

	open(sequence: number, header: Uint8Array, body: Uint8Array): Uint8Array | undefined {
		for (const candidate of this.candidates) {
			const content = candidate.open(sequence, header, body);
			if (content !== undefined) return content;
		}
		return undefined;
	}

	pass(sequence: number, header: Uint8Array, body: Uint8Array): void {
		for (const candidate of this.candidates) candidate.pass(sequence, header, body);
	}
}

/** What is authenticated beside the content: sequence number, type, version, length (RFC 5246 6.2.3.3). */
function pseudoHeader(sequence: number, header: Uint8Array, length: number): Uint8Array {
	const bytes = Buffer.alloc(13);
	bytes.writeUInt32BE(Math.floor(sequence / 2 ** 32), 0);
	bytes.writeUInt32BE(sequence >>> 0, 4);
	bytes.set(header.subarray(0, 3), 8);
	bytes.writeUInt16BE(length, 11);
	return bytes;
}

/** Where the padding of a CBC record begins; -1 if its end is no padding. */
function paddingStart(padded: Uint8Array): number {
	const count = padded[padded.length - 1]!;
	const start = padded.length - count - 1;
	if (start < 0) return -1;
	for (let i = start; i < padded.length; i++) if (padded[i] !== count) return -1;
	return start;
}
