import assert from 'node:assert/strict';
import test from 'node:test';
import {cipherParameters} from '../../../source/analysis/tls/secrets/cipher-parameters.ts';
import {trafficKeys} from '../../../source/analysis/tls/secrets/key-schedule.ts';
import {AeadProtection} from '../../../source/analysis/tls/secrets/record-protection.ts';

const TLS_AES_128_GCM_SHA256 = 0x1301;

/** RFC 8448 section 3, Simple 1-RTT Handshake. */
const RFC_8448 = {
	'server handshake': {
		secret: 'b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38',
		key: '3fce516009c21727d0f2e4e86ee403bc',
		iv: '5d313eb2671276ee13000b30',
	},
	'client handshake': {
		secret: 'b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21',
		key: 'dbfaa693d1762c5b666af5d950258d01',
		iv: '5bd3c71b836e0b76bb73265f',
	},
	'client application': {
		secret: '9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5',
		key: '17422dda596ed5d9acd890e3c63f5051',
		iv: '5b78923dee08579033e523d9',
	},
	'server application': {
		secret: 'a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643',
		key: '9f02283b6c9c07efc26bb9f2ac92e356',
		iv: 'cf782b88dd83549aadf1e984',
	},
};

for (const [name, {secret, key, iv}] of Object.entries(RFC_8448)) {
	test(`the ${name} keys of RFC 8448 follow from their traffic secret`, () => {
		const keys = trafficKeys('sha256', Buffer.from(secret, 'hex'), 16);
		assert.equal(keys.key.toString('hex'), key);
		assert.equal(keys.iv.toString('hex'), iv);
	});
}

test('the last records of RFC 8448 section 3 hold close_notify, as number 1 of the client and number 2 of the server', () => {
	const open = (side: 'client application' | 'server application', sequence: number, record: string) => {
		const {key, iv} = RFC_8448[side];
		const parameters = cipherParameters(TLS_AES_128_GCM_SHA256)!;
		const protection = new AeadProtection(parameters, Buffer.from(key, 'hex'), Buffer.from(iv, 'hex'), true);
		const bytes = Buffer.from(record, 'hex');
		const content = protection.open(sequence, bytes.subarray(0, 5), bytes.subarray(5));
		return content === undefined ? undefined : Buffer.from(content).toString('hex');
	};
	const client = '1703030013c9872760655666b74d7ff1153efd6db6d0b0e3';
	const server = '1703030013b58fd67166ebf599d24720cfbe7efa7a8864a9';
	assert.equal(open('client application', 1, client), '010015');
	assert.equal(open('client application', 2, client), undefined);
	assert.equal(open('server application', 2, server), '010015');
});

test('suites of AES-GCM, AES-CCM, AES-CBC and ChaCha20-Poly1305 are decrypted, others are not', () => {
	const kind = (suite: number) => cipherParameters(suite)?.cipher;
	assert.equal(kind(0x1302), 'aes-256-gcm');
	assert.equal(kind(0xc02f), 'aes-128-gcm');
	assert.equal(kind(0xcca8), 'chacha20-poly1305');
	assert.equal(kind(0xc0a2), 'aes-128-ccm');
	assert.equal(cipherParameters(0xc028)?.mac, 'sha384');
	assert.equal(cipherParameters(0x0035)?.mac, 'sha1');
	assert.deepEqual([0x0005, 0x000a, 0x0002, 0x0041, 0xffff].map(kind), Array(5).fill(undefined));
});
