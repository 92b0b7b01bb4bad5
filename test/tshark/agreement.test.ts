/** Needs tshark 4.0.17, whose rules the specification describes; skipped with a visible line where it is not. */
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import {load} from '../support/captures/loaded-capture.ts';
import {compareWithOracle} from '../support/captures/oracle.ts';
import {hasTshark, TSHARK_VERSION, tsharkFields} from '../support/captures/tshark.ts';
import {pcap} from '../support/frames/capture-builder.ts';
import {randomTrace} from '../support/frames/random-trace.ts';

const TRACES = Number(process.env['TCPWHY_TRACES'] ?? 15);
const FIELDS =
	'frame.number tcp.stream tcp.len tcp.seq tcp.nxtseq tcp.ack tcp.flags tcp.window_size tcp.window_size_scalefactor tcp.completeness tcp.time_relative tcp.time_delta tcp.analysis tcp.analysis.flags tcp.analysis.reused_ports tcp.analysis.retransmission tcp.analysis.fast_retransmission tcp.analysis.spurious_retransmission tcp.analysis.out_of_order tcp.analysis.lost_segment tcp.analysis.ack_lost_segment tcp.analysis.window_update tcp.analysis.window_full tcp.analysis.keep_alive tcp.analysis.keep_alive_ack tcp.analysis.duplicate_ack tcp.analysis.zero_window_probe tcp.analysis.zero_window tcp.analysis.zero_window_probe_ack tcp.analysis.duplicate_ack_num tcp.analysis.duplicate_ack_frame tcp.analysis.acks_frame tcp.analysis.ack_rtt tcp.analysis.initial_rtt tcp.analysis.bytes_in_flight tcp.analysis.push_bytes_sent tcp.analysis.rto tcp.analysis.rto_frame tls.record.content_type tls.record.opaque_type tls.record.version tls.record.length tls.handshake.type tls.alert_message tls.alert_message.level tls.alert_message.desc'.split(
		' ',
	);

test(`${TRACES} random traces are analysed as tshark ${TSHARK_VERSION} analyses them`, async t => {
	if (!hasTshark(t)) return;
	const folder = mkdtempSync(join(tmpdir(), 'tcpwhy-test-'));
	const file = join(folder, 'trace.pcap');
	try {
		await fc.assert(
			fc.asyncProperty(randomTrace, async frames => {
				writeFileSync(file, pcap(frames));
				assert.deepEqual(compareWithOracle(await load(file), tsharkFields(file, FIELDS), new Set()), []);
			}),
			{numRuns: TRACES, endOnFailure: false},
		);
	} finally {
		rmSync(folder, {recursive: true});
	}
});
