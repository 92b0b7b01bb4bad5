import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {LINK_TYPES} from '../../source/capture/link-types.ts';
import {readCapture} from '../support/captures/read-capture.ts';
import {oracleIndex, oraclePackets, sharedPath} from '../support/captures/shared-files.ts';

test('every corpus file gives the frames that tshark finds in it', async t => {
	const folder = sharedPath(t, 'corpus/public');
	if (!folder) return;
	for (const {file = '', exit} of oracleIndex()) {
		await t.test(file, async () => {
			const {format, packets, interfaces, problems} = await readCapture(join(folder, file));
			const expected = oraclePackets(file);
			const inPcapng = format === 'pcapng';
			assert.equal(packets.length, expected.length, 'frames');
			for (const [index, frame] of expected.entries()) {
				const packet = packets[index]!;
				const from = interfaces[packet.interface]!;
				assert.deepEqual(
					{
						time: packet.time,
						len: String(packet.wireLength),
						cap_len: String(packet.bytes.length),
						interface_id: inPcapng ? String(from.number) : '',
						encap_type: String(LINK_TYPES.get(from.linkType)?.encapType),
					},
					{
						time: frame['frame.time_epoch'],
						len: frame['frame.len'],
						cap_len: frame['frame.cap_len'],
						interface_id: frame['frame.interface_id'],
						encap_type: frame['frame.encap_type'],
					},
					`frame ${index + 1}`,
				);
			}
			assert.equal(problems.length, exit === '0' ? 0 : 1, 'problems');
		});
	}
});

test('a cut or damaged corpus file has the kind of problem that tshark names', async t => {
	const folder = sharedPath(t, 'corpus/public');
	if (!folder) return;
	const bad = oracleIndex().filter(({exit}) => exit !== '0');
	assert.ok(bad.length > 0);
	for (const {file = '', message = ''} of bad) {
		const {problems} = await readCapture(join(folder, file));
		assert.equal(problems[0]?.kind, message.includes('damaged or corrupt') ? 'damaged' : 'truncated', file);
	}
});
