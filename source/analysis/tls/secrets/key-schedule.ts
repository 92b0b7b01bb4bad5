import {createHash, createHmac} from 'node:crypto';

/** Hashes of key derivation from TLS 1.2 on. */
export type Hash = 'sha256' | 'sha384';

const TLS12 = 0x0303;
/** Of the nonce, for all ciphers of TLS 1.3. */
const IV_LENGTH = 12;

/** The keys of one direction of TLS 1.3. */
export interface TrafficKeys {
	readonly key: Buffer;
	readonly iv: Buffer;
}

/** HKDF-Expand-Label with an empty context (RFC 8446 7.1, RFC 5869 2.3). */
export function hkdfExpandLabel(hash: Hash, secret: Uint8Array, label: string, length: number): Buffer {
	const name = Buffer.from(`tls13 ${label}`, 'latin1');
	const info = Buffer.concat([Buffer.from([length >>> 8, length & 0xff, name.length]), name, Buffer.from([0])]);
	let block = Buffer.alloc(0);
	const blocks: Buffer[] = [];
	for (let counter = 1, made = 0; made < length; counter++, made += block.length) {
		block = createHmac(hash, secret)
			.update(block)
			.update(info)
			.update(Buffer.from([counter]))
			.digest();
		blocks.push(block);
	}
	return Buffer.concat(blocks).subarray(0, length);
}

/** Key and nonce that a traffic secret gives (RFC 8446 7.3). */
export function trafficKeys(hash: Hash, secret: Uint8Array, keyLength: number): TrafficKeys {
	return {
		key: hkdfExpandLabel(hash, secret, 'key', keyLength),
		iv: hkdfExpandLabel(hash, secret, 'iv', IV_LENGTH),
	};
}

/** The secret that follows a KeyUpdate (RFC 8446 7.2). */
export function nextTrafficSecret(hash: Hash, secret: Uint8Array): Buffer {
	return hkdfExpandLabel(hash, secret, 'traffic upd', secret.length);
}

/**
 * The key block of TLS 1.0 to 1.2 (RFC 5246 6.3).
 *
 * @param version 0x0301 to 0x0303
 */
export function keyBlock(
	version: number,
	hash: Hash,
	master: Uint8Array,
	clientRandom: Uint8Array,
	serverRandom: Uint8Array,
	length: number,
): Buffer {
	const seed = Buffer.concat([Buffer.from('key expansion', 'latin1'), serverRandom, clientRandom]);
	if (version === TLS12) return expand(hash, master, seed, length);
	// Before TLS 1.2 two hashes work on half of the secret each (RFC 2246 5).
	const half = Math.ceil(master.length / 2);
	const block = expand('md5', master.subarray(0, half), seed, length);
	const other = expand('sha1', master.subarray(master.length - half), seed, length);
	return Buffer.from(block.map((byte, index) => byte ^ other[index]!));
}

/** P_hash (RFC 5246 5). */
function expand(hash: Hash | 'md5' | 'sha1', secret: Uint8Array, seed: Uint8Array, length: number): Buffer {
	const blocks: Buffer[] = [];
	let a: Uint8Array = seed;
	for (let made = 0; made < length; ) {
		a = createHmac(hash, secret).update(a).digest();
		const block = createHmac(hash, secret).update(a).update(seed).digest();
		blocks.push(block);
		made += block.length;
	}
	return Buffer.concat(blocks).subarray(0, length);
}

/** Random of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3). */
export const RETRY_RANDOM = createHash('sha256').update('HelloRetryRequest').digest('hex');
