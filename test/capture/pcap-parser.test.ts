import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import test from 'node:test';
import {parse} from 'pcap-parser';
import {type ReadPacket, readCapture} from '../support/captures/read-capture.ts';
import {capturesIn, sharedPath} from '../support/captures/shared-files.ts';

const MICROSECOND_MAGICS = ['a1b2c3d4', 'd4c3b2a1'];

/** Packets by an independent reader, which knows classic files with microseconds. */
function parsedPackets(bytes: Buffer): Promise<Omit<ReadPacket, 'fileOffset' | 'interface'>[]> {
	return new Promise((resolve, reject) => {
		const packets: Omit<ReadPacket, 'fileOffset' | 'interface'>[] = [];
		const parser = parse(Readable.from([bytes]));
		parser.on('packet', ({header, data}) => {
			const nanoseconds = String(header.timestampMicroseconds * 1000).padStart(9, '0');
			packets.push({
				time: `${header.timestampSeconds}.${nanoseconds}`,
				wireLength: header.originalLength,
				bytes: new Uint8Array(data),
			});
		});
		parser.on('error', reject);
		parser.on('end', () => resolve(packets));
	});
}

for (const folder of ['corpus/public', 'captures'])
	test(`pcap-parser finds the same packets in every classic file of ${folder}`, async t => {
		const path = sharedPath(t, folder);
		if (!path) return;
		let compared = 0;
		for (const name of capturesIn(path)) {
			const file: Buffer = readFileSync(join(path, name));
			if (!MICROSECOND_MAGICS.includes(file.toString('hex', 0, 4))) continue;
			const {packets} = await readCapture(join(path, name));
			const ours = packets.map(({time, wireLength, bytes}) => ({time, wireLength, bytes}));
			assert.deepEqual(ours, await parsedPackets(file), name);
			compared++;
		}
		assert.ok(compared > 30, `${compared} files`);
	});
