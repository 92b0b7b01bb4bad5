import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {openCaptures} from '../../source/capture/capture-set.ts';
import {openCapture} from '../../source/capture/open-capture.ts';
import {streamOf} from '../support/captures/read-capture.ts';
import {
	type Block,
	block,
	enhancedPacket,
	interfaceBlock,
	pcapng,
	sectionBlock,
	tcp,
} from '../support/frames/capture-builder.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const folder = scratchFolder();

/** `TLSK`, and the key logs of WireGuard, as the pcapng draft numbers them. */
const TLS_KEY_LOG = 0x544c_534b;
const WIREGUARD_KEY_LOG = 0x5747_4b4c;
const packet = enhancedPacket(tcp({from: '10.0.0.1:1000', to: '10.0.0.2:443', flags: 'S'}));

/** A Decryption Secrets Block; `length` lies about the secrets that follow. */
function secretsBlock(secrets: Uint8Array, type = TLS_KEY_LOG, length = secrets.length): Block {
	return little => {
		const body = new Uint8Array(8 + Math.ceil(secrets.length / 4) * 4);
		const view = new DataView(body.buffer);
		view.setUint32(0, type, little);
		view.setUint32(4, length, little);
		body.set(secrets, 8);
		return block(10, body)(little);
	};
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function read(blocks: readonly Block[], bigEndian = false) {
	const reader = await openCapture(streamOf(pcapng([sectionBlock(), interfaceBlock(), ...blocks], {bigEndian})));
	const known: number[] = [];
	while (await reader.fill()) while (reader.next()) known.push(reader.secrets.length);
	await reader.close();
	return {known, secrets: reader.secrets.map(textOf), problems: reader.problems};
}

for (const bigEndian of [false, true])
	test(`TLS secrets are there before the packets behind them, ${bigEndian ? 'big' : 'little'}-endian`, async () => {
		const blocks = [packet, secretsBlock(bytesOf('first')), packet, secretsBlock(bytesOf('second')), packet];
		const {known, secrets} = await read(blocks, bigEndian);
		assert.deepEqual(known, [0, 1, 2]);
		assert.deepEqual(secrets, ['first', 'second']);
	});

test('secrets of other kinds, and those that are longer than their block, are left alone', async () => {
	const blocks = [
		secretsBlock(bytesOf('key'), WIREGUARD_KEY_LOG),
		secretsBlock(bytesOf('key'), TLS_KEY_LOG, 9),
		packet,
	];
	const {known, secrets, problems} = await read(blocks);
	assert.deepEqual(known, [0]);
	assert.deepEqual(secrets, []);
	assert.deepEqual(problems, []);
});

test('no more than 32 MiB of secrets are kept, which is said once', async () => {
	const large = secretsBlock(new Uint8Array(12 * 1024 * 1024));
	const {secrets, problems} = await read([large, large, large, large, packet]);
	assert.equal(secrets.length, 2);
	assert.deepEqual(
		problems.map(({kind, message}) => [kind, message]),
		[['skipped', 'The file has more than 32 MiB of decryption secrets: the rest is not used.']],
	);
});

test('secrets of captures that are merged are those of all', async () => {
	const paths = ['one', 'two'].map(name => {
		const path = join(folder, `${name}.pcapng`);
		writeFileSync(path, pcapng([sectionBlock(), interfaceBlock(), secretsBlock(bytesOf(name)), packet]));
		return path;
	});
	const reader = await openCaptures(paths, []);
	let packets = 0;
	while (await reader.fill()) while (reader.next()) packets++;
	await reader.close();
	assert.equal(packets, 2);
	assert.deepEqual(reader.secrets.map(textOf).sort(), ['one', 'two']);
});
