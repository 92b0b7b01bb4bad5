/** Needs tshark 4.0.17; skipped with a visible line where it is not. */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import {allFields} from '../../source/dissect/registry.ts';
import {load} from '../support/captures/loaded-capture.ts';
import {compareWithOracle} from '../support/captures/oracle.ts';
import {sharedPath} from '../support/captures/shared-files.ts';
import {hasTshark, TSHARK_VERSION, tsharkFields} from '../support/captures/tshark.ts';
import {pcap} from '../support/frames/capture-builder.ts';
import {randomTls} from '../support/frames/random-tls.ts';
import {scratchFolder} from '../support/scratch-folder.ts';

const TRACES = Number(process.env['TCPWHY_TRACES'] ?? 10);

/** Fields without a value of which there is one a packet: tshark prints the text of their line. */
const TEXTS = new Set(['tls.handshake.ciphersuites']);
const FIELDS = [
	'frame.number',
	...allFields
		.filter(({name, dissected}) => /^tls\b/.test(name) && dissected !== false && !TEXTS.has(name))
		.map(({name}) => name),
];

test(`all TLS fields of ${TRACES} random traces, whose records span segments, are as in tshark ${TSHARK_VERSION}`, async t => {
	if (!hasTshark(t)) return;
	const file = join(scratchFolder(), 'trace.pcap');
	await fc.assert(
		fc.asyncProperty(randomTls, async frames => {
			writeFileSync(file, pcap(frames));
			assert.deepEqual(compareWithOracle(await load(file), tsharkFields(file, FIELDS), new Set()), []);
		}),
		{numRuns: TRACES, endOnFailure: false},
	);
});

/** Captures with TLS over several segments, under VLAN tags, tunnels and snap lengths; no QUIC. */
const CORPUS = [
	'6in4tunnel.pcap',
	'badcurveball.pcap',
	'derived-bigendian.pcapng',
	'derived-cut.pcap.gz',
	'generated-tls-alerts.pcapng',
	'heuristic-tcp-ack-payload.pcap',
	'kakaotalk-chat.pcap',
	'openssl-ssl3.pcap',
	'pppoe-over-qinq.pcap',
	'tcp-empty-sack-tcp-opt.pcap',
	'tcp-fastopen-10-syn-data-ignore.pcap',
	'tls-early-alert.pcap',
];

test(`all TLS fields of recorded traffic are as in tshark ${TSHARK_VERSION}`, async t => {
	const corpus = sharedPath(t, 'corpus', 'public');
	if (corpus === undefined || !hasTshark(t)) return;
	for (const name of CORPUS)
		await t.test(name, async () => {
			const file = join(corpus, name);
			assert.deepEqual(compareWithOracle(await load(file), tsharkFields(file, FIELDS), new Set()), []);
		});
});
