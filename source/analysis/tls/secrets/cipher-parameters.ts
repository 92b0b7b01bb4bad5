import {CIPHER_SUITE_NAMES} from '../../../dissect/fields/names/cipher-suites.ts';

/** What a cipher suite says about the protection of records. Lengths in bytes. */
export interface CipherParameters {
	readonly kind: 'gcm' | 'ccm' | 'chacha20' | 'cbc';
	/** OpenSSL's name of the cipher. */
	readonly cipher:
		| 'aes-128-gcm'
		| 'aes-256-gcm'
		| 'aes-128-ccm'
		| 'aes-256-ccm'
		| 'chacha20-poly1305'
		| 'aes-128-cbc'
		| 'aes-256-cbc';
	readonly keyLength: number;
	/** Part of the nonce that comes from the keys in TLS 1.2; 0 for CBC. */
	readonly fixedIvLength: number;
	readonly tagLength: number;
	/** Hash of the key schedule from TLS 1.2 on. */
	readonly hash: 'sha256' | 'sha384';
	/** CBC: hash and length of the record's authentication code. */
	readonly mac: 'sha1' | 'sha256' | 'sha384' | undefined;
	readonly macLength: number;
}

const SUITE = /(?:_WITH|^TLS)_(?:AES_(128|256)_(GCM|CCM|CBC)|(CHACHA20_POLY1305))(_8)?(?:_(SHA|SHA256|SHA384))?$/;
const MAC_LENGTHS = {sha1: 20, sha256: 32, sha384: 48} as const;

/** Reads the parameters from the IANA name of a suite; undefined for suites that are not decrypted. */
export function cipherParameters(suite: number): CipherParameters | undefined {
	const found = SUITE.exec(CIPHER_SUITE_NAMES.get(suite) ?? '');
	if (found === null) return undefined;
	const [, bits = '256', mode, chacha, short, digest] = found;
	const hash = digest === 'SHA384' ? 'sha384' : 'sha256';
	const keyLength = Number(bits) / 8;
	const aead = {keyLength, hash, mac: undefined, macLength: 0} as const;
	if (chacha !== undefined)
		return {...aead, kind: 'chacha20', cipher: 'chacha20-poly1305', fixedIvLength: 12, tagLength: 16};
	const aes = bits === '128' ? 'aes-128' : 'aes-256';
	if (mode === 'GCM') return {...aead, kind: 'gcm', cipher: `${aes}-gcm`, fixedIvLength: 4, tagLength: 16};
	const tagLength = short === undefined ? 16 : 8;
	if (mode === 'CCM') return {...aead, kind: 'ccm', cipher: `${aes}-ccm`, fixedIvLength: 4, tagLength};
	const mac = digest === 'SHA' ? 'sha1' : hash;
	const macLength = MAC_LENGTHS[mac];
	return {kind: 'cbc', cipher: `${aes}-cbc`, keyLength, fixedIvLength: 0, tagLength: 0, hash, mac, macLength};
}
