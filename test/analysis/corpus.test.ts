import assert from 'node:assert/strict';
import {join} from 'node:path';
import test from 'node:test';
import {load} from '../support/captures/loaded-capture.ts';
import {compareWithOracle, type Difference} from '../support/captures/oracle.ts';
import {capturesIn, oraclePackets, sharedPath} from '../support/captures/shared-files.ts';

/** Columns that need the dissectors of all other protocols: which of them follow in a frame, and what is malformed. */
const OTHER_DISSECTORS = new Set(['frame.protocols', '_ws.malformed']);

/** Frames that do not agree yet, and why. A number may only become smaller. */
const KNOWN: Readonly<Record<string, {readonly frames: number; readonly why: string}>> = {
	'cisco-fabric-path.pcap': {
		frames: 8,
		why: 'an IPv6 header that the FabricPath check sequence cuts short shows its destination',
	},
	'sites.pcapng': {frames: 6, why: 'the TLS handshake inside QUIC, which is not TCP'},
	'wireguard-ping-tcp-dsb.pcapng': {frames: 16, why: 'WireGuard, which the decryption secrets in the file open'},
};

test('every TCP and TLS field of every packet of the corpus is as tshark shows it', async t => {
	const corpus = sharedPath(t, 'corpus', 'public');
	if (corpus === undefined) return;
	for (const file of capturesIn(corpus)) {
		await t.test(file, async t => {
			const capture = await load(join(corpus, file));
			const differences = compareWithOracle(capture, oraclePackets(file), OTHER_DISSECTORS);
			const frames = new Set(differences.map(({frame}) => frame)).size;
			const known = KNOWN[file]?.frames ?? 0;
			if (frames > 0) t.diagnostic(`${frames} frames differ; ${KNOWN[file]?.why ?? describe(differences[0]!)}`);
			assert.equal(frames, known, differences.slice(0, 5).map(describe).join('\n'));
		});
	}
});

function describe({frame, field, ours, expected}: Difference): string {
	return `frame ${frame}, ${field}: ${ours || 'nothing'} instead of ${expected || 'nothing'}`;
}
